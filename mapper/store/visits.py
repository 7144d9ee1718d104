"""Visits as somebody wrote them down last, and the files that were taken along."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from mapper.domain.visit import StopDraft, VisitDraft
from mapper.store.meetings import Signed
from mapper.store.tables import VisitExportRow, VisitRow, VisitStopRow

_READ: Final = """
    SELECT held.visit_id, held.id, kind, place_kind, theme, starts_at, minutes, limit_m, begin_place_id, end_place_id,
        cancelled, user_account.name, held.recorded_at
    FROM (SELECT DISTINCT ON (visit_id) * FROM visit ORDER BY visit_id, recorded_at DESC, id) AS held
    LEFT JOIN user_account ON user_account.id = held.user_id
    WHERE %s ORDER BY starts_at DESC, held.visit_id LIMIT :most
"""
_PERIOD: Final = """
    starts_at >= :since AND starts_at < :until AND (:kind = '' OR kind = :kind AND NOT cancelled)
    AND (:place = '' OR place_kind = :place)
"""
_TALLY: Final = """
    SELECT kind, place_kind, count(*)
    FROM (SELECT DISTINCT ON (visit_id) * FROM visit ORDER BY visit_id, recorded_at DESC, id) AS held
    WHERE starts_at >= :since AND starts_at < :until AND NOT cancelled GROUP BY kind, place_kind
"""
_STOPS: Final = """
    SELECT version_id, segment_id, minutes, because FROM visit_stop WHERE version_id = ANY(:versions)
    ORDER BY version_id, ordinal
"""
_EXPORTS: Final = """
    SELECT visit_export.id, form, reason, expires_on, coalesce(user_account.name, ''), visit_export.recorded_at
    FROM visit_export JOIN visit ON visit.id = version_id LEFT JOIN user_account ON user_account.id = visit_export.user_id
    WHERE visit_id = :visit ORDER BY visit_export.recorded_at DESC, visit_export.id
"""
_BEFORE: Final = """
    SELECT DISTINCT ON (segment_id) segment_id, held.visit_id, kind, starts_at
    FROM (SELECT DISTINCT ON (visit_id) * FROM visit ORDER BY visit_id, recorded_at DESC, id) AS held
    JOIN visit_stop ON version_id = held.id
    WHERE segment_id = ANY(:segments) AND NOT cancelled AND starts_at < :before AND held.visit_id <> :but
    ORDER BY segment_id, starts_at DESC, held.visit_id
