"""구간 목록: segments in an order that somebody put together for a team to work through, or for a visit to go to."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from mapper.store.tables.row import Row


class SegmentListRow(Row):
    """A list: ``work`` was sent to a team, whose issues ``act_id`` assigned to it; ``visit`` holds stops to choose from.

    ``ranked_by`` says how its order came about: weights, what was chosen, as of when.
    """

    __tablename__ = "segment_list"
    __table_args__ = (
        CheckConstraint("(kind = 'work') = (team_id IS NOT NULL)", name="work_has_a_team"),
        CheckConstraint("kind = 'work' OR act_id IS NULL", name="visits_assign_nothing"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    name: Mapped[str]
    reason: Mapped[str | None]
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey("team.id"), index=True)
    act_id: Mapped[UUID | None] = mapped_column(ForeignKey("act.id"))
    ranked_by: Mapped[dict[str, Any]]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime] = mapped_column(index=True)


class ListedSegmentRow(Row):
    """A segment on a list; ``ordinal`` counts from 1."""

    __tablename__ = "listed_segment"

    list_id: Mapped[UUID] = mapped_column(ForeignKey("segment_list.id"), primary_key=True)
    ordinal: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    segment_id: Mapped[UUID] = mapped_column(ForeignKey("segment.id"), index=True)


class WithdrawnListRow(Row):
    """A list that was taken back, and with it the surveys that it asked for."""

    __tablename__ = "withdrawn_list"

    list_id: Mapped[UUID] = mapped_column(ForeignKey("segment_list.id"), primary_key=True)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]
