"""Records of cases: what they say is sealed, kind, state and dates stand in clear.

Revision 0014, after 0013.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

# As in 0010, which no later change of a name may reach.
REACHED = (
    "district_code = ANY (string_to_array(current_setting('golmok.districts', true), ',')) "
    "OR current_setting('golmok.districts', true) = '*'"
)


def upgrade() -> None:
    op.create_table(
        "case_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("district_code", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_case_record_numbered_from_1")),
        sa.ForeignKeyConstraint(["about"], ["crisis.case_record.id"], name=op.f("fk_case_record_about")),
        sa.ForeignKeyConstraint(["case_id"], ["crisis.case.id"], name=op.f("fk_case_record_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_record")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_case_record_case_id_number")),
        schema="crisis",
    )
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON crisis.case_record "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
    op.execute("ALTER TABLE crisis.case_record ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY by_district ON crisis.case_record USING ({REACHED}) WITH CHECK ({REACHED})")


def downgrade() -> None:
    op.drop_table("case_record", schema="crisis")
