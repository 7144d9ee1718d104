"""What lifts a grade: the cheapest set by trying every set, one case at a time, through the published rule."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, combinations
from typing import Any

import numpy as np
import pytest

from mapper.domain.category import category_by_id
from mapper.domain.grading import facts_from_inputs, grade, recompute
from mapper.domain.mending import MENDING, cheapest_lift, grade_mended
from mapper.domain.rubric import RUBRIC

Case = dict[str, Any]
_STRUCTURAL = {"R8", "W2", "W7"}


def _mended(case: Case, items: tuple[str, ...]) -> Case:
    given = case["input"]
    audits = [
        audit
        | {
            "levels": {
                item: 0 if item in items and isinstance(level, int) else level
                for item, level in audit["levels"].items()
            }
        }
        for audit in given["audits"]
    ]
    issues = [issue for issue in given["issues"] if category_by_id(issue["category"]).effects[0].item not in items]
    return case | {"input": given | {"audits": audits, "issues": issues}}


def _overall(case: Case) -> Case:
    found: Case = recompute([case])[0]["result"]["overall"]
    return found


def _cheapest_by_trying(case: Case) -> int | None:
    now, best = _overall(case)["grade"], None
    items = [item for item in MENDING.per_100_m if any(audit["levels"][item] for audit in case["input"]["audits"])]
    items += [category_by_id(issue["category"]).effects[0].item for issue in case["input"]["issues"]]
    every = sorted(set(items) & set(MENDING.per_100_m))
    for chosen in chain.from_iterable(combinations(every, size) for size in range(1, len(every) + 1)):
        price = sum(MENDING.per_100_m[item] for item in chosen)
        if (best is None or price < best) and _overall(_mended(case, chosen))["grade"] < now:
            best = price
    return best


def test_structural_items_have_no_price() -> None:
    improvable = dict(zip(RUBRIC.item_ids, MENDING.improvable(RUBRIC), strict=True))
    assert {item for item, can in improvable.items() if not can} == _STRUCTURAL
    assert set(MENDING.per_100_m) == set(RUBRIC.item_ids) - _STRUCTURAL
    assert min(MENDING.per_100_m.values()) > 0


@pytest.mark.parametrize("seed", range(6))
def test_the_set_is_the_cheapest_of_all(
    seed: int, case: Callable[..., Case], survey: Callable[..., Case], issue: Any
) -> None:
    chance = np.random.default_rng(seed)
    spoilt = chance.choice(RUBRIC.item_ids, 6, replace=False)
    audit = survey(20, **{item: int(level) for item, level in zip(spoilt, chance.integers(1, 5, 6), strict=True)})
    about = chance.choice(["illegal_dumping", "streetlight_out", "blocked_drain", "illegal_parking"], 2, replace=False)
    issues = [issue(f"k{number}", age=30, category=str(name)) for number, name in enumerate(about)]
    given = case(audits=[audit], issues=issues, length_m=float(chance.uniform(40, 140)))
    lift = cheapest_lift(facts_from_inputs([given]))
    expected = _cheapest_by_trying(given)
    if expected is None:
        assert lift is None
        return
    assert lift is not None
    assert sum(MENDING.per_100_m[item] for item in lift.items) == expected
    after = _overall(_mended(given, lift.items))
    assert (lift.score, "ABCDE"[lift.grade]) == (round(100 * after["score"]), after["grade"])
    assert lift.cost == pytest.approx(expected * given["input"]["length_m"] / 100)


def test_an_issue_goes_from_all_items_it_bears_on(case: Callable[..., Case], issue: Any) -> None:
    dumped = case(issues=[issue(f"k{number}") for number in range(4)], length_m=40.0)
    lift = cheapest_lift(facts_from_inputs([dumped]))
    assert lift is not None
    assert (lift.items, lift.score) == (("R1",), 10_000)


def test_a_critical_finding_is_what_has_to_be_mended(case: Callable[..., Case], survey: Callable[..., Case]) -> None:
    given = case(audits=[survey(W1=4, R1=2, R4=2)])
    lift = cheapest_lift(facts_from_inputs([given]))
    assert lift is not None
    assert lift.items == ("W1",)  # dear, but the cap of C holds whatever else is cleaned


def test_the_dead_band_of_the_last_grade_counts(case: Callable[..., Case], survey: Callable[..., Case]) -> None:
    audit = survey(R1=2, R6=1, W5=1, W1=2, W2=1, W3=2)
    free, held = (case(audits=[audit], previous=previous) for previous in (None, {"overall": "B", "R": "B", "W": "B"}))
    plain, banded = (cheapest_lift(facts_from_inputs([given])) for given in (free, held))
    assert plain is not None
    assert banded is not None
    assert banded.score >= 8700 > plain.score >= 8500


def test_structure_alone_cannot_be_lifted(case: Callable[..., Case], survey: Callable[..., Case]) -> None:
    steep = facts_from_inputs([case(audits=[survey(W2=4, W7=4, R8=4)])])
    assert cheapest_lift(steep) is None
    assert grade_mended(steep).score[0, 0] == grade(steep).score[0, 0] < 8500


def test_the_best_and_the_unknown_have_no_lift(case: Callable[..., Case]) -> None:
    assert cheapest_lift(facts_from_inputs([case()])) is None
    assert cheapest_lift(facts_from_inputs([case(audits=[])])) is None


def test_the_score_with_all_mended(case: Callable[..., Case], survey: Callable[..., Case], issue: Any) -> None:
    cases = [
        case("bad", audits=[survey(every=3, R3="na", W5=None)], issues=[issue()]),
        case("fine"),
        case("unknown", audits=[]),
    ]
    mended = grade_mended(facts_from_inputs(cases))
    items = tuple(MENDING.per_100_m)
    assert mended.score[0, 0] == round(100 * _overall(_mended(cases[0], items))["score"])
    assert mended.axes.item_deduct[0].nonzero()[0].tolist() == [7, 9, 14]  # R8, W2 and W7
    assert mended.score[1:, 0].tolist() == [10_000, -1]
