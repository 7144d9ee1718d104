"""A programme is kept when nothing is wrong with it, and else told all that is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

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
        ({"kind": "task", "parent": None}, ["parent"]),
    ],
)
def test_what_is_wrong_is_named(changed: dict[str, Any], wrong: list[str]) -> None:
    assert faults(replace(CONTEST, **changed)) == wrong


def test_all_that_is_wrong_is_said_at_once() -> None:
    found = faults(replace(CONTEST, title="", members=1, amount_won=10, field="", began_on=date(2016, 1, 1)))
    assert found == ["title", "field", "contest.members", "contest.amount_won", "contest.period"]
    assert all(FAULTS[one].ko and FAULTS[one].en for one in found)
