"""What bounds those who look: refusals counted, a fresh proof, a second person, baits, and the end of a recusal."""

from __future__ import annotations

import logging
import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from mapper.domain.access_log import MOST_REFUSALS
from mapper.domain.approval import FEW, GRANTED_HOLDS, MANY, ApprovalKind, ApprovalState
from mapper.domain.household import Household, Person, Tier
from mapper.domain.oversight import AlertKind
from mapper.domain.reader import Reader, Role
from mapper.errors import (
    ApprovalNeeded,
    ApprovalNotFound,
    DecidedMeanwhile,
    HouseholdNotFound,
    InvalidInput,
    NotAllowed,
    ProofNeeded,
    TooManyRefusals,
)
from mapper.operations.crisis import anomalies, approvals, following, opening, overseeing, refusals, taking_out

HOUR = timedelta(hours=1)
BAIT = Household(address="가상시 없는로 99", people=(Person("가짜미끼", 1961, "010-0000-9876"),))


class Desk:
    """One request each, as the pages make them."""

    def __init__(self, office: Any) -> None:
        self.office = office

    def do(
        self, verb: Any, *given: Any, by: Reader, proved: bool = True, later: timedelta = timedelta(), **more: Any
    ) -> Any:
        now = self.office.now + later
        look = self.office.look(by, now=now, proved_at=now if proved else None)
        with self.office.sessions.begin() as session:
            given = tuple(look if one is LOOK else one for one in given)
            return verb(session, *given, **more)


LOOK = object()


@pytest.fixture
def desk(office: Any) -> Desk:
    return Desk(office)


