"""What the public may know: rule R3."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.domain.category import CATEGORIES, category_by_id
from mapper.domain.disclosure import (
    FOLDED,
    FOLDED_ITEMS,
    IssueOnCard,
    line_label,
    public_lines,
    public_point_labels,
)
from mapper.domain.grading import explain, facts_from_inputs, grade
from mapper.domain.rubric import RUBRIC

Make = Callable[..., dict[str, Any]]
CUT_OFF = datetime(2025, 7, 1, tzinfo=UTC)
OLD, NEW = CUT_OFF - timedelta(days=1), CUT_OFF + timedelta(hours=1)
TELLING = {"abandoned_house", "blind_spot", "fire_access", "illegal_parking", "streetlight_out"}

levels = st.lists(st.sampled_from([0, 1, 2, 3, 4, "na"]), min_size=16, max_size=16)
found = st.lists(st.tuples(st.sampled_from(CATEGORIES), st.integers(1, 4), st.sampled_from([OLD, NEW])), max_size=6)


def lines_of(given: dict[str, Any]) -> dict[str, dict[str, int]]:
    return explain(grade(facts_from_inputs([given]))).of(0)


@settings(max_examples=60, derandomize=True)
@given(answers=levels, kinds=found)
def test_the_public_lines_have_the_same_sum_and_tell_nothing_folded(
    *, answers: list[Any], kinds: list[Any], case: Make, survey: Make, issue: Make
) -> None:
    issues = [issue(f"k{n}", category=kind.id, severity=severity) for n, (kind, severity, _) in enumerate(kinds)]
    on_card = {f"k{n}": IssueOnCard(kind.id, recorded_at) for n, (kind, _, recorded_at) in enumerate(kinds)}
    walked = survey(**dict(zip(RUBRIC.item_ids, answers, strict=True)))
    for lines in lines_of(case(audits=[walked], issues=issues)).values():
        shown = public_lines(lines, on_card, length_m=80.0, recorded_before=CUT_OFF)
        assert sum(shown.values()) == sum(lines.values())
        assert list(shown)[-1] == FOLDED
        for key in shown:
            kind, _, subject = key.partition(":")
            assert kind in {"base", "item", "issue", FOLDED}
            assert subject not in FOLDED_ITEMS
            if kind == "issue":
                assert on_card[subject].recorded_at == OLD
                assert on_card[subject].category not in TELLING


def test_the_folded_line_is_always_there(case: Make) -> None:
    for lines in lines_of(case()).values():
        assert public_lines(lines, {}, length_m=80.0, recorded_before=CUT_OFF) == {"base": 10_000, FOLDED: 0}


@pytest.mark.parametrize("category", CATEGORIES, ids=lambda category: category.id)
def test_issues_on_a_folded_item_are_folded(category: Any) -> None:
    lines = {"base": 10_000, "issue:k1": -300}
    shown = public_lines(lines, {"k1": IssueOnCard(category.id, OLD)}, length_m=80.0, recorded_before=CUT_OFF)
    assert ("issue:k1" in shown) == (category.id not in TELLING)


@pytest.mark.parametrize(("recorded_at", "is_shown"), [(OLD, True), (CUT_OFF, False), (NEW, False)])
def test_an_issue_is_public_only_after_the_delay(recorded_at: datetime, *, is_shown: bool) -> None:
    lines = {"base": 10_000, "issue:k1": -300}
    shown = public_lines(lines, {"k1": IssueOnCard("litter", recorded_at)}, length_m=80.0, recorded_before=CUT_OFF)
    assert ("issue:k1" in shown) == is_shown


def test_an_unknown_issue_is_folded() -> None:
    assert public_lines({"issue:gone": -300}, {}, length_m=80.0, recorded_before=CUT_OFF) == {FOLDED: -300}


@pytest.mark.parametrize("hidden", [{"R2": 4}, {"R2": 4, "W1": 4}], ids=["derelict house", "and a broken surface"])
def test_a_cap_does_not_tell_of_a_derelict_house(hidden: dict[str, int], case: Make, survey: Make) -> None:
    for lines in lines_of(case(audits=[survey(**hidden)])).values():
        shown = public_lines(lines, {}, length_m=80.0, recorded_before=CUT_OFF)
        assert set(shown) <= {"base", "item:W1", FOLDED}


def test_a_cap_does_not_tell_of_a_street_without_light(case: Make, issue: Make) -> None:
    dark = issue(category="streetlight_out", severity=4)
    lines = lines_of(case(issues=[dark]))["W"]
    assert lines["critical_cap"] < 0
    shown = public_lines(lines, {"k1": IssueOnCard("streetlight_out", OLD)}, length_m=80.0, recorded_before=CUT_OFF)
    assert shown == {"base": 10_000, FOLDED: -3750}


def test_vacant_houses_are_never_points_and_telling_ones_have_no_name() -> None:
    labels = public_point_labels()
    assert {category.id for category in CATEGORIES} - labels.keys() == {"abandoned_house"}
    assert {category for category, label in labels.items() if label == "그 밖의 불편"} == TELLING - {"abandoned_house"}
    assert labels["litter"] == category_by_id("litter").label_ko


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("base", "기본 점수"),
        ("item:R1", "쓰레기·무단투기"),
        ("issue:k1", "낙서"),
        ("critical_cap", "중대결함 상한"),
        ("critical_cap:overall", "중대결함 상한"),
        ("floor:W", "0점 하한"),
        (FOLDED, "그 밖의 항목"),
    ],
)
def test_labels(key: str, label: str) -> None:
    assert line_label(key, {"k1": IssueOnCard("graffiti", OLD)}) == label


def test_on_a_short_segment_no_issue_is_named() -> None:
    lines, on_card = {"base": 10_000, "issue:k1": -300}, {"k1": IssueOnCard("litter", OLD)}
    assert public_lines(lines, on_card, length_m=79.9, recorded_before=CUT_OFF) == {"base": 10_000, FOLDED: -300}
    named = public_lines(lines, on_card, length_m=80.0, recorded_before=CUT_OFF)
    assert named == {"base": 10_000, "issue:k1": -300, FOLDED: 0}
