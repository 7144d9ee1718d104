"""이야기: what is told of a case so that nobody knows whose it is, and where it came from, which nothing here joins."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from mapper.store.tables.crisis import SCHEMA
from mapper.store.tables.row import Row


class StoryRow(Row):
    """A story that everybody reads; gone once it is withdrawn.

    Nothing here names a case: the id is worked out with the key of the vault from that of the draft.
    """

    __tablename__ = "story"
    __table_args__ = (CheckConstraint("extract(day FROM told_on) = 1", name="told_by_the_month"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    title: Mapped[str]
    words: Mapped[str]
    told_on: Mapped[date]


class StoryDraftRow(Row):
    """A story as somebody wrote it of a case: sealed, and read by one more person before anybody else does."""

    __tablename__ = "story_draft"
    __table_args__ = (
        CheckConstraint("state IN ('written', 'told', 'declined', 'withdrawn')", name="state_known"),
        CheckConstraint("num_nulls(decided_by, decided_at) IN (0, 2)", name="decided_or_not"),
        CheckConstraint("decided_by IS DISTINCT FROM written_by OR decided_by IS NULL", name="decided_by_another"),
        {"schema": SCHEMA},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey(f"{SCHEMA}.case.id"), index=True)
    district_code: Mapped[str] = mapped_column(index=True)
    state: Mapped[str]
    envelope: Mapped[bytes]
    written_by: Mapped[UUID]
    written_at: Mapped[datetime]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