def test_an_account_that_is_refused_too_often_waits_and_is_told_of_at_once(
    office: Any, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    worker, boss = office.person(office.here), office.person(office.here, role=Role.SUPERVISOR)
    taken = office.take_in(worker)
    with caplog.at_level(logging.WARNING):
        for _ in range(MOST_REFUSALS):
            assert not caplog.records
            with pytest.raises(HouseholdNotFound):
                office.read(worker, uuid.uuid4())
    assert str(worker.user_id) in caplog.text
    assert worker.name not in caplog.text
    for asked in (taken.household_id, uuid.uuid4()):
        with pytest.raises(TooManyRefusals) as held:
            office.read(worker, asked)
        assert 0 < held.value.fields["retry_after_s"] <= HOUR.total_seconds()  # type: ignore[operator] # of this error
    assert [entry.action for entry in office.log()[-2:]] == ["household.read.held"] * 2
    alerts = desk.do(anomalies.alerts, LOOK, by=boss)
    assert [one.kind for one in alerts if one.user_id == worker.user_id] == [AlertKind.REFUSALS]
    with pytest.raises(InvalidInput):
        desk.do(anomalies.see_alert, LOOK, alerts[0].id, "응", by=boss)
    desk.do(anomalies.see_alert, LOOK, alerts[0].id, "교육하며 연습한 것", by=boss)
    assert desk.do(anomalies.alerts, LOOK, by=boss)[-1].words == "교육하며 연습한 것"
    assert office.read(worker, taken.household_id, now=office.now + HOUR).household == office.home


def test_somebody_of_another_district_is_refused_in_their_own_words_and_held_as_well(office: Any) -> None:
    hidden = office.take_in(office.person(office.here)).household_id
    other, said = office.person(office.there), set()
    for number in range(MOST_REFUSALS + 1):
        asked = hidden if number % 2 else uuid.uuid4()
        with pytest.raises((HouseholdNotFound, TooManyRefusals)) as refused:
            office.read(other, asked)
        said.add((type(refused.value), refused.value.message.replace(str(asked), "")))
    assert len(said) == 2, "whether it is there or not"


def test_a_bait_raises_an_alert_when_it_is_opened_asked_for_searched_or_taken_out(office: Any, desk: Desk) -> None:
    worker, other, stranger = office.person(office.here), office.person(office.here), office.person(office.there)
    bosses = [office.person(code, role=Role.SUPERVISOR) for code in (office.here, office.there)]
    bait = office.take_in(worker, BAIT).household_id

    def raised(by: Reader) -> int:
        found = [one for boss in bosses for one in desk.do(anomalies.alerts, LOOK, by=boss)]
        return sum(one.kind is AlertKind.BAIT and one.user_id == by.user_id for one in found)

    with office.sessions.begin() as session:
        refusals.set_bait(session, bait, by=office.operator, now=office.now)
    with office.sessions.begin() as session, pytest.raises(HouseholdNotFound):
        refusals.set_bait(session, uuid.uuid4(), by=office.operator, now=office.now)
    assert office.read(worker, bait).household == BAIT
    assert raised(worker) == 1
    with pytest.raises(HouseholdNotFound):
        office.read(other, bait)
    assert raised(other) == 1
    desk.do(anomalies.review, LOOK, office.now.date(), office.vault, by=bosses[0])
    assert raised(bosses[0]) == 0, "who compares names is shown nothing"
    for number, wanted in enumerate((opening.Wanted(name="가짜미끼"), opening.Wanted(phone="010-0000-9876")), 1):
        assert office.search(worker, wanted) == {bait}
        assert office.search(other, wanted) == office.search(stranger, wanted) == set()
        assert (raised(worker), raised(other), raised(stranger)) == (1 + number, 1 + number, number)
    assert office.search(stranger, opening.Wanted(name="가짜미역")) == set()
    assert raised(stranger) == 2, "of those alone who looked for a bait"
    desk.do(taking_out.take_out, office.vault, office.here, LOOK, by=worker)
    assert raised(worker) == 4
    desk.do(overseeing.read_one, office.vault, bait, LOOK, by=bosses[0])
    assert raised(bosses[0]) == 1


def test_a_file_of_many_households_needs_a_proof_and_a_second_person_once(office: Any, desk: Desk) -> None:
    worker, boss = office.person(office.there), office.person(office.there, role=Role.SUPERVISOR)
    for _ in range(FEW):
        office.take_in(worker)
    with pytest.raises(ProofNeeded):
        desk.do(taking_out.take_out, office.vault, office.there, LOOK, by=worker, proved=False)
    written = desk.do(taking_out.take_out, office.vault, office.there, LOOK, by=worker).decode("utf-8-sig")
    assert written.count(office.home.address) == FEW
    assert written.count(worker.name) == FEW, "each row says who took it out"
    assert len(office.log(office.there)[-1].subjects) == FEW
    office.take_in(worker, replace(office.home, x=None, y=None), Tier.SEALED)
    assert desk.do(taking_out.count, LOOK, by=worker) == {office.there: FEW}, "the sealed tier is in no file"
    office.take_in(worker)
    with pytest.raises(ApprovalNeeded):
        desk.do(taking_out.take_out, office.vault, office.there, LOOK, by=worker)
    asked = desk.do(approvals.ask, LOOK, ApprovalKind.FILE, office.there, by=worker)
    for who, error in ((worker, NotAllowed), (office.person(office.here, role=Role.SUPERVISOR), ApprovalNotFound)):
        with pytest.raises(error):
            desk.do(approvals.decide, LOOK, asked.id, by=who, granted=True)
    with pytest.raises(ProofNeeded):
        desk.do(approvals.decide, LOOK, asked.id, by=boss, granted=True, proved=False)
    desk.do(approvals.decide, LOOK, asked.id, by=boss, granted=True)
    with pytest.raises(DecidedMeanwhile):
        desk.do(approvals.decide, LOOK, asked.id, by=boss, granted=False)
    with pytest.raises(ApprovalNeeded):
        desk.do(taking_out.take_out, office.vault, office.there, LOOK, by=worker, later=GRANTED_HOLDS + HOUR)
    assert desk.do(taking_out.take_out, office.vault, office.there, LOOK, by=worker)
    with pytest.raises(ApprovalNeeded):
        desk.do(taking_out.take_out, office.vault, office.there, LOOK, by=worker)
    steps = [
        entry.action for entry in office.log(office.there) if entry.action.startswith(("approval", "household.file"))
    ]
    assert [step for step in steps if not step.endswith((".refused", ".unproved"))] == [
        "household.file", "approval.ask", "approval.grant", "household.file",
    ]  # fmt: skip


def test_many_households_on_one_screen_need_a_proof(office: Any, desk: Desk) -> None:
    worker = office.person(office.there)
    for _ in range(MANY):
        office.take_in(worker)
    assert len(desk.do(opening.caseload, office.vault, LOOK, by=worker, proved=False)) == MANY
    office.take_in(worker)
    with pytest.raises(ProofNeeded):
        desk.do(opening.caseload, office.vault, LOOK, by=worker, proved=False)
    assert len(desk.do(opening.caseload, office.vault, LOOK, by=worker)) == MANY + 1


def test_a_whole_district_is_opened_by_two_supervisors_and_never_by_one(office: Any, desk: Desk) -> None:
    worker = office.person(office.here)
    taken, hidden = office.take_in(worker), office.take_in(worker, replace(office.home, x=None, y=None), Tier.SEALED)
    boss, second = (office.person(office.here, role=Role.SUPERVISOR) for _ in range(2))
    asked = desk.do(approvals.ask, LOOK, ApprovalKind.DISTRICT, office.here, by=boss)
    with pytest.raises(ApprovalNotFound):
        desk.do(approvals.decide, LOOK, asked.id, by=boss, granted=True)
    with pytest.raises(ApprovalNeeded):
        desk.do(overseeing.read_district, office.vault, asked.id, LOOK, by=boss)
    desk.do(approvals.decide, LOOK, asked.id, by=second, granted=True)
    with pytest.raises(ApprovalNeeded):
        desk.do(overseeing.read_district, office.vault, asked.id, LOOK, by=second)
    found = {one.id for one in desk.do(overseeing.read_district, office.vault, asked.id, LOOK, by=boss)}
    assert (taken.household_id in found, hidden.household_id in found) == (True, False)
    assert set(office.log()[-1].subjects) == found
    with pytest.raises(ApprovalNeeded):
        desk.do(overseeing.read_district, office.vault, asked.id, LOOK, by=boss)
    assert desk.do(approvals.for_me, LOOK, by=second)[0].state(office.now) is ApprovalState.USED
    with pytest.raises(InvalidInput):
        desk.do(approvals.ask, LOOK, ApprovalKind.DISTRICT, office.there, by=boss)
    with pytest.raises(DBAPIError, match="two_people"), office.owner.begin() as session:
        session.execute(text("UPDATE crisis.approval SET decided_by = asked_by"))


def test_a_supervisor_opens_one_household_of_their_district_with_a_proof(office: Any, desk: Desk) -> None:
    worker, boss = office.person(office.here), office.person(office.here, role=Role.SUPERVISOR)
    taken, there = office.take_in(worker), office.take_in(office.person(office.there))
    hidden = office.take_in(worker, replace(office.home, x=None, y=None), Tier.SEALED)
    with pytest.raises(ProofNeeded):
        desk.do(overseeing.read_one, office.vault, taken.household_id, LOOK, by=boss, proved=False)
    assert desk.do(overseeing.read_one, office.vault, taken.household_id, LOOK, by=boss).household == office.home
    assert (office.log()[-1].action, office.log()[-1].subjects) == ("household.oversee", (taken.household_id,))
    for asked in (there.household_id, hidden.household_id, uuid.uuid4()):
        with pytest.raises(HouseholdNotFound):
            desk.do(overseeing.read_one, office.vault, asked, LOOK, by=boss)
    desk.do(following.recuse, taken.case_id, boss.user_id, LOOK, by=worker)
    with pytest.raises(HouseholdNotFound):
        desk.do(overseeing.read_one, office.vault, taken.household_id, LOOK, by=boss)
    for other in (worker, office.person(role=Role.ADMIN), office.person(role=Role.PLANNER)):
        with pytest.raises(NotAllowed):
            desk.do(overseeing.read_one, office.vault, taken.household_id, LOOK, by=other)
    colleague, second = office.person(office.here), office.person(office.here, role=Role.SUPERVISOR)
    with pytest.raises(HouseholdNotFound):
        desk.do(following.assign, taken.case_id, colleague.user_id, LOOK, by=boss)
    desk.do(following.assign, taken.case_id, colleague.user_id, LOOK, by=second)
    assert office.read(colleague, taken.household_id).household == office.home, "another supervisor says who follows"


def test_nobody_hands_out_what_is_kept_from_them_nor_a_supervisor_the_sealed_tier(office: Any, desk: Desk) -> None:
    worker, friend, boss = (
        office.person(office.here),
        office.person(office.here),
        office.person(office.here, role=Role.SUPERVISOR),
    )
    admin = office.person(role=Role.ADMIN)
    taken, bait = office.take_in(worker), office.take_in(worker, BAIT)
    hidden = office.take_in(worker, replace(office.home, x=None, y=None), Tier.SEALED)
    for kept_from in (boss, admin):
        desk.do(following.recuse, taken.case_id, kept_from.user_id, LOOK, by=worker)
    with office.sessions.begin() as session:
        refusals.set_bait(session, bait.household_id, by=office.operator, now=office.now)
    acts = (following.assign, following.release, following.recuse)
    words = set()
    tried = ((boss, (taken, hidden, bait)), (admin, (taken,)))
    for by, cases in tried:
        for case_id in (*(one.case_id for one in cases), uuid.uuid4()):
            for act in acts:
                with pytest.raises(HouseholdNotFound) as refused:
                    desk.do(act, case_id, friend.user_id, LOOK, by=by)
                words.add(refused.value.message.replace(str(case_id), "ID"))
    assert len(words) == 1, "whether it is there or not"
    alerts = desk.do(anomalies.alerts, LOOK, by=office.person(office.here, role=Role.SUPERVISOR))
    assert sum(one.kind is AlertKind.BAIT and one.user_id == boss.user_id for one in alerts) == len(acts)
    for by, case_id in (
        (worker, hidden.case_id),
        (admin, hidden.case_id),
        (admin, bait.case_id),
        (admin, uuid.uuid4()),
    ):
        with pytest.raises(ProofNeeded):
            desk.do(following.assign, case_id, friend.user_id, LOOK, by=by, proved=False)
    with pytest.raises(HouseholdNotFound):
        office.read(friend, hidden.household_id, proved_at=office.now)
    for by in (worker, admin):
        desk.do(following.assign, hidden.case_id, friend.user_id, LOOK, by=by)
        assert office.read(friend, hidden.household_id, proved_at=office.now).household.people == office.home.people
        desk.do(following.release, hidden.case_id, friend.user_id, LOOK, by=by)


def test_a_recusal_is_ended_by_an_administrator_who_is_not_the_one(office: Any, desk: Desk) -> None:
    worker, boss = office.person(office.here), office.person(office.here, role=Role.SUPERVISOR)
    admin, taken = office.person(role=Role.ADMIN), office.take_in(worker)
    colleague = office.person(office.here)
    for step in (following.assign, following.recuse):
        desk.do(step, taken.case_id, colleague.user_id, LOOK, by=worker)
    with pytest.raises(HouseholdNotFound):
        office.read(colleague, taken.household_id)
    listed = desk.do(following.recusals, LOOK, by=admin)
    assert (taken.household_id, colleague.user_id) in {(one.household_id, one.user_id) for one in listed}
    for other in (worker, boss):
        with pytest.raises(NotAllowed):
            desk.do(following.end_recusal, taken.household_id, colleague.user_id, LOOK, by=other)
    with pytest.raises(ProofNeeded):
        desk.do(following.end_recusal, taken.household_id, colleague.user_id, LOOK, by=admin, proved=False)
    desk.do(following.end_recusal, taken.household_id, colleague.user_id, LOOK, by=admin)
    assert office.log()[-1].action == "household.end_recusal"
    assert office.read(colleague, taken.household_id).household == office.home
    with pytest.raises(HouseholdNotFound):
        desk.do(following.end_recusal, taken.household_id, colleague.user_id, LOOK, by=admin)
