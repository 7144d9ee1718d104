"""Other weights: the same as grading again with them, and what the spec found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mapper.domain.grading import NEVER, UNGRADED, Issues, SegmentFacts, Surveys, grade
from mapper.domain.rubric import RUBRIC, Rubric
from mapper.domain.sensitivity import draw_weights, weight_sensitivity


def _facts(segments: int, seed: int = 7) -> SegmentFacts:
    """Segments with a general state and items about it, and issues; one in ten was never surveyed."""
    chance = np.random.default_rng(seed)
    levels = np.clip(np.rint(chance.normal(1.2, 0.9, (segments, 1)) + chance.normal(0, 0.9, (segments, 16))), 0, 4)
    walked, issues = np.arange(segments)[np.arange(segments) % 10 > 0], segments * 2
    return SegmentFacts(
        as_of=np.full(segments, 20_000),
        length_m=chance.uniform(30, 150, segments),
        previous=chance.integers(-1, 5, (segments, 3)).astype(np.int8),
        surveys=Surveys(walked, np.full(len(walked), 19_900), levels[walked]),
        issues=Issues(
            segment=chance.integers(0, segments, issues),
            key=np.arange(issues).astype(np.str_),
            category=chance.integers(0, len(RUBRIC.categories), issues),
            severity=chance.integers(1, 4, issues),
            verification=chance.integers(0, 2, issues),
            reported=20_000 - chance.integers(1, 300, issues),
            resolved=np.full(issues, NEVER),
        ),
    )


def _with(weights: np.ndarray) -> Rubric:
    items = tuple(replace(item, weight=weight) for item, weight in zip(RUBRIC.items, weights.tolist(), strict=True))
    return Rubric("other weights", items, RUBRIC.categories)


def test_it_is_the_rule_itself() -> None:
    facts, weights = _facts(9000), draw_weights(RUBRIC, draws=6)
    found = weight_sensitivity(grade(facts), facts.previous[:, 0], weights)
    own = grade(facts).grade[:, 0]
    again = np.stack([grade(facts, _with(row)).grade[:, 0] for row in weights])
    rows = own != UNGRADED
    assert np.isnan(found.kept[~rows]).all()
    assert found.kept[rows] == pytest.approx((again == own)[:, rows].mean(axis=0))
    assert found.kept_by_draw == pytest.approx((again == own)[:, rows].mean(axis=1))
    assert found.furthest == np.abs(again[:, rows].astype(int) - own[rows]).max()


def test_most_grades_do_not_hang_on_the_weights() -> None:
    facts = replace(_facts(600), previous=np.full((600, 3), UNGRADED, dtype=np.int8))
    found = weight_sensitivity(grade(facts), facts.previous[:, 0], draw_weights(RUBRIC, draws=300))
    assert np.nanmean(found.kept) == pytest.approx(0.955, abs=0.02)  # spec 1.0 §6: 95.5 %, all within one
    assert found.furthest == 1


def test_weights_are_drawn_around_those_of_the_rubric() -> None:
    weights = draw_weights(RUBRIC, draws=400)
    own = np.array([item.weight for item in RUBRIC.items])
    assert weights.reshape(-1, 2, 8).sum(axis=2) == pytest.approx(np.full((400, 2), 100.0))
    assert weights.mean(axis=0) == pytest.approx(own, rel=0.03)
    assert (np.abs(weights / own - 1) < 0.7).all()
    assert (
        weights.tobytes()
        == draw_weights(RUBRIC, draws=400).tobytes()
        != draw_weights(RUBRIC, draws=400, seed=1).tobytes()
    )


def test_the_weights_themselves_change_nothing() -> None:
    facts = _facts(200)
    found = weight_sensitivity(grade(facts), facts.previous[:, 0], draw_weights(RUBRIC, draws=2, spread=0.0))
    assert set(found.kept[~np.isnan(found.kept)]) == {1.0}
    assert found.furthest == 0


def test_a_city_that_was_never_surveyed() -> None:
    facts = replace(_facts(5), surveys=_facts(5).surveys.take(slice(0, 0)))
    found = weight_sensitivity(grade(facts), facts.previous[:, 0], draw_weights(RUBRIC, draws=2))
    assert np.isnan(found.kept).all()
    assert np.isnan(found.kept_by_draw).all()
