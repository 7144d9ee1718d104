"""Edits end in one state in whatever order they arrive, and no value that nobody replaced is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.domain.edit import MOST_TOLD, Standing, Written, standing
from mapper.domain.editable import EDITABLE, ISSUE, SEGMENT, editable
from mapper.errors import InvalidInput

SEVERITY, DESCRIPTION = editable(ISSUE, "severity"), editable(ISSUE, "description")
WITHDRAWN, NOTE = editable(ISSUE, "withdrawn"), editable(SEGMENT, "note")
BEGINNING = datetime(2026, 11, 22, tzinfo=UTC)


def edit(number: int, value: Any, *bases: int, resolves: bool = False, minutes: int = 0) -> Written:
    replaces = frozenset(map(UUID, (f"{base:032x}" for base in bases)))
    at = BEGINNING + timedelta(minutes=minutes)
    return Written(UUID(f"{number:032x}"), value, replaces, resolves, at, "made-person")


def values(found: Standing) -> list[Any]:
    return [head.value for head in found.heads]


def chain(values: list[int]) -> list[Written]:
    """Each replaces the one before it, by clocks that run backwards."""
    return [edit(n + 1, value, *([n] if n else []), minutes=-n) for n, value in enumerate(values)]


def test_of_too_many_values_each_is_told_before_any_twice() -> None:
    twice = standing(NOTE, None, [edit(n, "가") for n in range(1, MOST_TOLD + 1)] + [edit(99, "나")])
    assert len(twice.heads) == MOST_TOLD + 1
    assert (len(twice.told), {head.value for head in twice.told}) == (MOST_TOLD, {"가", "나"})
    few = standing(NOTE, None, [edit(1, "가"), edit(2, "나"), edit(3, "가")])
    assert few.told == few.heads


def test_nobody_wrote_so_what_was_reported_stands() -> None:
    found = standing(SEVERITY, 2, [])
    assert (found.value, found.is_conflict) == (2, False)


@settings(max_examples=20)
@given(st.lists(st.integers(1, 4), min_size=5, max_size=5))
def test_a_chain_of_five_ends_in_its_last_value_in_every_order(written: list[int]) -> None:
    ends = {standing(SEVERITY, 3, order) for order in permutations(chain(written))}
    assert len(ends) == 1
    assert values(ends.pop()) == written[-1:]


@given(st.lists(st.integers(1, 4), min_size=5, max_size=5), st.randoms(use_true_random=False))
def test_on_the_way_every_unreplaced_value_is_there(written: list[int], random: Random) -> None:
    whole = chain(written)
    random.shuffle(arriving := list(whole))
    for count in range(1, 6):
        known = arriving[:count]
        expected = {one.edit for one in known if not any(one.edit in other.replaces for other in known)}
        assert {head.edit for head in standing(SEVERITY, 3, known).heads} == expected


def devices(random: Random) -> list[Written]:
    """Three people write 200 edits each: over their own last one, and over what they had of the others by then."""
    known: list[dict[UUID, Written]] = [{}, {}, {}]
    made: dict[UUID, Written] = {}
    turns = [0, 1, 2] * 200
    random.shuffle(turns)
    for number, device in enumerate(turns):
        if random.random() < 0.05:  # there is a signal
            known[device] = dict(made)
        seen = standing(NOTE, None, known[device].values())
        decides = random.random() < 0.1
        bases = [head.edit for head in seen.heads if decides or head.value == seen.value]
        one = Written(
            UUID(int=random.getrandbits(128)), f"{device}-{random.randrange(9)}", frozenset(bases), decides,
            BEGINNING + timedelta(seconds=number + random.randrange(-300, 300)),
        )  # fmt: skip
        made[one.edit] = known[device][one.edit] = one
    return list(made.values())


@settings(max_examples=2)
@given(st.integers())
def test_three_devices_with_200_edits_each_end_in_one_state(seed: int) -> None:
    random = Random(seed)
    made = devices(random)
    first = standing(NOTE, None, made)
    named = {base for one in made for base in one.replaces}
    assert {head.edit for head in first.heads} == {one.edit for one in made if one.edit not in named}
    for _ in range(10):
        random.shuffle(made)
        assert standing(NOTE, None, made) == first
    heads = frozenset(head.edit for head in first.heads)
    decided = Written(UUID(int=0), "decided", heads, resolves=True, edited_at=BEGINNING)
    assert values(standing(NOTE, None, [decided, *made])) == ["decided"]


@settings(max_examples=200)
@given(
    st.lists(
        st.tuples(st.integers(1, 4), st.sets(st.integers(0, 7), max_size=3), st.booleans()), min_size=1, max_size=7
    ),
    st.randoms(use_true_random=False),
)
def test_whatever_they_name_one_state_and_something_always_stands(
    written: list[tuple[int, set[int], bool]], random: Random
) -> None:
    made = [edit(n, value, *bases, resolves=resolves) for n, (value, bases, resolves) in enumerate(written)]
    first = standing(SEVERITY, 2, made)
    random.shuffle(made)
    assert standing(SEVERITY, 2, made) == first
    assert first.heads


def test_two_who_know_nothing_of_each_other_both_stand_and_a_resolver_decides() -> None:
    two = [edit(1, "좁음", minutes=1), edit(2, "막힘", minutes=2)]
    found = standing(DESCRIPTION, None, two)
    assert (found.is_conflict, values(found), found.value) == (True, ["막힘", "좁음"], "막힘")
    decided = standing(DESCRIPTION, None, [*two, edit(3, "좁고 막힘", 1, 2, resolves=True)])
    assert (decided.is_conflict, decided.value) == (False, "좁고 막힘")
    late = standing(DESCRIPTION, None, [*two, edit(3, "좁고 막힘", 1, 2, resolves=True), edit(4, "열림", 1)])
    assert late.is_conflict
    assert values(late) == ["좁고 막힘", "열림"] or values(late) == ["열림", "좁고 막힘"]


def test_who_may_not_resolve_replaces_no_values_that_differ() -> None:
    two = [edit(1, "좁음"), edit(2, "막힘")]
    assert len(standing(DESCRIPTION, None, [*two, edit(3, "열림", 1, 2)]).heads) == 3
    same = [edit(1, "좁음"), edit(2, "좁음")]
    assert values(standing(DESCRIPTION, None, [*same, edit(3, "열림", 1, 2)])) == ["열림"]


def test_equal_values_are_no_conflict_and_both_who_wrote_them_are_kept() -> None:
    found = standing(SEVERITY, 1, [edit(1, 3), edit(2, 3.0)])
    assert (found.is_conflict, len(found.heads)) == (False, 2)


def test_withdrawing_against_editing_is_a_conflict_that_hides_nothing() -> None:
    found = standing(WITHDRAWN, None, [edit(1, value=True, minutes=5), edit(2, value=False)])
    assert (found.is_conflict, found.value) == (True, False)
    assert standing(SEVERITY, 1, [edit(1, 4), edit(2, 2, minutes=5)]).value == 4


def test_a_circle_stands_until_it_is_replaced() -> None:
    circle = [edit(1, 2, 2), edit(2, 3, 1), edit(3, 4, 3)]
    assert len(standing(SEVERITY, 1, circle).heads) == 3
    assert values(standing(SEVERITY, 1, [*circle, edit(4, 1, 1, 2, 3, resolves=True)])) == [1]


@pytest.mark.parametrize("field", EDITABLE, ids=lambda field: f"{field.subject}-{field.name}")
def test_a_field_takes_nothing_else(field: Any) -> None:
    good = {
        "category": "illegal_dumping", "severity": 4, "place": {"lon": 127.0, "lat": 37.7}, "width_m": 2.5,
        "description": "두 줄\n", "note": None,
    }.get(field.name, True)  # fmt: skip
    assert field.checked(good) == good
    for bad in ({}, [], 0, 5e-324, 5.5e9, "\x00", {"lon": 127.0}, {"lon": "127", "lat": 37.7}, float("nan")):
        with pytest.raises(InvalidInput):
            field.checked(bad)


def test_a_field_is_of_its_subject() -> None:
    with pytest.raises(InvalidInput):
        editable(SEGMENT, "severity")
