"""``grade``: the whole city graded and explained in one pass."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bench.city import City
from bench.comparison import Comparison, Sides, Unequal, milliseconds
from mapper.domain.grading import Graded, Lines, SegmentFacts, Surveys, as_example, explain, grade


@contextmanager
def _sides(city: City) -> Iterator[Sides]:
    alone = _one_by_one(city.facts)
    yield Sides(
        ours=lambda: milliseconds(lambda: _graded(city.facts)),
        peer=lambda: milliseconds(lambda: [_graded(facts) for facts in alone]),
        check=lambda: _check(city.facts, alone),
    )


def _graded(facts: SegmentFacts) -> tuple[Graded, Lines]:
    graded = grade(facts)
    return graded, explain(graded)


def _one_by_one(facts: SegmentFacts) -> list[SegmentFacts]:
    surveys, issues = facts.surveys, facts.issues
    survey_rows, issue_rows = (_rows_of(table.segment, len(facts)) for table in (surveys, issues))
    return [
        SegmentFacts(
            as_of=facts.as_of[[row]],
            length_m=facts.length_m[[row]],
            previous=facts.previous[[row]],
            surveys=Surveys(np.zeros(len(walked), dtype=np.int64), surveys.day[walked], surveys.levels[walked]),
            issues=replace(issues.take(found), segment=np.zeros(len(found), dtype=np.int64)),
        )
        for row, (walked, found) in enumerate(zip(survey_rows, issue_rows, strict=True))
    ]


def _rows_of(segment: NDArray[np.int64], segments: int) -> list[NDArray[Any]]:
    order = np.argsort(segment, kind="stable")
    return np.split(order, np.searchsorted(segment[order], np.arange(1, segments)))


def _check(city: SegmentFacts, alone: list[SegmentFacts]) -> None:
    graded, lines = _graded(city)
    unequal = [
        row for row, facts in enumerate(alone) if as_example(*_graded(facts), 0) != as_example(graded, lines, row)
    ]
    if unequal or not (graded.score > 0).any():
        message = f"{len(unequal)} of {len(alone)} segments are graded otherwise alone than with the city"
        raise Unequal(message)


COMPARISON: Final = Comparison(
    name="grade",
    unit="ms",
    peer="the same rule, called once a segment",
    equal=(
        "the same facts in memory, graded and explained by the same code; scores, grades, confidence and every line "
        "of every segment are the same"
    ),
    unequal="the peer's facts are split by segment beforehand, which it is not charged for",
    sides=_sides,
)
