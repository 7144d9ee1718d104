"""Let the made cities of published articles have done what was published of them, each thing on its day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final
from uuid import UUID

from mapper.domain.article import CaseLoad, HeldMeeting, HeldProgramme, HeldVisit
from mapper.domain.calendar import KST
from mapper.domain.meeting import MeetingDraft
from mapper.domain.reader import Reader, Role
from mapper.domain.user import User
from mapper.domain.visit import VisitDraft
from mapper.domain.visit_record import CONSULTATION, REPLY, NewRecord
from mapper.operations import assemblies
from mapper.operations.crisis.first_cases import take_in_first_cases
from mapper.operations.meeting_access import Writer
from mapper.operations.meetings import add_meeting
from mapper.operations.people.users import add_user
from mapper.operations.programmes import Signer, add_programme
from mapper.operations.vault.envelopes import Vault
from mapper.operations.visits import add_visit
from mapper.store import ledger, visit_records
from mapper.store.engine import Session
from mapper.store.ledger import EntryRow

_HELD_AT: Final = time(14)
_WRITTEN_AT: Final = time(18)
_OWNER: Final = "현장시장실"
_ANSWERED_WITHIN: Final = timedelta(days=14)


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, KST)


def run_programmes(session: Session, held: Sequence[HeldProgramme], *, by: Reader, new_id: Callable[[], UUID]) -> None:
    """Write programmes down on the day on which they began.

    Parameters
    ----------
    session : Session
        Not committed.
    held : sequence of HeldProgramme
        One that others serve comes before them.
    by : Reader
        Who writes them down.
    new_id : callable
        Makes the ids.
    """
    ids: dict[str, UUID] = {}
    for one in held:
        draft = one.draft.__class__(**{**vars(one.draft), "parent": ids.get(one.serves)})
        began = one.draft.began_on or date.min
        ids[one.name] = add_programme(session, draft, Signer(by, _at(began, _WRITTEN_AT), new_id))


def hold_meetings(session: Session, held: Sequence[HeldMeeting], *, by: Reader, new_id: Callable[[], UUID]) -> None:
    """Write meetings down in the evening, with who came.

    Parameters
    ----------
    session : Session
        Not committed.
    held : sequence of HeldMeeting
        Which.
    by : Reader
        Who writes them down.
    new_id : callable
        Makes the ids.
    """
    for one in held:
        writer = Writer(by, _at(one.day, _WRITTEN_AT), new_id)
        draft = MeetingDraft(one.kind, one.title, one.place, _at(one.day, _HELD_AT), one.districts)
        meeting = add_meeting(session, draft, writer)
        for name, kind, role, heads in one.came:
            came = {"organisation": name, "kind": kind, "role": role}
            assemblies.count_heads(session, meeting, writer, **came, heads=heads)


def go_out(session: Session, held: Sequence[HeldVisit], *, by: Reader, new_id: Callable[[], UUID]) -> None:
    """Let the mayor's office have been out: visits planned a week before, and recorded in the evening.

    Parameters
    ----------
    session : Session
        Not committed.
    held : sequence of HeldVisit
        Which.
    by : Reader
        Who plans and records them.
    new_id : callable
        Makes the ids.
    """
    for one in held:
        planned = Writer(by, _at(one.day - timedelta(weeks=1), _WRITTEN_AT), new_id)
        draft = VisitDraft("field_office", None, one.theme, _at(one.day, _HELD_AT))
        visit = add_visit(session, draft, planned)
        signer = Writer(by, _at(one.day, _WRITTEN_AT), new_id)
        record = NewRecord(new_id(), visit, _at(one.day, _HELD_AT), (one.district,), one.heads)
        visit_records.add_record(session, record, (one.district,), user_id=by.user_id, recorded_at=signer.now)
        ledger.add(session, [(_entry(one, record, said, entry := new_id()), signer.sign(entry)) for said in one.said])


def _entry(held: HeldVisit, record: NewRecord, said: tuple[str, str], entry: UUID) -> EntryRow:
    role, words = said
    return EntryRow(
        entry_id=entry,
        visit_id=record.visit,
        record_id=record.id,
        kind=CONSULTATION,
        owner=_OWNER,
        due=held.day + _ANSWERED_WITHIN,
        occurred_on=held.day,
        role=role,
        words=words,
        district_code=held.district,
        outcome=REPLY,
    )


def add_workers(session: Session, loads: Sequence[CaseLoad], *, by: Reader, now: datetime) -> list[User]:
    """Add the users who follow the households of made cities.

    Parameters
    ----------
    session : Session
        Not committed.
    loads : sequence of CaseLoad
        Who follows whom.
    by : Reader
        Who adds them.
    now : datetime
        This moment.

    Returns
    -------
    list of User
        In the same order.
    """
    return [
        add_user(session, one.worker, Role.WELFARE, list(one.districts), every=False, by=by, now=now) for one in loads
    ]


def follow_households(
    session: Session,
    vault: Vault,
    loads: Sequence[tuple[CaseLoad, User]],
    *,
    city: Session,
    random: Random,
    tell: Callable[[str], None],
) -> None:
    """Take the households of made cities in, and write down what was done for them.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    vault : Vault
        Of this machine.
    loads : sequence of (CaseLoad, User)
        Who follows whom.
    city : Session
        For the streets; only read.
    random : Random
        Says where they live.
    tell : callable
        Told, in Korean, whose turn it is.
    """
    for load, worker in loads:
        tell(f"{load.worker}: 사례 {len(load.cases):,}건")
        now = _at(load.day, _WRITTEN_AT)
        take_in_first_cases(session, vault, load.cases, city=city, by=worker.reader("cli"), now=now, random=random)
