"""What people decide about issues: the table of moves fits the rules of people."""

from __future__ import annotations

from mapper.domain.issue import EVENT_KINDS, MOVES, STATUSES
from mapper.domain.work import MOVE_RULES
from mapper.domain.work_reason import WORK_REASONS


def test_every_kind_of_event_is_a_move_of_people_and_every_status_has_its_moves() -> None:
    assert {rule.kind for rule in MOVE_RULES} == {event.kind for event in EVENT_KINDS}
    assert set(MOVES) == set(STATUSES) == {"received"} | {event.leads_to for event in EVENT_KINDS}
    assert {kind for kinds in MOVES.values() for kind in kinds} == {event.kind for event in EVENT_KINDS}


def test_every_form_asks_why_and_has_a_ready_answer() -> None:
    assert all(rule.needs[-1] == "reason" and WORK_REASONS[rule.kind] for rule in MOVE_RULES)
