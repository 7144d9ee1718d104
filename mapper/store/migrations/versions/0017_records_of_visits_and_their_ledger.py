"""Records of visits, and their ledger.

Revision 0017, after 0016.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# As in 0010, which no later change of a name may reach.
REACHED = (
    "district_code = ANY (string_to_array(current_setting('golmok.districts', true), ',')) "
    "OR current_setting('golmok.districts', true) = '*'"
)
APPEND_ONLY = (
    "visit_record",
    "visit_attendance",
    "ledger_entry",
    "ledger_move",
    "ledger_release",
    "crisis.escort_look",
)


def upgrade() -> None:
    op.create_table(
        "escort_look",
        sa.Column("record_id", sa.Uuid(), nullable=False),
        sa.Column("district_code", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["crisis.case_record.id"], name=op.f("fk_escort_look_record_id")),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_escort_look")),
        schema="crisis",
    )
    op.create_table(
        "visit_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("district_codes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_visit_record_user_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_record_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_record")),
    )
    op.create_index(op.f("ix_visit_record_held_on"), "visit_record", ["held_on"], unique=False)
    op.create_index(op.f("ix_visit_record_visit_id"), "visit_record", ["visit_id"], unique=False)
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("district_code", sa.Text(), nullable=True),
        sa.Column("segment_id", sa.Uuid(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("issue_id", sa.Uuid(), nullable=True),
        sa.Column("about_id", sa.Uuid(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'consultation') = (outcome IS NOT NULL)", name=op.f("ck_ledger_entry_consultation_has_outcome")
        ),
        sa.CheckConstraint(
            "(outcome IS NOT DISTINCT FROM 'referral') = (words IS NULL) AND (words IS NOT NULL OR num_nonnulls(segment_id, category, issue_id) = 0)",
            name=op.f("ck_ledger_entry_referral_says_nothing"),
        ),
        sa.CheckConstraint("kind IN ('consultation', 'promise')", name=op.f("ck_ledger_entry_kind_known")),
        sa.ForeignKeyConstraint(["about_id"], ["ledger_entry.id"], name=op.f("fk_ledger_entry_about_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["ledger_entry.id"], name=op.f("fk_ledger_entry_entry_id")),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name=op.f("fk_ledger_entry_issue_id")),
        sa.ForeignKeyConstraint(["record_id"], ["visit_record.id"], name=op.f("fk_ledger_entry_record_id")),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name=op.f("fk_ledger_entry_segment_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_ledger_entry_user_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_ledger_entry_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
    )
    op.create_index(op.f("ix_ledger_entry_entry_id"), "ledger_entry", ["entry_id"], unique=False)
    op.create_index(
        "ix_ledger_entry_issue_id",
        "ledger_entry",
        ["issue_id"],
        unique=False,
        postgresql_where=sa.text("issue_id IS NOT NULL"),
    )
    op.create_index(
        "ix_ledger_entry_segment_id",
        "ledger_entry",
        ["segment_id"],
        unique=False,
        postgresql_where=sa.text("segment_id IS NOT NULL"),
    )
    op.create_index(op.f("ix_ledger_entry_visit_id"), "ledger_entry", ["visit_id"], unique=False)
    op.create_table(
        "visit_attendance",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("record_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("heads", sa.Integer(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("heads BETWEEN 0 AND 10000", name=op.f("ck_visit_attendance_heads_counted")),
        sa.ForeignKeyConstraint(["record_id"], ["visit_record.id"], name=op.f("fk_visit_attendance_record_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_visit_attendance_user_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_attendance_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_attendance")),
    )
    op.create_index(op.f("ix_visit_attendance_visit_id"), "visit_attendance", ["visit_id"], unique=False)
    op.create_table(
        "ledger_move",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("blocker", sa.Text(), nullable=True),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "blocker IS NULL OR state = 'impossible'", name=op.f("ck_ledger_move_blocker_of_impossible")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["ledger_entry.id"], name=op.f("fk_ledger_move_entry_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_ledger_move_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_move")),
    )
    op.create_index("ix_ledger_move_entry_id_occurred_on", "ledger_move", ["entry_id", "occurred_on"], unique=False)
    op.create_table(
        "ledger_release",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["ledger_entry.id"], name=op.f("fk_ledger_release_entry_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_ledger_release_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_release")),
    )
    op.create_index(op.f("ix_ledger_release_entry_id"), "ledger_release", ["entry_id"], unique=False)
    op.add_column("photo_use", sa.Column("visit_record_id", sa.Uuid(), nullable=True))
    op.create_index("uq_photo_use_visit_record_id", "photo_use", ["visit_record_id", "sha256"], unique=True)
    op.create_foreign_key(
        op.f("fk_photo_use_visit_record_id"), "photo_use", "visit_record", ["visit_record_id"], ["id"]
    )
    op.drop_constraint(op.f("ck_photo_use_of_one_thing"), "photo_use", type_="check")
    op.create_check_constraint(
        op.f("ck_photo_use_of_one_thing"),
        "photo_use",
        "num_nonnulls(issue_id, survey_id, patrol_id, visit_record_id) = 1",
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    op.execute("ALTER TABLE crisis.escort_look ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY by_district ON crisis.escort_look USING ({REACHED}) WITH CHECK ({REACHED})")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_photo_use_of_one_thing"), "photo_use", type_="check")
    op.drop_column("photo_use", "visit_record_id")
    op.create_check_constraint(
        op.f("ck_photo_use_of_one_thing"), "photo_use", "num_nonnulls(issue_id, survey_id, patrol_id) = 1"
    )
    op.drop_table("ledger_release")
    op.drop_table("ledger_move")
    op.drop_table("visit_attendance")
    op.drop_table("ledger_entry")
    op.drop_table("visit_record")
    op.drop_table("escort_look", schema="crisis")
