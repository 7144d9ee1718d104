"""Deadlines of complaints: a table of 2015 to 2035, and what holds whenever a complaint is received.

The due dates of the table were worked out apart from this program, from the law and the almanac; `why` counts them out.
A due date without a time is due until the end of the day.
"""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.domain.calendar import KST
from mapper.domain.deadline import DEADLINES, Deadline, Unit, deadline_by_id, due_at, is_overdue, working_days_left
from mapper.domain.label import Label
from mapper.domain.working_days import is_working_day
from mapper.errors import UnknownKind

with (Path(__file__).parent / "fixtures" / "deadlines.csv").open(encoding="utf-8", newline="") as table:
    CASES = list(csv.DictReader(table))

STEP = timedelta(minutes=15)
RECEIVED = st.integers(0, 20 * 365 * 96).map(lambda steps: datetime(2015, 1, 1, tzinfo=KST) + steps * STEP)


def rule(text: str) -> Deadline:
    amount, unit = text.split()
    return Deadline("case", Label("", ""), int(amount), Unit(unit))


def korean(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=KST)


def in_office(moment: datetime) -> bool:
    return is_working_day(moment.date()) and moment.hour in {9, 10, 11, 13, 14, 15, 16, 17}


def test_the_table_covers_every_year() -> None:
    assert len(CASES) >= 300
    assert {int(case["received_at"][:4]) for case in CASES} == set(range(2015, 2036))


@pytest.mark.parametrize("year", range(2015, 2036))
def test_a_complaint_is_due_when_the_table_says(year: int) -> None:
    wrong = []
    for case in (case for case in CASES if case["received_at"].startswith(str(year))):
        due = due_at(rule(case["rule"]), korean(case["received_at"]))
        whole_day = due.time() == time.max
        found = due.date().isoformat() if whole_day else due.replace(tzinfo=None).isoformat(timespec="minutes")
        if found != case["due_at"]:
            wrong.append(case | {"found": found})
    assert wrong == []


@given(RECEIVED, st.sampled_from(["3 hours", "1 days", "2 days", "5 days"]))
def test_as_many_working_hours_pass_as_are_allowed(received_at: datetime, text: str) -> None:
    given_rule = rule(text)
    due = due_at(given_rule, received_at)
    passed = sum(in_office(received_at + n * STEP) for n in range((due - received_at) // STEP)) * STEP
    assert passed == timedelta(hours=given_rule.amount * (1 if given_rule.unit is Unit.HOURS else 8))
    assert in_office(due - STEP)


@given(RECEIVED, st.integers(6, 60))
def test_as_many_working_days_pass_as_are_allowed(received_at: datetime, amount: int) -> None:
    due = due_at(rule(f"{amount} days"), received_at)
    first = received_at.date() + timedelta(days=received_at.hour >= 18)
    days = [first + timedelta(days=n) for n in range((due.date() - first).days + 1)]
    assert sum(map(is_working_day, days)) == amount
    assert is_working_day(days[-1])


@given(RECEIVED, st.integers(1, 24), st.sampled_from(["weeks", "months", "years"]))
def test_a_calendar_deadline_ends_on_a_working_day(received_at: datetime, amount: int, unit: str) -> None:
    due = due_at(rule(f"{amount} {unit}"), received_at)
    assert is_working_day(due.date())
    assert due.time() == time.max


def test_what_is_received_in_another_zone_is_received_in_korea() -> None:
    after_hours = datetime(2017, 9, 22, 9, 30, tzinfo=UTC)
    assert due_at(rule("7 days"), after_hours).date() == date(2017, 10, 11)


@pytest.mark.parametrize(
    ("text", "due"), [("3 hours", "2026-04-06T10:30"), ("7 days", "2026-04-13"), ("1 weeks", "2026-04-08")]
)
def test_a_holiday_of_the_city_moves_a_deadline(text: str, due: str) -> None:
    found = due_at(rule(text), korean("2026-04-02T16:30"), extra={date(2026, 4, 3)})
    assert found.isoformat().startswith(due)


def test_a_holiday_announced_later_moves_an_end_by_the_calendar() -> None:
    received_at = korean("2026-04-02T16:30")
    assert due_at(rule("1 weeks"), received_at, extra={date(2026, 4, 8)}).date() == date(2026, 4, 9)


@pytest.mark.parametrize(
    ("deadline_id", "due"),
    [
        ("at_once", "2026-11-23T12:00"),
        ("grievance", "2026-12-01"),
        ("question", "2026-12-01"),
        ("legal_question", "2026-12-10"),
        ("suggestion", "2026-12-10"),
    ],
)
def test_each_kind_of_complaint_has_its_deadline(deadline_id: str, due: str) -> None:
    found = due_at(deadline_by_id(deadline_id), korean("2026-11-23T09:00"))
    assert found.isoformat().startswith(due)


def test_no_two_deadlines_share_an_id() -> None:
    assert len({deadline.id for deadline in DEADLINES}) == len(DEADLINES)


def test_an_unknown_deadline_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownKind, match="choose one of at_once, grievance"):
        deadline_by_id("whenever")


def test_the_moment_that_is_due_is_in_time() -> None:
    due = due_at(rule("3 hours"), korean("2026-11-23T09:00"))
    assert not is_overdue(due, korean("2026-11-23T12:00"))
    assert is_overdue(due, korean("2026-11-23T12:01"))


def test_the_last_day_is_in_time_to_its_end() -> None:
    due = due_at(rule("7 days"), korean("2026-11-23T09:00"))
    assert not is_overdue(due, korean("2026-12-01T23:59:59"))
    assert is_overdue(due, korean("2026-12-02T00:00"))


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("2017-09-28T10:00", 2),
        ("2017-09-29T23:00", 1),
        ("2017-10-05T10:00", 1),
        ("2017-10-10T10:00", 0),
        ("2017-10-11T00:00", -1),
        ("2017-10-16T09:00", -4),
    ],
)
def test_working_days_are_left_until_the_day_that_is_due(now: str, left: int) -> None:
    due = due_at(rule("7 days"), korean("2017-09-22T10:00"))
    assert working_days_left(due, korean(now)) == left
