"""By when issues must be answered: what puts a long list in order says the same as the rules themselves."""

from __future__ import annotations

from bisect import bisect_right
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.domain.calendar import KST
from mapper.domain.deadline import DEADLINES
from mapper.domain.due import Told, due_of, due_rules, first_due

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
