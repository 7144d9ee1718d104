"""모두의 운동장 in the database: nobody is given a place that is somebody else's then, however many decide at once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from secrets import randbelow
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from mapper.domain.booking import BookingDraft
from mapper.domain.calendar import KST
from mapper.domain.reader import Reader, Role
from mapper.domain.receipt_code import new_code, spelled
from mapper.domain.resident_report import Contact
from mapper.domain.venue import Hours, VenueDraft
from mapper.errors import (
    BookingFaults,
    BookingNotFound,
    BookingRefused,
    DecidedMeanwhile,
    InvalidInput,
    NotAllowed,
    NotFound,
    ReceiptClash,
    VenueFaults,
)
from mapper.operations import bookings, venues
from mapper.operations.database import Sessions
from mapper.operations.people.sealing import Seal
from mapper.operations.programmes import Signer
from mapper.store import bookings as rows
from mapper.store.cluster import create_database, drop_database
from mapper.store.engine import Session, make_engine, make_sessions

PLANNER = Reader(None, "made-planner", Role.PLANNER, None, "")
ANYBODY = Reader(None, "", Role.PUBLIC, frozenset(), "")
NOW = datetime(2026, 11, 22, 10, tzinfo=KST)
FRIDAY = date(2026, 11, 27)
SEAL = Seal(bytes(range(32)))


def signer(by: Reader = PLANNER) -> Signer:
    return Signer(by, NOW, uuid4)


@pytest.fixture(scope="module")
def sessions(request: pytest.FixtureRequest) -> Iterator[Sessions]:
    """A demo city of the file's own: people decide at once, over connections of their own."""
    attachment, template = request.getfixturevalue("attachment"), request.getfixturevalue("demo_template")
    create_database(attachment, "bookings_of_tests", template=template)
    engine = make_engine(attachment.url("owner", "bookings_of_tests"))
    yield make_sessions(engine)
    engine.dispose()
    drop_database(attachment, "bookings_of_tests")


@pytest.fixture(scope="module")
def place(sessions: Sessions) -> tuple[float, float]:
    with sessions() as session:
        found = session.execute(
            text(
                "SELECT ST_X(p), ST_Y(p) FROM (SELECT ST_Transform(ST_PointOnSurface(boundary), 4326) AS p"
                " FROM district WHERE superseded_at IS NULL ORDER BY code LIMIT 1) AS d"
            )
        ).one()
    return found[0], found[1]


def draft_at(place: tuple[float, float], name: str = "가온초 운동장") -> VenueDraft:
    return VenueDraft(
        kind="yard",
        name=name,
        owner="가온초등학교",
        corners=(place,),
        hours=(Hours(16 * 60, 21 * 60),) * 8,
        most_slots=2,
        capacity=40,
    )


@pytest.fixture
def venue(sessions: Sessions, place: tuple[float, float]) -> UUID:
    with sessions.begin() as session:
        return venues.add_venue(session, draft_at(place), signer())


def asked(hour: int = 18, slots: int = 1, **other: object) -> BookingDraft:
    values: dict[str, object] = {
        "contact": None,
        "code": uuid4().hex,
        "id": uuid4(),
        "purpose": "배드민턴 모임",
    } | other
    return BookingDraft(day=FRIDAY, minute=hour * 60, slots=slots, asker="resident", people=8, **values)  # type: ignore[arg-type] # its fields


def ask(sessions: Sessions, venue: UUID, draft: BookingDraft) -> bookings.Asked:
    with sessions.begin() as session:
        return bookings.ask(session, venues.venue_of(session, venue, by=ANYBODY), draft, seal=SEAL, now=NOW)


def decide(sessions: Sessions, booking: UUID, state: str, reason: str = "") -> None:
    with sessions.begin() as session:
        bookings.decide(session, booking, state, reason, signer())


def states_on(sessions: Sessions, venue: UUID) -> list[str]:
    with sessions() as session:
        found = venues.venue_of(session, venue, by=ANYBODY)
        return [one.state for one in venues.calendar(session, found, FRIDAY, days=1, now=NOW)[0].slots]


def test_a_place_is_asked_for_confirmed_and_free_again(sessions: Sessions, venue: UUID) -> None:
    draft = asked(18, 2)
    assert states_on(sessions, venue) == ["free"] * 5
    assert ask(sessions, venue, draft) is bookings.Asked.NEW
    assert states_on(sessions, venue) == ["free", "free", "asked", "asked", "free"]
    decide(sessions, draft.id, "confirmed")
    assert states_on(sessions, venue) == ["free", "free", "taken", "taken", "free"]
    with pytest.raises(BookingFaults) as told:
        ask(sessions, venue, asked(19))
    assert told.value.fields["faults"] == ["taken"]
    decide(sessions, draft.id, "cancelled", "그날 학교 행사가 있습니다.")
    assert states_on(sessions, venue) == ["free"] * 5
    assert ask(sessions, venue, asked(19)) is bookings.Asked.NEW


