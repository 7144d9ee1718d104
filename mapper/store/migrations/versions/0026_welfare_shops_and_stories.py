"""Welfare shops and stories.

Revision 0026, after 0023.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry

revision = "0026"
down_revision = "0023"
branch_labels = None
depends_on = None

# As in 0010, which no later change of a name may reach.
REACHED = (
    "district_code = ANY (string_to_array(current_setting('golmok.districts', true), ',')) "
    "OR current_setting('golmok.districts', true) = '*'"
)


def _point(srid: int) -> Geometry:
    return Geometry(
        geometry_type="POINT",
        srid=srid,
        dimension=2,
        spatial_index=False,
        from_text="ST_GeomFromEWKT",
        name="geometry",
        nullable=False,
    )


def upgrade() -> None:
    op.create_geospatial_table(
        "shop",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("hours", sa.Text(), nullable=True),
        sa.Column("services", sa.Text(), nullable=True),
        sa.Column("joined_on", sa.Date(), nullable=True),
        sa.Column("point", _point(5179), nullable=False),
        sa.Column("web_point", _point(3857), sa.Computed("ST_Transform(point, 3857)", persisted=True), nullable=False),
        sa.Column("import_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "ST_XMin(point) >= 672000.0 AND ST_XMax(point) <= 1421000.0 AND ST_YMin(point) >= 1445000.0 AND ST_YMax(point) <= 2121000.0",
            name=op.f("ck_shop_point_in_korea"),
        ),
        sa.ForeignKeyConstraint(["import_id"], ["import.id"], name=op.f("fk_shop_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shop")),
    )
    op.create_index(
        "uq_shop_source_key",
        "shop",
        ["source_key"],
        unique=True,
        postgresql_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "story",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.CheckConstraint("extract(day FROM told_on) = 1", name=op.f("ck_story_told_by_the_month")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story")),
    )
    op.create_table(
        "story_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("district_code", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("written_by", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('written', 'told', 'declined', 'withdrawn')", name=op.f("ck_story_draft_state_known")
        ),
        sa.CheckConstraint("num_nulls(decided_by, decided_at) IN (0, 2)", name=op.f("ck_story_draft_decided_or_not")),
        sa.CheckConstraint(
            "decided_by IS DISTINCT FROM written_by OR decided_by IS NULL",
            name=op.f("ck_story_draft_decided_by_another"),
        ),
        sa.ForeignKeyConstraint(["case_id"], ["crisis.case.id"], name=op.f("fk_story_draft_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story_draft")),
        schema="crisis",
    )
    op.create_index(op.f("ix_story_draft_case_id"), "story_draft", ["case_id"], schema="crisis")
    op.create_index(op.f("ix_story_draft_district_code"), "story_draft", ["district_code"], schema="crisis")
    op.execute("ALTER TABLE crisis.story_draft ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY by_district ON crisis.story_draft USING ({REACHED}) WITH CHECK ({REACHED})")


def downgrade() -> None:
    op.drop_table("story_draft", schema="crisis")
    op.drop_table("story")
    op.drop_geospatial_table("shop")
