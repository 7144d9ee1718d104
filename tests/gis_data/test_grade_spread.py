"""Graded by the real rule, the made city has a believable spread: all grades, bad pockets, every reason of 미조사."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from numpy.typing import NDArray

from gis_data.demo import Facts
from gis_data.demo.places import Places, read_places
from mapper.domain.calendar import day_number
from mapper.domain.category import CATEGORIES
from mapper.domain.grading.facts import NEVER, VERIFICATIONS, Issues, SegmentFacts, Surveys
from mapper.domain.grading.rule import Graded, grade

EPOCH = pd.Timestamp("1970-01-01")
UNGRADED = -1


def days(moments: pd.Series[pd.Timestamp]) -> NDArray[np.int64]:
    return (moments.dt.tz_localize(None) - EPOCH).dt.days.to_numpy(dtype=np.int64)


def latest(events: pd.DataFrame, kinds: Iterable[str], column: str) -> pd.Series[object]:
    ordered = events[events["kind"].isin(list(kinds))].sort_values("occurred_at", kind="stable")
    return ordered.groupby("issue_key")[column].last()


def issues_of(facts: Facts, row: dict[str, int]) -> Issues:
    issues = facts.issues.dropna(subset="segment_id")
    keys = issues["source_key"]
    verified = keys.map(latest(facts.issue_events, ("verified", "rejected"), "kind"))
    resolution = ("resolved", "reopened", "closed")
    resolved = (keys.map(latest(facts.issue_events, resolution, "kind")) == "resolved").to_numpy()
    resolved_at = keys.map(latest(facts.issue_events, resolution, "occurred_at")).fillna(issues["reported_at"])
    codes = {category.id: number for number, category in enumerate(CATEGORIES)}
    return Issues(
        segment=issues["segment_id"].map(row).to_numpy(dtype=np.int64),
        key=keys.to_numpy(dtype=str),
        category=issues["category"].map(codes).to_numpy(dtype=np.int64),
        severity=issues["severity"].to_numpy(dtype=np.int64),
        verification=verified.map(VERIFICATIONS.index).to_numpy(dtype=np.int64),
        reported=days(issues["reported_at"]),
        resolved=np.where(resolved, days(resolved_at), NEVER),
    )


@pytest.fixture(scope="module")
def places(segments: gpd.GeoDataFrame) -> Places:
    return read_places(segments)


@pytest.fixture(scope="module")
def graded(facts: Facts, places: Places, as_of: date) -> Graded:
    row = {segment: number for number, segment in enumerate(places.ids)}
    surveys = Surveys(
        segment=facts.surveys["segment_id"].map(row).to_numpy(dtype=np.int64),
        day=days(facts.surveys["walked_at"]),
        levels=np.array(facts.surveys["levels"].tolist(), dtype=float),
    )
    known = SegmentFacts(
        as_of=np.full(len(places), day_number(as_of)),
        length_m=places.lengths,
        previous=np.full((len(places), 3), UNGRADED, dtype=np.int8),
        surveys=surveys,
        issues=issues_of(facts, row),
    )
    return grade(known)


def test_the_grades_spread_over_all_letters(graded: Graded) -> None:
    shares = {letter: (graded.grade[:, 0] == code).mean() for code, letter in enumerate("ABCDE")}
    assert shares["A"] == pytest.approx(0.25, abs=0.05)
    assert shares["B"] == pytest.approx(0.35, abs=0.05)
    assert shares["C"] == pytest.approx(0.22, abs=0.04)
    assert shares["D"] == pytest.approx(0.12, abs=0.04)
    assert shares["E"] == pytest.approx(0.03, abs=0.02)
    assert (graded.grade[:, 0] == UNGRADED).mean() == pytest.approx(0.03, abs=0.01)


def test_every_reason_for_no_grade_occurs(graded: Graded, facts: Facts, places: Places, as_of: date) -> None:
    ungraded = graded.grade[:, 0] == UNGRADED
    newest = facts.surveys.assign(day=days(facts.surveys["walked_at"])).groupby("segment_id")["day"].max()
    age = day_number(as_of) - pd.Series(places.ids).map(newest).to_numpy(dtype=float)
    assert (ungraded & np.isnan(age)).sum() >= 4
    assert (ungraded & (age > 730)).sum() >= 4
    assert (ungraded & (age <= 730)).sum() >= 4


def test_surroundings_show_in_the_axes(graded: Graded, places: Places) -> None:
    scores = np.where(graded.score == UNGRADED, np.nan, graded.score / 100)
    mean = {pattern: np.nanmean(scores[places.patterns == pattern], axis=0) for pattern in np.unique(places.patterns)}
    residential, walking = 1, 2
    assert mean["hillside"][walking] < mean["hillside"][residential] - 5
    assert mean["market"][residential] < mean["market"][walking] - 5
    assert mean["apartment"].min() > max(mean["hillside"][walking], mean["market"][residential]) + 5


def test_neighbours_are_alike(graded: Graded, places: Places) -> None:
    known = np.flatnonzero(graded.score[:, 0] != UNGRADED)
    score = graded.score[known, 0] / 100
    one, other = shapely.STRtree(places.lines[known]).query(places.lines[known], predicate="touches")
    assert 0.35 < np.corrcoef(score[one], score[other])[0, 1] < 0.85


def test_confidence_is_mostly_high_and_sometimes_not(graded: Graded) -> None:
    shares = np.bincount(graded.confidence_level[graded.grade[:, 0] != UNGRADED, 0], minlength=3)
    assert shares.min() > 0
    assert shares[0] > 0.6 * shares.sum()
