"""후속 관리 대장: entries as they were said, where they stand, and what everybody may read, as known at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from mapper.domain.ledger import Entry, Wanted
from mapper.store.meetings import Signed
from mapper.store.tables import LedgerEntryRow, LedgerMoveRow, LedgerReleaseRow
from mapper.store.visit_records import HELD

_ENTRIES: Final = f"""
    WITH held AS (
        SELECT DISTINCT ON (entry_id) * FROM ledger_entry WHERE recorded_at <= :known
        ORDER BY entry_id, recorded_at DESC, id
    ), stands AS (
        SELECT DISTINCT ON (entry_id) * FROM ledger_move WHERE recorded_at <= :known AND occurred_on <= :as_of
        ORDER BY entry_id, occurred_on DESC, recorded_at DESC, id
    ), said AS (
        SELECT DISTINCT ON (entry_id) * FROM ledger_release WHERE recorded_at <= :known
        ORDER BY entry_id, recorded_at DESC, id
    )
    SELECT held.entry_id, held.id, held.visit_id, visit.theme, visit.kind, held.kind, held.role, held.outcome,
        held.words, held.segment_id, alley.name, held.district_code, district.name, held.category, held.issue_id,
        held.about_id, held.owner, held.due, held.occurred_on, coalesce(stands.state, 'planned'),
        coalesce(stands.occurred_on, held.occurred_on), stands.reason, stands.blocker, user_account.name, said.words
    FROM held JOIN ({HELD}) AS visit USING (visit_id) JOIN ledger_entry AS first ON first.id = held.entry_id
    LEFT JOIN stands ON stands.entry_id = held.entry_id LEFT JOIN said ON said.entry_id = held.entry_id
    LEFT JOIN user_account ON user_account.id = stands.user_id
    LEFT JOIN segment ON segment.id = held.segment_id LEFT JOIN alley ON alley.id = alley_id
    LEFT JOIN district ON district.code = held.district_code AND district.superseded_at IS NULL
    WHERE NOT held.withdrawn AND held.occurred_on <= :as_of AND %s ORDER BY held.occurred_on DESC, held.entry_id
"""
_HISTORY: Final = """
    SELECT state, reason, blocker, occurred_on, coalesce(user_account.name, ''), ledger_move.recorded_at
    FROM ledger_move LEFT JOIN user_account ON user_account.id = user_id
    WHERE entry_id = :entry ORDER BY occurred_on, ledger_move.recorded_at, ledger_move.id
"""
_VERSIONS: Final = """
    SELECT owner, due, withdrawn, coalesce(user_account.name, ''), ledger_entry.recorded_at
    FROM ledger_entry LEFT JOIN user_account ON user_account.id = user_id
    WHERE entry_id = :entry ORDER BY ledger_entry.recorded_at, ledger_entry.id
