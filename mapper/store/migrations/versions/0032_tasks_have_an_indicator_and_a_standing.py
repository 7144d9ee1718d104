"""Tasks have an indicator and a standing.

Revision 0032, after 0031.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("programme", sa.Column("indicator", sa.Text(), nullable=True))
    op.add_column("programme", sa.Column("target", sa.Double(), nullable=True))
    op.add_column("programme", sa.Column("indicator_words", sa.Text(), nullable=True))
    op.add_column("programme", sa.Column("state", sa.Text(), nullable=True))
    op.add_column("programme", sa.Column("state_since", sa.Date(), nullable=True))
    op.add_column("programme", sa.Column("state_reason", sa.Text(), nullable=True))
    op.create_check_constraint(op.f("ck_programme_target_is_positive"), "programme", "target > 0")
    op.create_check_constraint(
        op.f("ck_programme_state_has_day_and_reason"),
        "programme",
        "num_nulls(state, state_since, state_reason) IN (0, 3)",
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_programme_state_has_day_and_reason"), "programme")
    op.drop_constraint(op.f("ck_programme_target_is_positive"), "programme")
    for column in ("state_reason", "state_since", "state", "indicator_words", "target", "indicator"):
        op.drop_column("programme", column)
