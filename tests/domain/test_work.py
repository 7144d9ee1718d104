"""What people decide about issues: the table of moves fits the rules of people, and what is overdue is told by one moment."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.domain.calendar import KST
from mapper.domain.issue import EVENT_KINDS, MOVES, STATUSES
from mapper.domain.work import MOVE_RULES, due_of, overdue_before

BEGINNING = datetime(2024, 1, 1, tzinfo=KST)


def test_every_kind_of_event_is_a_move_of_people_and_every_status_has_its_moves() -> None:
    assert {rule.kind for rule in MOVE_RULES} == {event.kind for event in EVENT_KINDS}
    assert set(MOVES) == set(STATUSES) == {"received"} | {event.leads_to for event in EVENT_KINDS}
    assert {kind for kinds in MOVES.values() for kind in kinds} == {event.kind for event in EVENT_KINDS}


@settings(deadline=None, max_examples=50)  # the first look at a year reads its holidays
@given(st.timedeltas(timedelta(), timedelta(days=1000)), st.timedeltas(timedelta(), timedelta(days=40)))
def test_what_was_received_before_one_moment_is_overdue_and_nothing_else(since: timedelta, age: timedelta) -> None:
    now = BEGINNING + since
    received_at = now - age
    assert (received_at < overdue_before(now)) == (due_of(received_at) < now)
