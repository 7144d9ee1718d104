"""The log of everything somebody changed: appended in the transaction of the change itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.orm import Session

from mapper.domain.calendar import end_of
from mapper.domain.reader import Reader
from mapper.store.tables import WriteRow

_ROWS_AT_ONCE: Final = 1000


def log_write(
    session: Session,
    by: Reader,
    action: str,
    *,
    subject: str,
    now: datetime,
    district_code: str | None = None,
    **details: Any,
) -> UUID:
    """Write down who changed what; it is kept exactly when the change is.

    Parameters
    ----------
    session : Session
        Not committed.
    by : Reader
        Who.
    action : str
        Noun and verb, such as ``user.disable``.
    subject : str
        What was changed: an id or a name, never the name of a resident.
    now : datetime
        When.
    district_code : str or None
        Where, when it is of one district.
    **details : Any
        What JSON can hold; no secrets, no text of residents.

    Returns
    -------
    UUID
        Of the entry.
    """
    entry = WriteRow(
        id=uuid4(),
        user_id=by.user_id,
        name=by.name,
        role=by.role.value,
        origin=by.origin,
        action=action,
        subject=subject,
        district_code=district_code,
        details=details,
        recorded_at=now,
    )
    session.add(entry)
    return entry.id


@dataclass(frozen=True)
class Entry:
    """One thing somebody changed.

    Attributes
    ----------
    id : UUID
        Of the entry.
    recorded_at : datetime
        When.
    name, role, origin : str
        Who, as what, from where.
    action, subject : str
        What was done, to what.
    district_code : str or None
        Where, when it is of one district.
    details : dict
        What JSON can hold.
    """

    id: UUID
    recorded_at: datetime
    name: str
    role: str
    origin: str
    action: str
    subject: str
    district_code: str | None
    details: dict[str, Any]


@dataclass(frozen=True)
class LogFilter:
    """Which entries are asked for; None asks for all.

    Attributes
    ----------
    name, action, district : str or None
        Who, what, and the code of where.
    since, until : date or None
        First and last day, in Korea.
    """

    name: str | None = None
    action: str | None = None
    district: str | None = None
    since: date | None = None
    until: date | None = None


def entries(
    session: Session, only: LogFilter, *, before: tuple[datetime, UUID] | None = None, most: int | None = None
) -> Iterator[Entry]:
    """Read the log, the newest entry first, without holding all of it.

    Parameters
    ----------
    session : Session
        Only read.
    only : LogFilter
        Which entries.
    before : tuple of datetime and UUID, optional
        Time and id of the entry after which to begin.
    most : int, optional
        How many.

    Yields
    ------
    Entry
        One after the other.
    """
    statement = select(WriteRow).where(*_conditions(only)).order_by(WriteRow.recorded_at.desc(), WriteRow.id.desc())
    if before is not None:
        statement = statement.where(tuple_(WriteRow.recorded_at, WriteRow.id) < before)
    found = session.execute(statement.limit(most).execution_options(yield_per=_ROWS_AT_ONCE)).scalars()
    for row in found:
        yield Entry(**{field.name: getattr(row, field.name) for field in fields(Entry)})


def names_and_actions(session: Session) -> tuple[list[str], list[str]]:
    """Return what the log can be filtered by.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    names, actions : list of str
        Each that occurs, in order.
    """
    names = session.execute(select(WriteRow.name).distinct().order_by(WriteRow.name)).scalars()
    actions = session.execute(select(WriteRow.action).distinct().order_by(WriteRow.action)).scalars()
    return list(names), list(actions)


def _conditions(only: LogFilter) -> Iterator[ColumnElement[bool]]:
    for column, value in (
        (WriteRow.name, only.name),
        (WriteRow.action, only.action),
        (WriteRow.district_code, only.district),
    ):
        if value is not None:
            yield column == value
    if only.since is not None:
        yield WriteRow.recorded_at >= end_of(only.since - timedelta(days=1))
    if only.until is not None:
        yield WriteRow.recorded_at < end_of(only.until)
