"""What a meeting may say, what a vote needs, and how a decision moves."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from mapper.domain.calendar import KST
from mapper.domain.decision import (
    DECISION_STATES,
    MOVES,
    Ballot,
    Followed,
    checked_ballot,
    execution,
    executions,
    in_order,
    move_to,
)
from mapper.domain.meeting import LONGEST_LINE, MOST_TIES, MeetingDraft, Ties, checked_draft, checked_ties, written
from mapper.errors import DecisionMoveRefused, InvalidInput, PersonalDataFound

NOW = datetime(2026, 11, 20, 19, tzinfo=KST)
TODAY, HELD = NOW.date(), date(2026, 11, 2)
ALLOWED = {("open", "executed"), ("open", "dropped"), ("executed", "open"), ("dropped", "open")}


def decision(**change: Any) -> Followed:
    values: dict[str, Any] = {
        "id": uuid4(), "meeting": uuid4(), "version": uuid4(), "item": None, "title": "11월 주민회의",
        "kind": "residents", "held_on": HELD, "districts": ("4115099000",), "words": "가로등을 고친다.", "segments": (),
        "issues": (), "team": None, "team_name": None, "due": None, "state": "open", "since": None, "reason": None,
        "by": None,
    }  # fmt: skip
    return Followed(**(values | change))


@pytest.mark.parametrize("state", DECISION_STATES)
@pytest.mark.parametrize("to", [*DECISION_STATES, "made-up"])
def test_only_the_moves_of_the_table_are_allowed(state: str, to: str) -> None:
    assert {(one, move.to) for one, moves in MOVES.items() for move in moves} == ALLOWED
    if (state, to) in ALLOWED:
        assert move_to(state, to, reason="예산이 없다.", on=TODAY, held_on=HELD, today=TODAY).to == to
    else:
        with pytest.raises(DecisionMoveRefused):
            move_to(state, to, reason="예산이 없다.", on=TODAY, held_on=HELD, today=TODAY)


@pytest.mark.parametrize(("state", "to", "needs"), [("open", "executed", False), ("open", "dropped", True), ("executed", "open", True)])  # fmt: skip
def test_what_is_given_up_or_taken_up_again_says_why(state: str, to: str, *, needs: bool) -> None:
    wanted = {"reason": None, "on": TODAY, "held_on": HELD, "today": TODAY}
    if not needs:
        assert move_to(state, to, **wanted).to == to
        return
    with pytest.raises(InvalidInput) as caught:
        move_to(state, to, **wanted)
    assert caught.value.fields["field"] == "reason"


@pytest.mark.parametrize("on", [HELD - timedelta(days=1), TODAY + timedelta(days=1)])
def test_a_decision_moves_after_it_was_made_and_not_tomorrow(on: date) -> None:
    with pytest.raises(InvalidInput, match="is no day"):
        move_to("open", "executed", reason=None, on=on, held_on=HELD, today=TODAY)


@pytest.mark.parametrize(
    ("counts", "carried"), [((5, 3, 1), True), ((5, 4, 1), False), ((1, 0, 1), False), ((0, 0, 1), False)]
)
def test_more_than_half_of_those_who_vote_carry_it(counts: tuple[int, int, int], carried: bool) -> None:  # noqa: FBT001 - a case of the table
    assert Ballot(*counts).carried is carried


@pytest.mark.parametrize(("counts", "field"), [((-1, 2, 0), "ballot"), ((6, 4, 1), "present")])
def test_no_more_vote_than_came(counts: tuple[int, int, int], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        checked_ballot(Ballot(*counts), present=10)
    assert caught.value.fields["field"] == field
    assert checked_ballot(Ballot(6, 4, 0), present=10).cast == 10


def test_what_is_overdue_comes_first_and_only_what_is_executed_counts() -> None:
    late, soon, whenever = decision(due=date(2026, 11, 10)), decision(due=date(2026, 12, 1)), decision()
    done = decision(due=date(2026, 11, 3), state="executed", since=date(2026, 11, 19), districts=("A", "B"))
    dropped = decision(state="dropped", held_on=date(2026, 9, 30), since=TODAY, reason="예산")
    every = [whenever, dropped, done, soon, late]
    assert in_order(every, today=TODAY) == [late, soon, whenever, done, dropped]
    counts = execution(every, today=TODAY)
    assert (counts.decided, counts.executed, counts.dropped, counts.open, counts.overdue) == (5, 1, 1, 3, 1)
    assert counts.executed_share == pytest.approx(0.2)
    assert {key: one.decided for key, one in executions(every, "quarter", today=TODAY).items()} == {"2026-Q3": 1, "2026-Q4": 4}  # fmt: skip
    assert {key: one.executed for key, one in executions(every, "district", today=TODAY).items()} == {"4115099000": 0, "A": 1, "B": 1}  # fmt: skip
    assert execution([], today=TODAY).executed_share is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "party"}, "kind"),
        ({"title": " \u202e "}, "title"),
        ({"place": "가" * (LONGEST_LINE + 1)}, "place"),
        ({"held_at": NOW + timedelta(days=900)}, "held_at"),
        ({"held_at": NOW.replace(year=1999)}, "held_at"),
    ],
)
def test_a_meeting_is_one_that_can_be(change: dict[str, Any], field: str) -> None:
    draft = {
        "kind": "residents",
        "title": "11월  주민회의",
        "place": "주민센터",
        "held_at": NOW,
        "districts": ("2", "1", "2"),
    }
    kept = checked_draft(MeetingDraft(**draft), now=NOW)
    assert (kept.title, kept.districts) == ("11월 주민회의", ("1", "2"))
    with pytest.raises(InvalidInput) as caught:
        checked_draft(MeetingDraft(**(draft | change)), now=NOW)
    assert caught.value.fields["field"] == field


def test_nobody_is_named_and_nobodys_number_is_kept() -> None:
    with pytest.raises(PersonalDataFound):
        written("연락은 010-0000-0000", field="words")
    with pytest.raises(PersonalDataFound):
        written("김철수 씨가 말했다.", field="minutes", longest=500, confirmed=False)
    assert (
        written("방범등 열두 곳\r\n다음 달까지", field="minutes", longest=500, confirmed=False)
        == "방범등 열두 곳\n다음 달까지"
    )


def test_each_tie_is_kept_once_and_not_without_end() -> None:
    one, two = UUID(int=1), UUID(int=2)
    assert checked_ties(Ties((one, two, one), (two, two))) == Ties((one, two), (two,))
    with pytest.raises(InvalidInput):
        checked_ties(Ties(tuple(UUID(int=number) for number in range(MOST_TIES + 1))))
