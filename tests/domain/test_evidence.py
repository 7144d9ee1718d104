"""Which observations count, and what is left of an issue: spec 1.0 §3, at the edges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mapper.domain.grading import facts_from_inputs, grade, recompute
from mapper.domain.rubric import RUBRIC

Make = Callable[..., dict[str, Any]]
HALF_LIVES = {"recurrent": 60, "fixed": 14}


def result(given: dict[str, Any]) -> dict[str, Any]:
    [answer] = recompute([given])
    return answer["result"]


def residential(given: dict[str, Any]) -> dict[str, Any]:
    return result(given)["axes"]["R"]


@pytest.mark.parametrize(("age", "status"), [(730, "graded"), (731, "ungraded")])
def test_a_survey_counts_for_730_days(age: int, status: str, case: Make, survey: Make) -> None:
    assert residential(case(audits=[survey(age)]))["status"] == status


@pytest.mark.parametrize(("apart", "survey_score"), [(14, 91.0), (15, 100.0)])
def test_a_round_reaches_back_14_days(apart: int, survey_score: float, case: Make, survey: Make) -> None:
    audits = [survey(1 + apart, audit="a1", R1=4), survey(1, audit="a2")]
    assert residential(case(audits=audits))["survey_score"] == survey_score


def test_a_round_never_reaches_back_over_the_limit(case: Make, survey: Make) -> None:
    audits = [survey(731, audit="a1", R1=4), survey(725, audit="a2")]
    assert residential(case(audits=audits))["survey_score"] == 100.0


def test_each_item_has_a_round_of_its_own(case: Make, survey: Make) -> None:
    audits = [survey(200, audit="a1", R1=4), survey(1, audit="a2", R1=None)]
    assert residential(case(audits=audits))["contributions"]["item:R1"] == -18.0


def test_one_number_outweighs_not_applicable(case: Make, survey: Make) -> None:
    audits = [survey(3, audit="a1", R1=4), survey(0, audit="a2", R1="na")]
    answer = residential(case(audits=audits))
    assert answer["contributions"]["item:R1"] == -18.0
    assert answer["coverage"] == 1.0


def test_not_applicable_leaves_the_weights_to_the_others(case: Make, survey: Make) -> None:
    answer = residential(case(audits=[survey(R1=1, R2="na")]))
    assert answer["contributions"]["item:R1"] == pytest.approx(-18 / 4 * 100 / 84, abs=0.005)
    assert answer["coverage"] == 1.0


@pytest.mark.parametrize(
    ("unseen", "status"),
    [({"R1": None, "R3": None}, "graded"), ({"R1": None, "R5": None}, "ungraded")],
    ids=["exactly 70 %", "68 %"],
)
def test_coverage_must_be_70_percent(unseen: dict[str, None], status: str, case: Make, survey: Make) -> None:
    assert residential(case(audits=[survey(**unseen)]))["status"] == status


@pytest.mark.parametrize(
    ("missing", "answer"),
    [
        (("R1", "R3", "R6", "R8"), {"status": "graded"}),
        (("R1", "R2", "R4", "R6"), {"status": "ungraded", "reason": "not_applicable", "coverage": 1.0}),
        (RUBRIC.item_ids[:8], {"status": "ungraded", "reason": "not_applicable", "coverage": 0.0}),
    ],
)
def test_half_of_the_weights_must_apply(
    missing: tuple[str, ...], answer: dict[str, Any], case: Make, survey: Make
) -> None:
    found = residential(case(audits=[survey(**dict.fromkeys(missing, "na"))]))
    assert {key: found[key] for key in answer} == answer


def test_an_axis_nobody_looked_at_has_no_survey(case: Make, survey: Make) -> None:
    unseen = dict.fromkeys(RUBRIC.item_ids[:8])
    fresh, old = survey(0, audit="a1", **unseen), survey(900, audit="a2")
    assert residential(case(audits=[fresh]))["reason"] == "no_survey"
    assert residential(case(audits=[fresh, old]))["reason"] == "expired"


def test_what_lapsed_is_remembered(case: Make, survey: Make) -> None:
    evidence = grade(facts_from_inputs([case(audits=[survey(800, R1=3), survey(0, audit="a2", R1=None)])])).evidence
    assert evidence.lapsed[0].tolist() == [True] + [False] * 15
    assert evidence.level[0, 0] == 3


@pytest.mark.parametrize(("age", "points"), [(0, 6.0), (90, 7.5), (180, 9.0), (400, 9.0)])
def test_an_open_issue_escalates_over_180_days_and_never_fades(
    age: int, points: float, case: Make, issue: Make
) -> None:
    assert residential(case(issues=[issue(age=age)]))["issue_raw"] == points


@pytest.mark.parametrize(("category", "kind"), [("litter", "recurrent"), ("abandoned_house", "fixed")])
def test_a_resolved_issue_halves_at_once_and_again_each_half_life(
    category: str, kind: str, case: Make, issue: Make, survey: Make
) -> None:
    for lives in range(5):
        ago = lives * HALF_LIVES[kind]
        solved = issue(category=category, age=ago, resolved=ago)
        answer = residential(case(audits=[survey(ago + 1)], issues=[solved]))
        assert answer["issue_raw"] == pytest.approx(6 / 2 ** (lives + 1))


@pytest.mark.parametrize(("ago", "is_left"), [(338, True), (339, False)])
def test_a_residual_below_one_percent_is_nothing(
    ago: int, *, is_left: bool, case: Make, survey: Make, issue: Make
) -> None:
    answer = residential(case(audits=[survey(400)], issues=[issue(age=ago, resolved=ago)]))
    assert (answer["issue_raw"] > 0) == is_left


@pytest.mark.parametrize(("age", "points"), [(31, 3 / 2**0.5), (30, 0.0), (29, 0.0)])
def test_a_survey_on_or_after_the_resolution_replaces_the_residual(
    age: int, points: float, case: Make, survey: Make, issue: Make
) -> None:
    solved = issue(category="litter", age=30, resolved=30)
    answer = residential(case(audits=[survey(age)], issues=[solved]))
    assert answer["issue_raw"] == pytest.approx(points, abs=1e-6)


def test_not_applicable_is_an_observation_too(case: Make, survey: Make, issue: Make) -> None:
    solved = issue(category="abandoned_house", age=9, resolved=5)
    audits = [survey(20, audit="a1"), survey(2, audit="a2", R2="na")]
    assert residential(case(audits=audits, issues=[solved]))["issue_raw"] == 0.0


def test_an_unseen_item_keeps_its_residual(case: Make, survey: Make, issue: Make) -> None:
    solved = issue(category="litter", age=14, resolved=14)
    audits = [survey(20, audit="a1"), survey(2, audit="a2", R1=None)]
    assert residential(case(audits=audits, issues=[solved]))["issue_raw"] > 0


@pytest.mark.parametrize(
    ("fields", "findings"),
    [
        ({}, ["W6"]),
        ({"severity": 3}, []),
        ({"verification": "unverified"}, []),
        ({"resolved": 0}, []),
        ({"resolved": -1}, ["W6"]),
        ({"category": "blocked_drain"}, []),
    ],
)
def test_only_open_verified_worst_issues_are_findings_on_their_first_item(
    fields: dict[str, Any], findings: list[str], case: Make, issue: Make
) -> None:
    worst = issue(age=5, **{"category": "broken_mirror", "severity": 4, **fields})
    assert result(case(issues=[worst]))["axes"]["W"]["critical_items"] == findings


@pytest.mark.parametrize(
    ("levels", "findings"), [((3, 4), ["W1"]), ((3, 3), []), ((4, 4), ["W1"])], ids=["3.5", "3", "4"]
)
def test_a_mean_of_three_and_a_half_is_critical(
    levels: tuple[int, int], findings: list[str], case: Make, survey: Make
) -> None:
    audits = [survey(0, audit=f"a{level}{n}", W1=level, W2=4) for n, level in enumerate(levels)]
    assert result(case(audits=audits))["axes"]["W"]["critical_items"] == findings


def test_a_finding_of_survey_and_issue_is_one(case: Make, survey: Make, issue: Make) -> None:
    hole = issue(category="pothole", severity=4)
    assert result(case(audits=[survey(W1=4)], issues=[hole]))["axes"]["W"]["score"] == 62.5


def test_points_are_per_100_m_and_at_least_30(case: Make, issue: Make) -> None:
    raw = [residential(case(length_m=length, issues=[issue()]))["issue_raw"] for length in (200, 50, 30, 8)]
    assert raw == [3.0, 12.0, 20.0, 20.0]


def test_lines_of_caps_and_floors(case: Make, survey: Make, issue: Make) -> None:
    dumps = [issue(f"k{n}", category="pothole", severity=3) for n in range(60)]
    answer = result(case(audits=[survey(every=3, W1=4)], issues=dumps))
    walking = answer["axes"]["W"]
    assert (walking["score"], walking["grade"]) == (0.0, "E")
    assert walking["contributions"]["floor"] > 0
    assert answer["overall"]["contributions"]["floor:W"] > 0
    assert "critical_cap" not in walking["contributions"]


def test_rounding_is_half_up(case: Make, survey: Make) -> None:
    audits = [survey(audit=f"a{n}", R4=int(n < 3)) for n in range(16)]
    answer = residential(case(audits=audits))
    assert answer["score_exact"] == 99.625
    assert answer["score"] == 99.63
