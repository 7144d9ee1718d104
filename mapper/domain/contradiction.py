"""Where the grade and the complaints contradict each other: good grades with clamour, bad ones with silence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapper.domain.expectation import Expectation, expect_complaints
from mapper.domain.false_discovery import adjusted_of_chances, adjusted_p
from mapper.domain.grading.letters import GRADES
from mapper.domain.label import Label
from mapper.domain.parameters import PARAMETERS

CONTRADICTIONS: Final = {
    "none": Label("어긋나지 않음", "No contradiction"),
    "clamour": Label("등급은 좋으나 민원 반복", "Good grade, repeated complaints"),
    "silence": Label("등급은 나쁘나 민원 없음", "Poor grade, no complaint"),
    "too_few": Label("민원 없음, 기대가 적어 가릴 수 없음", "No complaint, too few expected to tell"),
    "unsure": Label("민원 없음, 등급이 확실하지 않음", "No complaint, grade not sure"),
}
"""How a grade and the complaints go together; position is the code in arrays. The last two are no finds: with silence they
are all poor segments that nobody complains about."""

_CLAMOUR: Final = tuple(CONTRADICTIONS).index("clamour")
_SILENCE: Final = tuple(CONTRADICTIONS).index("silence")
_TOO_FEW: Final = tuple(CONTRADICTIONS).index("too_few")
_UNSURE: Final = tuple(CONTRADICTIONS).index("unsure")


@dataclass(frozen=True)
class ContradictionRule:
    """The numbers of the rule.

    Attributes
    ----------
    good, poor : tuple of str
        Grades that clamour and that silence contradict.
    repeats : int
        People who complain, at least, for clamour.
    within_days : int
        Within how long they do [days].
    period_days : int
        For how long nobody does, for silence; and how far complaints count back [days].
    min_confidence : float
        Confidence below which a poor grade is not held against silence.
    false_share : float
        Share of the finds, in each direction, that chance may account for.
    """

    good: tuple[str, ...] = ("A", "B")
    poor: tuple[str, ...] = ("D", "E")
    repeats: int = 3
    within_days: int = 30
    period_days: int = 365
    min_confidence: float = PARAMETERS.confidence_cuts[0]
    false_share: float = 0.025


RULE: Final = ContradictionRule()
"""The numbers contradictions are found with now."""

_PASSES: Final = 2


@dataclass(frozen=True)
class GradedSegments:
    """The segments that have a grade.

    Attributes
    ----------
    grade : ndarray of int8, shape (n,)
        0 to 4 for A to E.
    confidence : ndarray of float64, shape (n,)
        Of the grade, 0 to 1.
    surveyed : ndarray of int64, shape (n,)
        When it was surveyed last [days since 1970-01-01].
    exposure : ndarray of float64, shape (n,)
        Length [m] times the readiness to report of the district, as a ratio to the city's.
    """

    grade: NDArray[np.int8]
    confidence: NDArray[np.float64]
    surveyed: NDArray[np.int64]
    exposure: NDArray[np.float64]


@dataclass(frozen=True)
class FiledComplaints:
    """The complaints about those segments, in any order.

    Attributes
    ----------
    segment : ndarray of int64, shape (k,)
        Row of the segment.
    day : ndarray of int64, shape (k,)
        When it was filed [days since 1970-01-01].
    filer : ndarray of int64, shape (k,)
        A number for whoever filed it, the same for the same person; who is unknown has a number of their own.
    """

    segment: NDArray[np.int64]
    day: NDArray[np.int64]
    filer: NDArray[np.int64]

    def take(self, rows: NDArray[np.bool_] | NDArray[np.int64]) -> FiledComplaints:
        """Return some of the complaints.

        Parameters
        ----------
        rows : ndarray of bool or of int64
            A mask of shape (k,), or positions in their order.

        Returns
        -------
        FiledComplaints
            Those rows.
        """
        return FiledComplaints(self.segment[rows], self.day[rows], self.filer[rows])


@dataclass(frozen=True)
class Contradictions:
    """What was found.

    Attributes
    ----------
    kind : ndarray of int8, shape (n,)
        Position in ``CONTRADICTIONS``.
    complaints : ndarray of int64, shape (n,)
        Filed in the period.
    repeats : ndarray of int64, shape (n,)
        Most people who complained within `within_days`, since the last survey.
    expected : ndarray of float64, shape (n,)
        Complaints that such a segment gets in the period.
    adjusted : ndarray of float64, shape (n,)
        False discovery rate at which each is a find; NaN where none was looked for.
    """

    kind: NDArray[np.int8]
    complaints: NDArray[np.int64]
    repeats: NDArray[np.int64]
    expected: NDArray[np.float64]
    adjusted: NDArray[np.float64]


def find_contradictions(
    segments: GradedSegments, complaints: FiledComplaints, *, as_of: int, rule: ContradictionRule = RULE
) -> Contradictions:
    """Find the segments whose grade the complaints contradict.

    Clamour: a good grade, and since the last survey at least `repeats` people within `within_days`. Silence: a poor
    grade that is sure enough, and nobody for `period_days`. Either counts only where chance does not explain it, given
    what segments of that grade, length and district get; of a short alley silence is no find. Poor segments without a
    complaint that are none are told apart by why: too few were to be expected, or the grade is not sure. A contradiction
    says that somebody should look, not who is right.

    Parameters
    ----------
    segments : GradedSegments
        The segments.
    complaints : FiledComplaints
        The complaints; those outside the period are ignored.
    as_of : int
        Last day of the period [days since 1970-01-01].
    rule : ContradictionRule
        The numbers of the rule.

    Returns
    -------
    Contradictions
        One row per segment.
    """
    n = len(segments.grade)
    recent = complaints.take((complaints.day <= as_of) & (complaints.day > as_of - rule.period_days))
    count = np.bincount(recent.segment, minlength=n)
    repeats = _repeats(recent.take(recent.day >= segments.surveyed[recent.segment]), n, rule.within_days)
    adjusted = np.full(n, np.nan)
    found = np.zeros(n, dtype=np.bool_)
    middling = ~_graded(segments, rule.good + rule.poor)
    for _ in range(_PASSES):  # what is found is not typical, and tells nothing of what to expect
        expectation = expect_complaints(count, segments.grade, segments.exposure, typical=~found, beyond_doubt=middling)
        clamour = _clamour(segments, repeats, expectation, as_of, rule)
        silence = _silence(segments, expectation, rule)
        adjusted = np.fmin(adjusted_p(clamour), adjusted_of_chances(silence, count == 0))
        found = adjusted <= rule.false_share
    untold = np.where(np.isnan(silence), _UNSURE, _TOO_FEW) * (_graded(segments, rule.poor) & (count == 0))
    kind = np.where(found, np.where(np.isnan(silence), _CLAMOUR, _SILENCE), untold).astype(np.int8)
    return Contradictions(kind, count, repeats, expectation.mean, adjusted)


def _clamour(
    segments: GradedSegments,
    repeats: NDArray[np.int64],
    expectation: Expectation,
    as_of: int,
    rule: ContradictionRule,
) -> NDArray[np.float64]:
    """Chance of so many complaints somewhere in the time since the survey; 1 of too few, NaN of a grade not good."""
    rows = np.flatnonzero(repeats >= rule.repeats)
    once = expectation.chance_of(rows, repeats[rows], rule.within_days / rule.period_days)
    days = np.clip(as_of - segments.surveyed[rows] + 1, rule.within_days, rule.period_days)
    chance = np.ones(len(repeats))
    chance[rows] = np.minimum(1.0, once * days / rule.within_days)
    return np.where(_graded(segments, rule.good), chance, np.nan)


def _silence(segments: GradedSegments, expectation: Expectation, rule: ContradictionRule) -> NDArray[np.float64]:
    """Chance that nobody complains; NaN where the grade is not poor or not sure."""
    chance = expectation.chance_of_none(expectation.mean)
    sure = _graded(segments, rule.poor) & (segments.confidence >= rule.min_confidence)
    return np.where(sure, chance, np.nan)


def _graded(segments: GradedSegments, letters: tuple[str, ...]) -> NDArray[np.bool_]:
    return np.isin(segments.grade, [tuple(GRADES).index(letter) for letter in letters])


def _repeats(complaints: FiledComplaints, segments: int, within_days: int) -> NDArray[np.int64]:
    """Most people who complained about each segment within so many days."""
    by_day = complaints.take(np.lexsort((complaints.day, complaints.segment)))
    rows = np.arange(len(by_day.day))
    span = int(by_day.day.max(initial=0)) + within_days + 1
    moment = by_day.segment * span + by_day.day + within_days
    first = np.searchsorted(moment, moment - within_days, side="right")
    before = _same_filer_before(by_day)
    people = np.zeros(len(rows), dtype=np.int64)
    ends, back = rows, 0
    while len(ends := ends[ends - back >= first[ends]]):
        people[ends] += before[ends - back] < first[ends]
        back += 1
    most = np.zeros(segments, dtype=np.int64)
    np.maximum.at(most, by_day.segment, people)
    return most


def _same_filer_before(by_day: FiledComplaints) -> NDArray[np.int64]:
    """Position of the complaint before by the same person about the same segment; -1 for the first."""
    order = np.lexsort((by_day.filer, by_day.segment))
    same = (np.diff(by_day.segment[order]) == 0) & (np.diff(by_day.filer[order]) == 0)
    before = np.full(len(order), -1)
    before[order[1:][same]] = order[:-1][same]
    return before
