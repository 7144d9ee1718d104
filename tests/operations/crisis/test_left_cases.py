"""Cases of the sealed tier whose followers have left: told by number to who oversees, with a proof, until somebody follows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from mapper.domain.access_reason import Reason
from mapper.domain.agency import Agency
from mapper.domain.household import Tier
from mapper.domain.reader import Reader, Role
from mapper.errors import HouseholdNotFound, InvalidInput, NotAllowed, ProofNeeded
from mapper.operations import agencies
from mapper.operations.crisis import assigning, casework, following
from mapper.operations.crisis.case_desk import case_desk

HANDED_ON = Reason("other", "담당자가 떠남")


@pytest.fixture
def boss(office: Any) -> Reader:
    reader: Reader = office.person(office.here, role=Role.SUPERVISOR)
    return reader


def sealed_case(office: Any, worker: Reader) -> UUID:
    case_id: UUID = office.take_in(worker, replace(office.home, x=None, y=None), Tier.SEALED).case_id
    return case_id


def leave(office: Any, worker: Reader) -> None:
    with office.owner.begin() as session:
        session.execute(text("UPDATE user_account SET disabled_at = now() WHERE id = :id"), {"id": worker.user_id})


def left(office: Any, by: Reader, *, proved: bool = True) -> list[UUID]:
    look = office.look(by, reason=HANDED_ON, proved_at=office.now if proved else None)
    with office.sessions.begin() as session:
        return [one.id for one in assigning.left_cases(session, look)]


def take_over(office: Any, case_id: UUID, user: Reader, by: Reader) -> None:
    with office.sessions.begin() as session:
        assigning.take_over(session, case_id, user.user_id, office.look(by, reason=HANDED_ON, proved_at=office.now))


def test_only_those_that_nobody_follows_are_told_and_are_gone_once_somebody_does(office: Any, boss: Reader) -> None:
    gone, here, new = (office.person(office.here) for _ in range(3))
    case_id, followed = sealed_case(office, gone), sealed_case(office, here)
    open_tier = office.take_in(gone).case_id
    assert case_id not in left(office, boss)
    leave(office, gone)
    assert case_id in left(office, boss)
    assert not {followed, open_tier} & set(left(office, boss))
    with pytest.raises(InvalidInput):
        take_over(office, case_id, office.person(office.there), boss)
    for other in (followed, open_tier, uuid4()):
        with pytest.raises(HouseholdNotFound):
            take_over(office, other, new, boss)
    take_over(office, case_id, new, boss)
    assert case_id not in left(office, boss)
    assert [one.action for one in office.log() if one.action in {"case.left", "case.assign"}][-2:] == [
        "case.assign",
        "case.left",
    ]
    with office.sessions.begin() as session:
        assert case_desk(session, office.vault, case_id, office.look(new, proved_at=office.now)).household.address


def test_one_that_only_somebody_follows_from_whom_it_is_kept_is_still_left(office: Any, boss: Reader) -> None:
    gone, kin, new = (office.person(office.here) for _ in range(3))
    case_id = sealed_case(office, gone)
    with office.sessions.begin() as session:
        following.recuse(session, case_id, kin.user_id, office.look(gone, proved_at=office.now))
    leave(office, gone)
    for user, is_left in ((kin, True), (new, False)):
        take_over(office, case_id, user, boss)
        assert (case_id in left(office, boss)) is is_left


def test_one_whose_follower_went_to_another_district_is_left(office: Any, boss: Reader) -> None:
    moved = office.person(office.here)
    case_id = sealed_case(office, moved)
    assert case_id not in left(office, boss)
    with office.owner.begin() as session:
        session.execute(
            text("UPDATE user_district SET district_code = :code WHERE user_id = :id"),
            {"code": office.there, "id": moved.user_id},
        )
    assert case_id in left(office, boss)


def test_it_takes_a_proof_and_a_supervisor_of_the_district(office: Any, boss: Reader) -> None:
    gone = office.person(office.here)
    case_id = sealed_case(office, gone)
    leave(office, gone)
    with pytest.raises(ProofNeeded):
        left(office, boss, proved=False)
    for role in (Role.WELFARE, Role.PLANNER):
        with pytest.raises(NotAllowed):
            left(office, office.person(office.here, role=role))
    assert case_id not in left(office, office.person(office.there, role=Role.SUPERVISOR))


def test_a_referral_keeps_of_which_agency_of_the_list_it_is(office: Any) -> None:
    worker, planner = office.person(office.here), office.person(role=Role.PLANNER)
    agency = Agency(uuid4(), f"가상푸드뱅크 {uuid4().hex[:6]}", "civic", "private", "쌀", ())
    with office.owner.begin() as session:
        agencies.add_agency(session, agency, by=planner, now=office.now)
    typed = {"channel": ["desk"], "needs": ["care"], "words": ["사정"], "how": ["written"], "purposes": ["share"]}
    intake = casework.Intake(office.home, office.here, Tier.CASE, typed)
    on, look = office.now.date(), office.look(worker)
    with office.sessions.begin() as session:
        case_id = casework.take_in_case(session, office.vault, intake, look)
        for name in (agency.name, "목록에 없는 곳"):
            said = {"sector": ["private"], "need": ["income"], "agency": [name], "service": ["쌀"]}
            draft = casework.Draft(uuid4(), "referral", on, said, due_on=on)
            for _ in range(2):  # the same form again is the same record
                casework.write(session, office.vault, case_id, draft, look)
        desk = case_desk(session, office.vault, case_id, look)
    said_of = [one.content.get("agency_id") for one in desk.records if one.record.kind == "referral"]
    assert said_of == [str(agency.agency_id), None]