def test_the_same_form_sent_again_is_one_booking_and_another_content_is_refused(
    sessions: Sessions, venue: UUID
) -> None:
    draft = asked(16)
    assert [ask(sessions, venue, draft) for _ in range(3)] == [bookings.Asked.NEW, *[bookings.Asked.AGAIN] * 2]
    with pytest.raises(ReceiptClash):
        ask(sessions, venue, BookingDraft(**(vars(draft) | {"minute": 17 * 60})))
    with sessions() as session:
        assert len([one for one in rows.bookings_since(session, NOW) if one.id == draft.id]) == 1


def test_of_many_who_confirm_at_once_one_wins(sessions: Sessions, venue: UUID) -> None:
    drafts = [asked(18, 1 + count % 2) for count in range(8)]
    for draft in drafts:
        ask(sessions, venue, draft)
    start = Barrier(len(drafts))

    def confirm(draft: BookingDraft) -> bool:
        start.wait()
        try:
            decide(sessions, draft.id, "confirmed")
        except BookingRefused:
            return False
        return True

    with ThreadPoolExecutor(len(drafts)) as people:
        won = list(people.map(confirm, drafts))
    assert won.count(True) == 1
    with sessions() as session:
        held = session.execute(text("SELECT count(*) FROM venue_hold WHERE venue_id = :venue"), {"venue": venue})
        assert held.scalar_one() == 1


def test_the_database_itself_gives_no_place_twice(sessions: Sessions, venue: UUID) -> None:
    first, second, third = asked(18, 2), asked(19), asked(20)
    for draft in (first, second, third):
        ask(sessions, venue, draft)
    start = Barrier(2)

    def hold(draft: BookingDraft) -> bool:
        """Write past every rule of ours, as a fault or a script would."""
        begins = datetime.combine(FRIDAY, datetime.min.time(), KST) + timedelta(minutes=draft.minute)
        start.wait()
        try:
            with sessions.begin() as session:
                rows.hold(session, draft.id, venue, first=begins, last=begins + timedelta(hours=draft.slots))
        except (IntegrityError, DBAPIError):
            return False
        return True

    with ThreadPoolExecutor(2) as people:
        assert sorted(people.map(hold, (first, second))) == [False, True]
    with sessions() as session:
        held = [
            one
            for (one,) in session.execute(text("SELECT booking_id FROM venue_hold WHERE venue_id = :v"), {"v": venue})
        ]
    assert len(held) == 1
    if held[0] == second.id:
        decide(sessions, third.id, "confirmed")  # what only touches is no overlap


def test_times_that_only_touch_are_two(sessions: Sessions, venue: UUID) -> None:
    drafts = [asked(16, 2), asked(18, 2), asked(20)]
    for draft in drafts:
        ask(sessions, venue, draft)
        decide(sessions, draft.id, "confirmed")
    assert states_on(sessions, venue) == ["taken"] * 5


def test_another_place_at_the_same_time_is_free(sessions: Sessions, venue: UUID, place: tuple[float, float]) -> None:
    with sessions.begin() as session:
        other = venues.add_venue(session, draft_at(place, "나래초 강당"), signer())
    for where in (venue, other):
        draft = asked(18)
        ask(sessions, where, draft)
        decide(sessions, draft.id, "confirmed")


def test_contact_is_sealed_and_opening_it_is_written_down(sessions: Sessions, venue: UUID) -> None:
    draft = asked(18, contact=Contact("010-0000-0000", None))
    ask(sessions, venue, draft)
    with sessions.begin() as session:
        stored = session.execute(
            text("SELECT contact FROM booking_contact WHERE booking_id = :id"), {"id": draft.id}
        ).scalar_one()
        assert b"0000" not in bytes(stored)
        opened = bookings.contact_of(session, draft.id, by=PLANNER, seal=SEAL, now=NOW)
        assert opened.phone == "010-0000-0000"
        logged = session.execute(text("SELECT district_code FROM write_log WHERE action = 'booking.contact'"))
        assert logged.scalar_one() == venues.venue_of(session, venue, by=ANYBODY).district_code
        with pytest.raises(NotAllowed):
            bookings.contact_of(session, draft.id, by=ANYBODY, seal=SEAL, now=NOW)
        with pytest.raises(NotFound, match="or is over"):
            bookings.contact_of(session, draft.id, by=PLANNER, seal=SEAL, now=datetime(2026, 12, 1, tzinfo=KST))
    decide(sessions, draft.id, "declined", "공사")
    with sessions.begin() as session, pytest.raises(NotFound, match="or is over"):
        bookings.contact_of(session, draft.id, by=PLANNER, seal=SEAL, now=NOW)


def contacts(sessions: Sessions, *ids: UUID) -> int:
    with sessions() as session:
        found = session.execute(
            text("SELECT count(*) FROM booking_contact WHERE booking_id = ANY(:ids)"), {"ids": list(ids)}
        )
        count: int = found.scalar_one()
        return count


