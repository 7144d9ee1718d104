"""What a review of the access log reads and writes: a month of entries, who followed whom, and marks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, fields
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from mapper.domain.access_month import Entry, Span
from mapper.domain.oversight import Mark
from mapper.store.tables import AccessRow, CaseAssignmentRow, CaseRow, MarkRow

_MARK: Final = [getattr(MarkRow, field.name) for field in fields(Mark)]


def entries_of(session: Session, since: datetime, until: datetime) -> list[Entry]:
    """Read what people did in a time; what was done at the machine is left out.

    Parameters
    ----------
    session : Session
        Reaching the reader's districts; only read.
    since, until : datetime
        The first moment, and the first one after it.

    Returns
    -------
    list of Entry
        In the order of time.
    """
    households = func.cardinality(AccessRow.subjects)
    only = case((households == 1, AccessRow.subjects[1]))
    told = ("district_code", "number", "recorded_at", "user_id", "name", "role", "action", "reason", "words")
    asked = (
        select(*(getattr(AccessRow, name) for name in told), only, households)
        .where(AccessRow.recorded_at >= since, AccessRow.recorded_at < until, AccessRow.user_id.is_not(None))
        .order_by(AccessRow.recorded_at, AccessRow.district_code, AccessRow.number)
    )
    return [Entry(*row) for row in session.execute(asked)]


def follows(session: Session) -> dict[tuple[UUID, UUID], list[Span]]:
    """Read who followed whom, ever.

    Parameters
    ----------
    session : Session
        Reaching the reader's districts; only read.

    Returns
    -------
    dict of tuple to list
        Spans by user and household.
    """
    asked = select(
        CaseAssignmentRow.user_id,
        CaseRow.household_id,
        CaseAssignmentRow.began_at,
        CaseAssignmentRow.ended_at,
        CaseAssignmentRow.assigned_by,
    ).join(CaseRow, CaseRow.id == CaseAssignmentRow.case_id)
    found: dict[tuple[UUID, UUID], list[Span]] = defaultdict(list)
    for user_id, household_id, began, ended, by in session.execute(asked):
        found[user_id, household_id].append((began, ended, by))
    return dict(found)


def add_mark(session: Session, mark: Mark, *, by: UUID) -> None:
    """Store what somebody found.

    Parameters
    ----------
    session : Session
        Reaching the district; not committed.
    mark : Mark
        What they found.
    by : UUID
        Who: not whoever it is about, which the database sees to as well.
    """
    session.add(MarkRow(id=uuid4(), marked_by=by, **asdict(mark)))
    session.flush()


def marks(session: Session, month: date) -> dict[tuple[str, str, UUID], Mark]:
    """Read what was found of a month.

    Parameters
    ----------
    session : Session
        Reaching the reader's districts; only read.
    month : date
        Its first day.

    Returns
    -------
    dict of tuple to Mark
        The latest of each, by district, kind and user.
    """
    asked = select(*_MARK).where(MarkRow.month == month).order_by(MarkRow.marked_at)
    found = (Mark(*row) for row in session.execute(asked))
    return {(one.district_code, one.kind, one.user_id): one for one in found}
