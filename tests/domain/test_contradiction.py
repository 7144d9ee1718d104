"""Grades that complaints contradict: planted ones are found, chance is not, and each clause of the rule counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from mapper.domain.contradiction import (
    CONTRADICTIONS,
    RULE,
    FiledComplaints,
    GradedSegments,
    find_contradictions,
)
from mapper.domain.expectation import Expectation, expect_complaints
from mapper.domain.false_discovery import adjusted_of_chances

_AS_OF = 20_000
_CLAMOUR, _SILENCE, _TOO_FEW, _UNSURE = (
    tuple(CONTRADICTIONS).index(kind) for kind in ("clamour", "silence", "too_few", "unsure")
)
_SEGMENTS = 6000
_PLANTED = 100
_TELLING = 7.0
"""Complaints expected of a segment whose silence was planted: of fewer, silence is chance often enough."""


@dataclass(frozen=True)
class _City:
    segments: GradedSegments
    complaints: FiledComplaints
    clamour: NDArray[np.int64]
    silence: NDArray[np.int64]


def _city(seed: int, *, dispersion: float = 0.1, telling: float = _TELLING) -> _City:
    """6,000 segments with complaints by grade, length, district and chance; 200 of them contradict their grade."""
    chance = np.random.default_rng(seed)
    grade = chance.choice(5, _SEGMENTS, p=[0.3, 0.3, 0.2, 0.13, 0.07]).astype(np.int8)
    exposure = chance.uniform(30, 150, _SEGMENTS) * chance.uniform(0.6, 1.6, 8)[chance.integers(0, 8, _SEGMENTS)]
    mean = np.array([0.01, 0.015, 0.03, 0.07, 0.1])[grade] * exposure
    count = chance.poisson(mean * chance.gamma(1 / dispersion, dispersion, _SEGMENTS))
    confidence, surveyed = chance.uniform(0.3, 0.9, _SEGMENTS), _AS_OF - chance.integers(31, 300, _SEGMENTS)
    quiet = np.flatnonzero((grade >= 3) & (confidence >= RULE.min_confidence) & (mean >= telling))
    silence = chance.choice(quiet, _PLANTED, replace=False)
    clamour = chance.choice(np.flatnonzero(grade <= 1), _PLANTED, replace=False)
    count[silence] = 0
    noise = np.repeat(np.arange(_SEGMENTS), count)
    angry = chance.integers(4, 9, _PLANTED)
    begins = surveyed[clamour] + (chance.random(_PLANTED) * (_AS_OF - 25 - surveyed[clamour])).astype(int)
    days = [
        _AS_OF - chance.integers(0, 365, len(noise)),
        np.repeat(begins, angry) + chance.integers(0, 25, angry.sum()),
    ]
    segment = np.concatenate([noise, np.repeat(clamour, angry)])
    filed = FiledComplaints(segment, np.concatenate(days), chance.permutation(len(segment)))
    return _City(GradedSegments(grade, confidence, surveyed, exposure), filed, clamour, silence)


@pytest.mark.parametrize("seed", range(5))
def test_planted_contradictions_are_found_and_chance_is_not(seed: int) -> None:
    city = _city(seed)
    kind = find_contradictions(city.segments, city.complaints, as_of=_AS_OF).kind
    right = (kind[city.clamour] == _CLAMOUR).sum() + (kind[city.silence] == _SILENCE).sum()
    assert right >= 0.95 * 2 * _PLANTED
    assert 1 - right / np.isin(kind, (_CLAMOUR, _SILENCE)).sum() <= 0.05


@pytest.mark.parametrize("seed", range(3))
def test_silence_that_nobody_can_tell_from_chance_is_counted_and_not_hidden(seed: int) -> None:
    city = _city(seed, telling=0.0)
    found = find_contradictions(city.segments, city.complaints, as_of=_AS_OF)
    kind, poor = found.kind, city.segments.grade >= 3
    quiet = np.isin(kind, (_SILENCE, _TOO_FEW, _UNSURE))
    assert (quiet == (poor & (found.complaints == 0))).all()
    assert ((kind == _UNSURE) == (quiet & (city.segments.confidence < RULE.min_confidence))).all()
    assert found.expected[kind == _TOO_FEW].max() < found.expected[kind == _SILENCE].min()
    planted = kind[city.silence]
    assert set(planted.tolist()) == {_SILENCE, _TOO_FEW}
    by_chance = np.setdiff1d(np.flatnonzero(kind == _SILENCE), city.silence)
    assert len(by_chance) <= 0.05 * (kind == _SILENCE).sum() + 1


def test_where_segments_differ_much_silence_says_nothing_and_says_so() -> None:
    city = _city(0, dispersion=0.8)
    kind = find_contradictions(city.segments, city.complaints, as_of=_AS_OF).kind
    assert (kind != _SILENCE).all()
    assert (kind[city.silence] == _TOO_FEW).all()


def _pair(**fields: Any) -> GradedSegments:
    """One good and one poor segment, of 100 m, just surveyed, among 300 that are as such segments are."""
    segments = GradedSegments(
        grade=np.resize(np.array([0, 4], dtype=np.int8), 302),
        confidence=np.full(302, 0.9),
        surveyed=np.full(302, _AS_OF - 200),
        exposure=np.full(302, 100.0),
    )
    for name, value in fields.items():
        getattr(segments, name)[:2] = value
    return segments


def _filed(ago: list[int], filer: list[int] | None = None) -> FiledComplaints:
    """Complaints about the good segment; of the others each poor one got ten, spread over the year."""
    usual = np.repeat(np.arange(3, 302, 2), 10)
    segment = np.concatenate([np.zeros(len(ago), dtype=np.int64), usual])
    day = np.concatenate([np.array(ago, dtype=np.int64), np.arange(len(usual)) * 7 % 365])
    who = np.arange(len(segment)) + 1000
    who[: len(ago)] = who[: len(ago)] if filer is None else filer
    return FiledComplaints(segment, _AS_OF - day, who)


def _kinds(segments: GradedSegments, complaints: FiledComplaints) -> list[int]:
    return find_contradictions(segments, complaints, as_of=_AS_OF).kind[:2].tolist()


def test_three_people_within_a_month_and_nobody_within_a_year() -> None:
    assert _kinds(_pair(), _filed([10, 20, 39])) == [_CLAMOUR, _SILENCE]


@pytest.mark.parametrize(
    ("ago", "filer"),
    [
        ([10, 20], None),
        ([10, 20, 40], None),  # the first is 31 days before the last
        ([10, 20, 30], [7, 7, 8]),  # two people
        ([210, 220, 230], None),  # before the survey, which found it good
        ([-1, -2, -3], None),  # not yet
    ],
)
def test_what_is_no_clamour(ago: list[int], filer: list[int] | None) -> None:
    assert _kinds(_pair(), _filed(ago, filer))[0] == 0


def test_people_are_counted_as_a_plain_loop_counts_them() -> None:
    chance = np.random.default_rng(2)
    segment, day, filer = (
        chance.integers(0, 302, 4000),
        _AS_OF - chance.integers(0, 150, 4000),
        chance.integers(0, 6, 4000),
    )
    found = find_contradictions(_pair(), FiledComplaints(segment, day, filer), as_of=_AS_OF).repeats
    for row in range(0, 302, 30):
        mine = [(int(day[one]), int(filer[one])) for one in np.flatnonzero(segment == row)]
        assert found[row] == max(len({who for then, who in mine if last - 30 < then <= last}) for last, _ in mine)


def test_one_person_counts_again_a_month_later() -> None:
    again = _filed([100, 60, 50, 45], [7, 7, 8, 9])
    assert find_contradictions(_pair(), again, as_of=_AS_OF).repeats[0] == 3


@pytest.mark.parametrize(
    ("fields", "kind"),
    [({"exposure": 10.0}, _TOO_FEW), ({"confidence": RULE.min_confidence - 0.01}, _UNSURE), ({"grade": 2}, 0)],
)
def test_silence_in_a_short_alley_or_of_an_unsure_grade_is_no_find(fields: dict[str, float], kind: int) -> None:
    assert _kinds(_pair(**fields), _filed([]))[1] == kind


def test_the_order_of_complaints_does_not_matter() -> None:
    city = _city(9)
    turned = city.complaints.take(np.arange(len(city.complaints.day))[::-1])
    one, other = (find_contradictions(city.segments, filed, as_of=_AS_OF) for filed in (city.complaints, turned))
    assert one.kind.tobytes() == other.kind.tobytes()
    assert one.adjusted.tobytes() == other.adjusted.tobytes()


def test_a_city_without_grades_or_complaints() -> None:
    nobody = np.empty(0, dtype=np.int64)
    silent = FiledComplaints(nobody, nobody, nobody)
    of_none = find_contradictions(_pair(), silent, as_of=_AS_OF).kind
    assert (of_none == np.resize([0, _TOO_FEW], 302)).all()
    empty = GradedSegments(nobody.astype(np.int8), nobody.astype(float), nobody, nobody.astype(float))
    assert find_contradictions(empty, silent, as_of=_AS_OF).kind.tolist() == []


@pytest.mark.parametrize("dispersion", [1e-9, 0.3])
def test_chances_are_those_of_scipy(dispersion: float) -> None:
    from scipy import stats

    mean, least = np.array([0.2, 1.0, 4.0, 9.0]), np.array([0, 1, 5, 12])
    size = 1 / dispersion
    theirs = stats.poisson(mean) if dispersion < 1e-6 else stats.nbinom(size, size / (size + mean))
    found = Expectation(mean / 0.5, dispersion)
    assert found.chance_of_none(mean) == pytest.approx(theirs.pmf(0), rel=1e-6)
    assert found.chance_of(np.arange(4), least, 0.5) == pytest.approx(theirs.sf(least - 1), rel=1e-6)


def test_rates_by_hand() -> None:
    # 6 complaints on 300 m of A, 8 on 100 m of E.
    found = expect_complaints(
        np.array([2, 4, 8]),
        np.array([0, 0, 4], dtype=np.int8),
        np.array([100.0, 200.0, 100.0]),
        typical=np.ones(3, dtype=bool),
        beyond_doubt=np.ones(3, dtype=bool),
    )
    assert found.mean.tolist() == [2.0, 4.0, 8.0]
    assert Expectation(found.mean, 1.0).chance_of_none(found.mean) == pytest.approx([1 / 3, 1 / 5, 1 / 9])


def test_chances_known_beforehand_by_hand() -> None:
    # In order: .01 there, .02 not, .02 there, .5 there; so .01 / 1, .05 / 2 twice, .55 / 3.
    found = adjusted_of_chances(np.array([0.5, 0.02, np.nan, 0.01, 0.02]), np.array([True, False, True, True, True]))
    assert found == pytest.approx([0.55 / 3, 1.0, np.nan, 0.01, 0.025], nan_ok=True)
    assert adjusted_of_chances(np.array([]), np.array([], dtype=bool)).tolist() == []
