"""Segment lists.

Revision 0009, after 0008.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

APPEND_ONLY = ("segment_list", "listed_segment", "withdrawn_list")


def upgrade() -> None:
    op.create_table(
        "segment_list",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("act_id", sa.Uuid(), nullable=True),
        sa.Column("ranked_by", postgresql.JSONB(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(kind = 'work') = (team_id IS NOT NULL)", name=op.f("ck_segment_list_work_has_a_team")),
        sa.CheckConstraint("kind = 'work' OR act_id IS NULL", name=op.f("ck_segment_list_visits_assign_nothing")),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_segment_list_act_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_segment_list_team_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_segment_list_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segment_list")),
    )
    op.create_index(op.f("ix_segment_list_recorded_at"), "segment_list", ["recorded_at"], unique=False)
    op.create_index(op.f("ix_segment_list_team_id"), "segment_list", ["team_id"], unique=False)
    op.create_table(
        "listed_segment",
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("ordinal", sa.SmallInteger(), nullable=False),
        sa.Column("segment_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["segment_list.id"], name=op.f("fk_listed_segment_list_id")),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name=op.f("fk_listed_segment_segment_id")),
        sa.PrimaryKeyConstraint("list_id", "ordinal", name=op.f("pk_listed_segment")),
    )
    op.create_index(op.f("ix_listed_segment_segment_id"), "listed_segment", ["segment_id"], unique=False)
    op.create_table(
        "withdrawn_list",
        sa.Column("list_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["list_id"], ["segment_list.id"], name=op.f("fk_withdrawn_list_list_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_withdrawn_list_user_id")),
        sa.PrimaryKeyConstraint("list_id", name=op.f("pk_withdrawn_list")),
    )
    op.add_column("survey_request", sa.Column("list_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_survey_request_list_id"), "survey_request", "segment_list", ["list_id"], ["id"])
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    op.drop_column("survey_request", "list_id")
    op.drop_table("withdrawn_list")
    op.drop_table("listed_segment")
    op.drop_table("segment_list")
