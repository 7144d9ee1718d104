"""Contacts of complaints are destroyed.

Revision 0034, after 0033.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_CONTACTS = ("complaint_contact", "booking_contact")


def upgrade() -> None:
    op.create_table(
        "complaint_contact",
        sa.Column("complaint_id", sa.Uuid(), nullable=False),
        sa.Column("contact", sa.LargeBinary(), nullable=True),
        sa.Column("destroyed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(contact IS NULL) = (destroyed_at IS NOT NULL)", name=op.f("ck_complaint_contact_kept_or_destroyed")
        ),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaint.id"], name=op.f("fk_complaint_contact_complaint_id")),
        sa.PrimaryKeyConstraint("complaint_id", name=op.f("pk_complaint_contact")),
    )
    op.execute("INSERT INTO complaint_contact SELECT id, contact FROM complaint WHERE contact IS NOT NULL")
    # What a dropped column held stays in its rows: it is written over first, so that VACUUM takes it away.
    op.execute("UPDATE complaint SET contact = NULL WHERE contact IS NOT NULL")
    op.drop_column("complaint", "contact")
    # Else VACUUM waits for fifty of them, and a small city for years.
    for table in _CONTACTS:
        op.execute(f"ALTER TABLE {table} SET (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0)")


def downgrade() -> None:
    op.execute("ALTER TABLE booking_contact RESET (autovacuum_vacuum_threshold, autovacuum_vacuum_scale_factor)")
    op.add_column("complaint", sa.Column("contact", sa.LargeBinary(), nullable=True))
    op.execute(
        "UPDATE complaint SET contact = complaint_contact.contact FROM complaint_contact WHERE complaint_id = complaint.id"
    )
    op.drop_table("complaint_contact")
