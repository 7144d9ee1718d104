"""Figures without a published number: what became of support given first, and which risk groups are found, as of any date."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from mapper.domain.household import Tier
from mapper.operations.crisis.casework import Draft, Intake, take_in_case, write
from mapper.operations.figures.answering import answer, asked_for
from mapper.operations.figures.sources import Households

KEYS = ("support.reported_share", "support.hours_to_report", "case.by_risk_group")
TYPED = {"channel": ["visit"], "needs": ["care"], "words": ["지어낸 사정"], "how": ["written"], "purposes": ["follow"]}
GIVEN = {"item": ["쌀"], "amount": ["10 kg"], "words": ["사흘째 굶음"]}
REPORTED = {"approver": ["가상 과장"], "words": ["보고합니다"]}
BOX = "ST_Multi(ST_MakeEnvelope(958000, 1971000, 959000, 1972000, 5179))"
DISTRICT = f"INSERT INTO district (id, code, name, boundary, recorded_at) VALUES (:id, :code, '가온동', {BOX}, :now)"


class Desk:
    """A case worker whose cases are written at hours of their own."""

    def __init__(self, office: Any) -> None:
        self.office, self.worker = office, office.person(office.here)

    def take_in(self, *risks: str) -> UUID:
        intake = Intake(self.office.home, self.office.here, Tier.CASE, TYPED | {"risks": [*risks]})
        with self.office.sessions.begin() as session:
            return take_in_case(session, self.office.vault, intake, self.office.look(self.worker))

    def write(self, case: UUID, what: str, typed: Any, *, after: float, about: UUID | None = None) -> UUID:
        at = self.office.now + timedelta(hours=after)
        draft = Draft(uuid4(), what, (at + timedelta(hours=9)).date(), typed, about)
        with self.office.sessions.begin() as session:
            write(session, self.office.vault, case, draft, self.office.look(self.worker, now=at))
        return draft.id

    def value(self, key: str, as_of: date, scope: str = "") -> Any:
        asked = asked_for(scope, as_of, now=self.office.now + timedelta(days=30))
        with self.office.owner() as city, self.office.sessions.begin() as session:
            by = (
                self.office.operator if key == "case.by_risk_group" else self.worker
            )  # an account gets whole tens alone
            way = Households(session, self.office.vault, self.office.look(by))
            (found,) = answer(city, asked, by=by, households=way, keys=[key])
        assert found.definition.of_households
        assert all(row.words == "" for row in found.rows), "a row is an id and a day"
        return found.value


@pytest.fixture(scope="module")
def desk(office: Any) -> Desk:
    """Support given four times: reported after 5 hours and after 30, not reported, and written by mistake."""
    with office.owner.begin() as session:
        session.execute(text(DISTRICT), {"id": uuid4(), "code": office.here, "now": office.now})
    desk = Desk(office)
    case, other = desk.take_in("alone", "old"), desk.take_in("alone")
    first, second, _, fourth = (desk.write(one, "support", GIVEN, after=0) for one in (case, case, other, other))
    desk.write(case, "reported", REPORTED, after=5, about=first)
    desk.write(case, "reported", REPORTED, after=30, about=second)
    desk.write(other, "withdrawn", {"words": ["다른 가구"]}, after=1, about=fourth)
    return desk


@pytest.mark.parametrize(
    ("days", "share", "hours", "groups"),
    [
        (-1, None, None, {}),
        (0, 33.3, 5.0, {"alone": 2, "old": 1}),
        (1, 66.7, 17.5, {"alone": 2, "old": 1}),
        (400, None, None, {}),
    ],
)
def test_support_and_risk_groups_come_out_of_rows(
    office: Any, desk: Desk, days: int, share: float | None, hours: float | None, groups: dict[str, int]
) -> None:
    as_of = office.now.date() + timedelta(days=days)
    assert [desk.value(key, as_of) for key in KEYS] == [share, hours, groups]
    assert desk.value("case.by_risk_group", as_of, scope=office.there) == {}


def test_a_record_less_changes_the_number(office: Any, desk: Desk) -> None:
    day = office.now.date() + timedelta(days=1)
    before = [desk.value(key, day) for key in KEYS]
    with office.owner.begin() as session:
        session.execute(text("SET LOCAL session_replication_role = replica"))
        session.execute(text("SELECT set_config('golmok.districts', '*', true)"))
        gone = session.execute(
            text("DELETE FROM crisis.case_record WHERE state = 'reported' AND recorded_at > :at"),
            {"at": office.now + timedelta(hours=20)},
        )
        assert gone.rowcount == 1
        session.execute(text("DELETE FROM crisis.case WHERE id = (SELECT min(id::text)::uuid FROM crisis.case)"))
    after = [desk.value(key, day) for key in KEYS]
    assert all(one != other for one, other in zip(before, after, strict=True)), (before, after)
