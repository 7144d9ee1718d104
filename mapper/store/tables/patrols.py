"""Walks: what is to be surveyed by whom on which day, patrols that are planned, and patrols that were walked."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, Uuid
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from mapper.store.tables.row import Row


class SurveyTaskRow(Row):
    """A segment that somebody is to survey on a day; ``repeat_of`` is somebody else's survey that it shall check."""

    __tablename__ = "survey_task"
    __table_args__ = (Index("uq_survey_task_user_id", "user_id", "day", "segment_id", unique=True),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id"))
    day: Mapped[date]
    segment_id: Mapped[UUID] = mapped_column(ForeignKey("segment.id"), index=True)
    ordinal: Mapped[int]
    repeat_of: Mapped[UUID | None] = mapped_column(ForeignKey("survey.id"), index=True)
    recorded_at: Mapped[datetime]


class SurveyRequestRow(Row):
    """A segment that somebody who plans wants surveyed; any survey that is walked afterwards answers it.

    It holds no more when the list that asked for it was taken back.
    """

    __tablename__ = "survey_request"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    segment_id: Mapped[UUID] = mapped_column(ForeignKey("segment.id"), index=True)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]
    list_id: Mapped[UUID | None] = mapped_column(ForeignKey("segment_list.id"))


class PatrolPlanRow(Row):
    """A patrol that a team walks every week: on which weekdays (0 Monday), over which segments in which order."""

    __tablename__ = "patrol_plan"
    __table_args__ = (
        CheckConstraint(
            "cardinality(weekdays) > 0 AND 0 <= ALL (weekdays) AND 6 >= ALL (weekdays)", name="weekdays_known"
        ),
        CheckConstraint("cardinality(segment_ids) > 0", name="goes_somewhere"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id"), index=True)
    name: Mapped[str]
    weekdays: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    segment_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class PatrolRow(Row):
    """로드체킹: a patrol as it was walked; what it found are the issues that name it."""

    __tablename__ = "patrol"
    __table_args__ = (CheckConstraint("ended_at >= started_at", name="ends_after_start"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.id"), index=True)
    plan_id: Mapped[UUID | None] = mapped_column(ForeignKey("patrol_plan.id"), index=True)
    officers: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    planned_segment_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    note: Mapped[str | None]
    started_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]


class PatrolCheckRow(Row):
    """A segment that a patrol looked at."""

    __tablename__ = "patrol_check"

    patrol_id: Mapped[UUID] = mapped_column(ForeignKey("patrol.id"), primary_key=True)
    segment_id: Mapped[UUID] = mapped_column(ForeignKey("segment.id"), primary_key=True, index=True)
    checked_at: Mapped[datetime]
