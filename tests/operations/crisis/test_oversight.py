"""The month's review and the reach of an account: what stands out, who says what it was, whom somebody has seen."""

from __future__ import annotations

import csv
import io
import uuid
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from mapper.domain.exposure import Suspect
from mapper.domain.household import Household, Person
from mapper.domain.oversight import Mark
from mapper.domain.reader import Reader, Role
from mapper.errors import HouseholdNotFound, InvalidInput, NotAllowed, NotFound, PersonalDataFound, ProofNeeded
from mapper.operations.crisis import anomalies, following, overseeing
from mapper.operations.crisis.exposures import exposure

MONTH = date(2026, 11, 1)


@pytest.fixture
def town(office: Any) -> Any:
    """A supervisor, a worker with a household, and what each does, on a Sunday at noon."""

    class Town:
        boss = office.person(office.here, role=Role.SUPERVISOR)
        worker = office.person(office.here)
        taken = office.take_in(worker)

        def do(self, verb: Any, *given: Any, by: Reader = boss) -> Any:
            with office.sessions.begin() as session:
                return verb(session, office.look(by, proved_at=office.now), *given)

        def kinds(self, user: Reader, *vault: Any) -> dict[str, int]:
            review = self.do(anomalies.review, MONTH, *vault)
            return {one.kind.key: len(one.entries) for one, _ in review.found if one.user_id == user.user_id}

        def mark(self, user: Reader, kind: str, **changed: Any) -> Mark:
            verdict = Mark(office.here, MONTH, kind, user.user_id, 0, "fine", "당직이라 나와 있었음", "", office.now)
            return replace(verdict, **changed)

    return Town()


def test_a_month_says_what_stands_out_and_who_found_what_it_was(office: Any, town: Any) -> None:
    assert town.kinds(town.worker) == {"out_of_hours": 1}
    for _ in range(5):
        with pytest.raises(HouseholdNotFound):
            office.read(town.worker, uuid.uuid4())
    assert town.kinds(town.worker) == {"out_of_hours": 6, "refused": 5}
    town.do(anomalies.mark, office.vault, town.mark(town.worker, "refused"))
    found = {(one.user_id, one.kind.key): mark for one, mark in town.do(anomalies.review, MONTH).found}
    mark = found[town.worker.user_id, "refused"]
    assert (mark.entries, mark.verdict, mark.words) == (5, "fine", "당직이라 나와 있었음")
    assert office.log()[-1].action == "oversight.mark"
    before = town.do(anomalies.review, MONTH).open
    with pytest.raises(HouseholdNotFound):
        office.read(town.worker, uuid.uuid4())
    assert town.do(anomalies.review, MONTH).open == before + 1, "with rows of later it is open again"


def test_nobody_reviews_themselves_and_words_name_nobody(office: Any, town: Any) -> None:
    other = office.person(office.here, role=Role.SUPERVISOR)
    with office.sessions.begin() as session:
        overseeing.read_one(session, office.vault, town.taken.household_id, office.look(other, proved_at=office.now))
    assert town.kinds(other) == {"without_case": 1, "out_of_hours": 1}
    with pytest.raises(NotAllowed):
        town.do(anomalies.mark, office.vault, town.mark(other, "without_case"), by=other)
    wrong = {
        InvalidInput: {"verdict": "guilty"},
        PersonalDataFound: {"words": "010-1234-5678로 물어봄"},
        NotFound: {"kind": "burst"},
    }
    for error, changed in wrong.items():
        with pytest.raises(error):
            town.do(anomalies.mark, office.vault, replace(town.mark(other, "without_case"), **changed))
    for role in (Role.WELFARE, Role.PLANNER):
        with pytest.raises(NotAllowed):
            town.do(
                anomalies.review, MONTH, by=office.person(*([office.here] if role is Role.WELFARE else []), role=role)
            )


def test_a_supervisor_reviews_their_own_districts_and_an_administrator_all(office: Any, town: Any) -> None:
    there = office.person(office.there)
    office.take_in(there)
    assert town.kinds(there) == {}
    admin = office.person(role=Role.ADMIN)
    everywhere = town.do(anomalies.review, MONTH, by=admin)
    assert {there.user_id, town.worker.user_id} <= {one.user_id for one, _ in everywhere.found}
    assert town.do(anomalies.review, date(2026, 12, 1)).found == []


def test_family_names_are_compared_only_when_asked_and_then_logged(office: Any, town: Any) -> None:
    kin = replace(town.worker, name="박하나")
    home = Household(people=(Person("박둘"), Person("이셋")))
    mine, other = office.take_in(kin, home), office.take_in(kin)
    office.read(kin, mine.household_id)
    office.read(kin, other.household_id)
    assert "namesake" not in town.kinds(kin)
    with office.sessions.begin() as session, pytest.raises(ProofNeeded):
        anomalies.review(session, office.look(town.boss), MONTH, office.vault)
    assert town.kinds(kin, office.vault)["namesake"] == 2, "taken in and read"
    logged = office.log()[-1]
    assert (logged.action, logged.user_id) == ("household.compare", town.boss.user_id)
    assert {mine.household_id, other.household_id} <= set(logged.subjects)
    colleague = office.person(office.here)
    with office.sessions.begin() as session:
        following.assign(session, mine.case_id, colleague.user_id, office.look(town.boss))
    office.read(replace(colleague, name="박넷"), mine.household_id)
    assert "namesake" not in town.kinds(colleague, office.vault), "somebody else had them follow it"


def test_whom_an_account_a_login_an_address_or_a_time_has_seen(office: Any, town: Any) -> None:
    phone = replace(town.worker, login_id=uuid.uuid4(), origin="203.0.113.9")
    second = office.take_in(town.worker)
    office.read(phone, second.household_id)
    office.read(phone, second.household_id, now=office.now + timedelta(days=2))
    with pytest.raises(HouseholdNotFound):
        office.read(phone, uuid.uuid4())

    def seen(by: Reader = town.boss, **suspect: Any) -> dict[uuid.UUID, int]:
        return {one.household_id: one.times for one in town.do(exposure, Suspect(**suspect), by=by).households}

    both = {town.taken.household_id: 1, second.household_id: 3}
    assert seen(user_id=town.worker.user_id) == both
    for suspect in ({"login_id": phone.login_id}, {"origin": phone.origin}):
        assert seen(**suspect) == {second.household_id: 2}
    later = {"since": office.now + timedelta(days=1), "until": office.now + timedelta(days=3)}
    assert seen(**later) == {second.household_id: 1}
    assert seen(user_id=uuid.uuid4()) == {}
    assert seen(office.person(office.there, role=Role.SUPERVISOR), user_id=town.worker.user_id) == {}
    found = town.do(exposure, Suspect(user_id=town.worker.user_id))
    assert {one.login_id for one in found.browsers} == {phone.login_id, town.worker.login_id}
    rows = list(csv.reader(io.StringIO(found.as_csv().decode("utf-8-sig"))))
    assert sorted(row[1] for row in rows[1:]) == sorted(map(str, both))
    assert office.log()[-1].action == "exposure.report"
    with pytest.raises(InvalidInput):
        Suspect(since=office.now)
    with pytest.raises(NotAllowed):
        seen(town.worker, user_id=town.worker.user_id)
