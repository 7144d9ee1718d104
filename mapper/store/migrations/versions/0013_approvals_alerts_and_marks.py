"""What opens many households needs a second person; what was noticed of those who look, and what became of it.

Revision 0013, after 0012.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLES = ("approval", "alert", "bait", "mark")
APPEND_ONLY = ("bait", "mark")
REACHED = (
    "district_code = ANY (string_to_array(current_setting('golmok.districts', true), ',')) "
    "OR current_setting('golmok.districts', true) = '*'"
)


def upgrade() -> None:
    op.create_table(
        "approval",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_name", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_name", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("decided_by <> asked_by", name=op.f("ck_approval_two_people")),
        sa.CheckConstraint(
            "num_nulls(granted, decided_by, decided_at) IN (0, 3) AND (granted IS NULL) = (decided_name IS NULL)",
            name=op.f("ck_approval_decided_or_not"),
        ),
        sa.CheckConstraint("used_at IS NULL OR granted IS TRUE", name=op.f("ck_approval_used_when_granted")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approval")),
        schema="crisis",
    )
    op.create_index(op.f("ix_approval_district_code"), "approval", ["district_code"], unique=False, schema="crisis")
    op.create_table(
        "alert",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_by", sa.Uuid(), nullable=True),
        sa.Column("seen_name", sa.Text(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "num_nulls(seen_by, seen_name, seen_at, words) IN (0, 4)", name=op.f("ck_alert_seen_or_not")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        schema="crisis",
    )
    op.create_index(op.f("ix_alert_district_code"), "alert", ["district_code"], unique=False, schema="crisis")
    op.create_index(op.f("ix_alert_user_id"), "alert", ["user_id"], unique=False, schema="crisis")
    op.create_table(
        "bait",
        sa.Column("household_id", sa.Uuid(), nullable=False),
        sa.Column("district_code", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("household_id", name=op.f("pk_bait")),
        schema="crisis",
    )
    op.create_table(
        "mark",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_code", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("marked_by", sa.Uuid(), nullable=False),
        sa.Column("marked_name", sa.Text(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("marked_by <> user_id", name=op.f("ck_mark_nobody_marks_their_own")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark")),
        schema="crisis",
    )
    op.create_index("ix_mark_district_code_month", "mark", ["district_code", "month"], unique=False, schema="crisis")
    # Refusals of the last hour are counted before every look: by account and time, not by account alone.
    op.create_index(
        "ix_access_user_id_recorded_at", "access", ["user_id", "recorded_at"], unique=False, schema="crisis"
    )
    op.drop_index(op.f("ix_access_user_id"), table_name="access", schema="crisis")
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON crisis.{table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    for table in TABLES:
        op.execute(f"ALTER TABLE crisis.{table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY by_district ON crisis.{table} USING ({REACHED}) WITH CHECK ({REACHED})")


def downgrade() -> None:
    op.create_index(op.f("ix_access_user_id"), "access", ["user_id"], unique=False, schema="crisis")
    op.drop_index("ix_access_user_id_recorded_at", table_name="access", schema="crisis")
    for table in TABLES:
        op.drop_table(table, schema="crisis")
