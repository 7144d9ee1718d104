"""Venues as somebody wrote them down last."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, insert, text
from sqlalchemy.orm import Session

from mapper.crs import KOREA_TM, WGS84
from mapper.domain.venue import Hours, VenueDraft, VenueSeen
from mapper.store.meetings import Signed
from mapper.store.tables import VenueRow

HELD: Final = """
    SELECT held.* FROM (
        SELECT DISTINCT ON (venue_id) * FROM venue ORDER BY venue_id, recorded_at DESC, id
    ) AS held
    WHERE NOT withdrawn
"""
"""SQL of the row of each venue that holds, and is not withdrawn."""

DRAWN: Final = f"""
    SELECT venue_id, kind, name, ST_PointOnSurface(shape) AS shape, ST_PointOnSurface(web_shape) AS web_shape
    FROM ({HELD}) AS marked
    UNION ALL
    SELECT venue_id, kind, name, shape, web_shape FROM ({HELD}) AS spread WHERE GeometryType(shape) = 'POLYGON'
"""
"""SQL of what a map draws of them: where each is marked, and the area of those that have one."""

_CLOSED: Final = -1
_SHAPE: Final = f"ST_SetSRID(ST_GeomFromText(:wkt), {KOREA_TM})"
_READ: Final = f"""
    SELECT held.venue_id, held.id, held.kind, held.name, held.owner, coalesce(held.rules, ''), held.opens, held.closes,
        held.closed_on, held.slot_min, held.most_slots, held.capacity, held.withdrawn,
        (SELECT array_agg(ARRAY[ST_X(geom), ST_Y(geom)] ORDER BY path)
            FROM ST_DumpPoints(ST_Transform(held.shape, {WGS84}))) AS corners,
        ST_X(ST_Transform(ST_PointOnSurface(held.shape), {WGS84})), ST_Y(ST_Transform(ST_PointOnSurface(held.shape), {WGS84})),
        ST_Area(held.shape), held.district_code, coalesce(district.name, held.district_code)
    FROM (SELECT DISTINCT ON (venue_id) * FROM venue ORDER BY venue_id, recorded_at DESC, id) AS held
    LEFT JOIN district ON district.code = held.district_code AND district.superseded_at IS NULL
    WHERE %s ORDER BY district.name, held.name, held.venue_id
"""
_VERSION: Final = "SELECT coalesce(to_char(max(recorded_at) AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISSUS'), '0') FROM venue"
_SOUND: Final = f"SELECT ST_IsValid({_SHAPE}), ST_Area({_SHAPE})"
_DISTRICT: Final = f"""
    SELECT code FROM district WHERE superseded_at IS NULL AND ST_Covers(boundary, ST_PointOnSurface({_SHAPE}))
    ORDER BY code LIMIT 1
"""


def add(session: Session, draft: VenueDraft, signed: Signed, *, venue_id: UUID, wkt: str, district: str) -> None:
    """Write a venue down, or write it down anew.

    Parameters
    ----------
    session : Session
        Not committed.
    draft : VenueDraft
        What it is.
    signed : Signed
        By whom; its id is that of a new venue too.
    venue_id : UUID
        Of the venue.
    wkt : str
        Its shape in EPSG:5179 [m].
    district : str
        Code of the district that it lies in.
    """
    hours = [(_CLOSED, _CLOSED) if one is None else (one.opens, one.closes) for one in draft.hours]
    session.execute(
        insert(VenueRow).values(
            **vars(signed),
            venue_id=venue_id,
            kind=draft.kind,
            name=draft.name,
            owner=draft.owner,
            rules=draft.rules or None,
            shape=func.ST_SetSRID(func.ST_GeomFromText(wkt), KOREA_TM),
            district_code=district,
            opens=[opens for opens, _ in hours],
            closes=[closes for _, closes in hours],
            closed_on=list(draft.closed_on),
            slot_min=draft.slot_min,
            most_slots=draft.most_slots,
            capacity=draft.capacity,
            withdrawn=draft.withdrawn,
        )
    )


def venues(session: Session) -> list[VenueSeen]:
    """Read the venues there are.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    list of VenueSeen
        By district and name; none that was withdrawn.
    """
    return _read(session, "NOT withdrawn")


def all_venues(session: Session) -> list[VenueSeen]:
    """Read every venue there is or was.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    list of VenueSeen
        By district and name; those that were withdrawn among them.
    """
    return _read(session, "true")


def venue(session: Session, venue_id: UUID) -> VenueSeen | None:
    """Read one venue.

    Parameters
    ----------
    session : Session
        Only read.
    venue_id : UUID
        Of the venue.

    Returns
    -------
    VenueSeen or None
        Withdrawn or not; None when there is none.
    """
    return next(iter(_read(session, "held.venue_id = :venue", venue=venue_id)), None)


def version(session: Session) -> str:
    """Return a text that changes whenever a venue does.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    str
        Of the latest one that was written down, to the microsecond.
    """
    found: str = session.execute(text(_VERSION)).scalar_one()
    return found


def is_sound(session: Session, wkt: str, *, largest_m2: float) -> bool:
    """Tell whether a shape can be a venue.

    Parameters
    ----------
    session : Session
        Only read.
    wkt : str
        In EPSG:5179 [m].
    largest_m2 : float
        How large it may be.

    Returns
    -------
    bool
        False where its sides cross, or it is larger.
    """
    valid, area = session.execute(text(_SOUND), {"wkt": wkt}).one()
    return bool(valid) and area <= largest_m2


def district_of(session: Session, wkt: str) -> str | None:
    """Find the district in which a shape lies.

    Parameters
    ----------
    session : Session
        Only read.
    wkt : str
        In EPSG:5179 [m].

    Returns
    -------
    str or None
        Code; None outside of all.
    """
    found: str | None = session.execute(text(_DISTRICT), {"wkt": wkt}).scalar_one_or_none()
    return found


def _read(session: Session, which: str, **values: Any) -> list[VenueSeen]:
    return [_venue(row) for row in session.execute(text(_READ % which), values)]


def _venue(row: Any) -> VenueSeen:
    (
        venue_id,
        version_id,
        kind,
        name,
        owner,
        rules,
        opens,
        closes,
        closed_on,
        *sizes,
        corners,
        lon,
        lat,
        area,
        code,
        district,
    ) = row
    slot_min, most_slots, capacity, withdrawn = sizes
    places = [(x, y) for x, y in corners]
    draft = VenueDraft(
        kind=kind,
        name=name,
        owner=owner,
        rules=rules,
        corners=tuple(places if len(places) == 1 else places[:-1]),  # a ring ends where it begins
        hours=tuple(None if one == _CLOSED else Hours(one, other) for one, other in zip(opens, closes, strict=True)),
        closed_on=tuple(closed_on),
        slot_min=slot_min,
        most_slots=most_slots,
        capacity=capacity,
        withdrawn=withdrawn,
    )
    return VenueSeen(venue_id, version_id, draft, lon, lat, area, code, district)
