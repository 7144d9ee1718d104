"""Let the schools of a made city open their yards and halls to residents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.domain.calendar import KST
from mapper.domain.first_venue import FirstVenue
from mapper.domain.venue import VenueDraft, slots_on
from mapper.operations.programmes import Signer
from mapper.operations.venues import add_venue
from mapper.store import bookings, places
from mapper.store.bookings import NewBooking
from mapper.store.engine import Session
from mapper.store.meetings import Signed

_BESIDE_M: Final = 12.0
"""How far from its alley a school stands."""


def open_venues(
    session: Session,
    venues: Sequence[FirstVenue],
    *,
    schools: int,
    signer: Signer,
    code_of: Callable[[UUID], bytes],
) -> None:
    """Write down what residents may use of a made city, and who asks for it.

    Parameters
    ----------
    session : Session
        Not committed; of a made city with its schools.
    venues : sequence of FirstVenue
        What each school opens; the first one opens all of them, the others the first.
    schools : int
        How many schools.
    signer : Signer
        Who writes, when, and how ids are made.
    code_of : callable
        Makes the hash of the code of a receipt that nobody holds.
    """
    standing = places.current(session)
    found = standing[standing["kind"] == "초등학교"].sort_values("name").head(schools)
    for place, (school, x, y) in enumerate(zip(found["name"], found["x"], found["y"], strict=True)):
        for venue in venues if place == 0 else venues[:1]:
            draft = _at(venue, str(school), float(x), float(y))
            added = add_venue(session, draft, signer)
            if place == 0:
                _ask(session, venue, draft, added, signer=signer, code_of=code_of)


def _at(venue: FirstVenue, school: str, x: float, y: float) -> VenueDraft:
    width, depth = venue.size_m
    left, low = x + _BESIDE_M, y + _BESIDE_M
    corners = [(left, low), (left + width, low), (left + width, low + depth), (left, low + depth)]
    xs, ys = zip(*(corners if width else corners[:1]), strict=True)
    lon, lat = transformer(KOREA_TM, WGS84).transform(xs, ys)
    name = f"{school} {venue.draft.name}"
    return replace(venue.draft, name=name, owner=school, corners=tuple(zip(lon, lat, strict=True)))


def _ask(
    session: Session,
    venue: FirstVenue,
    draft: VenueDraft,
    venue_id: UUID,
    *,
    signer: Signer,
    code_of: Callable[[UUID], bytes],
) -> None:
    today = signer.now.astimezone(KST).date()
    for wish in venue.wishes:
        slots = slots_on(draft, today + timedelta(days=wish.days))
        if not slots:
            continue
        slot, booking = slots[min(wish.slot, len(slots) - 1)], signer.new_id()
        asked = signer.now - timedelta(hours=2)
        new = NewBooking(
            booking,
            venue_id,
            slot.first,
            slot.last,
            wish.asker,
            wish.purpose,
            wish.people,
            code_of(booking),
            None,
        )
        bookings.add(session, new, recorded_at=asked)
        if wish.is_confirmed:
            _confirm(session, booking, signer.now, signer)


def _confirm(session: Session, booking: UUID, at: datetime, signer: Signer) -> None:
    found = bookings.booking(session, booking)
    if found is not None:
        bookings.move(session, found, "confirmed", Signed(signer.new_id(), signer.by.user_id, at), reason=None)
