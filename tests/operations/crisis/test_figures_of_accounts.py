"""Figures of households as an account asks for them: what changes from day to day tells nobody which groups a case is of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from mapper.domain.calendar import KST
from mapper.domain.figure import Answer
from mapper.domain.household import Tier
from mapper.domain.household_figure import NOBODY
from mapper.domain.reader import Reader
from mapper.operations.crisis.casework import Intake, take_in_case
from mapper.operations.crisis.keeping import shelter
from mapper.operations.figures.answering import answer, asked_for
from mapper.operations.figures.sources import Households

TYPED = {"channel": ["head"], "needs": ["care"], "words": ["지어낸 사정"], "how": ["written"], "purposes": ["follow"]}
BOX = "ST_Multi(ST_MakeEnvelope(958000, 1971000, 959000, 1972000, 5179))"
DISTRICT = f"INSERT INTO district (id, code, name, boundary, recorded_at) VALUES (:id, :code, :code, {BOX}, :now)"
GROUPS, CHANNELS = "case.by_risk_group", "finder.cases_by_channel"
Count = Callable[..., Answer]


@pytest.fixture(scope="module")
def worker(office: Any) -> Reader:
    """Somebody with twelve cases of last month, five of them of victims of violence, and one of today."""
    before = office.now.replace(day=1) - timedelta(days=3)
    worker: Reader = office.person(office.here, office.there)
    with office.owner.begin() as session:
        for code in (office.here, office.there):
            session.execute(text(DISTRICT), {"id": uuid4(), "code": code, "now": before - timedelta(days=9)})
    for number in range(12):
        take_in(office, worker, before - timedelta(days=number), "alone", *["violence"] * (number < 5))
    for _ in range(9):
        take_in(office, worker, before, "young_carer", where=office.there)
    take_in(office, worker, before, "young_carer")
    take_in(office, worker, office.now, "alone", "old", "self_harm")
    return worker


def take_in(office: Any, worker: Reader, at: datetime, *risks: str, where: str = "") -> Any:
    intake = Intake(office.home, where or office.here, Tier.CASE, TYPED | {"risks": [*risks]})
    with office.sessions.begin() as session:
        return take_in_case(session, office.vault, intake, office.look(worker, now=at))


@pytest.fixture
def count(office: Any, worker: Reader) -> Count:
    """Ask as somebody of the same districts who follows none of them."""
    colleague: Reader = office.person(*sorted(worker.districts or ()))

    def ask(key: str, as_of: date, *, by: Reader = colleague, scope: str = "", **asked_of: Any) -> Answer:
        asked = asked_for(scope, as_of, now=office.now + timedelta(days=40), **asked_of)
        with office.owner() as city, office.sessions.begin() as session:
            way = Households(session, office.vault, office.look(by))
            (found,) = answer(city, asked, by=by, households=way, keys=[key])
        return found

    return ask


def test_no_two_days_tell_of_which_groups_the_case_of_today_is(office: Any, count: Count) -> None:
    today = office.now.date()
    days = [today + timedelta(days=number) for number in range(-20, 3)]
    assert {str(count(GROUPS, day).value) for day in days if day.month == today.month} == {"{'alone': 10}"}
    for changed in ({"since": today}, {"known": office.now + timedelta(days=9)}, {"since": today - timedelta(days=1)}):
        assert count(GROUPS, today, **changed).value == {"alone": 10}, changed
    assert count(GROUPS, today).asked.as_of == today.replace(day=1) - timedelta(days=1)
    assert count(CHANNELS, today).value == count(CHANNELS, today - timedelta(days=1)).value == {"head": 10}
    assert count(GROUPS, today).rows == ()


def test_districts_that_are_added_tell_no_more_than_each_by_itself(office: Any, count: Count) -> None:
    apart = [count(GROUPS, office.now.date(), scope=code).value for code in (office.here, office.there)]
    assert apart == [{"alone": 10}, {}], "nine there and one here are no ten"
    assert count(GROUPS, office.now.date()).value == {"alone": 10}


def test_violence_and_risk_of_suicide_are_no_group_even_at_the_machine(office: Any, count: Count) -> None:
    exact = count(GROUPS, office.now.date(), by=office.operator).value
    assert exact == {"alone": 13, "old": 1, "other": 6, "young_carer": 10}


def test_a_row_says_its_month_and_district_alone(office: Any, worker: Reader, count: Count) -> None:
    today = office.now.date()
    for key in ("desk.received", "finder.cases"):
        rows = count(key, today).rows
        assert {(row.id, row.group, row.words, row.on.day) for row in rows} == {(NOBODY, "", "", 1)}
    hidden = take_in(office, worker, office.now)
    before = count("desk.received", today)
    with office.owner() as session:
        session.execute(text("SELECT set_config('golmok.districts', '*', true)"))
        asked = text("SELECT household_id FROM crisis.case WHERE id = :id")
        household = session.execute(asked, {"id": hidden}).scalar_one()
    with office.sessions.begin() as session:
        shelter(session, office.vault, household, office.look(worker, proved_at=office.now))
    after = count("desk.received", today)
    assert (before.value, after.value) == (24, 23)
    assert set(before.rows) == set(after.rows), "which one is hidden now is told by no row"
    machine = count("desk.received", today, by=office.operator)
    assert len({row.id for row in machine.rows}) == 23


def test_a_month_that_is_not_over_is_not_told_before_it_is(office: Any, count: Count) -> None:
    last = (office.now.date().replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    until = datetime(last.year, last.month, last.day, tzinfo=KST)
    asked = asked_for("", last, now=until + timedelta(hours=12))
    assert (asked.as_of, asked.known < until + timedelta(days=1)) == (last, True)
    assert count(GROUPS, last, known=until + timedelta(hours=12)).asked.as_of < last
    assert count(GROUPS, last).asked.as_of == last
