"""현장방문: planned, changed, listed; and what everybody who plans one chooses from."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from mapper.domain.access import require
from mapper.domain.calendar import end_of
from mapper.domain.meeting import choose
from mapper.domain.reader import Reader
from mapper.domain.visit import PLACE_KINDS, VISIT_KINDS, VisitDraft, checked_visit
from mapper.errors import DecidedMeanwhile, NotFound
from mapper.operations.meeting_access import Writer
from mapper.operations.visit_walk import Ends, places_there, stops_there
from mapper.store import visits as rows
from mapper.store.engine import Session, hold_alone
from mapper.store.visit_ground import PublicPlace, public_places
from mapper.store.visits import Visit
from mapper.store.write_log import log_write

__all__ = [
    "MOST",
    "PERMISSION",
    "Visit",
    "Writer",
    "add_visit",
    "change_visit",
    "place_choices",
    "tally",
    "visit_for",
    "visits",
]

PERMISSION: Final = "visit"
MOST: Final = 200
"""Visits on a list."""


def visits(session: Session, first: date, last: date, *, by: Reader, kind: str = "", place: str = "") -> list[Visit]:
    """List visits.

    Parameters
    ----------
    session : Session
        Only read.
    first, last : date
        Korean dates on which they begin, both included.
    by : Reader
        Who asks.
    kind, place : str
        Of one kind, to one kind of place; empty for all. Of one kind those that were cancelled are left out.

    Returns
    -------
    list of Visit
        The latest first, `MOST` at most.

    Raises
    ------
    InvalidInput
        For a kind that there is not.
    """
    require(PERMISSION, by)
    if kind:
        choose("kind", kind, VISIT_KINDS)
    if place:
        choose("place", place, PLACE_KINDS)
    since, until = end_of(first - timedelta(days=1)), end_of(last)
    return rows.visits(session, since=since, until=until, most=MOST, kind=kind, place=place)


def tally(session: Session, first: date, last: date, *, by: Reader) -> dict[tuple[str, str], int]:
    """Count visits, but for those that were cancelled.

    Parameters
    ----------
    session : Session
        Only read.
    first, last : date
        Korean dates on which they begin, both included.
    by : Reader
        Who asks.

    Returns
    -------
    dict of tuple to int
        By kind, and kind of place where that was said; else the second is empty.
    """
    require(PERMISSION, by)
    return rows.tally(session, since=end_of(first - timedelta(days=1)), until=end_of(last))


def visit_for(session: Session, visit_id: UUID, *, by: Reader) -> Visit:
    """Return a visit.

    Parameters
    ----------
    session : Session
        Only read.
    visit_id : UUID
        Of the visit.
    by : Reader
        Who asks.

    Returns
    -------
    Visit
        As it was written down last.

    Raises
    ------
    NotFound
        When there is none.
    """
    require(PERMISSION, by)
    found = rows.visit(session, visit_id)
    if found is None:
        raise NotFound(f"No visit has the id {visit_id}; choose one from the list.", visit=str(visit_id))
    return found


def place_choices(session: Session, *, by: Reader) -> list[PublicPlace]:
    """Return the public places at which a visit can begin and end.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who asks.

    Returns
    -------
    list of PublicPlace
        By district, kind and name.
    """
    require(PERMISSION, by)
    return public_places(session)


def add_visit(session: Session, draft: VisitDraft, writer: Writer) -> UUID:
    """Plan a visit.

    Parameters
    ----------
    session : Session
        Not committed.
    draft : VisitDraft
        What it shall be.
    writer : Writer
        Who plans it.

    Returns
    -------
    UUID
        Its id.

    Raises
    ------
    InvalidInput
        As `mapper.domain.visit.checked_visit`, and for segments and places that are not there.
    """
    require(PERMISSION, writer.by)
    kept, visit_id = _checked(session, draft, writer), writer.new_id()
    rows.add(session, kept, writer.sign(visit_id), visit_id=visit_id)
    _log_visit(session, writer, "visit.add", visit_id, kept, kind=kept.kind, starts_at=kept.starts_at.isoformat())
    return visit_id


def change_visit(session: Session, visit_id: UUID, draft: VisitDraft, writer: Writer, *, seen: UUID) -> None:
    """Write a visit down anew; what was written before stays.

    Parameters
    ----------
    session : Session
        Not committed.
    visit_id : UUID
        Of the visit.
    draft : VisitDraft
        What it shall be.
    writer : Writer
        Who changes it.
    seen : UUID
        The version that they saw.

    Raises
    ------
    NotFound
        When there is none.
    InvalidInput
        As `add_visit`.
    DecidedMeanwhile
        When somebody else changed it since.
    """
    hold_alone(session, f"visit.{visit_id}")
    before, kept = visit_for(session, visit_id, by=writer.by), _checked(session, draft, writer)
    if seen != before.version or before.recorded_at > writer.now:
        raise DecidedMeanwhile("The visit was changed since you opened it; look at it again.", visit=str(visit_id))
    if kept == before.draft:
        return
    rows.add(session, kept, writer.sign(), visit_id=visit_id)
    was, given = vars(before.draft), vars(kept)
    changed = sorted(name for name in given if given[name] != was[name])
    _log_visit(session, writer, "visit.change", visit_id, kept, changed=changed, cancelled=kept.cancelled)


def _checked(session: Session, draft: VisitDraft, writer: Writer) -> VisitDraft:
    kept = checked_visit(draft, now=writer.now)
    stops_there(session, kept.stops)
    places_there(session, Ends(kept.begin, kept.end))
    return kept


def _log_visit(session: Session, writer: Writer, action: str, visit_id: UUID, kept: VisitDraft, **details: Any) -> None:
    told = {"stops": len(kept.stops), **details}
    log_write(session, writer.by, action, subject=str(visit_id), now=writer.now, district_code=None, **told)
