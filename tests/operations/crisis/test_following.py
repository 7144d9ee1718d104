"""Who may open what as time goes on: after a case was closed, after somebody left; and who is noticed."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from mapper.domain.household import Tier
from mapper.domain.reader import Role
from mapper.errors import HouseholdNotFound, LastFollower, ProofNeeded
from mapper.operations.crisis import anomalies, case_desk, following, keeping, refusals
from mapper.operations.crisis.casework import Draft, take_in_again, write

TYPED = {"channel": ["desk"], "needs": ["income"], "words": ["사정"], "how": ["written"], "purposes": ["share"]}


@pytest.fixture
def do(office: Any) -> Callable[..., Any]:
    """Do something in a transaction of its own, as somebody."""

    def act(verb: Any, *given: Any, by: Any, **changed: Any) -> Any:
        with office.sessions.begin() as session:
            return verb(session, *given, office.look(by, **changed))

    return act


def test_whoever_followed_a_closed_case_opens_nothing_of_the_next_one(office: Any, do: Any) -> None:
    worker, colleague = office.person(office.here), office.person(office.here)
    taken = office.take_in(worker)
    do(following.assign, taken.case_id, colleague.user_id, by=worker)
    closing = Draft(uuid.uuid4(), "closing", office.now.date(), {"end": ["moved"], "words": ["이사"]})
    with office.sessions.begin() as session:
        write(session, office.vault, taken.case_id, closing, office.look(worker))
    assert office.read(colleague, taken.household_id).household == office.home, "as long as no other case is open"
    with office.sessions.begin() as session:
        new_id = take_in_again(session, office.vault, taken.case_id, TYPED, office.look(worker))
    for case_id in (taken.case_id, new_id):
        with office.sessions.begin() as session, pytest.raises(HouseholdNotFound):
            case_desk.case_desk(session, office.vault, case_id, office.look(colleague))
    with pytest.raises(HouseholdNotFound):
        office.read(colleague, taken.household_id)
    assert office.read(worker, taken.household_id).household == office.home
    assert do(case_desk.case_list, by=colleague) == []


def test_nobody_leaves_a_case_that_nobody_else_follows(office: Any, do: Any) -> None:
    worker, colleague = office.person(office.here), office.person(office.here)
    boss = office.person(office.here, role=Role.SUPERVISOR)
    taken = office.take_in(worker)
    for leave in (following.release, following.recuse):
        with pytest.raises(LastFollower):
            do(leave, taken.case_id, worker.user_id, by=boss)
    do(following.assign, taken.case_id, colleague.user_id, by=boss)
    do(following.release, taken.case_id, worker.user_id, by=worker)
    with pytest.raises(LastFollower):
        do(following.release, taken.case_id, colleague.user_id, by=colleague)


def test_a_bait_is_noticed_from_another_district_and_by_its_case(office: Any, do: Any) -> None:
    taken = office.take_in(office.person(office.here))
    with office.sessions.begin() as session:
        refusals.set_bait(session, taken.household_id, by=office.operator, now=office.now)
    for asked in (taken.household_id, taken.case_id):
        nosy = office.person(office.there)
        boss = office.person(office.there, role=Role.SUPERVISOR)
        with pytest.raises(HouseholdNotFound):
            do(keeping.destroy, office.vault, asked, by=nosy, proved_at=office.now)
        assert [one.kind for one in do(anomalies.alerts, by=boss) if one.user_id == nosy.user_id] == ["bait"]


def test_a_proof_that_was_asked_for_is_no_refusal(office: Any, do: Any) -> None:
    worker, boss = office.person(office.here), office.person(office.here, role=Role.SUPERVISOR)
    taken = office.take_in(worker)
    for _ in range(25):
        with pytest.raises(ProofNeeded):
            do(keeping.destroy, office.vault, taken.household_id, by=worker)
    assert office.log()[-1].action == "household.destroy.unproved"
    with office.sessions.begin() as session:
        found = anomalies.review(session, office.look(boss), office.now.date()).found
    assert [one.kind.key for one, _ in found if one.user_id == worker.user_id] == ["out_of_hours"]
    assert office.read(worker, taken.household_id).id == taken.household_id, "and nobody waits for it"


def test_a_household_that_hides_loses_its_place_and_its_terms(office: Any) -> None:
    worker = office.person(office.here)
    taken = office.take_in(worker)
    with office.sessions.begin() as session, pytest.raises(ProofNeeded):
        keeping.shelter(session, office.vault, taken.household_id, office.look(worker))
    with office.sessions.begin() as session:
        look = office.look(worker, proved_at=office.now)
        keeping.shelter(session, office.vault, taken.household_id, look)
    with pytest.raises(ProofNeeded):
        office.read(worker, taken.household_id)
    opened = office.read(worker, taken.household_id, proved_at=office.now)
    assert (opened.tier, opened.household.x, opened.household.people) == (Tier.SEALED, None, office.home.people)
    assert office.stored(taken.household_id)["cell_id"] is None
    with office.owner() as session:
        left = text("SELECT count(*) FROM crisis.blind_term WHERE household_id = :id")
        assert session.execute(left, {"id": taken.household_id}).scalar_one() == 0
