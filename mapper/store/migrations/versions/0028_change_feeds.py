"""Change feeds.

Revision 0028, after 0027.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feed",
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Uuid(), nullable=False),
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("detail", name=op.f("pk_feed")),
    )
    op.create_table(
        "feed_item",
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("layer", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("octet_length(digest) = 16", name=op.f("ck_feed_item_digest_is_md5")),
        sa.PrimaryKeyConstraint("detail", "layer", "id", name=op.f("pk_feed_item")),
    )
    op.create_index("uq_feed_item_position", "feed_item", ["detail", "position"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_feed_item_position", table_name="feed_item")
    op.drop_table("feed_item")
    op.drop_table("feed")
