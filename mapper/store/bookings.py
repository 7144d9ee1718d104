"""Who asked for a venue when, what became of it, and whose the venue is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from psycopg.errors import ExclusionViolation
from sqlalchemy import delete, insert, text
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from mapper.domain.booking import ASKED, CANCELLED, CONFIRMED
from mapper.domain.calendar import KST
from mapper.domain.venue import Taken
from mapper.errors import BookingRefused
from mapper.store.meetings import Signed
from mapper.store.tables import BookingContactRow, BookingMoveRow, BookingRow, VenueHoldRow

_LATEST: Final = f"""
    LEFT JOIN LATERAL (
        SELECT state, reason, recorded_at FROM booking_move WHERE booking_id = booking.id
        ORDER BY state = '{CANCELLED}' DESC LIMIT 1 -- of two it is the later one: nothing follows it
    ) AS moved ON true
"""
_READ: Final = f"""
    SELECT booking.id, booking.venue_id, lower(during), upper(during), asker, purpose, people,
        EXISTS (SELECT FROM booking_contact WHERE booking_id = booking.id), booking.recorded_at, coalesce(moved.state, '{ASKED}'), moved.reason, moved.recorded_at,
        code_hash
    FROM booking {_LATEST} WHERE %s ORDER BY lower(during), booking.recorded_at, booking.id
"""
_TAKEN: Final = f"""
    SELECT lower(during), upper(during), moved.state IS NOT DISTINCT FROM '{CONFIRMED}'
    FROM booking {_LATEST}
    WHERE venue_id = :venue AND during && tstzrange(:first, :last) AND coalesce(moved.state, '{ASKED}') IN (
        '{ASKED}', '{CONFIRMED}'
    )
    ORDER BY lower(during), booking.id
"""


_MAY_BE_REACHED: Final = f"upper(during) > :now AND coalesce(moved.state, '{ASKED}') IN ('{ASKED}', '{CONFIRMED}')"
_CONTACT: Final = f"""
    SELECT contact FROM booking JOIN booking_contact ON booking_id = booking.id {_LATEST}
    WHERE booking.id = :booking AND {_MAY_BE_REACHED}
"""
_DESTROY: Final = f"""
    DELETE FROM booking_contact WHERE booking_id IN (
        SELECT booking.id FROM booking {_LATEST} WHERE NOT ({_MAY_BE_REACHED})
    ) RETURNING booking_id
