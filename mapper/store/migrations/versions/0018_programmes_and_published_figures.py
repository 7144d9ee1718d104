"""Programmes and published figures.

Revision 0018, after 0017.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


APPEND_ONLY = ("programme", "figure_snapshot")


def upgrade() -> None:
    op.create_table(
        "figure_snapshot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("digest = sha256(body)", name=op.f("ck_figure_snapshot_digest_is_of_body")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_figure_snapshot_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_snapshot")),
    )
    op.create_table(
        "programme",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("city_code", sa.Text(), nullable=False),
        sa.Column("district_codes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("segment_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("members", sa.Integer(), nullable=True),
        sa.Column("amount_won", sa.BigInteger(), nullable=True),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("city_code ~ '^[0-9]{5}$'", name=op.f("ck_programme_city_code_has_5_digits")),
        sa.CheckConstraint("amount_won BETWEEN 0 AND 1000000000000", name=op.f("ck_programme_amount_counted")),
        sa.CheckConstraint("ended_on >= began_on", name=op.f("ck_programme_ends_after_beginning")),
        sa.CheckConstraint("members BETWEEN 0 AND 10000", name=op.f("ck_programme_members_counted")),
        sa.ForeignKeyConstraint(["parent_id"], ["programme.id"], name=op.f("fk_programme_parent_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_programme_programme_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_programme_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
    )
    op.create_index(op.f("ix_programme_city_code"), "programme", ["city_code"], unique=False)
    op.create_index(op.f("ix_programme_programme_id"), "programme", ["programme_id"], unique=False)
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade() -> None:
    op.drop_index(op.f("ix_programme_programme_id"), table_name="programme")
    op.drop_index(op.f("ix_programme_city_code"), table_name="programme")
    op.drop_table("programme")
    op.drop_table("figure_snapshot")
