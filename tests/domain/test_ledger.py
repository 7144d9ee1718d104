"""What may become of something in the ledger of visits, and in which order it is seen to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from uuid import UUID, uuid4

import pytest

from mapper.domain.ledger import (
    LEDGER_STATES,
    MOVES,
    Entry,
    Wanted,
    in_order,
    may_be_released,
    move_to,
    reminders,
    standing,
)
from mapper.errors import InvalidInput, LedgerMoveRefused

SAID = date(2024, 5, 20)
TODAY = SAID + timedelta(days=30)


def entry(number: int = 1, **change: object) -> Entry:
    made = Entry(
        id=UUID(int=number),
        version=uuid4(),
        visit=uuid4(),
        theme="가상 방문",
        visit_kind="field_office",
        kind="consultation",
        role="resident",
        outcome="reply",
        words="어둡다",
        segment=None,
        alley=None,
        district_code=None,
        district=None,
        category=None,
        issue=None,
        about=None,
        owner="도로과",
        due=TODAY,
        on=SAID,
        state="planned",
        since=SAID,
        reason=None,
        blocker=None,
        by=None,
        released=None,
    )
    return replace(made, **change)  # type: ignore[arg-type] # as the test says


@pytest.mark.parametrize(("state", "to"), [*product(LEDGER_STATES, LEDGER_STATES)])
def test_the_table_says_which_moves_there_are_and_what_they_ask_for(state: str, to: str) -> None:
    allowed = {one.to: one for one in MOVES[state]}
    told = Wanted(to, "가상 이유", "budget" if to == "impossible" else None, TODAY)
    if to not in allowed:
        with pytest.raises(LedgerMoveRefused):
            move_to(state, told, since=SAID, today=TODAY)
        return
    assert move_to(state, told, since=SAID, today=TODAY) is allowed[to]
    if allowed[to].asks is not None:
        with pytest.raises(InvalidInput, match="with words"):
            move_to(state, replace(told, reason=None), since=SAID, today=TODAY)
    for on in (SAID - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(InvalidInput, match="correct the day"):
            move_to(state, replace(told, on=on), since=SAID, today=TODAY)


def test_what_cannot_be_done_names_what_keeps_it_and_nothing_else_does() -> None:
    for wanted in (Wanted("impossible", "없음", None, TODAY), Wanted("impossible", "없음", "weather", TODAY)):
        with pytest.raises(InvalidInput, match="blocker"):
            move_to("planned", wanted, since=SAID, today=TODAY)
    with pytest.raises(InvalidInput, match="blocker"):
        move_to("planned", Wanted("doing", None, "law", TODAY), since=SAID, today=TODAY)


def test_what_is_late_comes_first_and_is_counted_beside_its_state() -> None:
    late = entry(1, due=TODAY - timedelta(days=1))
    soon = entry(2, due=TODAY + timedelta(days=7), state="doing")
    far = entry(3, due=TODAY + timedelta(days=8))
    over = entry(4, due=SAID, state="done", since=TODAY)
    handed = entry(5, due=SAID, state="handed_over", since=TODAY - timedelta(days=2))
    assert in_order([handed, over, far, soon, late], today=TODAY) == [late, soon, far, over, handed]
    found = standing([handed, over, far, soon, late], today=TODAY)
    assert (found.all, found.overdue, found.soon) == (5, 1, 1)
    assert found.by_state == {"done": 1, "doing": 1, "planned": 2, "impossible": 0, "handed_over": 1}


def test_only_promises_are_for_everybody() -> None:
    assert may_be_released(entry(kind="promise"))
    assert not may_be_released(entry())


def test_each_office_is_reminded_of_its_own_and_the_longest_waiting_comes_first() -> None:
    day = timedelta(days=1)
    found = reminders(
        [
            entry(1, due=TODAY, owner="공원과"),
            entry(2, due=TODAY - day, owner="도로과"),
            entry(3, due=TODAY + 7 * day, owner="도로과"),
            entry(4, due=TODAY - 2 * day, owner="도로과", state="doing"),
            entry(5, due=TODAY + 8 * day, owner="청소과"),
            entry(6, due=SAID, owner="청소과", state="done", since=TODAY),
            entry(7, due=SAID, owner="경찰서", state="handed_over", since=TODAY),
        ],
        today=TODAY,
    )
    assert [(one.owner, [late.id.int for late in one.late], [soon.id.int for soon in one.soon]) for one in found] == [
        ("도로과", [4, 2], [3]),
        ("공원과", [], [1]),
    ]
    assert [one.count for one in found] == [3, 1]
    assert reminders([], today=TODAY) == []
