"""Rounds say who went.

Revision 0036, after 0035.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Until now they were all of postmen.
    op.add_column("mail_round", sa.Column("channel", sa.Text(), nullable=False, server_default="post"), schema="crisis")
    op.alter_column("mail_round", "channel", server_default=None, schema="crisis")


def downgrade() -> None:
    op.drop_column("mail_round", "channel", schema="crisis")
