"""Visits, their stops, and the files that were taken along.

Revision 0015, after 0014.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

APPEND_ONLY = ("visit", "visit_stop", "visit_export")


def upgrade() -> None:
    op.create_table(
        "visit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("place_kind", sa.Text(), nullable=True),
        sa.Column("theme", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("limit_m", sa.Integer(), nullable=False),
        sa.Column("begin_place_id", sa.Uuid(), nullable=True),
        sa.Column("end_place_id", sa.Uuid(), nullable=True),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("minutes > 0 AND limit_m > 0", name=op.f("ck_visit_has_room")),
        sa.ForeignKeyConstraint(["begin_place_id"], ["place.id"], name=op.f("fk_visit_begin_place_id")),
        sa.ForeignKeyConstraint(["end_place_id"], ["place.id"], name=op.f("fk_visit_end_place_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_visit_user_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    op.create_index(op.f("ix_visit_starts_at"), "visit", ["starts_at"], unique=False)
    op.create_index(op.f("ix_visit_visit_id"), "visit", ["visit_id"], unique=False)
    op.create_table(
        "visit_stop",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.SmallInteger(), nullable=False),
        sa.Column("segment_id", sa.Uuid(), nullable=False),
        sa.Column("minutes", sa.SmallInteger(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.CheckConstraint("ordinal > 0 AND minutes >= 0", name=op.f("ck_visit_stop_counts")),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name=op.f("fk_visit_stop_segment_id")),
        sa.ForeignKeyConstraint(["version_id"], ["visit.id"], name=op.f("fk_visit_stop_version_id")),
        sa.PrimaryKeyConstraint("version_id", "ordinal", name=op.f("pk_visit_stop")),
    )
    op.create_index(op.f("ix_visit_stop_segment_id"), "visit_stop", ["segment_id"], unique=False)
    op.create_table(
        "visit_export",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_visit_export_user_id")),
        sa.ForeignKeyConstraint(["version_id"], ["visit.id"], name=op.f("fk_visit_export_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_export")),
    )
    op.create_index(op.f("ix_visit_export_version_id"), "visit_export", ["version_id"], unique=False)
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    op.drop_table("visit_export")
    op.drop_table("visit_stop")
    op.drop_table("visit")
