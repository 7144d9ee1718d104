"""A sentence for the press is held against the households of the reader's districts, and everybody opened for it is logged."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from mapper.domain.household import Tier
from mapper.domain.reader import Role
from mapper.errors import InvalidInput, NotAllowed
from mapper.operations.crisis.casework import Draft, Intake, take_in_again, take_in_case, write
from mapper.operations.crisis.entering import Look
from mapper.operations.crisis.press_lines import LONGEST, check_line

TYPED = {
    "channel": ["visit"],
    "needs": ["care"],
    "risks": ["grandparents"],
    "words": ["지어낸 사정"],
    "how": ["written"],
    "purposes": ["follow"],
}
BOX = "ST_Multi(ST_MakeEnvelope(958000, 1971000, 959000, 1972000, 5179))"
DISTRICT = f"INSERT INTO district (id, code, name, boundary, recorded_at) VALUES (:id, :code, :name, {BOX}, :now)"
SAID = "시장은 11월 22일 {dong}의 조손 가구를 찾았다"


@pytest.fixture(scope="module")
def town(office: Any) -> None:
    """Ten households of grandparents here, nine there, all of one day, one of them followed twice; and one that hides."""
    with office.owner.begin() as session:
        for code, name in ((office.here, "가온동"), (office.there, "나루동")):
            session.execute(text(DISTRICT), {"id": uuid4(), "code": code, "name": name, "now": office.now})
    for code, count in ((office.here, 10), (office.there, 9)):
        look = office.look(office.person(code))
        with office.sessions.begin() as session:
            for _ in range(count):
                case_id = take_in_case(session, office.vault, Intake(office.home, code, Tier.CASE, TYPED), look)
        if code == office.there:
            _follow_again(office, case_id, look)
    hidden = Intake(replace(office.home, x=None, y=None), office.there, Tier.SEALED, TYPED)
    with office.sessions.begin() as session:
        take_in_case(session, office.vault, hidden, office.look(office.person(office.there)))


def _follow_again(office: Any, case_id: UUID, look: Look) -> None:
    closing = Draft(uuid4(), "closing", office.now.date(), {"end": ["moved"], "words": ["이사"]})
    with office.sessions.begin() as session:
        write(session, office.vault, case_id, closing, look)
        take_in_again(session, office.vault, case_id, TYPED, look)


def may_go_out(office: Any, sentence: str, by: Any = None) -> bool:
    with office.owner() as city, office.sessions.begin() as session:
        verdict = check_line(session, city, office.vault, sentence, office.look(by or office.operator))
    return bool(verdict.may_go_out)


def test_ten_may_be_told_of_and_nine_may_not_however_often_followed_whoever_hides_does_not_count(
    office: Any, town: None
) -> None:
    assert may_go_out(office, SAID.format(dong="가온동"))
    assert not may_go_out(office, SAID.format(dong="나루동"))
    assert may_go_out(office, "시장은 11월 22일 조손 가구를 찾았다")
    assert not may_go_out(office, "시장은 11월 21일 조손 가구를 찾았다")
    assert not may_go_out(office, "시장은 11월 22일 조손 가구를 찾았다. 11월 21일에 처음 들었다고 한다")
    assert not may_go_out(office, SAID.format(dong="가온동").replace("조손", "장애"))
    assert may_go_out(office, "나루동 가로등 20곳을 고쳤다")


def test_everybody_who_was_opened_is_in_the_log_and_the_sentence_is_not(office: Any, town: None) -> None:
    before = len(office.log(office.here))
    may_go_out(office, SAID.format(dong="가온동"))
    added = office.log(office.here)[before:]
    assert [(one.action, len(one.subjects)) for one in added] == [("figure.count", 10)]
    assert "조손" not in str(added)


def test_a_case_worker_asks_of_their_own_districts_and_nobody_else_asks(office: Any, town: None) -> None:
    assert not may_go_out(office, SAID.format(dong="가온동"), office.person(office.there))
    with pytest.raises(NotAllowed):
        may_go_out(office, SAID.format(dong="가온동"), office.person(role=Role.PLANNER))


@pytest.mark.parametrize("sentence", [" ", "가" * (LONGEST + 1)])
def test_what_is_no_sentence_is_refused(office: Any, sentence: str) -> None:
    with pytest.raises(InvalidInput):
        may_go_out(office, sentence)
