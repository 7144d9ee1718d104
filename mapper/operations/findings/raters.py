"""How well surveyors agree: pairs of surveys of one segment by two of them, soon after each other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapper.domain.board import Facet
from mapper.domain.grading import SCOPES, UNGRADED, Issues, SegmentFacts, Surveys, grade
from mapper.domain.inter_rater import (
    ItemAgreement,
    RepeatSurveys,
    ScoreAgreement,
    agreement_on_items,
    agreement_on_scores,
)
from mapper.domain.rubric import RUBRIC
from mapper.domain.survey_round import REPEAT_DAYS
from mapper.operations.findings.city import City
from mapper.operations.findings.finding import Breakdown, Column, Figure, Finding, Unit, by_option, count
from mapper.store.columns import positions
from mapper.store.engine import Session
from mapper.store.findings import Walks, walks

APART: Final = {"under_5": 5.0, "under_15": 15.0, "over_15": np.inf}
"""How far apart the two scores are [points]: a grade is 15 points wide."""

_BY_ITEM: Final = 2
"""Levels that two surveys of an item differ by, for it to be one on which they differ."""


def find(session: Session, city: City) -> Finding:
    """Compare surveyors.

    Parameters
    ----------
    session : Session
        Only read.
    city : City
        The city.

    Returns
    -------
    Finding
        A row for each pair of surveys; surveyors are called as they call themselves.
    """
    moment = city.moment
    walked = walks(session, as_of=moment.as_of, known_at=moment.known_at, rubric=RUBRIC)
    segment = positions(city.ground.ids, walked.segment_id)
    first = repeats(segment, walked)
    pair = np.column_stack([first, first + 1])
    scores = np.stack([_scores(city, walked, segment, side) for side in pair.T], axis=1)
    # By the name, however mixed, whoever goes by a letter would be known again by anybody with a list of names.
    there = sorted(set(walked.rater[pair].ravel().tolist()), key=lambda one: walked.firsts[one])
    place = np.zeros(len(walked.raters), dtype=np.int64)
    place[there] = np.arange(len(there))
    surveys = RepeatSurveys(scores, _levels(walked, pair), place[walked.rater[pair]])
    names = [walked.raters[one] for one in there]
    return _told(city, surveys, segment[first], walked.day[pair], names)


def repeats(segment: NDArray[np.int64], walked: Walks) -> NDArray[np.int64]:
    """Find the surveys that somebody else repeated at once.

    Parameters
    ----------
    segment : ndarray of int64, shape (m,)
        Row of the segment of each survey, -1 for those that are not graded.
    walked : Walks
        By segment, in the order in which they were walked.

    Returns
    -------
    ndarray of int64, shape (p,)
        Positions of first surveys, the next one being the second: by another person within ``REPEAT_DAYS``. Of three in
        a row the first two are a pair.
    """
    same = (segment[1:] == segment[:-1]) & (segment[1:] >= 0)
    soon = np.diff(walked.day) <= REPEAT_DAYS
    begins = np.flatnonzero(same & soon & (walked.rater[1:] != walked.rater[:-1]))
    # Of a run of candidates that follow one another every other one is a pair.
    run = np.cumsum(np.diff(begins, prepend=-2) > 1)
    place = np.arange(len(begins)) - np.searchsorted(run, run)
    return np.asarray(begins[place % 2 == 0])


def _scores(city: City, walked: Walks, segment: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Score segments by one survey each and nothing else, as spec 1.0 §6 compares them."""
    n, none = len(rows), np.empty(0, dtype=np.int64)
    facts = SegmentFacts(
        as_of=walked.day[rows],
        length_m=city.ground.length_m[segment[rows]],
        previous=np.full((n, len(SCOPES)), UNGRADED, dtype=np.int8),
        surveys=Surveys(np.arange(n), walked.day[rows], walked.levels[rows]),
        issues=Issues(none, np.empty(0, dtype=np.str_), none, none, none, none, none),
    )
    score = grade(facts).score
    return np.where(score == UNGRADED, np.nan, score / 100)


def _levels(walked: Walks, pair: NDArray[np.int64]) -> NDArray[np.float64]:
    levels = walked.levels[pair]
    return np.where(levels < 0, np.nan, levels)