def test_contacts_are_destroyed_once_nobody_is_to_be_reached(sessions: Sessions, venue: UUID) -> None:
    contact = Contact("010-0000-0000", None)
    code = new_code(randbelow)
    held, declined, taken_back = (
        asked(16, contact=contact),
        asked(18, contact=contact),
        asked(20, contact=contact, code=code),
    )
    for draft in (held, declined, taken_back):
        ask(sessions, venue, draft)
    ids = [held.id, declined.id, taken_back.id]
    assert contacts(sessions, *ids) == 3
    decide(sessions, held.id, "confirmed")
    decide(sessions, declined.id, "declined", "그 시간에는 공사를 합니다.")
    with sessions.begin() as session:
        bookings.cancel(session, code, row_id=uuid4(), now=NOW)
    assert (contacts(sessions, *ids), contacts(sessions, held.id)) == (1, 1)
    last = datetime(2026, 11, 27, 17, tzinfo=KST)  # when it ends
    with sessions.begin() as session:
        bookings.destroy_contacts(session, now=last - timedelta(seconds=1))
    assert contacts(sessions, held.id) == 1
    with sessions.begin() as session:
        assert bookings.destroy_contacts(session, now=last) >= 1  # those of other tests are over too
        assert bookings.destroy_contacts(session, now=last) == 0
        assert not any(one.has_contact for one in rows.bookings_since(session, NOW))
        told = session.execute(
            text("SELECT details->>'rows' FROM write_log WHERE action = 'booking.contact_destroyed'")
        ).scalars()
        assert sum(map(int, told)) >= 1
        assert session.execute(text("SELECT count(*) FROM booking WHERE id = :id"), {"id": held.id}).scalar_one() == 1


def test_whoever_asked_may_take_it_back_until_it_begins(sessions: Sessions, venue: UUID) -> None:
    code = new_code(randbelow)
    draft = asked(18, code=code)
    ask(sessions, venue, draft)
    began = datetime(2026, 11, 27, 18, tzinfo=KST)
    with sessions.begin() as session:
        found = bookings.receipt_under(session, spelled(code).lower(), now=NOW).booking
        assert (found.id, found.first.hour, found.first.date()) == (draft.id, 18, FRIDAY)
        assert not bookings.receipt_under(session, code, now=began).may_cancel
        bookings.cancel(session, code, row_id=uuid4(), now=NOW)
        with pytest.raises(BookingRefused):
            bookings.cancel(session, code, row_id=uuid4(), now=NOW)
        with pytest.raises(BookingNotFound):
            bookings.receipt_under(session, "AAAAA-AAAAA", now=NOW)
    with pytest.raises(BookingRefused):
        decide(sessions, draft.id, "confirmed")


def test_who_declines_says_why(sessions: Sessions, venue: UUID) -> None:
    draft = asked(18)
    ask(sessions, venue, draft)
    with pytest.raises(InvalidInput):
        decide(sessions, draft.id, "declined")
    decide(sessions, draft.id, "declined", "그 시간에는 공사를 합니다.")
    assert states_on(sessions, venue)[2] == "free"


def test_a_venue_lies_in_the_city_and_its_corners_do_not_cross(
    sessions: Sessions, venue: UUID, place: tuple[float, float]
) -> None:
    lon, lat = place
    d = 0.0003
    crossing = ((lon, lat), (lon + d, lat + d), (lon + d, lat), (lon, lat + d))
    square = ((lon, lat), (lon + d, lat), (lon + d, lat + d), (lon, lat + d))
    huge = ((lon, lat), (lon + 0.01, lat), (lon + 0.01, lat + 0.01), (lon, lat + 0.01))
    for corners, fault in ((crossing, "shape"), (huge, "shape"), (((129.0, 35.1),), "outside")):
        with pytest.raises(VenueFaults) as told, sessions.begin() as session:
            venues.add_venue(session, VenueDraft(**(vars(draft_at(place)) | {"corners": corners})), signer())
        assert told.value.fields["faults"] == [fault]
    with sessions.begin() as session:
        added = venues.add_venue(session, VenueDraft(**(vars(draft_at(place)) | {"corners": square})), signer())
        found = venues.venue_of(session, added, by=ANYBODY)
        assert found.area_m2 == pytest.approx(880, rel=0.05)
        assert len(found.draft.corners) == 4
        with pytest.raises(DecidedMeanwhile):
            venues.change_venue(session, venue, draft_at(place), signer(), seen=uuid4())


def test_only_planners_write_and_decide(session: Session, place: tuple[float, float]) -> None:
    with pytest.raises(NotAllowed):
        venues.add_venue(session, draft_at(place), signer(ANYBODY))
    with pytest.raises(NotAllowed):
        bookings.requests(session, by=ANYBODY, now=NOW)
