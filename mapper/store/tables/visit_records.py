"""How visits went, and the ledger of what was said and promised at them.

Rows are appended and never changed. Of the head counts of a visit the latest of each kind holds, of the rows of an entry
(``entry_id``, which of the first is its own id) the latest one, of its moves the latest to have occurred. No row tells of
a household: of a consultation that became a referral stands no word, and no place finer than its district.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from mapper.store.tables.row import Row, where_given


class VisitRecordRow(Row):
    """That a visit was held, on which day and in which districts, as somebody handed it in; several may be of one visit."""

    __tablename__ = "visit_record"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id"), index=True)
    held_on: Mapped[date] = mapped_column(index=True)
    district_codes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    note: Mapped[str | None]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]


class VisitAttendanceRow(Row):
    """How many came to a visit as what; of a kind the latest row holds, and nobody is named."""

    __tablename__ = "visit_attendance"
    __table_args__ = (CheckConstraint("heads BETWEEN 0 AND 10000", name="heads_counted"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id"), index=True)
    record_id: Mapped[UUID | None] = mapped_column(ForeignKey("visit_record.id"))
    kind: Mapped[str]
    heads: Mapped[int]
    occurred_on: Mapped[date]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]


class LedgerEntryRow(Row):
    """A consultation or a promise, and who sees to it by when; ``about_id`` is the consultation that a promise answers."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        CheckConstraint("kind IN ('consultation', 'promise')", name="kind_known"),
        CheckConstraint("(kind = 'consultation') = (outcome IS NOT NULL)", name="consultation_has_outcome"),
        CheckConstraint(
            "(outcome IS NOT DISTINCT FROM 'referral') = (words IS NULL) "
            "AND (words IS NOT NULL OR num_nonnulls(segment_id, category, issue_id) = 0)",
            name="referral_says_nothing",
        ),
        where_given("ledger_entry", "issue_id"),
        where_given("ledger_entry", "segment_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_entry.id"), index=True)
    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id"), index=True)
    record_id: Mapped[UUID | None] = mapped_column(ForeignKey("visit_record.id"))
    kind: Mapped[str]
    role: Mapped[str | None]
    words: Mapped[str | None]
    district_code: Mapped[str | None]
    segment_id: Mapped[UUID | None] = mapped_column(ForeignKey("segment.id"))
    category: Mapped[str | None]
    outcome: Mapped[str | None]
    issue_id: Mapped[UUID | None] = mapped_column(ForeignKey("issue.id"))
    about_id: Mapped[UUID | None] = mapped_column(ForeignKey("ledger_entry.id"))
    owner: Mapped[str]
    due: Mapped[date]
    occurred_on: Mapped[date]
    withdrawn: Mapped[bool]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]


class LedgerMoveRow(Row):
    """What became of an entry, on which day (``occurred_on``), and why."""

    __tablename__ = "ledger_move"
    __table_args__ = (
        CheckConstraint("blocker IS NULL OR state = 'impossible'", name="blocker_of_impossible"),
        Index("ix_ledger_move_entry_id_occurred_on", "entry_id", "occurred_on"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_entry.id"))
    state: Mapped[str]
    reason: Mapped[str | None]
    blocker: Mapped[str | None]
    occurred_on: Mapped[date]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]


class LedgerReleaseRow(Row):
    """What everybody may read of a promise, in words of whoever looked it over; none when it was taken back."""

    __tablename__ = "ledger_release"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_entry.id"), index=True)
    words: Mapped[str | None]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]
