"""Ranking segments: each criterion says what it is to say, and the order is what anybody would work out from the shares."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.domain.priority import CRITERIA, KEYS, WHOLE, Circumstances, rank, score_of, shares_of

NO_WEIGHT = dict.fromkeys(KEYS, 0)
WEIGHTS = st.fixed_dictionaries({key: st.integers(0, 10) for key in KEYS})
SEEDS = st.integers(0, 10_000)


def made(seed: int, n: int = 40) -> Circumstances:
    rng = np.random.default_rng(seed)
    far = rng.uniform(0, 900, (2, n))
    return Circumstances(
        score=np.where(rng.random(n) < 0.2, -1, rng.integers(0, 10_001, n)),
        length_m=rng.uniform(5, 150, n),
        told=rng.poisson(2, n),
        far_m={"school": np.where(far[0] > 600, np.inf, far[0]), "station": np.where(far[1] > 600, np.inf, far[1])},
        cost=np.where(rng.random(n) < 0.2, 0.0, rng.uniform(1, 900, n)),
        days_left=np.where(rng.random(n) < 0.3, np.inf, rng.integers(-60, 40, n)),
    )


def changed(known: Circumstances, criterion: str, row: int, value: float) -> Circumstances:
    if criterion in known.far_m:
        far = known.far_m[criterion].copy()
        far[row] = value
        return replace(known, far_m={**known.far_m, criterion: far})
    name = {"grade": "score", "length": "length_m", "deadline": "days_left"}.get(criterion, criterion)
    values = getattr(known, name).copy()
    values[row] = value
    return replace(known, **{name: values})


WORSE: dict[str, Any] = {
    "grade": st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)).map(lambda two: (max(two), min(two))),
    "length": st.tuples(st.floats(1, 200), st.floats(1, 200)).map(sorted),
    "told": st.tuples(st.integers(0, 50), st.integers(0, 50)).map(sorted),
    "school": st.tuples(st.floats(0, 900), st.floats(0, 900)).map(lambda two: (max(two), min(two))),
    "station": st.tuples(st.floats(0, 900), st.floats(0, 900)).map(lambda two: (max(two), min(two))),
    "cost": st.tuples(st.floats(1, 900), st.floats(1, 900)).map(lambda two: (max(two), min(two))),
    "deadline": st.tuples(st.integers(-90, 60), st.integers(-90, 60)).map(lambda two: (max(two), min(two))),
}
"""Of each criterion two values, the second of which speaks for going there first."""


@pytest.mark.parametrize("criterion", KEYS)
@settings(max_examples=30)
@given(data=st.data(), seed=SEEDS, weights=WEIGHTS)
def test_what_speaks_for_a_segment_never_moves_it_back(
    criterion: str, data: st.DataObject, seed: int, weights: dict[str, int]
) -> None:
    before, after = (changed(made(seed), criterion, 7, value) for value in data.draw(WORSE[criterion]))
    one, other = shares_of(before), shares_of(after)
    column = KEYS.index(criterion)
    # The yardstick is the city's own: a value that moves may move it, and so the others, but never past this one.
    places = [rank(found.values, weights)[0].tolist().index(7) for found in (one, other)]
    assert other.values[7, column] >= one.values[7, column]
    assert places[1] <= places[0]
    assert ((other.values >= 0) & (other.values <= WHOLE)).all()


@given(seed=SEEDS, power=st.integers(-8, 8))
def test_units_do_not_matter(seed: int, power: int) -> None:
    known, scale = made(seed), 2.0**power
    scaled = replace(known, length_m=known.length_m * scale, cost=known.cost * scale)
    assert np.array_equal(shares_of(scaled).values, shares_of(known).values)


@given(seed=SEEDS, weights=WEIGHTS)
def test_the_order_is_that_of_the_sums_and_then_of_the_ids(seed: int, weights: dict[str, int]) -> None:
    values = shares_of(made(seed)).values
    order, points = rank(values, weights)
    whole = sum(weights.values())
    exact = [sum(Fraction(int(p), WHOLE) * weights[key] for key, p in zip(KEYS, row, strict=True)) for row in values]
    assert order.tolist() == sorted(range(len(values)), key=lambda row: (-exact[row], row))
    scores = score_of(points, weights)
    assert [Fraction(100) * one / max(1, whole) for one in exact] == pytest.approx(scores.tolist(), abs=1e-9)


def test_without_weights_all_are_equal_and_one_part_alone_is_its_own_order() -> None:
    values = shares_of(made(3)).values
    order, points = rank(values, NO_WEIGHT)
    assert order.tolist() == list(range(len(values)))
    assert not points.any()
    for column, key in enumerate(KEYS):
        alone, _ = rank(values, NO_WEIGHT | {key: 1})
        assert (np.diff(values[alone, column]) <= 0).all()


def test_parts_of_segments_worked_out_by_hand() -> None:
    known = Circumstances(
        score=np.array([2_550, -1]),
        length_m=np.array([120.0, 30.0]),
        told=np.array([0, 8]),
        far_m={"school": np.array([75.0, np.inf]), "station": np.array([500.0, 0.0])},
        cost=np.array([400.0, 0.0]),
        days_left=np.array([6.0, -1.0]),
    )
    found = shares_of(known)
    assert found.values.tolist() == [
        [7450, 10_000, 0, 7500, 0, 0, 8000],
        [0, 2500, 10_000, 0, 10_000, 0, 10_000],
    ]
    assert found.yardsticks == {"length": 120.0, "told": 8.0, "cost": 400.0}
    assert len(CRITERIA) == found.values.shape[1]
