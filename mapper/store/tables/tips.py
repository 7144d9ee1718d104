"""What others tell the desks: tips, rounds of registered mail; and those who work with the desks: honorary workers, experts.

What a tip or a letter says is sealed to the key of the desks (`mapper.operations.vault.desk_box`).
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from mapper.store.tables.crisis import SCHEMA
from mapper.store.tables.row import Row


class TipRow(Row):
    """제보: what somebody told of a household; what it said is gone once a desk has settled it."""

    __tablename__ = "tip"
    __table_args__ = (
        CheckConstraint("(sealed IS NULL) = (settled_at IS NOT NULL)", name="sealed_until_settled"),
        CheckConstraint("num_nulls(outcome, settled_by, settled_at) IN (0, 3)", name="settled_or_not"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    district_code: Mapped[str] = mapped_column(index=True)
    channel: Mapped[str]
    sealed: Mapped[bytes | None]
    digest: Mapped[bytes]
    sent_by: Mapped[UUID | None]
    received_at: Mapped[datetime]
    outcome: Mapped[str | None]
    settled_by: Mapped[UUID | None]
    settled_at: Mapped[datetime | None]


class MailRoundRow(Row):
    """발굴 회차: addresses of a district that postmen, or others who knock, went round to and looked."""

    __tablename__ = "mail_round"
    __table_args__ = ({"schema": SCHEMA},)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    district_code: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    channel: Mapped[str]
    recorded_by: Mapped[UUID | None]
    recorded_at: Mapped[datetime]


class MailItemRow(Row):
    """One letter or knock of a round: to whom and what was seen is sealed; what came of it stands in clear."""

    __tablename__ = "mail_item"
    __table_args__ = (
        CheckConstraint("(sealed IS NULL) = (settled_at IS NOT NULL)", name="sealed_until_settled"),
        CheckConstraint("num_nulls(outcome, settled_by, settled_at) IN (0, 3)", name="settled_or_not"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    round_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.mail_round.id"), index=True)
    district_code: Mapped[str]
    came: Mapped[str]
    sent_on: Mapped[date]
    flagged: Mapped[bool]
    sealed: Mapped[bytes | None]
    outcome: Mapped[str | None]
    settled_by: Mapped[UUID | None]
    settled_at: Mapped[datetime | None]


class HonourRow(Row):
    """명예사회복지공무원: that somebody was appointed, trained, rewarded or thanked. Appended, never changed."""

    __tablename__ = "honour"
    __table_args__ = (CheckConstraint("amount_won BETWEEN 0 AND 10000000", name="amount_counted"), {"schema": SCHEMA})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    district_code: Mapped[str] = mapped_column(index=True)
    user_id: Mapped[UUID]
    kind: Mapped[str]
    on: Mapped[date]
    amount_won: Mapped[int | None]
    words: Mapped[str]
    recorded_by: Mapped[UUID | None]
    recorded_at: Mapped[datetime]


class ExpertRow(Row):
    """Somebody of an agency who sits at conferences of a district. The latest row of an expert holds."""

    __tablename__ = "expert"
    __table_args__ = ({"schema": SCHEMA},)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    expert_id: Mapped[UUID] = mapped_column(index=True)
    district_code: Mapped[str] = mapped_column(index=True)
    agency_id: Mapped[UUID]
    name: Mapped[str]
    position: Mapped[str]
    withdrawn: Mapped[bool]
    recorded_by: Mapped[UUID | None]
    recorded_at: Mapped[datetime]
