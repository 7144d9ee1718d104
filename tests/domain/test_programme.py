"""A programme is kept when nothing is wrong with it, and else told all that is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from mapper.domain.indicator import Indicator, Standing, standing_on
from mapper.domain.programme import FAULTS, ProgrammeDraft, checked_programme
from mapper.errors import ProgrammeFaults

DISTRICTS = {"1111061500": "종로1·2·3·4가동", "1111065000": "혜화동", "4115051000": "의정부1동"}
CONTEST = ProgrammeDraft(
    "contest",
    " 골목  화단 ",
    "11110",
    date(2016, 9, 1),
    date(2016, 11, 30),
    field="environment",
    districts=("1111065000",),
    members=3,
    amount_won=800_000,
)


TASK = ProgrammeDraft(
    "task",
    "골목 불 밝히기",
    "11110",
    date(2024, 1, 1),
    parent=UUID(int=1),
    indicator=Indicator("roadcheck.found", 100),
    standing=Standing("doing", date(2024, 2, 1), "예산이 마련됨"),
)


def faults(draft: ProgrammeDraft) -> list[str]:
    try:
        checked_programme(draft, districts=DISTRICTS)
    except ProgrammeFaults as error:
        return list(error.fields["faults"])  # type: ignore[call-overload] # a list
    return []


def test_what_is_right_is_kept_in_order() -> None:
    kept = checked_programme(replace(CONTEST, before="적을 수 없음", parent=None), districts=DISTRICTS)
    assert (kept.title, kept.before, kept.members) == ("골목 화단", "", 3)


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"members": 2}, ["contest.members"]),
        ({"members": None}, ["contest.members"]),
        ({"amount_won": 880_000}, []),
        ({"amount_won": 720_000}, []),
        ({"amount_won": 880_001}, ["contest.amount_won"]),
        ({"began_on": date(2016, 8, 31)}, ["contest.period"]),
        ({"ended_on": date(2016, 12, 1)}, ["contest.period"]),
        ({"ended_on": date(2017, 9, 1)}, ["contest.period"]),
        ({"ended_on": None}, ["contest.period"]),
        ({"ended_on": date(2016, 8, 1)}, ["ended_on", "contest.period"]),
        ({"districts": ()}, ["districts"]),
        ({"districts": ("4115051000",)}, ["districts"]),
        ({"field": "ecology"}, ["field"]),
        ({"title": "김철수 010-1234-5678"}, ["title"]),
        ({"city": "99999"}, ["city", "districts"]),
        ({"began_on": None}, ["began_on", "contest.period"]),
        ({"kind": "party"}, ["kind"]),
        ({"kind": "task", "parent": None}, ["parent", "indicator", "state", "since", "reason"]),
    ],
)
def test_what_is_wrong_is_named(changed: dict[str, Any], wrong: list[str]) -> None:
    assert faults(replace(CONTEST, **changed)) == wrong


def test_all_that_is_wrong_is_said_at_once() -> None:
    found = faults(replace(CONTEST, title="", members=1, amount_won=10, field="", began_on=date(2016, 1, 1)))
    assert found == ["title", "field", "contest.members", "contest.amount_won", "contest.period"]
    assert all(FAULTS[one].ko and FAULTS[one].en for one in found)


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({}, []),
        ({"indicator": Indicator(words="동마다 모임 하나 이상")}, []),
        ({"indicator": Indicator(words="동마다 모임 하나 이상", target=-1)}, []),
        ({"indicator": Indicator()}, ["indicator"]),
        ({"indicator": Indicator("roadcheck.found", 100, "둘 다")}, ["indicator"]),
        ({"indicator": Indicator(words="010-1234-5678로 전화")}, ["indicator"]),
        ({"indicator": Indicator("roadcheck.found")}, ["target"]),
        ({"indicator": Indicator("roadcheck.found", 0)}, ["target"]),
        ({"indicator": Indicator("roadcheck.found", float("nan"))}, ["target"]),
        ({"indicator": Indicator("roadcheck.found", 30, bound="most")}, []),
        ({"indicator": Indicator("roadcheck.found", 0, bound="most")}, []),
        ({"indicator": Indicator("roadcheck.found", -1, bound="most")}, ["target"]),
        ({"indicator": Indicator("roadcheck.found", 30, bound="about")}, ["target"]),
        ({"standing": Standing()}, ["state", "since", "reason"]),
        ({"standing": Standing("handed_over", date(2024, 2, 1), "넘김")}, ["state"]),
        ({"standing": Standing("done", date(2023, 12, 31), "다 함")}, ["since"]),
        ({"standing": Standing("done", date(2024, 2, 1), " ")}, ["reason"]),
        ({"standing": Standing("done", date(2024, 2, 1), "010-1234-5678로 알림")}, ["reason"]),
    ],
)
def test_a_task_says_by_what_it_is_judged_and_where_it_stands(changed: dict[str, Any], wrong: list[str]) -> None:
    assert faults(replace(TASK, **changed)) == wrong


def test_what_is_no_task_is_judged_by_nothing() -> None:
    kept = checked_programme(replace(CONTEST, indicator=TASK.indicator, standing=TASK.standing), districts=DISTRICTS)
    assert (kept.indicator, kept.standing) == (Indicator(), Standing())
    typed = Indicator(target=3, words=" 두  줄 ", bound="most")
    words = checked_programme(replace(TASK, indicator=typed), districts=DISTRICTS)
    assert words.indicator == Indicator(words="두 줄")


@pytest.mark.parametrize(("value", "reached"), [(100, True), (99.9, False), (None, None), ({"a": 200}, None)])
def test_a_target_is_reached_by_a_number(*, value: Any, reached: bool | None) -> None:
    assert TASK.indicator.is_reached(value) is reached
    assert Indicator(words="글").is_reached(value) is None


@pytest.mark.parametrize(("value", "reached"), [(100, True), (0, True), (100.1, False), (None, None)])
def test_what_is_to_stay_small_is_held_to_its_target_from_above(*, value: Any, reached: bool | None) -> None:
    assert Indicator("roadcheck.found", 100, bound="most").is_reached(value) is reached


def test_a_task_stands_on_a_day_where_it_was_said_to_stand_last_of_what_had_begun() -> None:
    planned = Standing("planned", date(2024, 1, 1), "예산 기다림")
    doing = Standing("doing", date(2024, 3, 1), "시작함")
    done = Standing("done", date(2024, 7, 1), "다 함")
    again = Standing("doing", date(2024, 6, 1), "끝난 줄 알았으나 남음")  # puts right what was said before
    said = [planned, doing, done]
    assert [standing_on(said, day) for day in (date(2023, 12, 31), date(2024, 2, 29), date(2024, 6, 30), date(2024, 7, 1))] == [
        Standing(), planned, doing, done
    ]  # fmt: skip
    assert standing_on([*said, again], date(2024, 7, 1)) == again
    assert standing_on([*said, again], date(2024, 5, 31)) == doing
