"""Venues and their bookings.

Revision 0021, after 0020.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

APPEND_ONLY = ("venue", "booking", "booking_move")


def upgrade() -> None:
    # Ids are compared within an index of times; on servers of others it may be missing.
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    op.create_geospatial_table(
        "venue",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=True),
        sa.Column(
            "shape",
            Geometry(
                srid=5179,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            nullable=False,
        ),
        sa.Column(
            "web_shape",
            Geometry(
                srid=3857,
                dimension=2,
                spatial_index=False,
                from_text="ST_GeomFromEWKT",
                name="geometry",
                nullable=False,
            ),
            sa.Computed("ST_Transform(shape, 3857)", persisted=True),
            nullable=False,
        ),
        sa.Column("district_code", sa.Text(), nullable=False),
        sa.Column("opens", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("closes", postgresql.ARRAY(sa.Integer()), nullable=False),
        sa.Column("closed_on", postgresql.ARRAY(sa.Date()), nullable=False),
        sa.Column("slot_min", sa.Integer(), nullable=False),
        sa.Column("most_slots", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("GeometryType(shape) IN ('POINT', 'POLYGON')", name=op.f("ck_venue_shape_is_point_or_area")),
        sa.CheckConstraint("ST_IsValid(shape)", name=op.f("ck_venue_shape_valid")),
        sa.CheckConstraint(
            "ST_XMin(shape) >= 672000.0 AND ST_XMax(shape) <= 1421000.0 AND ST_YMin(shape) >= 1445000.0 AND ST_YMax(shape) <= 2121000.0",
            name=op.f("ck_venue_shape_in_korea"),
        ),
        sa.CheckConstraint(
            "capacity BETWEEN 1 AND 2000 AND most_slots BETWEEN 1 AND 8", name=op.f("ck_venue_limits_kept")
        ),
        sa.CheckConstraint(
            "cardinality(opens) = 8 AND cardinality(closes) = 8", name=op.f("ck_venue_hours_of_eight_kinds_of_days")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_venue_user_id")),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_venue_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_venue")),
    )
    op.create_index("ix_venue_venue_id", "venue", ["venue_id", "recorded_at"], unique=False)
    op.create_table(
        "booking",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("during", postgresql.TSTZRANGE(), nullable=False),
        sa.Column("asker", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("contact", sa.LargeBinary(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "NOT isempty(during) AND lower_inc(during) AND NOT upper_inc(during)",
            name=op.f("ck_booking_during_is_a_time"),
        ),
        sa.CheckConstraint("people > 0", name=op.f("ck_booking_people_counted")),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_booking_venue_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_booking_code_hash")),
    )
    op.create_index(
        "ix_booking_venue_id_during", "booking", ["venue_id", "during"], unique=False, postgresql_using="gist"
    )
    op.create_table(
        "booking_move",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('confirmed', 'declined', 'cancelled')", name=op.f("ck_booking_move_state_known")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_booking_move_booking_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_booking_move_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_move")),
    )
    op.create_index("uq_booking_move_booking_id_state", "booking_move", ["booking_id", "state"], unique=True)
    op.create_table(
        "venue_hold",
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("venue_id", sa.Uuid(), nullable=False),
        sa.Column("during", postgresql.TSTZRANGE(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.text("venue_id"), "="), (sa.text("during"), "&&"), using="gist", name="ex_venue_hold_no_two_at_once"
        ),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_venue_hold_booking_id")),
        sa.ForeignKeyConstraint(["venue_id"], ["venue.id"], name=op.f("fk_venue_hold_venue_id")),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_venue_hold")),
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    op.drop_table("venue_hold")
    op.drop_index("uq_booking_move_booking_id_state", table_name="booking_move")
    op.drop_table("booking_move")
    op.drop_index("ix_booking_venue_id_during", table_name="booking", postgresql_using="gist")
    op.drop_table("booking")
    op.drop_index("ix_venue_venue_id", table_name="venue")
    op.drop_geospatial_table("venue")
