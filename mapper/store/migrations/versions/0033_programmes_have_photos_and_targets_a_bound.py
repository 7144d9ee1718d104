"""Programmes have photos, and targets a bound.

Revision 0033, after 0032.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

THINGS = "issue_id, survey_id, patrol_id, visit_record_id"


def upgrade() -> None:
    op.create_table(
        "programme_photo",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("use_id", sa.Uuid(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("caption", sa.Text(), nullable=True),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["use_id"], ["photo_use.id"], name=op.f("fk_programme_photo_use_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_programme_photo_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_photo")),
        sa.UniqueConstraint("use_id", "removed", name="uq_programme_photo_use_id"),
    )
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON programme_photo "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.add_column("photo_use", sa.Column("programme_id", sa.Uuid(), nullable=True))
    op.create_index(
        "ix_photo_use_programme_id",
        "photo_use",
        ["programme_id"],
        unique=False,
        postgresql_where=sa.text("programme_id IS NOT NULL"),
    )
    op.create_foreign_key(op.f("fk_photo_use_programme_id"), "photo_use", "programme", ["programme_id"], ["id"])
    op.drop_constraint(op.f("ck_photo_use_of_one_thing"), "photo_use", type_="check")
    op.create_check_constraint(
        op.f("ck_photo_use_of_one_thing"), "photo_use", f"num_nonnulls({THINGS}, programme_id) = 1"
    )
    op.add_column("programme", sa.Column("bound", sa.Text(), nullable=True))
    op.create_check_constraint(op.f("ck_programme_bound_known"), "programme", "bound IN ('least', 'most')")
    op.drop_constraint(op.f("ck_programme_target_is_positive"), "programme", type_="check")
    op.create_check_constraint(
        op.f("ck_programme_target_is_positive"),
        "programme",
        "target > 0 OR (target = 0 AND coalesce(bound, '') = 'most')",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_programme_target_is_positive"), "programme", type_="check")
    op.drop_constraint(op.f("ck_programme_bound_known"), "programme", type_="check")
    op.drop_column("programme", "bound")
    op.create_check_constraint(op.f("ck_programme_target_is_positive"), "programme", "target > 0")
    op.drop_table("programme_photo")
    op.drop_constraint(op.f("ck_photo_use_of_one_thing"), "photo_use", type_="check")
    op.drop_column("photo_use", "programme_id")
    op.create_check_constraint(op.f("ck_photo_use_of_one_thing"), "photo_use", f"num_nonnulls({THINGS}) = 1")
