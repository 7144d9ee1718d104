"""AT-14: what a sentence for the press narrows households down by."""

from __future__ import annotations

from datetime import date

import pytest

from mapper.domain.case_words import RISKS
from mapper.domain.press_line import _KINDS, PressCase, may_go_out, read_line

TODAY = date(2026, 11, 22)
DISTRICTS = {"1": "가온동", "2": "나루1동", "3": "나루2동"}


@pytest.mark.parametrize(
    ("sentence", "districts", "kinds", "span"),
    [
        ("시장은 6월 12일 가온동의 조손 가구를 찾았다", {"1"}, {"grandparents"}, ("2026-06-12", "2026-06-12")),
        ("지난해가 아니라 12월 3일 나루1동 독거 세대", {"2"}, {"alone"}, ("2025-12-03", "2025-12-03")),
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
    sentence: str, districts: set[str] | None, kinds: set[str], span: tuple[str, str] | None
) -> None:
    line = read_line(sentence, DISTRICTS, today=TODAY)
    assert (line.is_about, line.districts, line.kinds) == (True, districts, kinds)
    assert line.span == (span and tuple(map(date.fromisoformat, span)))


def test_only_what_is_about_a_household_is_held_and_only_when_few_fit() -> None:
    def cases(count: int, day: str = "2026-06-12") -> list[PressCase]:
        return [PressCase("1", frozenset({"alone", "old"}), frozenset({date.fromisoformat(day)}))] * count

    said = read_line("6월 12일 가온동 독거 가구", DISTRICTS, today=TODAY)
    assert not may_go_out(said, cases(9))
    assert may_go_out(said, cases(10))
    assert not may_go_out(said, cases(30, "2026-06-13"))
    assert not may_go_out(read_line("6월 12일 나루1동 독거 가구", DISTRICTS, today=TODAY), cases(30))
    assert not may_go_out(read_line("2월 30일 가온동 독거 가구", DISTRICTS, today=TODAY), cases(30))
    assert may_go_out(read_line("6월 12일 가온동 가로등 20곳을 고쳤다", DISTRICTS, today=TODAY), [])


def test_every_risk_group_is_told_by_words_but_the_last() -> None:
    assert RISKS.keys() - _KINDS.keys() == {"other"}
