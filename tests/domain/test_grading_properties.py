"""The properties P1 to P14 of spec 1.0 §5, each by its name, on random segments."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from typing import Any

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mapper.domain.category import CATEGORIES
from mapper.domain.grading import GRADES, as_example, explain, facts_from_inputs, grade, recompute
from mapper.domain.rubric import RUBRIC

AS_OF = date(2025, 7, 1)
Input = dict[str, Any]
random_segments = settings(max_examples=80, derandomize=True)

letters = st.sampled_from(list(GRADES))
previous = st.none() | st.fixed_dictionaries({"overall": letters, "R": letters, "W": letters})
sure_levels = st.lists(st.sampled_from([0, 0, 0, 1, 1, 2, 3, 4]), min_size=16, max_size=16)
any_levels = st.lists(st.sampled_from([0, 0, 0, 1, 1, 2, 3, 4, "na", None]), min_size=16, max_size=16)


def days_before(age: int) -> str:
    return (AS_OF - timedelta(days=age)).isoformat()


@st.composite
def surveys(draw: st.DrawFn, youngest: int, most: int = 3) -> list[Input]:
    ages = draw(st.lists(st.integers(youngest, 30) | st.integers(youngest, 800), min_size=1, max_size=most))
    answers = [draw(sure_levels | any_levels) for _ in ages]
    return [
        {"audit": f"a{n}", "date": days_before(age), "levels": dict(zip(RUBRIC.item_ids, levels, strict=True))}
        for n, (age, levels) in enumerate(zip(ages, answers, strict=True))
    ]


@st.composite
def issues(draw: st.DrawFn, youngest: int, least: int, *, only_open: bool) -> list[Input]:
    found = []
    for n in range(draw(st.integers(least, 5))):
        age = draw(st.integers(youngest, 400))
        open_for = None if only_open else draw(st.none() | st.integers(0, 300))
        found.append(
            {
                "id": f"k{n}",
                "category": draw(st.sampled_from(CATEGORIES)).id,
                "severity": draw(st.integers(1, 4)),
                "verification": draw(st.sampled_from(["verified", "unverified", "rejected"])),
                "reported": days_before(age),
                "resolved": None if open_for is None else days_before(age - open_for),
            }
        )
    return found


@st.composite
def segments(
    draw: st.DrawFn, *, youngest: int = -30, least_issues: int = 0, only_open: bool = False, least_m: float = 5
) -> Input:
    """What is known of a segment; a negative age lies after the day of grading."""
    return {
        "as_of": AS_OF.isoformat(),
        "length_m": draw(st.floats(least_m, 200)),
        "audits": draw(surveys(youngest)),
        "issues": draw(issues(youngest, least_issues, only_open=only_open)),
        "previous": draw(previous),
    }


def graded(*inputs: Input) -> list[Input]:
    answers = recompute([{"id": str(n), "input": one} for n, one in enumerate(inputs)])
    return [answer["result"] for answer in answers]


def scopes(result: Input) -> list[Input]:
    return [*result["axes"].values(), result["overall"]]


def with_issue(segment: Input, position: int, **fields: Any) -> Input:
    changed = [{**issue, **fields} if n == position else issue for n, issue in enumerate(segment["issues"])]
    return {**segment, "issues": changed}


def assert_never_better(worse: Input, than: Input) -> None:
    """Neither a score nor a grade of the first is better than of the second."""
    for after, before in zip(scopes(worse), scopes(than), strict=True):
        assert after["status"] == before["status"]
        if after["status"] == "graded":
            assert after["score"] <= before["score"]
            assert after["grade"] >= before["grade"]


@random_segments
@given(segment=segments(least_issues=1), data=st.data())
def test_p1_more_or_worse_issues_never_improve(segment: Input, data: st.DataObject) -> None:
    n = data.draw(st.integers(0, len(segment["issues"]) - 1))
    issue = segment["issues"][n]
    surer = {"rejected": "unverified", "unverified": "verified", "verified": "verified"}
    without = {**segment, "issues": segment["issues"][:n] + segment["issues"][n + 1 :]}
    reopened = with_issue(segment, n, resolved=None)
    severer = with_issue(segment, n, severity=min(issue["severity"] + 1, 4))
    verified = with_issue(segment, n, verification=surer[issue["verification"]])
    fewer, as_is, *worse = graded(without, segment, reopened, severer, verified)
    assert_never_better(as_is, than=fewer)
    for result in worse:
        assert_never_better(result, than=as_is)


@random_segments
@given(segment=segments(least_issues=1, youngest=0, only_open=True), data=st.data())
def test_p2_resolving_never_worsens_and_sooner_is_no_worse(segment: Input, data: st.DataObject) -> None:
    n = data.draw(st.integers(0, len(segment["issues"]) - 1))
    age = (AS_OF - date.fromisoformat(segment["issues"][n]["reported"])).days
    sooner = data.draw(st.integers(0, age))
    later = data.draw(st.integers(0, sooner))
    still_open, late, soon, rejected = graded(
        segment,
        with_issue(segment, n, resolved=days_before(later)),
        with_issue(segment, n, resolved=days_before(sooner)),
        with_issue(segment, n, verification="rejected"),
    )
    assert_never_better(still_open, than=late)
    assert_never_better(late, than=soon)
    assert_never_better(still_open, than=rejected)


@random_segments
@given(segment=segments(), data=st.data())
def test_p3_a_worse_level_never_improves(segment: Input, data: st.DataObject) -> None:
    audit = data.draw(st.sampled_from(segment["audits"]))
    numeric = [item for item, level in audit["levels"].items() if isinstance(level, int) and level < 4]
    assume(numeric)
    item = data.draw(st.sampled_from(numeric))
    raised = {**audit, "levels": {**audit["levels"], item: audit["levels"][item] + 1}}
    worse = {**segment, "audits": [raised if one is audit else one for one in segment["audits"]]}
    before, after = graded(segment, worse)
    assert_never_better(after, than=before)


@random_segments
@given(segment=segments(youngest=0, only_open=True), data=st.data())
def test_p4_neglect_never_pays(segment: Input, data: st.DataObject) -> None:
    ages = [(AS_OF - date.fromisoformat(audit["date"])).days for audit in segment["audits"]]
    until_one_expires = min((730 - age for age in ages if age <= 730), default=365)
    wait = data.draw(st.integers(0, until_one_expires))
    before, after = graded(segment, {**segment, "as_of": days_before(-wait)})
    assert_never_better(after, than=before)


@random_segments
@given(segment=segments(), data=st.data())
def test_p5_order_is_irrelevant(segment: Input, data: st.DataObject) -> None:
    shuffled = {
        **segment,
        "audits": data.draw(st.permutations(segment["audits"])),
        "issues": data.draw(st.permutations(segment["issues"])),
    }
    assert graded(segment) == graded(shuffled)


@random_segments
@given(segment=segments(), days=st.integers(-5000, 5000))
def test_p6_shifting_all_dates_changes_nothing(segment: Input, days: int) -> None:
    def shifted(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: shifted(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [shifted(inner) for inner in value]
        if isinstance(value, str) and value.startswith("20"):
            return (date.fromisoformat(value) + timedelta(days=days)).isoformat()
        return value

    assert graded(segment) == graded(shifted(segment))


@random_segments
@given(segment=segments(least_m=30))
def test_p7_twice_the_length_with_twice_the_issues_is_the_same(segment: Input) -> None:
    twins = [{**issue, "id": issue["id"] + "-twin"} for issue in segment["issues"]]
    single, double = graded(
        segment, {**segment, "length_m": 2 * segment["length_m"], "issues": segment["issues"] + twins}
    )
    for one, two in zip(scopes(single), scopes(double), strict=True):
        assert (one.get("score"), one.get("grade")) == (two.get("score"), two.get("grade"))


@random_segments
@given(segment=segments(), factor=st.floats(1, 10))
def test_p8_a_longer_segment_is_never_worse(segment: Input, factor: float) -> None:
    short, long = graded(segment, {**segment, "length_m": factor * segment["length_m"]})
    assert_never_better(short, than=long)


@random_segments
@given(segment=segments())
def test_p9_scores_deducts_and_hysteresis_stay_in_bounds(segment: Input) -> None:
    remembered, forgotten = graded(segment, {**segment, "previous": None})
    for axis in remembered["axes"].values():
        assert 0 <= axis.get("issue_deduct", 0) <= 60
    for with_memory, raw in zip(scopes(remembered), scopes(forgotten), strict=True):
        assert 0 <= with_memory.get("score", 0) <= 100
        assert abs(ord(with_memory.get("grade", "A")) - ord(raw.get("grade", "A"))) <= 1


@random_segments
@given(segment=segments())
def test_p10_hysteresis_is_idempotent(segment: Input) -> None:
    [first] = graded(segment)
    own = {name: scope.get("grade") for name, scope in [*first["axes"].items(), ("overall", first["overall"])]}
    assert graded({**segment, "previous": own}) == [first]


@random_segments
@given(segment=segments())
def test_p11_lines_sum_exactly_to_the_score(segment: Input) -> None:
    results = grade(facts_from_inputs([{"id": "one", "input": segment}]))
    for column, lines in enumerate(explain(results).of(0).values()):
        assert sum(lines.values()) == max(results.score[0, column], 0)
    for scope in scopes(as_example(results, explain(results), 0)):
        hundredths = [round(100 * points) for points in scope.get("contributions", {}).values()]
        assert sum(hundredths) == round(100 * scope.get("score", 0))


@random_segments
@given(segment=segments(), age=st.integers(731, 3000))
def test_p12_no_valid_survey_no_grade(segment: Input, age: int) -> None:
    expired = [{**audit, "date": days_before(age)} for audit in segment["audits"]]
    for result in graded({**segment, "audits": []}, {**segment, "audits": expired}):
        assert {scope["status"] for scope in scopes(result)} == {"ungraded"}


@random_segments
@given(segment=segments())
def test_p13_what_happens_later_is_ignored(segment: Input) -> None:
    today = AS_OF.isoformat()
    known = [issue for issue in segment["issues"] if issue["reported"] <= today]
    as_then = [{**one, "resolved": None if (one["resolved"] or "") > today else one["resolved"]} for one in known]
    audits = [audit for audit in segment["audits"] if audit["date"] <= today]
    assert graded(segment) == graded({**segment, "audits": audits, "issues": as_then})


@random_segments
@given(segment=segments(least_issues=1), data=st.data())
def test_p14_a_duplicate_report_changes_nothing(segment: Input, data: st.DataObject) -> None:
    facts = facts_from_inputs([{"id": "one", "input": segment}])
    rows = np.arange(len(facts.issues.key))
    repeated = data.draw(st.lists(st.sampled_from(rows.tolist()), max_size=5))
    doubled = dataclasses.replace(facts, issues=facts.issues.take(np.append(rows, repeated).astype(np.int64)))
    once, twice = grade(facts), grade(doubled)
    assert as_example(twice, explain(twice), 0) == as_example(once, explain(once), 0)
