"""Lists of segments to survey: what was dealt to whom for which day, and what of it is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import insert, select, text
from sqlalchemy.orm import Session

from mapper.domain.calendar import KST
from mapper.store.bulk import copy_columns
from mapper.store.tables import SurveyRequestRow, SurveyTaskRow

DAY_BEGINS: Final = f"(CAST(task.day AS timestamp) AT TIME ZONE '{KST.key}')"
IS_DONE: Final = f"""EXISTS (
    SELECT FROM survey
    WHERE survey.segment_id = task.segment_id AND survey.user_id = task.user_id AND walked_at >= {DAY_BEGINS}
)"""
"""SQL that tells of a ``task`` whether its own surveyor has walked since its day began."""


@dataclass(frozen=True)
class Task:
    """A segment on somebody's list, as they are told of it: not that it is a repeat, nor what others answered.

    Attributes
    ----------
    segment : UUID
        To be surveyed.
    done : bool
        Whether they have surveyed it.
    """

    segment: UUID
    done: bool


@dataclass(frozen=True)
class Dealt:
    """A segment to be put on somebody's list.

    Attributes
    ----------
    user : UUID
        Who surveys.
    segment : UUID
        What.
    ordinal : int
        Which one of the day, from 1.
    repeat_of : UUID or None
        Somebody else's survey that it checks.
    """

    user: UUID
    segment: UUID
    ordinal: int
    repeat_of: UUID | None


@dataclass(frozen=True)
class Progress:
    """How far somebody is with their list.

    Attributes
    ----------
    user : UUID
        Who.
    name : str
        Their name.
    done, dealt : int
        Segments.
    """

    user: UUID
    name: str
    done: int
    dealt: int


_TASKS: Final = f"""
    SELECT segment_id, {IS_DONE} AS done FROM survey_task AS task WHERE user_id = :user AND day = :day ORDER BY ordinal
"""
_AHEAD: Final = f"""
    SELECT EXISTS (
        SELECT FROM survey_task AS task
        WHERE user_id = :user AND segment_id = :segment AND day >= :today AND NOT {IS_DONE}
    )
"""
_PROGRESS: Final = f"""
    SELECT user_id, name, count(*) FILTER (WHERE {IS_DONE}), count(*)
    FROM survey_task AS task JOIN user_account ON user_account.id = user_id
    WHERE day = :day GROUP BY user_id, name ORDER BY name
"""


def tasks_of(session: Session, user: UUID, day: date) -> list[Task]:
    """Read somebody's list for a day.

    Parameters
    ----------
    session : Session
        Only read.
    user : UUID
        Whose.
    day : date
        Which.

    Returns
    -------
    list of Task
        In walking order.
    """
    return [Task(*row) for row in session.execute(text(_TASKS), {"user": user, "day": day})]


def is_ahead_of(session: Session, user: UUID, segment: UUID, *, today: date) -> bool:
    """Tell whether somebody still has a segment to survey.

    Parameters
    ----------
    session : Session
        Only read.
    user : UUID
        Who.
    segment : UUID
        Which.
    today : date
        A list of before does not count any more.

    Returns
    -------
    bool
        False once they have walked it.
    """
    found = session.execute(text(_AHEAD), {"user": user, "segment": segment, "today": today})
    return bool(found.scalar_one())


def progress(session: Session, day: date) -> list[Progress]:
    """Read how far everybody is who has a list for a day.

    Parameters
    ----------
    session : Session
        Only read.
    day : date
        Which.

    Returns
    -------
    list of Progress
        In order of name.
    """
    return [Progress(*row) for row in session.execute(text(_PROGRESS), {"day": day})]


def dealt_on(session: Session, day: date) -> list[tuple[UUID, UUID]]:
    """Read what is on anybody's list for a day.

    Parameters
    ----------
    session : Session
        Only read.
    day : date
        Which.

    Returns
    -------
    list of tuple
        User and segment.
    """
    found = session.execute(select(SurveyTaskRow.user_id, SurveyTaskRow.segment_id).where(SurveyTaskRow.day == day))
    return [(user, segment) for user, segment in found]


def add(
    session: Session, dealt: Sequence[Dealt], *, day: date, recorded_at: datetime, new_id: Callable[[], UUID]
) -> None:
    """Put segments on lists.

    Parameters
    ----------
    session : Session
        Not committed.
    dealt : sequence of Dealt
        At least one; nothing that its user has on that day already.
    day : date
        Of the lists.
    recorded_at : datetime
        Now.
    new_id : callable
        Makes the ids.
    """
    columns = {
        "id": [new_id() for _ in dealt],
        "user_id": [one.user for one in dealt],
        "day": day,
        "segment_id": [one.segment for one in dealt],
        "ordinal": [one.ordinal for one in dealt],
        "repeat_of": [one.repeat_of for one in dealt],
        "recorded_at": recorded_at,
    }
    copy_columns(session, SurveyTaskRow, columns)


def request(
    session: Session,
    segments: Iterable[UUID],
    *,
    user: UUID | None,
    recorded_at: datetime,
    new_id: Callable[[], UUID],
    list_id: UUID | None = None,
) -> None:
    """Store that somebody wants segments surveyed.

    Parameters
    ----------
    session : Session
        Not committed.
    segments : iterable of UUID
        At least one.
    user : UUID or None
        Who wants it; None for the operator at the machine.
    recorded_at : datetime
        Now.
    new_id : callable
        Makes the ids.
    list_id : UUID or None
        The list that asks for it, which can be taken back.
    """
    said = {"user_id": user, "recorded_at": recorded_at, "list_id": list_id}
    asked = [{"id": new_id(), "segment_id": segment, **said} for segment in segments]
    session.execute(insert(SurveyRequestRow), asked)
