"""AT-14: what a sentence for the press narrows households down by."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from mapper.domain.case_words import RISKS
from mapper.domain.press_line import _KINDS, PressCase, may_go_out, read_line

TODAY = date(2026, 11, 22)
DISTRICTS = {"1": "가온동", "2": "나루1동", "3": "나루2동"}


@pytest.mark.parametrize(
    ("sentence", "districts", "kinds", "time"),
    [
        ("시장은 6월 12일 가온동의 조손 가구를 찾았다", {"1"}, {"grandparents"}, ("2026-06-12", "2026-06-12")),
        ("12월 3일 나루1동 독거 세대", {"2"}, {"alone"}, ("2025-12-03", "2025-12-03")),
        ("나루동의 한부모 가정", {"2", "3"}, {"single_parent"}, None),
        ("지난 3일 나루2동 이웃을 만났다", {"3"}, set(), ("2026-11-03", "2026-11-03")),
        ("지난 30일 이웃을 만났다", None, set(), ("2026-10-30", "2026-10-30")),
        ("2026년 상반기 위기가구 300가구", None, set(), ("2026-01-01", "2026-06-30")),
        ("2025년 하반기에 폐업한 주민", None, {"jobless"}, ("2025-07-01", "2025-12-31")),
        ("12월에 만난 장애인 가구", None, {"disabled"}, ("2025-12-01", "2025-12-31")),
        ("2025년의 고립 가구", None, {"withdrawn"}, ("2025-01-01", "2025-12-31")),
        ("어제 어르신 댁에", None, {"old"}, ("2026-11-21", "2026-11-21")),
        ("2026.6.12 가온동 노부부", {"1"}, {"old"}, ("2026-06-12", "2026-06-12")),
    ],
)
def test_a_sentence_is_read_as_somebody_who_looks_for_the_family_would(
    sentence: str, districts: set[str] | None, kinds: set[str], time: tuple[str, str] | None
) -> None:
    line = read_line(sentence, DISTRICTS, today=TODAY)
    assert (line.is_about, line.districts, line.kinds) == (True, districts, kinds)
    assert line.spans == ({tuple(map(date.fromisoformat, time))} if time else set())


def case_of(household: UUID | None, *days: str) -> PressCase:
    return PressCase(household, "1", frozenset({"alone", "old"}), frozenset(map(date.fromisoformat, days)))


def test_only_what_is_about_a_household_is_held_and_only_when_few_fit() -> None:
    def cases(count: int, day: str = "2026-06-12") -> list[PressCase]:
        return [case_of(UUID(int=1 + number), day) for number in range(count)]

    said = read_line("6월 12일 가온동 독거 가구", DISTRICTS, today=TODAY)
    assert not may_go_out(said, cases(9))
    assert may_go_out(said, cases(10))
    assert not may_go_out(said, cases(30, "2026-06-13"))
    assert not may_go_out(read_line("6월 12일 나루1동 독거 가구", DISTRICTS, today=TODAY), cases(30))
    assert not may_go_out(read_line("2월 30일 가온동 독거 가구", DISTRICTS, today=TODAY), cases(30))
    assert may_go_out(read_line("6월 12일 가온동 가로등 20곳을 고쳤다", DISTRICTS, today=TODAY), [])


def test_a_household_counts_once_however_often_it_was_followed() -> None:
    said = read_line("6월 12일 가온동 독거 가구", DISTRICTS, today=TODAY)
    nine = [case_of(UUID(int=1 + number), "2026-06-12") for number in range(9)]
    assert not may_go_out(said, [*nine, *nine])
    assert not may_go_out(said, [*nine, case_of(None, "2026-06-12")]), (
        "of whom was destroyed nobody knows who they were"
    )
    assert may_go_out(said, [*nine, *nine, case_of(UUID(int=10), "2026-06-12")])


def test_a_household_fits_every_time_that_is_told_of_it() -> None:
    said = read_line("3월 5일에 온 가온동 독거 가구를 6월 12일에 다시 찾았다", DISTRICTS, today=TODAY)
    here = [UUID(int=1 + number) for number in range(30)]
    assert not may_go_out(said, [case_of(one, "2026-03-05") for one in here])
    assert not may_go_out(said, [case_of(one, "2026-06-12") for one in here])
    assert not may_go_out(said, [case_of(one, day) for one in here for day in ("2026-03-05", "2026-06-12")]), (
        "nobody was followed on both days in one case"
    )
    assert may_go_out(said, [case_of(one, "2026-03-05", "2026-06-12") for one in here])


def test_every_risk_group_is_told_by_words_but_the_last() -> None:
    assert RISKS.keys() - _KINDS.keys() == {"other"}
