"""Who may look at many households at once, what was noticed of those who look, and what became of it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from mapper.store.tables.crisis import SCHEMA
from mapper.store.tables.row import Row


class ApprovalRow(Row):
    """승인: that somebody may look at many households of a district once, asked by one person and decided by another."""

    __tablename__ = "approval"
    __table_args__ = (
        CheckConstraint("decided_by <> asked_by", name="two_people"),
        CheckConstraint(
            "num_nulls(granted, decided_by, decided_at) IN (0, 3) AND (granted IS NULL) = (decided_name IS NULL)",
            name="decided_or_not",
        ),
        CheckConstraint("used_at IS NULL OR granted IS TRUE", name="used_when_granted"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    district_code: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    asked_by: Mapped[UUID]
    asked_name: Mapped[str]
    asked_at: Mapped[datetime]
    reason: Mapped[str]
    words: Mapped[str]
    granted: Mapped[bool | None]
    decided_by: Mapped[UUID | None]
    decided_name: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    used_at: Mapped[datetime | None]


class AlertRow(Row):
    """경보: something of an account that is not left until the end of the month."""

    __tablename__ = "alert"
    __table_args__ = (
        CheckConstraint("num_nulls(seen_by, seen_name, seen_at, words) IN (0, 4)", name="seen_or_not"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    district_code: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    user_id: Mapped[UUID] = mapped_column(index=True)
    name: Mapped[str]
    raised_at: Mapped[datetime]
    seen_by: Mapped[UUID | None]
    seen_name: Mapped[str | None]
    seen_at: Mapped[datetime | None]
    words: Mapped[str | None]


class BaitRow(Row):
    """미끼: a household that nobody lives in and nobody has a reason to open."""

    __tablename__ = "bait"
    __table_args__ = ({"schema": SCHEMA},)

    household_id: Mapped[UUID] = mapped_column(primary_key=True)
    district_code: Mapped[str]
    recorded_at: Mapped[datetime]


class MarkRow(Row):
    """점검: what somebody found when they looked into an anomaly of a month. Appended, never changed."""

    __tablename__ = "mark"
    __table_args__ = (
        CheckConstraint("marked_by <> user_id", name="nobody_marks_their_own"),
        Index("ix_mark_district_code_month", "district_code", "month"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    district_code: Mapped[str]
    month: Mapped[date]
    kind: Mapped[str]
    user_id: Mapped[UUID]
    entries: Mapped[int]
    verdict: Mapped[str]
    words: Mapped[str]
    marked_by: Mapped[UUID]
    marked_name: Mapped[str]
    marked_at: Mapped[datetime]