def _told(
    city: City, surveys: RepeatSurveys, segment: NDArray[np.int64], day: NDArray[np.int64], names: list[str]
) -> Finding:
    scores, items = agreement_on_scores(surveys), agreement_on_items(surveys, RUBRIC)
    overall = surveys.scores[:, :, 0]
    apart = np.abs(overall[:, 1] - overall[:, 0])
    keys = [str(one) for one in range(len(names))]
    district = city.ground.by_district(segment)
    by_apart = Facet("apart", tuple(APART), np.where(np.isnan(apart), -1, np.searchsorted(list(APART.values()), apart)))
    by_rater = Facet("rater", keys, (surveys.raters[:, :, None] == np.arange(len(names))).any(axis=1))
    differ = np.abs(surveys.levels[:, 1] - surveys.levels[:, 0]) >= _BY_ITEM
    both = Facet("both", RUBRIC.item_ids, np.asarray(~np.isnan(surveys.levels).any(axis=1)))
    whole = scores[0]
    return Finding(
        moment=city.moment,
        ground=city.ground,
        segment=segment,
        facets=(
            district,
            by_apart,
            Facet("item", RUBRIC.item_ids, differ),
            both,
            by_rater,
            Facet("first", keys, surveys.raters[:, 0]),
            Facet("second", keys, surveys.raters[:, 1]),
            Facet("scope", SCOPES, np.asarray(~np.isnan(surveys.scores).any(axis=1))),
        ),
        columns=(
            Column("first_day", Unit.DAY, day[:, 0]),
            Column("second_day", Unit.DAY, day[:, 1]),
            Column("first_score", Unit.POINTS, overall[:, 0]),
            Column("second_score", Unit.POINTS, overall[:, 1]),
            Column("apart_points", Unit.POINTS, apart),
            Column("items_apart", Unit.COUNT, differ.sum(axis=1)),
        ),
        figures=(
            Figure("icc", Unit.NUMBER, whole.icc, {"scope": [SCOPES[0]]}),
            Figure("sem", Unit.POINTS, whole.standard_error, {"scope": [SCOPES[0]]}),
            count("pairs", segment >= 0, {}),
            count("over_15", by_apart.among(["over_15"]), {"apart": ["over_15"]}),
        ),
        breakdowns=(
            Breakdown(Facet("scope", SCOPES, np.empty(0, dtype=np.int64)), tuple(_of_scores(scores))),
            Breakdown(Facet("item", RUBRIC.item_ids, np.empty(0, dtype=np.int64)), tuple(_of_items(items, differ))),
            Breakdown(by_rater, (by_option(by_rater, segment >= 0, "pairs", {}), _leniency(whole, len(names)))),
        ),
        opens={"apart": {}},
        sort="apart_points",
        descending=True,
        names=dict.fromkeys(("rater", "first", "second"), names),
    )


def _of_scores(scores: Iterable[ScoreAgreement]) -> Iterable[Column]:
    every = list(scores)
    yield Column("pairs", Unit.COUNT, np.array([one.pairs for one in every]))
    for key in ("icc", "lower", "upper"):
        yield Column(key, Unit.NUMBER, np.array([getattr(one, key) for one in every]))
    yield Column("sem", Unit.POINTS, np.array([one.standard_error for one in every]))
    effects = [one.raters for one in every]
    for key in ("segment", "rater", "rest"):
        yield Column(f"{key}_share", Unit.SHARE, np.array([_share(one, key) for one in effects]))


def _share(effect: object, part: str) -> float:
    """Part of the variance of scores that is the segments', the raters', or neither's."""
    if effect is None:
        return float("nan")
    whole = sum(getattr(effect, one) for one in ("segment", "rater", "rest"))
    return float(getattr(effect, part) / whole) if whole else float("nan")


def _of_items(items: Iterable[ItemAgreement], differ: NDArray[np.bool_]) -> Iterable[Column]:
    """Say of each item how it was observed: of the pairs in which both did, but for those in which they differ."""
    every = list(items)
    units = {"pairs": Unit.COUNT, "kappa": Unit.NUMBER, "alpha": Unit.NUMBER, "within_one": Unit.SHARE}
    for key, unit in units.items():
        yield Column(key, unit, np.array([getattr(one, key) for one in every]), facet="both")
    yield Column("differ", Unit.COUNT, differ.sum(axis=0))


def _leniency(whole: ScoreAgreement, raters: int) -> Column:
    """How much higher each scores than all; of those in no pair with both scores nothing is known."""
    known = np.full(raters, np.nan) if whole.raters is None else whole.raters.leniency
    return Column("leniency", Unit.POINTS, np.append(known, np.full(raters - len(known), np.nan)))
