"""What is written about cases: kind, state and dates in clear, what it says sealed with the key of the household."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from mapper.store.tables.crisis import SCHEMA
from mapper.store.tables.row import Row


class CaseRecordRow(Row):
    """A record of a case. Appended, never changed."""

    __tablename__ = "case_record"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        CheckConstraint("number >= 1", name="numbered_from_1"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.case.id"))
    district_code: Mapped[str]
    number: Mapped[int]
    kind: Mapped[str]
    about: Mapped[UUID | None] = mapped_column(ForeignKey(f"{SCHEMA}.case_record.id"))
    state: Mapped[str]
    happened_on: Mapped[date]
    due_on: Mapped[date | None]
    envelope: Mapped[bytes]
    recorded_by: Mapped[UUID | None]
    recorded_at: Mapped[datetime]


class EscortLookRow(Row):
    """That the place of a household that the mayor visits was shown to its escort: once for each slot."""

    __tablename__ = "escort_look"
    __table_args__ = ({"schema": SCHEMA},)

    record_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.case_record.id"), primary_key=True)
    district_code: Mapped[str]
    user_id: Mapped[UUID | None]
    recorded_at: Mapped[datetime]
