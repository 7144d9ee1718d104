"""현장방문: visits, where they stop, and the files that were taken along.

Rows are appended and never changed: of the rows of one visit (``visit_id``, which of the first is its own id) the latest
one recorded holds, with the stops that name it. No row tells of a household.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from mapper.store.tables.row import Row


class VisitRow(Row):
    """A visit as somebody planned it; without places it begins and ends at its first and last stop."""

    __tablename__ = "visit"
    __table_args__ = (CheckConstraint("minutes > 0 AND limit_m > 0", name="has_room"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    visit_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id"), index=True)
    kind: Mapped[str]
    place_kind: Mapped[str | None]
    theme: Mapped[str]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    minutes: Mapped[int]
    limit_m: Mapped[int]
    begin_place_id: Mapped[UUID | None] = mapped_column(ForeignKey("place.id"))
    end_place_id: Mapped[UUID | None] = mapped_column(ForeignKey("place.id"))
    cancelled: Mapped[bool]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]


class VisitStopRow(Row):
    """A segment at which a visit stops; ``ordinal`` counts from 1, ``because`` is of ``mapper.domain.visit.REASONS``."""

    __tablename__ = "visit_stop"
    __table_args__ = (CheckConstraint("ordinal > 0 AND minutes >= 0", name="counts"),)

    version_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    segment_id: Mapped[UUID] = mapped_column(ForeignKey("segment.id"), index=True)
    minutes: Mapped[int] = mapped_column(SmallInteger)
    because: Mapped[str]


class VisitExportRow(Row):
    """Files of a visit that somebody took out: which, why, and how long they are good for."""

    __tablename__ = "visit_export"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("visit.id"), index=True)
    form: Mapped[str]
    reason: Mapped[str]
    expires_on: Mapped[date]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]
