"""How visits went: their records, who came, and what a phone takes along to write one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mapper.crs import WGS84
from mapper.domain.visit_record import HeadCount, NewRecord
from mapper.store.tables import VisitAttendanceRow, VisitRecordRow

HELD: Final = "SELECT DISTINCT ON (visit_id) * FROM visit ORDER BY visit_id, recorded_at DESC, id"
"""SQL of the row of each visit that holds."""

_HEADS: Final = """
    SELECT DISTINCT ON (kind) kind, heads FROM visit_attendance WHERE visit_id = :visit
    ORDER BY kind, recorded_at DESC, id
"""
_RECORDS: Final = """
    SELECT visit_record.id, held_on, district_codes, note, coalesce(user_account.name, ''), visit_record.recorded_at,
        (SELECT count(*) FROM ledger_entry WHERE record_id = visit_record.id AND entry_id = ledger_entry.id),
        ARRAY(SELECT encode(sha256, 'hex') FROM photo_use WHERE visit_record_id = visit_record.id ORDER BY ordinal)
    FROM visit_record LEFT JOIN user_account ON user_account.id = visit_record.user_id
    WHERE visit_id = :visit ORDER BY visit_record.recorded_at, visit_record.id
"""
_DISTRICTS: Final = f"""
    SELECT DISTINCT code FROM ({HELD}) AS held JOIN visit_stop ON version_id = held.id
    JOIN segment ON segment.id = segment_id JOIN district ON district.id = district_id
    WHERE held.visit_id = :visit ORDER BY code
"""
_SEGMENT_DISTRICTS: Final = f"""
    SELECT segment.id, code, ST_X(middle), ST_Y(middle), graded AND segment.superseded_at IS NULL
    FROM segment LEFT JOIN district ON district.id = district_id
    CROSS JOIN LATERAL ST_Transform(ST_LineInterpolatePoint(line, 0.5), {WGS84}) AS middle
    WHERE segment.id = ANY(:segments)
"""
_TAKEN: Final = f"""
    SELECT held.visit_id AS id, theme, kind, place_kind, starts_at, coalesce((
        SELECT json_agg(json_build_object('segment', segment.id, 'name', alley.name, 'district', district.code,
            'district_name', district.name) ORDER BY visit_stop.ordinal)
        FROM visit_stop JOIN segment ON segment.id = segment_id JOIN alley ON alley.id = alley_id
        LEFT JOIN district ON district.id = district_id WHERE version_id = held.id
    ), '[]') AS stops, EXISTS (SELECT FROM visit_record WHERE visit_id = held.visit_id) AS is_recorded
    FROM ({HELD}) AS held
    WHERE NOT cancelled AND starts_at >= :since AND starts_at < :until
    ORDER BY starts_at, held.visit_id LIMIT :most
"""


@dataclass(frozen=True)
class RecordLine:
    """A record of a visit.

    Attributes
    ----------
    id : UUID
        Of the record.
    held_on : date
        Korean date on which it was held.
    districts : list of str
        Codes of where.
    note : str or None
        What is to be said of the whole of it.
    by : str
        Who handed it in.
    recorded_at : datetime
        When.
    entries : int
        How many it brought into the ledger.
    photos : list of str
        SHA-256 of its photos.
    """

    id: UUID
    held_on: date
    districts: list[str]
    note: str | None
    by: str
    recorded_at: datetime
    entries: int
    photos: list[str]


@dataclass(frozen=True)
class Ground:
    """Where a segment is.

    Attributes
    ----------
    code : str or None
        Of its district.
    lon, lat : float
        Of its middle [degrees].
    is_graded : bool
        Whether it is one of those that are graded now.
    """

    code: str | None
    lon: float
    lat: float
    is_graded: bool


def add_record(
    session: Session, record: NewRecord, codes: tuple[str, ...], *, user_id: UUID | None, recorded_at: datetime
) -> bool:
    """Store that a visit was held, and who came.

    Parameters
    ----------
    session : Session
        Not committed.
    record : NewRecord
        As it is kept.
    codes : tuple of str
        Of all districts in which it was held.
    user_id : UUID or None
        Who hands it in.
    recorded_at : datetime
        By the clock of knowledge.

    Returns
    -------
    bool
        False when there is a record of that id.
    """
    row = {"id": record.id, "visit_id": record.visit, "held_on": record.held_on, "district_codes": list(codes)}
    signed = {"user_id": user_id, "recorded_at": recorded_at}
    stored = insert(VisitRecordRow).values(row | {"note": record.note} | signed)
    if session.execute(stored.on_conflict_do_nothing().returning(VisitRecordRow.id)).first() is None:
        return False
    heads = [
        {"id": uuid4(), "visit_id": record.visit, "record_id": record.id, "occurred_on": record.held_on}
        | {"kind": one.kind, "heads": one.heads}
        | signed
        for one in record.heads
    ]
    if heads:
        session.execute(insert(VisitAttendanceRow), heads)
    return True


def heads_of(session: Session, visit: UUID) -> tuple[HeadCount, ...]:
    """Read who came to a visit.

    Parameters
    ----------
    session : Session
        Only read.
    visit : UUID
        Of the visit.

    Returns
    -------
    tuple of HeadCount
        Of each kind what was counted last.
    """
    return tuple(HeadCount(*row) for row in session.execute(text(_HEADS), {"visit": visit}))


def records_of(session: Session, visit: UUID) -> list[RecordLine]:
    """Read the records of a visit.

    Parameters
    ----------
    session : Session
        Only read.
    visit : UUID
        Of the visit.

    Returns
    -------
    list of RecordLine
        As they came.
    """
    return [RecordLine(*row) for row in session.execute(text(_RECORDS), {"visit": visit})]


def districts_of_stops(session: Session, visit: UUID) -> tuple[str, ...]:
    """Read in which districts a visit stops.

    Parameters
    ----------
    session : Session
        Only read.
    visit : UUID
        Of the visit.

    Returns
    -------
    tuple of str
        Codes, in order.
    """
    return tuple(session.scalars(text(_DISTRICTS), {"visit": visit}))


def grounds(session: Session, segments: set[UUID]) -> dict[UUID, Ground]:
    """Read where segments are.

    Parameters
    ----------
    session : Session
        Only read.
    segments : set of UUID
        Which.

    Returns
    -------
    dict of UUID to Ground
        Of those there are or were.
    """
    found = session.execute(text(_SEGMENT_DISTRICTS), {"segments": list(segments)})
    return {segment: Ground(code, lon, lat, is_graded=is_graded) for segment, code, lon, lat, is_graded in found}


def taken_along(session: Session, *, since: datetime, until: datetime, most: int) -> list[dict[str, Any]]:
    """Read the visits that a phone takes along.

    Parameters
    ----------
    session : Session
        Only read.
    since, until : datetime
        When they begin: from the first to before the second.
    most : int
        How many at most.

    Returns
    -------
    list of dict
        ``id``, ``theme``, ``kind``, ``place_kind``, ``starts_at``, ``stops`` (``segment``, ``name``, ``district``,
        ``district_name``) and ``is_recorded``, the earliest first.
    """
    found = session.execute(text(_TAKEN), {"since": since, "until": until, "most": most})
    return [dict(row) for row in found.mappings()]
