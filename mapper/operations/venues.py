"""모두의 운동장: written down, written down anew, listed, and its calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.domain.access import require
from mapper.domain.reader import Reader
from mapper.domain.venue import (
    LARGEST_M2,
    SlotSeen,
    VenueDraft,
    VenueSeen,
    checked_venue,
    closed_because,
    moment_of,
    seen_slots,
    slots_on,
)
from mapper.domain.working_days import holiday_name
from mapper.errors import DecidedMeanwhile, NotFound, VenueFaults
from mapper.operations.programmes import Signer
from mapper.store import bookings as booking_rows
from mapper.store import venues as rows
from mapper.store.engine import Session, hold_alone
from mapper.store.meetings import Signed
from mapper.store.write_log import log_write

__all__ = ["DayOfVenue", "Signer", "VenueSeen", "add_venue", "calendar", "change_venue", "venue_of", "venues"]

PERMISSION: Final = "venue"
WRITING: Final = "venue.write"


@dataclass(frozen=True)
class DayOfVenue:
    """A day in the calendar of a venue.

    Attributes
    ----------
    day : date
        A Korean date.
    holiday : str or None
        What public holiday it is.
    closed : str or None
        Why it is closed, as `mapper.domain.venue.closed_because` says.
    slots : tuple of SlotSeen
        In order; none when it is closed.
    """

    day: date
    holiday: str | None
    closed: str | None
    slots: tuple[SlotSeen, ...]


def venues(session: Session, *, by: Reader) -> list[VenueSeen]:
    """List the venues there are.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who asks.

    Returns
    -------
    list of VenueSeen
        By district and name.
    """
    require(PERMISSION, by)
    return rows.venues(session)


def venue_of(session: Session, venue_id: UUID, *, by: Reader) -> VenueSeen:
    """Return one venue.

    Parameters
    ----------
    session : Session
        Only read.
    venue_id : UUID
        Of the venue.
    by : Reader
        Who asks.

    Returns
    -------
    VenueSeen
        As it was written down last.

    Raises
    ------
    NotFound
        When there is none, or none any more.
    """
    require(PERMISSION, by)
    found = rows.venue(session, venue_id)
    if found is None or found.draft.withdrawn:
        raise NotFound(f"There is no venue {venue_id}; choose one of the list.", id=str(venue_id))
    return found


def calendar(session: Session, venue: VenueSeen, first: date, *, days: int, now: datetime) -> list[DayOfVenue]:
    """Return days of the calendar of a venue.

    Parameters
    ----------
    session : Session
        Only read.
    venue : VenueSeen
        Which.
    first : date
        A Korean date.
    days : int
        How many.
    now : datetime
        What began before is over.

    Returns
    -------
    list of DayOfVenue
        From `first` on.
    """
    wanted = [first + timedelta(days=count) for count in range(days)]
    ends = moment_of(wanted[0], 0), moment_of(wanted[-1] + timedelta(days=1), 0)
    taken = booking_rows.taken(session, venue.id, first=ends[0], last=ends[1])
    return [
        DayOfVenue(
            day,
            holiday_name(day),
            closed_because(venue.draft, day),
            tuple(seen_slots(slots_on(venue.draft, day), taken, now)),
        )
        for day in wanted
    ]


def add_venue(session: Session, draft: VenueDraft, signer: Signer) -> UUID:
    """Write a new venue down.

    Parameters
    ----------
    session : Session
        Not committed.
    draft : VenueDraft
        What it is.
    signer : Signer
        Who writes.

    Returns
    -------
    UUID
        Its id.

    Raises
    ------
    VenueFaults
        With all that is wrong with it.
    """
    require(WRITING, signer.by)
    venue_id = signer.new_id()
    _write(session, draft, signer, venue_id, row_id=venue_id, action="venue.add")
    return venue_id


def change_venue(session: Session, venue_id: UUID, draft: VenueDraft, signer: Signer, *, seen: UUID) -> None:
    """Write a venue down anew; what was confirmed stays.

    Parameters
    ----------
    session : Session
        Not committed.
    venue_id : UUID
        Of the venue.
    draft : VenueDraft
        What it is.
    signer : Signer
        Who writes.
    seen : UUID
        The version that they saw.

    Raises
    ------
    NotFound
        When there is none.
    VenueFaults
        With all that is wrong with it.
    DecidedMeanwhile
        When somebody else changed it since.
    """
    require(WRITING, signer.by)
    hold_alone(session, f"venue {venue_id}")
    before = venue_of(session, venue_id, by=signer.by)
    if before.version != seen:
        message = "Somebody else wrote this venue down anew meanwhile; look at it again, then change it."
        raise DecidedMeanwhile(message, id=str(venue_id))
    _write(session, draft, signer, venue_id, row_id=signer.new_id(), action="venue.change")


def _write(session: Session, draft: VenueDraft, signer: Signer, venue_id: UUID, *, row_id: UUID, action: str) -> None:
    kept = checked_venue(draft)
    wkt = _shape(kept)
    if not rows.is_sound(session, wkt, largest_m2=LARGEST_M2):
        raise VenueFaults("The corners cross, or the area is too large.", faults=["shape"])
    district = rows.district_of(session, wkt)
    if district is None:
        raise VenueFaults("The venue lies in no district that is loaded.", faults=["outside"])
    signed = Signed(row_id, signer.by.user_id, signer.now)
    rows.add(session, kept, signed, venue_id=venue_id, wkt=wkt, district=district)
    log_write(session, signer.by, action, subject=kept.name, now=signer.now, district_code=district, kind=kept.kind)


def _shape(draft: VenueDraft) -> str:
    lon, lat = zip(*draft.corners, strict=True)
    xs, ys = transformer(WGS84, KOREA_TM).transform(lon, lat)
    places = [f"{x:.3f} {y:.3f}" for x, y in zip(xs, ys, strict=True)]
    return f"POINT({places[0]})" if len(places) == 1 else f"POLYGON(({', '.join([*places, places[0]])}))"
