"""What has to be surveyed, and which surveys are made again."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mapper.domain.calendar import KST
from mapper.domain.survey_round import (
    REPEAT_DAYS,
    FirstSurvey,
    Need,
    Standing,
    Surveyor,
    due_repeats,
    need_of,
    post,
    repeats_in_round,
    shares,
)

DAY = date(2026, 7, 1)


def before(days: int) -> datetime:
    return datetime(2026, 7, 1, 0, 5, tzinfo=KST) - timedelta(days=days)


@pytest.mark.parametrize(
    ("walked", "reopened", "asked", "need"),
    [
        (None, None, None, Need.NEVER),
        (0, None, None, None),
        (669, None, None, None),
        (670, None, None, Need.EXPIRING),
        (730, None, None, Need.EXPIRING),
        (731, None, None, Need.EXPIRED),
        (10, 9, None, Need.REOPENED),
        (9, 10, None, None),
        (10, None, 9, Need.ASKED),
        (None, 5, 5, Need.ASKED),
    ],
)
def test_what_a_segment_needs(walked: int | None, reopened: int | None, asked: int | None, need: Need | None) -> None:
    moments = [None if days is None else before(days) for days in (walked, reopened, asked)]
    assert need_of(Standing(*moments), DAY) == need


def surveys(count: int, *, days_ago: int = 3) -> list[FirstSurvey]:
    return [
        FirstSurvey(
            id=UUID(int=(number * 7919) % 100_003),
            segment=UUID(int=number),
            district=f"동{number % 3}",
            grade="ABCDE"[number % 5],
            rater=f"조사원-{number % 4}",
            walked_on=DAY - timedelta(days=days_ago),
            repeated=False,
        )
        for number in range(count)
    ]


def test_a_tenth_is_made_again_and_of_a_small_round_what_bonett_asks() -> None:
    assert [repeats_in_round(count) for count in (0, 50, 400, 2000, 2001)] == [0, 50, 79, 200, 201]


@given(st.dictionaries(st.tuples(st.sampled_from("동서"), st.sampled_from("ABC"), st.sampled_from("12")), st.integers(1, 50), min_size=1), st.floats(0, 1))  # fmt: skip
def test_shares_add_up_and_are_less_than_one_off(counts: dict[tuple[str, str, str], int], part: float) -> None:
    whole = sum(counts.values())
    total = int(part * whole)
    given_out = shares(counts, total)
    assert sum(given_out.values()) == total
    assert all(abs(given_out[key] - total * counts[key] / whole) < 1 for key in counts)
    assert all(given_out[key] <= counts[key] for key in counts)


def test_every_stratum_has_its_tenth_by_the_end_of_a_round() -> None:
    """Surveyed and dealt day by day; whatever is dealt is done."""
    days, a_day = 30, 50
    every, begins = surveys(days * a_day), DAY - timedelta(days=days)
    done: set[UUID] = set()
    for passed in range(days + 1):
        day = begins + timedelta(days=passed)
        so_far = [
            replace(one, walked_on=begins + timedelta(days=place // a_day), repeated=one.id in done)
            for place, one in enumerate(every[: a_day * passed])
        ]
        chosen = due_repeats(so_far, ahead=len(every) - len(so_far), day=day)
        assert all(0 < (day - one.walked_on).days <= REPEAT_DAYS and not one.repeated for one in chosen)
        assert chosen == due_repeats(so_far[::-1], ahead=len(every) - len(so_far), day=day)
        done |= {one.id for one in chosen}
    of_stratum = Counter(one.stratum for one in every)
    repeated = Counter(one.stratum for one in every if one.id in done)
    assert len(done) >= 0.1 * len(every)
    assert all(abs(repeated[stratum] - 0.1 * count) < 1.5 for stratum, count in of_stratum.items())


def test_what_is_too_old_or_of_today_or_repeated_is_not_made_again() -> None:
    fresh = surveys(100)
    assert len(due_repeats(fresh, ahead=900, day=DAY)) == 10
    assert due_repeats(surveys(100, days_ago=0), ahead=900, day=DAY) == []
    assert due_repeats(surveys(100, days_ago=REPEAT_DAYS + 1), ahead=900, day=DAY) == []
    assert due_repeats([], ahead=900, day=DAY) == []
    chosen = {one.id for one in due_repeats(fresh, ahead=900, day=DAY)}
    after = [replace(one, repeated=one.id in chosen) for one in fresh]
    assert due_repeats(after, ahead=900, day=DAY) == []


def test_people_go_where_most_is_to_do() -> None:
    people = [
        Surveyor(UUID(int=1), "다", None),
        Surveyor(UUID(int=2), "가", frozenset({"1"})),
        Surveyor(UUID(int=3), "나", frozenset({"1", "2"})),
        Surveyor(UUID(int=4), "라", frozenset({"9"})),
    ]
    posted = post(people, {"1": 50, "2": 60, "3": 0})
    assert {code: [one.name for one in there] for code, there in posted.items()} == {"1": ["가"], "2": ["나", "다"]}
    assert posted == post(people[::-1], {"1": 50, "2": 60, "3": 0})