"""


@dataclass(frozen=True)
class Visit:
    """A visit as somebody wrote it down last.

    Attributes
    ----------
    id, version : UUID
        Of the visit, and of the row that holds.
    draft : VisitDraft
        What it is.
    by : str or None
        Name of the user who wrote this.
    recorded_at : datetime
        When they did.
    """

    id: UUID
    version: UUID
    draft: VisitDraft
    by: str | None
    recorded_at: datetime


@dataclass(frozen=True)
class TakenOut:
    """Files of a visit that somebody took out.

    Attributes
    ----------
    id : UUID
        That the files carry.
    form : str
        Of the file: how its name ends.
    reason : str
        Why.
    expires_on : date
        Last day on which they are good.
    by : str
        Who took them.
    recorded_at : datetime
        When.
    """

    id: UUID
    form: str
    reason: str
    expires_on: date
    by: str
    recorded_at: datetime


@dataclass(frozen=True)
class EarlierVisit:
    """When somebody visited a segment before.

    Attributes
    ----------
    visit : UUID
        Of the visit.
    kind : str
        A key of `mapper.domain.visit.VISIT_KINDS`.
    starts_at : datetime
        When it began.
    """

    visit: UUID
    kind: str
    starts_at: datetime


def add(session: Session, draft: VisitDraft, signed: Signed, *, visit_id: UUID) -> None:
    """Write a visit down, or write it down anew.

    Parameters
    ----------
    session : Session
        Not committed.
    draft : VisitDraft
        What it is.
    signed : Signed
        By whom; its id is that of a new visit too.
    visit_id : UUID
        Of the visit.
    """
    session.execute(
        insert(VisitRow).values(
            **vars(signed),
            visit_id=visit_id,
            kind=draft.kind,
            place_kind=draft.place_kind,
            theme=draft.theme,
            starts_at=draft.starts_at,
            minutes=draft.minutes,
            limit_m=draft.limit_m,
            begin_place_id=draft.begin,
            end_place_id=draft.end,
            cancelled=draft.cancelled,
        )
    )
    rows = [
        {"version_id": signed.id, "ordinal": ordinal, "segment_id": stop.segment}
        | {"minutes": stop.minutes, "because": stop.because}
        for ordinal, stop in enumerate(draft.stops, 1)
    ]
    if rows:
        session.execute(insert(VisitStopRow), rows)


def visits(
    session: Session, *, since: datetime, until: datetime, most: int, kind: str = "", place: str = ""
) -> list[Visit]:
    """Read the visits of a period.

    Parameters
    ----------
    session : Session
        Only read.
    since, until : datetime
        When they begin: from the first to before the second.
    most : int
        How many at most.
    kind, place : str
        Of one kind, to one kind of place; empty for all. Of one kind those that were cancelled are left out.

    Returns
    -------
    list of Visit
        The latest first.
    """
    return _read(session, _PERIOD, most=most, since=since, until=until, kind=kind, place=place)


def tally(session: Session, *, since: datetime, until: datetime) -> dict[tuple[str, str], int]:
    """Count the visits of a period, but for those that were cancelled.

    Parameters
    ----------
    session : Session
        Only read.
    since, until : datetime
        When they begin: from the first to before the second.

    Returns
    -------
    dict of tuple to int
        By kind, and kind of place where that was said; else the second is empty.
    """
    rows = session.execute(text(_TALLY), {"since": since, "until": until})
    return {(kind, place or ""): count for kind, place, count in rows}


def visit(session: Session, visit_id: UUID) -> Visit | None:
    """Read one visit.

    Parameters
    ----------
    session : Session
        Only read.
    visit_id : UUID
        Of the visit.

    Returns
    -------
    Visit or None
        None when there is none.
    """
    return next(iter(_read(session, "held.visit_id = :visit", most=1, visit=visit_id)), None)


def add_export(session: Session, signed: Signed, *, version: UUID, form: str, reason: str, expires_on: date) -> None:
    """Write down that somebody takes files of a visit out.

    Parameters
    ----------
    session : Session
        Not committed.
    signed : Signed
        Who; its id is what the files carry.
    version : UUID
        Of the visit as it is in them.
    form, reason : str
        What is taken out, and why.
    expires_on : date
        Last day on which they are good.
    """
    said = {"version_id": version, "form": form, "reason": reason, "expires_on": expires_on}
    session.execute(insert(VisitExportRow).values(**vars(signed), **said))


def exports_of(session: Session, visit_id: UUID) -> list[TakenOut]:
    """Read which files of a visit were taken out.

    Parameters
    ----------
    session : Session
        Only read.
    visit_id : UUID
        Of the visit.

    Returns
    -------
    list of TakenOut
        The latest first.
    """
    return [TakenOut(*row) for row in session.execute(text(_EXPORTS), {"visit": visit_id})]


def visited_before(
    session: Session, segments: tuple[UUID, ...], *, before: datetime, but: UUID
) -> dict[UUID, EarlierVisit]:
    """Read when segments were visited last.

    Parameters
    ----------
    session : Session
        Only read.
    segments : tuple of UUID
        Which.
    before : datetime
        Visits that began earlier.
    but : UUID
        Of a visit that does not count.

    Returns
    -------
    dict of UUID to EarlierVisit
        By segment, of those that were.
    """
    found = session.execute(text(_BEFORE), {"segments": list(segments), "before": before, "but": but})
    return {segment: EarlierVisit(*row) for segment, *row in found}


def _read(session: Session, which: str, *, most: int, **values: Any) -> list[Visit]:
    rows = session.execute(text(_READ % which), {**values, "most": most}).all()
    stops: dict[UUID, list[StopDraft]] = defaultdict(list)
    for version, *stop in session.execute(text(_STOPS), {"versions": [row[1] for row in rows]}):
        stops[version].append(StopDraft(*stop))
    return [_visit(row, tuple(stops[row[1]])) for row in rows]


def _visit(row: Any, stops: tuple[StopDraft, ...]) -> Visit:
    visit_id, version, kind, place_kind, theme, starts_at, minutes, limit_m, begin, end, cancelled, by, recorded_at = (
        row
    )
    draft = VisitDraft(kind, place_kind, theme, starts_at, minutes, limit_m, begin, end, stops, cancelled)
    return Visit(visit_id, version, draft, by, recorded_at)
