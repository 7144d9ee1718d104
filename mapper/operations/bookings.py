"""이용 신청: asked for without an account, answered by staff, taken back by whoever asked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from mapper.domain.access import require, require_all
from mapper.domain.booking import (
    ASKED,
    CANCELLED,
    CONFIRMED,
    DECLINED,
    LONGEST_REASON,
    MOVES,
    BookingDraft,
    checked_booking,
    may_be_cancelled,
    refused,
)
from mapper.domain.meeting import written
from mapper.domain.reader import Reader
from mapper.domain.receipt_code import digest_of_code, read_code
from mapper.domain.resident_report import Contact
from mapper.domain.venue import VenueSeen, moment_of
from mapper.errors import BookingNotFound, BookingRefused, NotFound, ReceiptClash
from mapper.operations.people.sealing import Seal
from mapper.operations.programmes import Signer
from mapper.operations.resident_reports import NOBODY
from mapper.operations.venues import WRITING
from mapper.store import bookings as rows
from mapper.store import venues as venue_rows
from mapper.store.bookings import Booking
from mapper.store.engine import Session, hold_alone
from mapper.store.meetings import Signed
from mapper.store.write_log import log_write

__all__ = [
    "Asked",
    "Booking",
    "BookingReceipt",
    "ask",
    "cancel",
    "contact_of",
    "decide",
    "destroy_contacts",
    "receipt_under",
    "requests",
]

ASKING: Final = "venue.ask"


class Asked(StrEnum):
    """What became of a form that was sent."""

    NEW = "new"
    AGAIN = "again"


@dataclass(frozen=True)
class BookingReceipt:
    """What the holder of a code sees.

    Attributes
    ----------
    code : str
        As on the receipt.
    booking : Booking
        As it stands.
    venue : VenueSeen
        What they want to use.
    may_cancel : bool
        Whether they may still take it back.
    """

    code: str
    booking: Booking
    venue: VenueSeen
    may_cancel: bool


@dataclass(frozen=True)
class Request:
    """A booking as staff see it.

    Attributes
    ----------
    booking : Booking
        As it stands.
    venue : VenueSeen
        What is wanted.
    rivals : int
        How many others ask for the same place at the same time.
    is_taken : bool
        Whether the place is somebody else's then.
    """

    booking: Booking
    venue: VenueSeen
    rivals: int
    is_taken: bool


def ask(session: Session, venue: VenueSeen, draft: BookingDraft, *, seal: Seal, now: datetime) -> Asked:
    """Store what somebody asks for; the same form sent again changes nothing.

    Parameters
    ----------
    session : Session
        Not committed.
    venue : VenueSeen
        What they want to use.
    draft : BookingDraft
        As typed.
    seal : Seal
        Closes the contact.
    now : datetime
        This moment.

    Returns
    -------
    Asked
        Whether it is new.

    Raises
    ------
    BookingFaults
        With all that is wrong with it.
    ReceiptClash
        When the same form was sent before and asked for something else.
    """
    hold_alone(session, f"venue {venue.id}")
    before = rows.booking(session, draft.id)
    if before is not None:
        _require_same(before, draft)
        return Asked.AGAIN
    wanted = checked_booking(draft, venue.draft, now=now)
    if any(one.is_confirmed for one in rows.taken(session, venue.id, first=wanted.first, last=wanted.last)):
        raise refused(["taken"])
    contact = None if draft.contact is None else json.dumps(vars(draft.contact), ensure_ascii=False).encode()
    new = rows.NewBooking(
        draft.id,
        venue.id,
        wanted.first,
        wanted.last,
        draft.asker,
        wanted.purpose,
        draft.people,
        digest_of_code(draft.code),
        None if contact is None else seal.close(contact, place=_contact_place(draft.id)),
    )
    rows.add(session, new, recorded_at=now)
    log_write(session, NOBODY, "booking.ask", subject=str(draft.id), now=now, district_code=venue.district_code)
    return Asked.NEW


def _require_same(before: Booking, draft: BookingDraft) -> None:
    start = None if draft.day is None else moment_of(draft.day, draft.minute)
    asked = (start, draft.asker, draft.people, " ".join(draft.purpose.split()), digest_of_code(draft.code))
    if asked != (before.first, before.asker, before.people, before.purpose, before.code_hash):
        raise ReceiptClash(f"The form of booking {draft.id} was sent before; open a new one.", id=str(draft.id))


def receipt_under(session: Session, typed: str, *, now: datetime) -> BookingReceipt:
    """Open what a code stands for.

    Parameters
    ----------
    session : Session
        Only read.
    typed : str
        The code.
    now : datetime
        This moment.

    Returns
    -------
    BookingReceipt
        As things stand.

    Raises
    ------
    BookingNotFound
        Alike for a code that cannot be one and for one that nobody was given: both are looked up.
    """
    code = read_code(typed)
    found = rows.booking_under(session, digest_of_code(code or typed[:100]))
    venue = None if found is None else venue_rows.venue(session, found.venue_id)
    if found is None or code is None or venue is None:
        raise BookingNotFound("No booking has this receipt code; check it letter by letter.")
    return BookingReceipt(code, found, venue, may_be_cancelled(found.state, found.first, now))


def cancel(session: Session, typed: str, *, row_id: UUID, now: datetime) -> None:
    """Take a booking back for whoever asked.

    Parameters
    ----------
    session : Session
        Not committed.
    typed : str
        The code.
    row_id : UUID
        A new id.
    now : datetime
        This moment.

    Raises
    ------
    BookingNotFound
        When nothing has that code.
    BookingRefused
        When it is over, or was declined or taken back before.
    """
    found = receipt_under(session, typed, now=now)
    hold_alone(session, f"venue {found.venue.id}")
    found = receipt_under(session, typed, now=now)
    if not found.may_cancel:
        raise BookingRefused("It began already, or was declined or taken back before.", state=found.booking.state)
    rows.move(session, found.booking, CANCELLED, Signed(row_id, None, now), reason=None)
    log_write(
        session,
        NOBODY,
        "booking.cancel",
        subject=str(found.booking.id),
        now=now,
        district_code=found.venue.district_code,
    )


def requests(session: Session, *, by: Reader, now: datetime) -> list[Request]:
    """List what is asked for and what is confirmed, of times that are not over.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who asks.
    now : datetime
        This moment.

    Returns
    -------
    list of Request
        In order of time.
    """
    require_all(WRITING, by)
    open_ones = [one for one in rows.bookings_since(session, now) if MOVES[one.state]]
    places = {one.id: one for one in venue_rows.all_venues(session)}
    return [_request(one, open_ones, places[one.venue_id]) for one in open_ones]


def _request(one: Booking, others: list[Booking], venue: VenueSeen) -> Request:
    beside = [
        other
        for other in others
        if other.id != one.id and other.venue_id == one.venue_id and other.first < one.last and one.first < other.last
    ]
    waiting = [other for other in beside if other.state == ASKED]
    return Request(one, venue, len(waiting), any(other.state == CONFIRMED for other in beside))


def decide(session: Session, booking_id: UUID, state: str, reason: str, signer: Signer) -> Booking:
    """Confirm, decline or cancel a booking.

    Parameters
    ----------
    session : Session
        Not committed.
    booking_id : UUID
        Which.
    state : str
        A key of `mapper.domain.booking.BOOKING_STATES`.
    reason : str
        What whoever asked reads of it; must be given for all but a confirmation.
    signer : Signer
        Who decides.

    Returns
    -------
    Booking
        As it stood before.

    Raises
    ------
    NotFound
        When there is none.
    InvalidInput
        When no reason is given.
    PersonalDataFound
        When the reason tells of a person.
    BookingRefused
        When the place is somebody else's at that time, or it does not stand where it could become that.
    """
    require_all(WRITING, signer.by)
    found = rows.booking(session, booking_id)
    if found is None:
        raise NotFound(f"There is no booking {booking_id}; open the list again.", id=str(booking_id))
    hold_alone(session, f"venue {found.venue_id}")
    found = rows.booking(session, booking_id) or found
    if state not in MOVES[found.state]:
        raise BookingRefused(f"A booking that is {found.state} cannot become {state!r}.", state=found.state)
    is_said = bool(reason.strip()) or state != CONFIRMED
    kept = written(reason, field="reason", longest=LONGEST_REASON) if is_said else None
    rows.move(session, found, state, Signed(signer.new_id(), signer.by.user_id, signer.now), reason=kept)
    venue = venue_rows.venue(session, found.venue_id)
    log_write(
        session,
        signer.by,
        {CONFIRMED: "booking.confirmed", DECLINED: "booking.declined", CANCELLED: "booking.cancelled"}[state],
        subject=str(booking_id),
        now=signer.now,
        district_code=None if venue is None else venue.district_code,
    )
    return found


def contact_of(session: Session, booking_id: UUID, *, by: Reader, seal: Seal, now: datetime) -> Contact:
    """Open how whoever asked can be reached, and write down who did.

    Parameters
    ----------
    session : Session
        Not committed.
    booking_id : UUID
        Which.
    by : Reader
        Who asks.
    seal : Seal
        Opens it.
    now : datetime
        When.

    Returns
    -------
    Contact
        As given.

    Raises
    ------
    NotAllowed
        When their role never may.
    NotFound
        When there is none.
    """
    require("contact", by)
    require_all(WRITING, by)
    found, sealed = rows.booking(session, booking_id), rows.sealed_contact(session, booking_id, now=now)
    if found is None or sealed is None:
        raise NotFound(f"Booking {booking_id} has no contact, or is over; look at the list again.", id=str(booking_id))
    venue = venue_rows.venue(session, found.venue_id)
    log_write(
        session,
        by,
        "booking.contact",
        subject=str(booking_id),
        now=now,
        district_code=None if venue is None else venue.district_code,
    )
    return Contact(**json.loads(seal.open(sealed, place=_contact_place(booking_id))))


def destroy_contacts(session: Session, *, now: datetime) -> int:
    """Destroy the contacts of bookings that are over, declined or cancelled, and write down how many.

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
    destroyed = rows.destroy_contacts(session, now=now)
    if destroyed:
        log_write(session, NOBODY, "booking.contact_destroyed", subject="booking", now=now, rows=destroyed)
    return destroyed


def _contact_place(booking: UUID) -> str:
    return f"booking.contact {booking}"
