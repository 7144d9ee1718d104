"""Items are about programmes.

Revision 0037, after 0036.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("agenda_item", sa.Column("programme_id", sa.Uuid(), nullable=True))
    op.add_column("agenda_item", sa.Column("finding", sa.Text(), nullable=True))
    op.create_index(op.f("ix_agenda_item_programme_id"), "agenda_item", ["programme_id"], unique=False)
    op.create_foreign_key(op.f("fk_agenda_item_programme_id"), "agenda_item", "programme", ["programme_id"], ["id"])


def downgrade() -> None:
    op.drop_column("agenda_item", "finding")
    op.drop_column("agenda_item", "programme_id")