"""


@dataclass(frozen=True)
class NewBooking:
    """What somebody asks for, as it is kept.

    Attributes
    ----------
    id, venue_id : UUID
        Of the booking, and of what they want to use.
    first, last : datetime
        From when until when.
    asker, purpose : str
        Who, and what for.
    people : int
        How many.
    code_hash : bytes
        SHA-256 of the code on the receipt.
    contact : bytes or None
        Sealed.
    """

    id: UUID
    venue_id: UUID
    first: datetime
    last: datetime
    asker: str
    purpose: str
    people: int
    code_hash: bytes
    contact: bytes | None


@dataclass(frozen=True)
class Booking:
    """A booking and where it stands.

    Attributes
    ----------
    id, venue_id : UUID
        Of the booking, and of what they want to use.
    first, last : datetime
        From when until when, in Korea.
    asker, purpose : str
        Who, and what for.
    people : int
        How many.
    has_contact : bool
        Whether there is a way to reach them.
    recorded_at : datetime
        When it was asked for.
    state : str
        A key of `mapper.domain.booking.BOOKING_STATES`.
    reason : str or None
        What whoever decided says of it.
    since : datetime or None
        Since when it stands there; None while nobody decided.
    code_hash : bytes
        SHA-256 of the code on the receipt.
    """

    id: UUID
    venue_id: UUID
    first: datetime
    last: datetime
    asker: str
    purpose: str
    people: int
    has_contact: bool
    recorded_at: datetime
    state: str
    reason: str | None
    since: datetime | None
    code_hash: bytes


def add(session: Session, new: NewBooking, *, recorded_at: datetime) -> None:
    """Store what somebody asks for.

    Parameters
    ----------
    session : Session
        Not committed.
    new : NewBooking
        What.
    recorded_at : datetime
        When.
    """
    values = {key: value for key, value in vars(new).items() if key not in {"first", "last", "contact"}}
    session.execute(insert(BookingRow).values(**values, during=_during(new.first, new.last), recorded_at=recorded_at))
    if new.contact is not None:
        session.execute(insert(BookingContactRow).values(booking_id=new.id, contact=new.contact))


def move(session: Session, booking: Booking, state: str, signed: Signed, *, reason: str | None) -> None:
    """Write down what became of a booking, and whose the venue is since; nobody is to be reached of one that ends.

    Parameters
    ----------
    session : Session
        Not committed.
    booking : Booking
        Which.
    state : str
        A key of `mapper.domain.booking.BOOKING_STATES`.
    signed : Signed
        By whom; nobody is who asked.
    reason : str or None
        What they say of it.

    Raises
    ------
    BookingRefused
        When the venue is somebody else's at that time: the database keeps it, whoever came first.
    """
    session.execute(insert(BookingMoveRow).values(**vars(signed), booking_id=booking.id, state=state, reason=reason))
    if state != CONFIRMED:
        session.execute(delete(VenueHoldRow).where(VenueHoldRow.booking_id == booking.id))
        session.execute(delete(BookingContactRow).where(BookingContactRow.booking_id == booking.id))
        return
    try:
        hold(session, booking.id, booking.venue_id, first=booking.first, last=booking.last)
    except IntegrityError as error:
        if not isinstance(error.orig, ExclusionViolation):
            raise
        message = f"The venue {booking.venue_id} is somebody else's at that time; decline, or cancel theirs first."
        raise BookingRefused(message, venue=str(booking.venue_id)) from error


def hold(session: Session, booking: UUID, venue: UUID, *, first: datetime, last: datetime) -> None:
    """Give a venue to a booking for a time.

    Parameters
    ----------
    session : Session
        Not committed.
    booking, venue : UUID
        Whose, and what.
    first, last : datetime
        From when until when; the last moment is the next one's.

    Raises
    ------
    IntegrityError
        When it is somebody's then.
    """
    session.execute(insert(VenueHoldRow).values(booking_id=booking, venue_id=venue, during=_during(first, last)))


def taken(session: Session, venue: UUID, *, first: datetime, last: datetime) -> list[Taken]:
    """Read when a venue is somebody's, or asked for.

    Parameters
    ----------
    session : Session
        Only read.
    venue : UUID
        Which.
    first, last : datetime
        Between when.

    Returns
    -------
    list of Taken
        In order of time.
    """
    found = session.execute(text(_TAKEN), {"venue": venue, "first": first, "last": last})
    return [Taken(*row) for row in found]


def booking(session: Session, booking_id: UUID) -> Booking | None:
    """Read one booking.

    Parameters
    ----------
    session : Session
        Only read.
    booking_id : UUID
        Id.

    Returns
    -------
    Booking or None
        None when there is none.
    """
    return next(iter(_read(session, "booking.id = :booking", booking=booking_id)), None)


def booking_under(session: Session, code_hash: bytes) -> Booking | None:
    """Find a booking by its code.

    Parameters
    ----------
    session : Session
        Only read.
    code_hash : bytes
        SHA-256 of the code.

    Returns
    -------
    Booking or None
        None when there is none.
    """
    return next(iter(_read(session, "code_hash = :code", code=code_hash)), None)


def bookings_since(session: Session, since: datetime) -> list[Booking]:
    """Read the bookings of times that are not over.

    Parameters
    ----------
    session : Session
        Only read.
    since : datetime
        What ended before is over.

    Returns
    -------
    list of Booking
        In order of time, whatever became of them.
    """
    return _read(session, "upper(during) > :since", since=since)


def sealed_contact(session: Session, booking_id: UUID, *, now: datetime) -> bytes | None:
    """Read the contact of a booking that is still to come, still sealed.

    Parameters
    ----------
    session : Session
        Only read.
    booking_id : UUID
        Id.
    now : datetime
        This moment.

    Returns
    -------
    bytes or None
        None when none was given, and when the booking is over, declined or cancelled: nobody is to be reached then.
    """
    found = session.execute(text(_CONTACT), {"booking": booking_id, "now": now}).scalar_one_or_none()
    return None if found is None else bytes(found)


def destroy_contacts(session: Session, *, now: datetime) -> int:
    """Destroy the contacts by which nobody is to be reached any more.

    Parameters
    ----------
    session : Session
        Not committed.
    now : datetime
        This moment.

    Returns
    -------
    int
        How many.
    """
    return len(session.execute(text(_DESTROY), {"now": now}).all())


def _read(session: Session, which: str, **values: Any) -> list[Booking]:
    return [_booking(*row) for row in session.execute(text(_READ % which), values)]


def _booking(*values: Any) -> Booking:
    told: list[Any] = [
        *values[:2],
        *(moment.astimezone(KST) for moment in values[2:4]),
        *values[4:-1],
        bytes(values[-1]),
    ]
    return Booking(*told)


def _during(first: datetime, last: datetime) -> Range[datetime]:
    return Range(first, last, bounds="[)")