"""


@dataclass(frozen=True)
class Known:
    """What is known when.

    Attributes
    ----------
    at : datetime
        What was recorded later is not known.
    as_of : date
        Korean date: what occurred later has not been yet.
    """

    at: datetime
    as_of: date


@dataclass(frozen=True)
class Moved:
    """What became of an entry.

    Attributes
    ----------
    state : str
        A key of `mapper.domain.ledger.LEDGER_STATES`.
    reason, blocker : str or None
        Why.
    on : date
        When.
    by : str
        Who said so.
    recorded_at : datetime
        And when.
    """

    state: str
    reason: str | None
    blocker: str | None
    on: date
    by: str
    recorded_at: datetime


@dataclass(frozen=True)
class Version:
    """Who was to see to an entry, as somebody wrote it down.

    Attributes
    ----------
    owner : str
        Which office.
    due : date
        By when.
    withdrawn : bool
        Whether it was written by mistake.
    by : str
        Who wrote this.
    recorded_at : datetime
        And when.
    """

    owner: str
    due: date
    withdrawn: bool
    by: str
    recorded_at: datetime


@dataclass(frozen=True)
class EntryRow:
    """A row of an entry.

    Attributes
    ----------
    entry_id, visit_id : UUID
        Of the entry, and of the visit.
    record_id : UUID or None
        The record that brought it.
    kind, owner : str
        What it is, and who sees to it.
    due, occurred_on : date
        By when, and when it was said.
    role, words, district_code, category, outcome : str or None
        As of `mapper.domain.visit_record.NewEntry`.
    segment_id, issue_id, about_id : UUID or None
        The same.
    withdrawn : bool
        Whether it was written by mistake.
    """

    entry_id: UUID
    visit_id: UUID
    record_id: UUID | None
    kind: str
    owner: str
    due: date
    occurred_on: date
    role: str | None = None
    words: str | None = None
    district_code: str | None = None
    category: str | None = None
    outcome: str | None = None
    segment_id: UUID | None = None
    issue_id: UUID | None = None
    about_id: UUID | None = None
    withdrawn: bool = False


def add(session: Session, rows: Sequence[tuple[EntryRow, Signed]]) -> None:
    """Append rows of entries.

    Parameters
    ----------
    session : Session
        Not committed.
    rows : sequence of tuple
        Each with who writes it; the first row of an entry has its id. A consultation comes before what answers it.
    """
    if rows:
        session.execute(insert(LedgerEntryRow), [asdict(row) | vars(signed) for row, signed in rows])


def entries(session: Session, known: Known, *, visit: UUID | None = None, codes: Sequence[str] = ()) -> list[Entry]:
    """Read the ledger.

    Parameters
    ----------
    session : Session
        Only read.
    known : Known
        What is known when.
    visit : UUID, optional
        Of this visit only.
    codes : sequence of str
        In these districts only.

    Returns
    -------
    list of Entry
        The latest said first.
    """
    which = (
        "(CAST(:visit AS uuid) IS NULL OR held.visit_id = :visit) AND (:anywhere OR held.district_code = ANY(:codes))"
    )
    return _read(session, which, known, visit=visit, codes=list(codes), anywhere=not codes)


def entry(session: Session, entry_id: UUID, known: Known) -> Entry | None:
    """Read one entry.

    Parameters
    ----------
    session : Session
        Only read.
    entry_id : UUID
        Of the entry.
    known : Known
        What is known when.

    Returns
    -------
    Entry or None
        None when there is none, or it was written by mistake.
    """
    return next(iter(_read(session, "held.entry_id = :entry", known, entry=entry_id)), None)


def released(session: Session, known: Known, *, recorded_before: datetime) -> list[Entry]:
    """Read the promises that everybody may read of.

    Parameters
    ----------
    session : Session
        Only read.
    known : Known
        What is known when.
    recorded_before : datetime
        Those that were recorded later are not public yet.

    Returns
    -------
    list of Entry
        The latest said first.
    """
    which = "said.words IS NOT NULL AND first.recorded_at < :recorded_before AND held.kind = 'promise'"
    return _read(session, which, known, recorded_before=recorded_before)


def history(session: Session, entry_id: UUID) -> list[Moved]:
    """Read what became of an entry.

    Parameters
    ----------
    session : Session
        Only read.
    entry_id : UUID
        Of the entry.

    Returns
    -------
    list of Moved
        In order.
    """
    return [Moved(*row) for row in session.execute(text(_HISTORY), {"entry": entry_id})]


def versions(session: Session, entry_id: UUID) -> list[Version]:
    """Read who was to see to an entry, and by when.

    Parameters
    ----------
    session : Session
        Only read.
    entry_id : UUID
        Of the entry.

    Returns
    -------
    list of Version
        In order.
    """
    return [Version(*row) for row in session.execute(text(_VERSIONS), {"entry": entry_id})]


def add_move(session: Session, entry_id: UUID, wanted: Wanted, signed: Signed) -> None:
    """Append what became of an entry.

    Parameters
    ----------
    session : Session
        Not committed.
    entry_id : UUID
        Of the entry.
    wanted : Wanted
        What, when and why.
    signed : Signed
        Who says so.
    """
    said = {"state": wanted.to, "reason": wanted.reason, "blocker": wanted.blocker, "occurred_on": wanted.on}
    session.execute(insert(LedgerMoveRow).values(entry_id=entry_id, **said, **vars(signed)))


def add_release(session: Session, entry_id: UUID, words: str | None, signed: Signed) -> None:
    """Append what everybody may read of an entry.

    Parameters
    ----------
    session : Session
        Not committed.
    entry_id : UUID
        Of the entry.
    words : str or None
        Nothing from now on when None.
    signed : Signed
        Who says so.
    """
    session.execute(insert(LedgerReleaseRow).values(entry_id=entry_id, words=words, **vars(signed)))


def _read(session: Session, which: str, known: Known, **values: Any) -> list[Entry]:
    given = {"known": known.at, "as_of": known.as_of, **values}
    return [Entry(*row) for row in session.execute(text(_ENTRIES % which), given)]
