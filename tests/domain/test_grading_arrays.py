"""One implementation for one segment and for a city: the same bits either way."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from mapper.domain.grading import (
    NEVER,
    NOT_APPLICABLE,
    Issues,
    SegmentFacts,
    Surveys,
    explain,
    facts_from_inputs,
    grade,
)
from mapper.domain.rubric import RUBRIC

TODAY = 20_000
Make = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def city() -> SegmentFacts:
    """Five hundred segments with some three surveys and ten issues each."""
    draw = np.random.default_rng(20250701)
    segments, walked, reported = 500, 1_500, 5_000
    levels = draw.choice(
        [0.0, 1.0, 2.0, 3.0, 4.0, NOT_APPLICABLE, np.nan], (walked, 16), p=[0.5, 0.2, 0.1, 0.1, 0.04, 0.03, 0.03]
    )
    surveys = Surveys(draw.integers(0, segments, walked), TODAY - draw.integers(-30, 1000, walked), levels)
    since = TODAY - draw.integers(-30, 700, reported)
    issues = Issues(
        segment=draw.integers(0, segments, reported),
        key=np.array([draw.bytes(8).hex() for _ in range(reported)]),
        category=draw.integers(0, len(RUBRIC.categories), reported),
        severity=draw.integers(1, 5, reported),
        verification=draw.integers(0, 3, reported),
        reported=since,
        resolved=np.where(draw.random(reported) < 0.6, since + draw.integers(0, 200, reported), NEVER),
    )
    previous = draw.integers(-1, 5, (segments, 3)).astype(np.int8)
    return SegmentFacts(np.full(segments, TODAY), draw.uniform(5, 150, segments), previous, surveys, issues)


def alone(city: SegmentFacts, row: int) -> SegmentFacts:
    walked, reported = city.surveys.segment == row, city.issues.segment == row
    return SegmentFacts(
        as_of=city.as_of[[row]],
        length_m=city.length_m[[row]],
        previous=city.previous[[row]],
        surveys=Surveys(city.surveys.segment[walked] * 0, city.surveys.day[walked], city.surveys.levels[walked]),
        issues=dataclasses.replace(city.issues.take(reported), segment=city.issues.segment[reported] * 0),
    )


def bits(facts: SegmentFacts, row: int) -> Iterator[bytes]:
    graded = grade(facts)
    for part in (graded.axes, graded.overall):
        for values in vars(part).values():
            yield values[row].tobytes()
    for values in (graded.score, graded.grade, graded.confidence, graded.confidence_level):
        yield values[row].tobytes()
    yield repr(explain(graded).of(row)).encode()


def test_a_segment_grades_to_the_same_bits_alone_and_in_the_city(city: SegmentFacts) -> None:
    for row in range(0, len(city), 25):
        assert list(bits(alone(city, row), 0)) == list(bits(city, row))


def test_the_order_of_facts_changes_no_bit(city: SegmentFacts) -> None:
    draw = np.random.default_rng(7)
    walked = draw.permutation(len(city.surveys.day))
    surveys = Surveys(*(values[walked] for values in vars(city.surveys).values()))
    shuffled = dataclasses.replace(
        city, surveys=surveys, issues=city.issues.take(draw.permutation(len(city.issues.key)))
    )
    for row in (0, 250, 499):
        assert list(bits(shuffled, row)) == list(bits(city, row))


def test_the_city_has_every_kind_of_outcome(city: SegmentFacts) -> None:
    graded = grade(city)
    assert set(graded.grade[:, 0].tolist()) == {-1, 0, 1, 2, 3, 4}
    assert {"floor:W", "critical_cap:R", "critical_cap:overall"} <= set(explain(graded).key.tolist())


def test_lines_of_a_city_sum_to_its_scores(city: SegmentFacts) -> None:
    graded = grade(city)
    lines = explain(graded)
    sums = np.zeros(graded.score.shape, dtype=np.int64)
    np.add.at(sums, (lines.segment, lines.scope), lines.hundredths)
    assert (sums == np.maximum(graded.score, 0)).all()


def test_each_segment_has_its_own_day(case: Make, survey: Make) -> None:
    facts = facts_from_inputs(
        [case("now", audits=[survey(100)]), case("before", as_of="2025-01-01", audits=[survey(100)])]
    )
    assert grade(facts).score[:, 0].tolist() == [10_000, -1]


def test_no_segments_no_grades() -> None:
    graded = grade(facts_from_inputs([]))
    assert len(graded) == 0
    assert len(explain(graded).code) == 0


def test_nothing_to_explain_where_nothing_is_graded(case: Make, issue: Make) -> None:
    graded = grade(facts_from_inputs([case(audits=[], issues=[issue()])]))
    assert explain(graded).of(0) == {"overall": {}, "R": {}, "W": {}}
