"""Agencies, tips and rounds of registered mail.

Revision 0019, after 0018.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# As in 0010, which no later change of a name may reach.
REACHED = (
    "district_code = ANY (string_to_array(current_setting('golmok.districts', true), ',')) "
    "OR current_setting('golmok.districts', true) = '*'"
)
WALLED = ("tip", "mail_round", "mail_item", "honour", "expert")
APPENDED = ("agency", "crisis.mail_round", "crisis.honour", "crisis.expert")


def _settled() -> tuple[sa.Column, ...]:
    return (
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("settled_by", sa.Uuid(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
    )


def _settling(table: str) -> tuple[sa.CheckConstraint, ...]:
    return (
        sa.CheckConstraint(
            "(sealed IS NULL) = (settled_at IS NOT NULL)", name=op.f(f"ck_{table}_sealed_until_settled")
        ),
        sa.CheckConstraint(
            "num_nulls(outcome, settled_by, settled_at) IN (0, 3)", name=op.f(f"ck_{table}_settled_or_not")
        ),
    )


def _recorded() -> tuple[sa.Column, ...]:
    return (
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    )


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("services", sa.Text(), nullable=False),
        sa.Column("district_codes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_agency_agency_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_agency_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
    )
    op.create_index(op.f("ix_agency_agency_id"), "agency", ["agency_id"])
    op.create_table(
        "tip",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_code", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("sent_by", sa.Uuid(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        *_settled(),
        *_settling("tip"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tip")),
        schema="crisis",
    )
    op.create_index(op.f("ix_tip_district_code"), "tip", ["district_code"], schema="crisis")
    op.create_table(
        "mail_round",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        *_recorded(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_round")),
        schema="crisis",
    )
    op.create_index(op.f("ix_mail_round_district_code"), "mail_round", ["district_code"], schema="crisis")
    op.create_table(
        "mail_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("district_code", sa.Text(), nullable=False),
        sa.Column("came", sa.Text(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        *_settled(),
        *_settling("mail_item"),
        sa.ForeignKeyConstraint(["round_id"], ["crisis.mail_round.id"], name=op.f("fk_mail_item_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_item")),
        schema="crisis",
    )
    op.create_index(op.f("ix_mail_item_round_id"), "mail_item", ["round_id"], schema="crisis")
    op.create_table(
        "honour",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_code", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("amount_won", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        *_recorded(),
        sa.CheckConstraint("amount_won BETWEEN 0 AND 10000000", name=op.f("ck_honour_amount_counted")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_honour")),
        schema="crisis",
    )
    op.create_index(op.f("ix_honour_district_code"), "honour", ["district_code"], schema="crisis")
    op.create_table(
        "expert",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("expert_id", sa.Uuid(), nullable=False),
        sa.Column("district_code", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        *_recorded(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert")),
        schema="crisis",
    )
    op.create_index(op.f("ix_expert_district_code"), "expert", ["district_code"], schema="crisis")
    op.create_index(op.f("ix_expert_expert_id"), "expert", ["expert_id"], schema="crisis")
    for table in APPENDED:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    for table in WALLED:
        op.execute(f"ALTER TABLE crisis.{table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY by_district ON crisis.{table} USING ({REACHED}) WITH CHECK ({REACHED})")


def downgrade() -> None:
    for table in ("expert", "honour", "mail_item", "mail_round", "tip"):
        op.drop_table(table, schema="crisis")
    op.drop_table("agency")
