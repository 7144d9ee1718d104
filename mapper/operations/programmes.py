"""사업: written down, written down anew, and listed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Final
from uuid import UUID

from mapper.domain.access import require
from mapper.domain.calendar import KST
from mapper.domain.figure import CITY_DIGITS
from mapper.domain.indicator import NO_INDICATOR, NO_STANDING
from mapper.domain.programme import PROGRAMME_KINDS, ProgrammeDraft, checked_programme
from mapper.domain.programme_change import changed_fields
from mapper.domain.reader import Reader
from mapper.errors import DecidedMeanwhile, NotFound, ProgrammeFaults
from mapper.operations.figures.answering import INDICATORS
from mapper.operations.people.teams import district_names
from mapper.store import programmes as rows
from mapper.store.engine import Session, hold_alone
from mapper.store.meetings import Signed
from mapper.store.programmes import Programme
from mapper.store.write_log import log_write

__all__ = [
    "Change",
    "Programme",
    "Signer",
    "add_programme",
    "change_programme",
    "changes",
    "cities",
    "programme_of",
    "programmes",
    "standings",
]

PERMISSION: Final = "programme"
WRITING: Final = "programme.write"


@dataclass(frozen=True)
class Signer:
    """Who writes a programme down, when, and how ids are made.

    Attributes
    ----------
    by : Reader
        Who.
    now : datetime
        When.
    new_id : callable
        Makes an id.
    """

    by: Reader
    now: datetime
    new_id: Callable[[], UUID]


def programmes(session: Session, *, by: Reader, city: str = "", kind: str = "") -> list[Programme]:
    """List programmes.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who asks.
    city, kind : str
        Of one 시군구, of one kind; empty for all.

    Returns
    -------
    list of Programme
        By kind, in order of time.
    """
    require(PERMISSION, by)
    return rows.programmes(session, city=city, kind=kind)


def programme_of(session: Session, programme_id: UUID, *, by: Reader) -> Programme:
    """Return one programme.

    Parameters
    ----------
    session : Session
        Only read.
    programme_id : UUID
        Of the programme.
    by : Reader
        Who asks.

    Returns
    -------
    Programme
        Withdrawn or not.

    Raises
    ------
    NotFound
        When there is none.
    """
    require(PERMISSION, by)
    found = rows.programme(session, programme_id)
    if found is None:
        raise NotFound(f"There is no programme {programme_id}; choose one of the list.", id=str(programme_id))
    return found


def standings(session: Session, programme_id: UUID, *, by: Reader) -> list[Programme]:
    """Return the versions of a task that judged it by something else, or said that it stands elsewhere, than those before.

    Parameters
    ----------
    session : Session
        Only read.
    programme_id : UUID
        Of the task.
    by : Reader
        Who asks.

    Returns
    -------
    list of Programme
        The newest first; none of what nobody judges.
    """
    require(PERMISSION, by)
    found: list[Programme] = []
    for one in rows.versions(session, [programme_id]):
        said = (one.draft.indicator, one.draft.standing)
        before = (found[-1].draft.indicator, found[-1].draft.standing) if found else (NO_INDICATOR, NO_STANDING)
        if said != before:
            found.append(one)
    return found[::-1]


@dataclass(frozen=True)
class Change:
    """A version of a programme that said something otherwise than the one before.

    Attributes
    ----------
    before, after : Programme
        The two versions.
    fields : tuple of str
        What was written otherwise: names of attributes of `ProgrammeDraft`.
    """

    before: Programme
    after: Programme
    fields: tuple[str, ...]


def changes(session: Session, programme_id: UUID, *, by: Reader) -> list[Change]:
    """Return how a programme was written down anew, beside what `standings` tells.

    Parameters
    ----------
    session : Session
        Only read.
    programme_id : UUID
        Of the programme.
    by : Reader
        Who asks.

    Returns
    -------
    list of Change
        The newest first.
    """
    require(PERMISSION, by)
    found = [
        Change(before, after, changed_fields(before.draft, after.draft))
        for before, after in pairwise(rows.versions(session, [programme_id]))
    ]
    return [one for one in found if one.fields][::-1]


def add_programme(session: Session, draft: ProgrammeDraft, signer: Signer) -> UUID:
    """Write a new programme down.

    Parameters
    ----------
    session : Session
        Not committed.
    draft : ProgrammeDraft
        What it is.
    signer : Signer
        Who writes.

    Returns
    -------
    UUID
        Its id.

    Raises
    ------
    ProgrammeFaults
        With all that is wrong with it.
    """
    require(WRITING, signer.by)
    programme_id = signer.new_id()
    _write(session, draft, signer, programme_id, row_id=programme_id, action="programme.add")
    return programme_id


def change_programme(
    session: Session, programme_id: UUID, draft: ProgrammeDraft, signer: Signer, *, seen: UUID
) -> None:
    """Write a programme down anew; what was written before stays.

    Parameters
    ----------
    session : Session
        Not committed.
    programme_id : UUID
        Of the programme.
    draft : ProgrammeDraft
        What it is.
    signer : Signer
        Who writes.
    seen : UUID
        The version that they saw.

    Raises
    ------
    NotFound
        When there is none.
    ProgrammeFaults
        With all that is wrong with it.
    DecidedMeanwhile
        When somebody else changed it since.
    """
    require(WRITING, signer.by)
    hold_alone(session, f"programme {programme_id}")
    before = programme_of(session, programme_id, by=signer.by)
    if before.version != seen:
        message = "Somebody else wrote this programme down anew meanwhile; look at it again, then change it."
        raise DecidedMeanwhile(message, id=str(programme_id))
    _write(session, draft, signer, programme_id, row_id=signer.new_id(), action="programme.change")


def cities(session: Session) -> list[str]:
    """Return the codes of the 시군구 whose districts are stored.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    list of str
        In order.
    """
    return sorted({code[:CITY_DIGITS] for code in district_names(session)})


def _write(
    session: Session, draft: ProgrammeDraft, signer: Signer, programme_id: UUID, *, row_id: UUID, action: str
) -> None:
    kept = checked_programme(draft, districts=district_names(session))
    _check_ties(session, kept, today=signer.now.astimezone(KST).date())
    rows.add(session, kept, Signed(row_id, signer.by.user_id, signer.now), programme_id=programme_id)
    code = kept.districts[0] if len(kept.districts) == 1 else None
    log_write(session, signer.by, action, subject=kept.title, now=signer.now, district_code=code, kind=kept.kind)


def _check_ties(session: Session, draft: ProgrammeDraft, *, today: date) -> None:
    faults = []
    if draft.parent is not None:
        parent = rows.programme(session, draft.parent)
        wanted = PROGRAMME_KINDS[draft.kind].serves
        if parent is None or parent.draft.kind != wanted or parent.draft.city != draft.city or parent.draft.withdrawn:
            faults.append("parent")
    if set(draft.segments) - rows.known_segments(session, draft.segments):
        faults.append("segments")
    if draft.indicator.figure and draft.indicator.figure not in {one.key for one in INDICATORS}:
        faults.append("indicator")
    if draft.standing.since is not None and draft.standing.since > today:
        faults.append("since")
    if faults:
        raise ProgrammeFaults(f"What the programme names is not there: {', '.join(faults)}.", faults=faults)
