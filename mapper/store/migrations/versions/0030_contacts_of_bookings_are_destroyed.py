"""Contacts of bookings are destroyed, and a feed keeps what it told.

Revision 0030, after 0029.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "booking_contact",
        sa.Column("booking_id", sa.Uuid(), nullable=False),
        sa.Column("contact", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_booking_contact_booking_id")),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_booking_contact")),
    )
    op.execute("INSERT INTO booking_contact SELECT id, contact FROM booking WHERE contact IS NOT NULL")
    # What a dropped column held stays in its rows: it is written over first, so that VACUUM takes it away.
    op.execute("ALTER TABLE booking DISABLE TRIGGER append_only")
    op.execute("UPDATE booking SET contact = NULL WHERE contact IS NOT NULL")
    op.execute("ALTER TABLE booking ENABLE TRIGGER append_only")
    op.drop_column("booking", "contact")
    op.add_column("feed", sa.Column("shown", sa.Text(), nullable=True))
    op.add_column("feed_item", sa.Column("feature", sa.Text(), nullable=True))
    # The next look tells these once more, with what they say.
    op.execute(
        "UPDATE feed_item SET digest = decode(repeat('00', 16), 'hex') "
        "WHERE detail = 'public' AND layer = 'issues' AND digest IS NOT NULL"
    )


def downgrade() -> None:
    op.execute(
        "DELETE FROM feed_item WHERE layer NOT IN ('segments', 'issues')"
    )  # what came with it is told anew by it
    op.drop_column("feed_item", "feature")
    op.drop_column("feed", "shown")
    op.add_column("booking", sa.Column("contact", sa.LargeBinary(), nullable=True))
    op.execute("ALTER TABLE booking DISABLE TRIGGER append_only")
    op.execute(
        "UPDATE booking SET contact = booking_contact.contact FROM booking_contact WHERE booking_id = booking.id"
    )
    op.execute("ALTER TABLE booking ENABLE TRIGGER append_only")
    op.drop_table("booking_contact")
