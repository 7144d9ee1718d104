"""Read the log of everything somebody changed: by page, filtered, or all of it one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID

from mapper.errors import InvalidInput
from mapper.store import write_log as log_rows
from mapper.store.engine import Session
from mapper.store.write_log import Entry, LogFilter

__all__ = ["Entry", "LogFilter", "LogPage", "LogWords", "all_entries", "log_filter", "log_page", "log_words"]


_NEVER: Final = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class LogPage:
    """One page of the log.

    Attributes
    ----------
    entries : list of Entry
        The newest first.
    older : str or None
        What to ask for as ``before`` to see the next page; None on the last.
    """

    entries: list[Entry]
    older: str | None


@dataclass(frozen=True)
class LogWords:
    """What the log can be filtered by.

    Attributes
    ----------
    names, actions : list of str
        Each that occurs in it.
    """

    names: list[str]
    actions: list[str]


def log_filter(*, name: str = "", action: str = "", district: str = "", since: str = "", until: str = "") -> LogFilter:
    """Return the filter that somebody typed.

    Parameters
    ----------
    name, action, district : str
        Empty for all.
    since, until : str
        Days such as ``2024-07-04``; empty for no bound.

    Returns
    -------
    LogFilter
        For `log_page`.

    Raises
    ------
    InvalidInput
        When a day is none, or a text is none that could be in the log.
    """
    for text in (name, action, district):
        if "\0" in text:
            raise InvalidInput(f"{text[:40]!r} is in no entry; choose one of the list.", field="filter")
    return LogFilter(name or None, action or None, district or None, _day(since), _day(until))


def log_page(session: Session, only: LogFilter, *, before: str | None, size: int) -> LogPage:
    """Read one page of the log.

    Parameters
    ----------
    session : Session
        Only read.
    only : LogFilter
        Which entries.
    before : str or None
        ``older`` of the page before this one; None for the newest.
    size : int
        How many entries.

    Returns
    -------
    LogPage
        What entries are written meanwhile does not shift it.

    Raises
    ------
    InvalidInput
        When ``before`` is nothing we said.
    """
    found = list(log_rows.entries(session, only, before=None if before is None else _mark(before), most=size + 1))
    entries = found[:size]
    older = f"{entries[-1].recorded_at.isoformat()}~{entries[-1].id}" if len(found) > size else None
    return LogPage(entries, older)


def all_entries(session: Session, only: LogFilter) -> Iterator[Entry]:
    """Read every entry, in constant memory.

    Parameters
    ----------
    session : Session
        Open until the last one is read.
    only : LogFilter
        Which entries.

    Returns
    -------
    iterator of Entry
        The newest first.
    """
    return log_rows.entries(session, only)


def log_words(session: Session) -> LogWords:
    """Return what the log can be filtered by.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    LogWords
        Each name and action that occurs.
    """
    return LogWords(*log_rows.names_and_actions(session))


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.min
    if not date(1900, 1, 1) <= day <= date(9000, 1, 1):
        raise InvalidInput(f"{text[:40]!r} is no day; write it as 2024-07-04.", field="day")
    return day


def _mark(text: str) -> tuple[datetime, UUID]:
    moment, _, entry = text.partition("~")
    try:
        mark, entry_id = datetime.fromisoformat(moment), UUID(entry)
    except ValueError:
        mark, entry_id = _NEVER, UUID(int=0)
    if mark.tzinfo is None or not 1900 <= mark.year <= 9000:
        raise InvalidInput(f"{text[:80]!r} is no place in the log; begin at its first page.", field="before")
    return mark, entry_id
