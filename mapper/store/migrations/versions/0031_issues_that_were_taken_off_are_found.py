"""Issues that were taken off are found.

Revision 0031, after 0030.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_OFF = sa.text("merged OR verification = 'rejected'")


def upgrade() -> None:
    op.create_index("ix_issue_state_off_known_from", "issue_state", ["known_from"], postgresql_where=_OFF)
    op.create_index("ix_issue_state_off_settled_from", "issue_state", ["settled_from"], postgresql_where=_OFF)
    op.create_index(op.f("ix_revision_recorded_at"), "revision", ["recorded_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_revision_recorded_at"), table_name="revision")
    op.drop_index("ix_issue_state_off_settled_from", table_name="issue_state", postgresql_where=_OFF)
    op.drop_index("ix_issue_state_off_known_from", table_name="issue_state", postgresql_where=_OFF)
