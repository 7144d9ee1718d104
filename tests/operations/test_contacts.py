"""Contacts of complaints: kept while somebody may have to be reached, then destroyed, and nothing opens them again."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from secrets import randbelow
from uuid import UUID, uuid4

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from mapper.domain.edit import NewEdit, NewValue
from mapper.domain.editable import ISSUE, editable
from mapper.domain.issue import STATUSES
from mapper.domain.reader import Reader, Role
from mapper.domain.receipt_code import new_code
from mapper.domain.resident_report import CONTACT_KEPT, REOPENING, Contact, ResidentReport
from mapper.domain.wanted import Wanted
from mapper.domain.work import ActKind, Work
from mapper.errors import GolmokError, NotFound
from mapper.operations import contacts, work_undo, works
from mapper.operations.database import Sessions
from mapper.operations.edits import take_edit
from mapper.operations.people.sealing import Seal
from mapper.operations.receiving import HandedIn
from mapper.operations.resident_receipts import receipt_under
from mapper.operations.resident_reports import Filing, file_report
from mapper.settings import Settings
from mapper.store.cluster import Attachment
from mapper.store.tables import UpdateRow

SEAL = Seal(bytes(range(32)))
PHONE = "010-0000-5678"
YEARS, MOMENT = timedelta(days=3650), timedelta(microseconds=1)
PLANNER = Reader(None, "made-planner", Role.PLANNER, None, "")


@pytest.fixture
def two(person: Callable[..., Reader]) -> tuple[Reader, Reader]:
    return person("기획-01", Role.PLANNER), person("기획-02", Role.PLANNER)


def report_of(contact: Contact | None = Contact(PHONE, None)) -> ResidentReport:  # noqa: B008 - it is frozen
    values = dict.fromkeys(("lon", "lat", "accuracy_m", "segment"))
    told = {"id": uuid4(), "code": new_code(randbelow), "category": "litter", "severity": 2, "text": "가상의 글"}
    return ResidentReport(**told, **values, place="가온로 3", contact=contact, photos=())  # type: ignore[arg-type] # its fields


def filed(session: Session) -> ResidentReport:
    report = report_of()
    assert file_report(session, report, seal=SEAL) is Filing.NEW
    return report


def do(session: Session, by: Reader, move: str, issue: UUID, **more: object) -> UUID:
    work = Work(ActKind.MOVE, move, reason="가상 까닭", **more)  # type: ignore[arg-type] # its fields
    wanted = Wanted(tuple(STATUSES), issues=(issue,))
    return works.decide(session, by, wanted, work, expected=1, new_id=uuid4)[0]


def resolve(session: Session, two: tuple[Reader, Reader], issue: UUID) -> None:
    do(session, two[0], "fixed", issue)
    do(session, two[1], "resolved", issue)


def close(session: Session, two: tuple[Reader, Reader], issue: UUID) -> None:
    do(session, two[0], "closed", issue, blocker="budget")


def reject(session: Session, two: tuple[Reader, Reader], issue: UUID) -> None:
    do(session, two[0], "rejected", issue)


def withdraw(session: Session, two: tuple[Reader, Reader], issue: UUID) -> None:
    written = NewValue(editable(ISSUE, "withdrawn"), value=True, replaces=frozenset())
    edit = NewEdit(uuid4(), ISSUE, issue, (written,), resolves=False, edited_at=moment(session), reason="가상 까닭")
    take_edit(session, edit, HandedIn(bytes(32), {}, timedelta()), by=two[0], seal=SEAL)


def moment(session: Session) -> datetime:
    """The latest thing that was recorded of any issue."""
    found: datetime = session.execute(
        text(
            "SELECT greatest((SELECT max(recorded_at) FROM issue), (SELECT max(recorded_at) FROM issue_event),"
            " (SELECT max(recorded_at) FROM revision))"
        )
    ).scalar_one()
    return found


def swept(session: Session, at: datetime) -> int:
    return contacts.destroy_contacts(session, kept=CONTACT_KEPT, now=at)


def complaint_of(session: Session, report: ResidentReport) -> UUID:
    return receipt_under(session, report.code, now=moment(session)).complaint


def opened(session: Session, report: ResidentReport, at: datetime) -> Contact:
    complaint = complaint_of(session, report)
    return contacts.contact_of(session, complaint, by=PLANNER, seal=SEAL, kept=CONTACT_KEPT, now=at)


@pytest.mark.parametrize("end", [resolve, close, reject, withdraw])
def test_a_contact_goes_on_its_day_and_not_before(
    session: Session, two: tuple[Reader, Reader], end: Callable[..., None]
) -> None:
    report, other = filed(session), filed(session)
    assert swept(session, moment(session) + YEARS) == 0, "somebody still has something to do"
    end(session, two, report.id)
    due = moment(session) + CONTACT_KEPT
    assert swept(session, due - MOMENT) == 0
    assert opened(session, report, due - MOMENT) == Contact(PHONE, None)
    with pytest.raises(NotFound):
        opened(session, report, due)  # also before anybody sweeps
    assert (swept(session, due), swept(session, due)) == (1, 0)
    with pytest.raises(NotFound):
        opened(session, report, due - MOMENT)
    told = receipt_under(session, report.code, now=due)
    assert (told.has_contact, told.contact_destroyed_at, told.text) == (False, due, "가상의 글")
    assert opened(session, other, due) == Contact(PHONE, None)
    log = session.execute(
        text("SELECT subject, details->>'rows' FROM write_log WHERE action = 'complaint.contact_destroyed'")
    )
    assert [tuple(row) for row in log] == [("complaint", "1")]


def test_what_is_fixed_is_not_over_until_a_second_person_has_seen_it(
    session: Session, two: tuple[Reader, Reader]
) -> None:
    report = filed(session)
    do(session, two[0], "fixed", report.id)
    assert swept(session, moment(session) + YEARS) == 0


def test_an_issue_that_is_taken_up_again_keeps_it(session: Session, two: tuple[Reader, Reader]) -> None:
    reopened, undone = filed(session), filed(session)
    close(session, two, reopened.id)
    act = do(session, two[0], "rejected", undone.id)
    do(session, two[0], "reopened", reopened.id)
    work_undo.undo(session, two[0], act, new_id=uuid4)
    assert swept(session, moment(session) + YEARS) == 0
    close(session, two, reopened.id)
    due = moment(session) + CONTACT_KEPT
    assert (swept(session, due - MOMENT), swept(session, due)) == (0, 1)


@pytest.mark.parametrize("said_by", ["reporter", "handlers", "staff among themselves"])
def test_the_days_are_counted_from_the_last_word_between_the_two(
    session: Session, two: tuple[Reader, Reader], said_by: str
) -> None:
    report = filed(session)
    close(session, two, report.id)
    ended = moment(session)
    said = ended + timedelta(days=20)
    complaint = complaint_of(session, report) if said_by == "reporter" else None
    told = {"words": "가상의 말", "for_reporters": said_by == "handlers", "recorded_at": said}
    session.add(UpdateRow(id=uuid4(), issue_id=report.id, complaint_id=complaint, **told))
    session.flush()
    due = (ended if said_by == "staff among themselves" else said) + CONTACT_KEPT
    assert (swept(session, due - MOMENT), swept(session, due)) == (0, 1)


def test_a_merged_issue_is_over_with_the_one_it_went_into(session: Session, two: tuple[Reader, Reader]) -> None:
    gone, stays = filed(session), filed(session)
    do(session, two[0], "merged", gone.id, into=stays.id)
    assert swept(session, moment(session) + YEARS) == 0
    close(session, two, stays.id)
    due = moment(session) + CONTACT_KEPT
    assert (swept(session, due - MOMENT), swept(session, due)) == (0, 2)


def test_what_was_destroyed_is_not_taken_from_the_same_form_again(session: Session, two: tuple[Reader, Reader]) -> None:
    report = filed(session)
    close(session, two, report.id)
    assert swept(session, moment(session) + CONTACT_KEPT) == 1
    assert file_report(session, report, seal=SEAL) is Filing.AGAIN
    assert not receipt_under(session, report.code, now=moment(session)).has_contact


def ended_and_open(sessions: Sessions) -> tuple[ResidentReport, ResidentReport, datetime]:
    """A report that is over, one that is not, and when the contact of the first goes."""
    with sessions.begin() as session:
        over, still_open = filed(session), filed(session)
        do(session, PLANNER, "closed", over.id, blocker="law")
        return over, still_open, moment(session) + CONTACT_KEPT


def kept_in(sessions: Sessions) -> list[tuple[bytes | None, datetime | None]]:
    with sessions() as session:
        found = session.execute(text("SELECT contact, destroyed_at FROM complaint_contact ORDER BY contact IS NULL"))
        return [(row[0], row[1]) for row in found]


def sweep_and_be_killed(sessions: Sessions, at: datetime) -> None:
    with sessions.begin() as session, sessions() as killer:
        own = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
        assert swept(session, at) == 1
        session.flush()
        killer.execute(text("SELECT pg_terminate_backend(:own, 5000)"), {"own": own})


def test_a_sweep_that_is_killed_has_done_nothing_and_the_next_one_does_it(own_sessions: Sessions) -> None:
    over, _, due = ended_and_open(own_sessions)
    with pytest.raises((DBAPIError, GolmokError)):
        sweep_and_be_killed(own_sessions, due)
    assert [destroyed for _, destroyed in kept_in(own_sessions)] == [None, None]
    with own_sessions.begin() as session:
        assert opened(session, over, due - MOMENT) == Contact(PHONE, None), "it opens, so nothing of it is lost"
        logged = "SELECT count(*) FROM write_log WHERE action = 'complaint.contact_destroyed'"
        assert session.execute(text(logged)).scalar_one() == 0
        assert swept(session, due) == 1
        assert session.execute(text(logged)).scalar_one() == 1


def test_a_dump_from_then_on_has_nothing_of_it(own_sessions: Sessions, own_url: str, attachment: Attachment) -> None:
    _, _, due = ended_and_open(own_sessions)
    before = kept_in(own_sessions)
    with own_sessions.begin() as session:
        assert swept(session, due) == 1
    left = {sealed for sealed, _ in kept_in(own_sessions) if sealed}
    assert len(left) == 1
    name = make_url(own_url).database or ""
    written = subprocess.run(attachment.client("pg_dump", name), capture_output=True, check=True).stdout
    for sealed, _ in before:
        assert sealed
        assert (sealed.hex().encode() in written) is (sealed in left)
    assert PHONE.encode() not in written


def test_dead_rows_of_contacts_are_vacuumed_at_once(session: Session) -> None:
    found = session.execute(
        text("SELECT relname, reloptions FROM pg_class WHERE relname IN ('complaint_contact', 'booking_contact')")
    )
    at_once = ["autovacuum_vacuum_threshold=0", "autovacuum_vacuum_scale_factor=0"]
    assert {name: options for name, options in found} == {  # noqa: C416 - rows have no type
        "complaint_contact": at_once,
        "booking_contact": at_once,
    }


def test_the_city_may_keep_them_longer_and_not_shorter_than_one_may_ask_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert timedelta(days=Settings().contact_days) == CONTACT_KEPT == REOPENING
    monkeypatch.setenv("GOLMOK_CONTACT_DAYS", "90")
    assert Settings().contact_days == 90
    for days in (REOPENING.days - 1, 366, "없음"):
        monkeypatch.setenv("GOLMOK_CONTACT_DAYS", str(days))
        with pytest.raises(ValueError, match="contact_days"):
            Settings()
