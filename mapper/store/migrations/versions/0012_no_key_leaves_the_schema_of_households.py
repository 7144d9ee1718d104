"""No foreign key leaves the schema of households, as it locks rows that the public role sees.

Revision 0012, after 0011.
"""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEYS = (
    ("household", "cell_id", "cell"),
    ("recusal", "recorded_by", "user_account"),
    ("recusal", "user_id", "user_account"),
    ("case_assignment", "assigned_by", "user_account"),
    ("case_assignment", "user_id", "user_account"),
)


def upgrade() -> None:
    for table, column, _ in KEYS:
        op.drop_constraint(op.f(f"fk_{table}_{column}"), table, schema="crisis", type_="foreignkey")


def downgrade() -> None:
    for table, column, referred in KEYS:
        op.create_foreign_key(op.f(f"fk_{table}_{column}"), table, referred, [column], ["id"], source_schema="crisis")
