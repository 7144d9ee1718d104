"""A gazetteer of addresses.

Revision 0027, after 0026.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

# As revision 0003 made it, for the tables of the gazetteer, too: millions of rows come in one transaction.
LOOKED_AT = "'alley', 'segment', 'survey', 'issue', 'issue_event', 'placement', 'issue_state', 'unplaced', 'complaint'"
LOOK_AT = """
    CREATE OR REPLACE FUNCTION look_at(VARIADIC names text[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        name text;
    BEGIN
        FOREACH name IN ARRAY names LOOP
            IF (name IN ({tables})) IS NOT TRUE THEN
                RAISE insufficient_privilege USING MESSAGE = format('look_at looks at no table %L', name);
            END IF;
            EXECUTE format('ANALYZE public.%I', name);
        END LOOP;
    END $$
"""


def upgrade() -> None:
    op.create_geospatial_table(
        "address",
        sa.Column("road_code", sa.Text(), nullable=False),
        sa.Column("main", sa.Integer(), nullable=False),
        sa.Column("sub", sa.Integer(), nullable=False),
        sa.Column("ground", sa.SmallInteger(), nullable=False),
        sa.Column("management_no", sa.Text(), nullable=True),
        sa.Column("legal_code", sa.Text(), nullable=True),
        sa.Column("district_code", sa.Text(), nullable=True),
        sa.Column("district", sa.Text(), nullable=True),
        sa.Column("postcode", sa.Text(), nullable=True),
        sa.Column("building", sa.Text(), nullable=True),
        sa.Column(
            "point",
            Geometry(
                geometry_type="POINT",
                srid=5179,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
            ),
            nullable=True,
        ),
        sa.Column("exactness", sa.SmallInteger(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("pointed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("(exactness > 0) = (point IS NOT NULL)", name=op.f("ck_address_exactness_of_point")),
        sa.CheckConstraint(
            "ST_XMin(point) >= 672000.0 AND ST_XMax(point) <= 1421000.0 AND ST_YMin(point) >= 1445000.0 AND ST_YMax(point) <= 2121000.0",
            name=op.f("ck_address_point_in_korea"),
        ),
        sa.PrimaryKeyConstraint("road_code", "main", "sub", "ground", name=op.f("pk_address")),
    )
    op.create_index("ix_address_district", "address", ["district", "legal_code"], unique=False)
    op.create_index(
        "ix_address_management_no",
        "address",
        ["management_no"],
        unique=False,
        postgresql_where=sa.text("management_no IS NOT NULL"),
    )
    op.create_geospatial_index("ix_address_point", "address", ["point"], postgresql_using="gist")
    op.create_table(
        "legal_area",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("city_code", sa.Text(), nullable=False),
        sa.Column("province", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("town", sa.Text(), nullable=False),
        sa.Column("village", sa.Text(), nullable=True),
        sa.CheckConstraint("code ~ '^[0-9]{10}$'", name=op.f("ck_legal_area_code_has_10_digits")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_legal_area")),
    )
    op.create_index("ix_legal_area_town", "legal_area", ["town", "city_code"], unique=False)
    op.create_index("ix_legal_area_village", "legal_area", ["village", "city_code"], unique=False)
    op.create_table(
        "lot",
        sa.Column("legal_code", sa.Text(), nullable=False),
        sa.Column("is_mountain", sa.Boolean(), nullable=False),
        sa.Column("main", sa.Integer(), nullable=False),
        sa.Column("sub", sa.Integer(), nullable=False),
        sa.Column("road_code", sa.Text(), nullable=False),
        sa.Column("address_main", sa.Integer(), nullable=False),
        sa.Column("address_sub", sa.Integer(), nullable=False),
        sa.Column("ground", sa.SmallInteger(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.CheckConstraint("main > 0", name=op.f("ck_lot_main_counted")),
        sa.PrimaryKeyConstraint(
            "legal_code",
            "is_mountain",
            "main",
            "sub",
            "road_code",
            "address_main",
            "address_sub",
            "ground",
            name=op.f("pk_lot"),
        ),
    )
    op.create_index("ix_lot_address", "lot", ["road_code", "address_main", "address_sub", "ground"], unique=False)
    op.create_table(
        "road_name",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("city_code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("initials", sa.Text(), nullable=False),
        sa.CheckConstraint("code ~ '^[0-9]{12}$'", name=op.f("ck_road_name_code_has_12_digits")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_road_name")),
    )
    op.create_index(
        "ix_road_name_initials",
        "road_name",
        ["initials"],
        unique=False,
        postgresql_ops={"initials": "text_pattern_ops"},
    )
    op.create_index("ix_road_name_key", "road_name", ["key", "city_code"], unique=False)
    op.create_table(
        "sought_address",
        sa.Column("issue_id", sa.Uuid(), nullable=False),
        sa.Column("certainty", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("confidence BETWEEN 0 AND 1", name=op.f("ck_sought_address_confidence_in_scale")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_sought_address_issue_id")),
        sa.PrimaryKeyConstraint("issue_id", name=op.f("pk_sought_address")),
    )
    op.execute(LOOK_AT.format(tables=f"{LOOKED_AT}, 'address', 'lot', 'legal_area', 'road_name'"))


def downgrade() -> None:
    op.execute(LOOK_AT.format(tables=LOOKED_AT))
    op.drop_table("sought_address")
    op.drop_index("ix_road_name_key", table_name="road_name")
    op.drop_index("ix_road_name_initials", table_name="road_name", postgresql_ops={"initials": "text_pattern_ops"})
    op.drop_table("road_name")
    op.drop_index("ix_lot_address", table_name="lot")
    op.drop_table("lot")
    op.drop_index("ix_legal_area_village", table_name="legal_area")
    op.drop_index("ix_legal_area_town", table_name="legal_area")
    op.drop_table("legal_area")
    op.drop_geospatial_index("ix_address_point", table_name="address", postgresql_using="gist", column_name="point")
    op.drop_index(
        "ix_address_management_no", table_name="address", postgresql_where=sa.text("management_no IS NOT NULL")
    )
    op.drop_index("ix_address_district", table_name="address")
    op.drop_geospatial_table("address")
