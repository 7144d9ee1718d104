"""후속 관리 대장: what was said and promised at visits is followed until it is done, and some of it told to everybody."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from mapper.domain.access import Reach, reach, require
from mapper.domain.calendar import KST
from mapper.domain.issue import public_before
from mapper.domain.ledger import MOVES, Entry, LedgerMove, Wanted, in_order, may_be_released, move_to
from mapper.domain.meeting import LONGEST_WORDS, written
from mapper.domain.reader import Reader
from mapper.domain.visit_record import LATEST_DUE, PROMISE, REFERRAL
from mapper.errors import DecidedMeanwhile, InvalidInput, NotFound
from mapper.operations.meeting_access import Writer
from mapper.operations.visits import PERMISSION
from mapper.store import ledger as rows
from mapper.store.engine import Session, hold_alone
from mapper.store.ledger import EntryRow, Known, Moved, Version
from mapper.store.visit_records import districts_of_stops
from mapper.store.write_log import log_write

__all__ = [
    "Desk",
    "Entry",
    "Known",
    "LeftOver",
    "change_entry",
    "entry_desk",
    "ledger",
    "left_over",
    "move_entry",
    "of_visit",
    "promises",
    "release",
    "to_bring",
]

RELEASE: Final = "visit.release"


@dataclass(frozen=True)
class Desk:
    """An entry with all that became of it.

    Attributes
    ----------
    entry : Entry
        As it stands.
    moves : tuple of LedgerMove
        What may become of it.
    history : list of Moved
        What did.
    versions : list of Version
        Who was to see to it.
    may_release : bool
        Whether the reader decides what everybody reads of it.
    """

    entry: Entry
    moves: tuple[LedgerMove, ...]
    history: list[Moved]
    versions: list[Version]
    may_release: bool


@dataclass(frozen=True)
class LeftOver:
    """What earlier visits left open in a district.

    Attributes
    ----------
    code, district : str
        Of the district.
    open, overdue : int
        How many entries.
    promises : tuple of Entry
        Those of them that everybody may read of.
    """

    code: str
    district: str
    open: int
    overdue: int
    promises: tuple[Entry, ...]


def ledger(session: Session, *, by: Reader, known: Known, codes: Sequence[str] = ()) -> list[Entry]:
    """Return the ledger.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who asks.
    known : Known
        What is known when.
    codes : sequence of str
        In these districts only.

    Returns
    -------
    list of Entry
        What is overdue first.
    """
    require(PERMISSION, by)
    return in_order(rows.entries(session, known, codes=codes), today=known.as_of)


def of_visit(session: Session, visit: UUID, *, by: Reader, now: datetime) -> list[Entry]:
    """Return what was said and promised at a visit.

    Parameters
    ----------
    session : Session
        Only read.
    visit : UUID
        Of the visit.
    by : Reader
        Who asks.
    now : datetime
        This moment.

    Returns
    -------
    list of Entry
        What is overdue first.
    """
    require(PERMISSION, by)
    known = _now(now)
    return in_order(rows.entries(session, known, visit=visit), today=known.as_of)


def to_bring(session: Session, visit: UUID, *, by: Reader, now: datetime) -> list[Entry]:
    """Return what earlier visits to the districts of a visit left open: what this one is asked about.

    Parameters
    ----------
    session : Session
        Only read.
    visit : UUID
        Of the visit.
    by : Reader
        Who asks.
    now : datetime
        This moment.

    Returns
    -------
    list of Entry
        What is overdue first.
    """
    require(PERMISSION, by)
    codes, known = districts_of_stops(session, visit), _now(now)
    found = rows.entries(session, known, codes=codes) if codes else []
    return in_order((one for one in found if one.is_open and one.visit != visit), today=known.as_of)


def left_over(entries: Collection[Entry], *, now: datetime) -> tuple[LeftOver, ...]:
    """Sum up what is open by district, as everybody may read it: without what was referred to a desk.

    Parameters
    ----------
    entries : collection of Entry
        From `to_bring`.
    now : datetime
        This moment.

    Returns
    -------
    tuple of LeftOver
        By name of the district.
    """
    today = now.astimezone(KST).date()
    told = [one for one in entries if one.district_code and one.outcome != REFERRAL]
    districts = sorted({(one.district or "", one.district_code or "") for one in told})
    return tuple(
        LeftOver(
            code,
            name,
            len(there := [one for one in told if one.district_code == code]),
            sum(one.is_overdue(today) for one in there),
            tuple(one for one in there if one.kind == PROMISE and one.released),
        )
        for name, code in districts
    )


def promises(session: Session, *, now: datetime) -> list[Entry]:
    """Return the promises that everybody may read of.

    Parameters
    ----------
    session : Session
        Only read.
    now : datetime
        This moment: what was recorded in the last days is not public yet.

    Returns
    -------
    list of Entry
        The latest promised first; ``released`` is all there is to be read of each.
    """
    return rows.released(session, _now(now), recorded_before=public_before(now))


def entry_desk(session: Session, entry_id: UUID, *, by: Reader, now: datetime) -> Desk:
    """Return an entry with all that became of it.

    Parameters
    ----------
    session : Session
        Only read.
    entry_id : UUID
        Of the entry.
    by : Reader
        Who asks.
    now : datetime
        This moment.

    Returns
    -------
    Desk
        The entry.

    Raises
    ------
    NotFound
        When there is none.
    """
    require(PERMISSION, by)
    found = _found(session, entry_id, now)
    releases = may_be_released(found) and reach(RELEASE, by.role) is not Reach.NONE
    history, versions = rows.history(session, entry_id), rows.versions(session, entry_id)
    return Desk(found, MOVES[found.state], history, versions, may_release=releases)


def move_entry(session: Session, entry_id: UUID, wanted: Wanted, writer: Writer, *, seen: str) -> None:
    """Write down what became of an entry.

    Parameters
    ----------
    session : Session
        Not committed.
    entry_id : UUID
        Of the entry.
    wanted : Wanted
        What, when and why.
    writer : Writer
        Who says so.
    seen : str
        The state that they saw.

    Raises
    ------
    NotFound
        When there is no such entry.
    LedgerMoveRefused, InvalidInput, PersonalDataFound
        As `mapper.domain.ledger.move_to`, and for words that cannot be kept.
    DecidedMeanwhile
        When it stands elsewhere by now.
    """
    found = _held(session, entry_id, writer)
    if seen != found.state:
        raise DecidedMeanwhile("The entry was moved since you opened it; look at it again.", entry=str(entry_id))
    reason = wanted.reason and wanted.reason.strip()
    kept = replace(wanted, reason=written(reason, field="reason", longest=LONGEST_WORDS) if reason else None)
    move_to(found.state, kept, since=found.since, today=writer.now.astimezone(KST).date())
    rows.add_move(session, entry_id, kept, writer.sign())
    _log_entry(session, writer, "ledger.move", found, to=kept.to)


def change_entry(
    session: Session, entry_id: UUID, writer: Writer, *, owner: str, due: date, withdrawn: bool, seen: UUID
) -> None:
    """Write down anew who sees to an entry and by when, or that it was a mistake.

    Parameters
    ----------
    session : Session
        Not committed.
    entry_id : UUID
        Of the entry.
    writer : Writer
        Who changes it.
    owner : str
        Which office sees to it.
    due : date
        By when.
    withdrawn : bool
        Whether it was written by mistake.
    seen : UUID
        The version that they saw.

    Raises
    ------
    NotFound
        When there is no such entry.
    InvalidInput, PersonalDataFound
        For an office or a day that cannot be.
    DecidedMeanwhile
        When somebody else changed it since.
    """
    found = _held(session, entry_id, writer)
    if seen != found.version:
        raise DecidedMeanwhile("The entry was changed since you opened it; look at it again.", entry=str(entry_id))
    if not found.on <= due <= found.on + LATEST_DUE:
        raise InvalidInput(f"{due} is no day within five years from {found.on} on; correct it.", field="due")
    row = EntryRow(
        entry_id=entry_id,
        visit_id=found.visit,
        record_id=None,
        kind=found.kind,
        owner=written(owner, field="owner", confirmed=False),
        due=due,
        occurred_on=found.on,
        role=found.role,
        words=found.words,
        district_code=found.district_code,
        category=found.category,
        outcome=found.outcome,
        segment_id=found.segment,
        issue_id=found.issue,
        about_id=found.about,
        withdrawn=withdrawn,
    )
    if (row.owner, row.due, row.withdrawn) == (found.owner, found.due, False):
        return
    rows.add(session, [(row, writer.sign())])
    _log_entry(session, writer, "ledger.change", found, withdrawn=withdrawn)


def release(session: Session, entry_id: UUID, words: str | None, writer: Writer) -> None:
    """Say what everybody may read of a promise; it is read no sooner than any other thing that is public.

    Parameters
    ----------
    session : Session
        Not committed.
    entry_id : UUID
        Of the promise.
    words : str or None
        Which; None takes back what was public.
    writer : Writer
        Who looked it over.

    Raises
    ------
    NotAllowed
        When their role does not decide that.
    NotFound
        When there is no such promise.
    InvalidInput, PersonalDataFound
        For words that cannot be public.
    """
    require(RELEASE, writer.by)
    found = _held(session, entry_id, writer)
    if not may_be_released(found):
        raise InvalidInput("What somebody said at a visit is not published; publish promises.", field="kind")
    kept = None if words is None else written(words, field="words", longest=LONGEST_WORDS, confirmed=False)
    if kept == found.released:
        return
    rows.add_release(session, entry_id, kept, writer.sign())
    _log_entry(session, writer, "ledger.release" if kept else "ledger.withhold", found)


def _held(session: Session, entry_id: UUID, writer: Writer) -> Entry:
    require(PERMISSION, writer.by)
    hold_alone(session, f"ledger.{entry_id}")
    return _found(session, entry_id, writer.now)


def _found(session: Session, entry_id: UUID, now: datetime) -> Entry:
    found = rows.entry(session, entry_id, _now(now))
    if found is None:
        raise NotFound(f"Nothing in the ledger has the id {entry_id}; choose from the ledger.", entry=str(entry_id))
    return found


def _now(now: datetime) -> Known:
    return Known(now, now.astimezone(KST).date())


def _log_entry(session: Session, writer: Writer, action: str, about: Entry, **told: object) -> None:
    log_write(
        session,
        writer.by,
        action,
        subject=str(about.id),
        now=writer.now,
        district_code=about.district_code,
        visit=str(about.visit),
        **told,
    )
