"""By when issues must be answered: what puts a long list in order says the same as the rules themselves."""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.domain.calendar import KST
from mapper.domain.deadline import DEADLINES
from mapper.domain.due import TODAY, Told, due_of, due_rules, first_days, first_due

BEGINNING = datetime(2024, 1, 1, tzinfo=KST)
FIFTEEN_MINUTES = timedelta(minutes=15)


@settings(max_examples=12)  # each day has limits of its own
@given(st.timedeltas(timedelta(), timedelta(days=1000)), st.lists(st.integers(0, 40 * 96), min_size=2, max_size=20))
def test_rules_for_lists_say_what_is_overdue_and_what_is_due_first(since: timedelta, ages: list[int]) -> None:
    now = BEGINNING + since
    quarter = BEGINNING + since // FIFTEEN_MINUTES * FIFTEEN_MINUTES
    received = [quarter - age * FIFTEEN_MINUTES for age in ages]
    days = []
    for rule in due_rules(now):
        due = [due_of(moment, rule.kind) for moment in received]
        assert [moment < rule.overdue_before for moment in received] == [moment < now for moment in due]
        days += [(moment.date(), bisect_right(rule.days, at)) for moment, at in zip(due, received, strict=True)]
    in_order = sorted(days)
    assert [day for _, day in in_order] == sorted(day for _, day in days)
    assert len({day for day, _ in days}) == len({number for _, number in days})


def test_the_earliest_of_all_who_told_counts() -> None:
    monday = datetime(2024, 7, 1, 10, tzinfo=KST)
    told = [Told("suggestion", monday), Told("grievance", monday + timedelta(days=1)), Told("question", monday)]
    assert first_due(told) == (due_of(monday, "question"), "question")
    assert [rule.id for rule in DEADLINES] == [rule.kind for rule in due_rules(monday)]


def test_days_of_many_issues_are_those_of_the_earliest_who_told_of_each() -> None:
    now = datetime(2026, 11, 20, 14, 30, tzinfo=KST)
    rng = np.random.default_rng(5)
    issue, kind = rng.integers(0, 50, 200), rng.integers(0, len(DEADLINES), 200)
    told_at = [now - timedelta(minutes=int(age)) for age in rng.integers(0, 40 * 24 * 60, 200)]
    since = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
    microseconds = np.array([(moment - since) // timedelta(microseconds=1) for moment in told_at])
    day, overdue = first_days(issue, kind, microseconds, issues=51, now=now)
    for one in range(50):
        told = [Told(DEADLINES[kind[row]].id, told_at[row]) for row in np.flatnonzero(issue == one)]
        due = first_due(told)[0] if told else now + timedelta(days=400)
        assert overdue[one] == (due < now)
        assert day[one] - TODAY == (due.date() - now.date()).days or due.date() > now.date() + timedelta(days=39)
    assert (day[50], overdue[50]) == (TODAY + 40, False), "nobody told of it"
