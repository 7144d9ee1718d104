"""The worked examples of spec 1.0: the table of §4, its arithmetic, and the durations of §3."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mapper.domain.grading import recompute

Make = Callable[..., dict[str, Any]]
G03 = {"R1": 2, "R2": 1, "R5": 3, "R7": 1, "W1": 1, "W3": 2, "W4": 3, "W6": "na", "W7": 1}

# Id, length, survey; how many issues, and which; then residential, walking and overall.
TABLE = [
    ("G02", 100, {"every": 1}, (0, {}), "75.00 B", "75.00 B", "75.00 B"),
    ("G03", 80, G03, (0, {}), "73.50 B", "71.67 B", "72.13 B"),
    ("G04", 50, {}, (1, {}), "89.12 A", "94.29 A", "90.41 A"),
    ("G05", 50, {"age": 120}, (1, {"age": 90}), "86.73 A", "92.95 A", "88.29 A"),
    ("G07", 50, {"age": 120}, (1, {"age": 90, "resolved": 30}), "95.25 A", "97.58 A", "95.83 A"),
    ("G08", 50, {"age": 10}, (1, {"age": 90, "resolved": 30}), "100.00 A", "100.00 A", "100.00 A"),
    ("G09", 50, {}, (1, {"verification": "unverified"}), "94.29 A", "97.07 A", "94.99 A"),
    ("G11", 100, {}, (10, {"severity": 1}), "76.39 B", "86.73 A", "78.98 B"),
    ("G12", 100, {}, (100, {"severity": 3, "category": "litter"}), "40.00 D", "100.00 A", "55.00 C"),
    ("G13", 60, {"R1": 4}, (3, {}), "71.12 B", "86.73 A", "75.02 B"),
    ("G15", 100, {"R2": 4}, (0, {}), "62.50 C", "100.00 A", "62.50 C"),
    ("G17", 100, {"W1": 4, "W8": 4}, (0, {}), "100.00 A", "47.50 D", "47.50 D"),
    ("G20", 100, {"age": 731}, (0, {}), "expired", "expired", "ungraded"),
    ("G21", 100, {"R1": None, "R2": None}, (0, {}), "low_coverage", "100.00 A", "ungraded"),
    ("G27", 120, G03, (4, {}), "63.45 C", "70.57 B", "65.23 C"),
    ("G28", 60, G03, (2, {}), "63.45 C", "70.57 B", "65.23 C"),
]


def _said(scope: dict[str, Any]) -> str:
    if scope["status"] == "ungraded":
        return str(scope.get("reason", "ungraded"))
    return f"{scope['score']:.2f} {scope['grade']}"


@pytest.mark.parametrize("row", TABLE, ids=[row[0] for row in TABLE])
def test_table(row: tuple[Any, ...], case: Make, survey: Make, issue: Make) -> None:
    name, length_m, levels, (count, fields), residential, walking, overall = row
    issues = [issue(f"k{number:02}", **fields) for number in range(count)]
    [answer] = recompute([case(name, length_m=length_m, audits=[survey(**levels)], issues=issues)])
    result = answer["result"]
    found = (_said(result["axes"]["R"]), _said(result["axes"]["W"]), _said(result["overall"]))
    assert found == (residential, walking, overall)


def _result(given: dict[str, Any]) -> dict[str, Any]:
    [answer] = recompute([given])
    return answer["result"]


def test_g19_issues_never_create_a_grade(case: Make, issue: Make) -> None:
    issues = [issue(f"k{number}", severity=4) for number in range(5)]
    result = _result(case(audits=[], issues=issues))
    assert result["axes"]["R"] == {"status": "ungraded", "reason": "no_survey", "coverage": 0.0}
    assert result["overall"] == {"status": "ungraded"}


def test_g21_tells_how_much_was_observed(case: Make, survey: Make) -> None:
    result = _result(case(audits=[survey(R1=None, R2=None)]))
    assert result["axes"]["R"] == {"status": "ungraded", "reason": "low_coverage", "coverage": 0.66}


def test_g22_two_raters_are_averaged(case: Make, survey: Make) -> None:
    raters = [survey(5, audit="a1", R1=1, W1=2), survey(0, audit="a2", R1=2, W1=3)]
    result = _result(case(audits=raters))
    scopes = (*result["axes"].values(), result["overall"])
    assert [_said(scope) for scope in scopes] == ["93.25 A", "88.75 A", "89.88 A"]
    assert result["overall"]["confidence"] == 0.9


@pytest.mark.parametrize(
    ("levels", "previous", "said"),
    [({"R1": 2, "W1": 2}, "C", "70.50 C"), ({"R1": 2, "R4": 2, "W1": 2, "W8": 2}, "B", "68.63 B")],
    ids=["G25", "G26"],
)
def test_dead_band(levels: dict[str, int], previous: str, said: str, case: Make, survey: Make) -> None:
    memory = dict.fromkeys(("overall", "R", "W"), previous)
    result = _result(case(audits=[survey(every=1, **levels)], previous=memory))
    assert _said(result["overall"]) == said


def test_worked_g13(case: Make, survey: Make, issue: Make) -> None:
    dumps = [issue(f"k{number}") for number in range(3)]
    result = _result(case(length_m=60, audits=[survey(R1=4)], issues=dumps))
    residential, walking = result["axes"]["R"], result["axes"]["W"]
    assert (residential["survey_score"], residential["issue_raw"]) == (82.0, 12.0)
    assert residential["issue_deduct"] == pytest.approx(10.876, abs=5e-4)
    assert walking["issue_deduct"] == pytest.approx(13.272, abs=5e-4)
    assert residential["contributions"] == {
        "base": 100.0,
        "item:R1": -18.0,
        "issue:k0": -3.62,
        "issue:k1": -3.63,
        "issue:k2": -3.63,
    }


def test_worked_g07(case: Make, survey: Make, issue: Make) -> None:
    dump = issue(age=90, resolved=30)
    result = _result(case(length_m=50, audits=[survey(120)], issues=[dump]))
    assert result["axes"]["R"]["issue_raw"] == pytest.approx(4.9497, abs=5e-5)
    assert result["axes"]["R"]["issue_deduct"] == pytest.approx(4.7510, abs=2e-4)


def test_three_hazards_verified_on_site_can_force_e(case: Make, issue: Make) -> None:
    hazards = [issue(name, severity=4, category=name) for name in ("pothole", "broken_railing", "speeding")]
    result = _result(case(issues=hazards))
    assert result["axes"]["W"]["critical_items"] == ["W1", "W5", "W8"]
    assert _said(result["axes"]["W"]) == "32.50 E"
    assert _said(result["overall"]) == "32.50 E"


def test_findings_of_both_axes_cap_the_overall_score(case: Make, survey: Make) -> None:
    result = _result(case(audits=[survey(R2=4, R3=4, W1=4)]))
    assert (result["axes"]["R"]["score"], result["axes"]["W"]["score"]) == (47.5, 62.5)
    assert result["overall"]["score"] == 32.5
    assert result["overall"]["contributions"]["critical_cap:overall"] == -18.75


@pytest.mark.parametrize(
    ("age", "word"),
    [(151, "high"), (152, "medium"), (435, "medium"), (436, "low"), (730, "low")],
)
def test_confidence_of_one_full_survey_by_age(age: int, word: str, case: Make, survey: Make) -> None:
    assert _result(case(audits=[survey(age)]))["overall"]["confidence_level"] == word
