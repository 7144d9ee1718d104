"""Why a score is what it is: lines that sum to it exactly. Spec 1.0 §3, "Explanation"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mapper.domain.grading.facts import SCOPES, key_texts
from mapper.domain.grading.rounding import apportion, to_hundredths, to_nano
from mapper.domain.grading.rule import Graded
from mapper.domain.grading.sums import axis_of_items, sum_by_cell

_OVERALL: Final = SCOPES.index("overall")
_OF_AXIS: Final = np.array([SCOPES.index("R"), SCOPES.index("W")])

FIXED_KEYS: Final = (
    "base",
    "critical_cap",
    "critical_cap:R",
    "critical_cap:W",
    "critical_cap:overall",
    "floor",
    "floor:R",
    "floor:W",
)
"""Keys before those of issues and of items: codes have the order of the keys as text, for ties."""

_BASE: Final = FIXED_KEYS.index("base")
_CAP: Final = FIXED_KEYS.index("critical_cap")
_CAP_OVERALL: Final = FIXED_KEYS.index("critical_cap:overall")
_FLOOR: Final = FIXED_KEYS.index("floor")


@dataclass(frozen=True)
class Lines:
    """The lines of every score, ordered by segment, scope and key; lines of 0.00 are left out.

    Attributes
    ----------
    segment : ndarray of int64, shape (q,)
        Row of the segment.
    scope : ndarray of int64, shape (q,)
        Position in ``SCOPES`` of the score explained.
    code : ndarray of int64, shape (q,)
        What the line is about, as a number in the order of the keys.
    hundredths : ndarray of int64, shape (q,)
        What it adds to the score [hundredths].
    issue_keys : ndarray of str or of bytes
        Ids of the issues as in ``Issues.key``, by code after ``FIXED_KEYS``.
    item_ids : tuple of str
        Ids of the items, by code after the issues.
    """

    segment: NDArray[np.int64]
    scope: NDArray[np.int64]
    code: NDArray[np.int64]
    hundredths: NDArray[np.int64]
    issue_keys: NDArray[np.str_] | NDArray[np.bytes_]
    item_ids: tuple[str, ...]

    @cached_property
    def key(self) -> NDArray[np.object_]:
        """What each line is about: ``base``, ``item:R1``, ``issue:ID``, ``critical_cap``…, shape (q,)."""
        issues = [f"issue:{key}" for key in key_texts(self.issue_keys).astype(np.str_).tolist()]
        names = [*FIXED_KEYS, *issues, *(f"item:{item}" for item in self.item_ids)]
        return np.array(names, dtype=np.object_)[self.code]

    def of(self, segment: int) -> dict[str, dict[str, int]]:
        """Return the lines of one segment.

        Parameters
        ----------
        segment : int
            Row of the segment.

        Returns
        -------
        dict of str to dict of str to int
            By scope and key, what each adds [hundredths].
        """
        rows = slice(*np.searchsorted(self.segment, [segment, segment + 1]))
        lines: dict[str, dict[str, int]] = {scope: {} for scope in SCOPES}
        for scope, key, amount in zip(self.scope[rows], self.key[rows], self.hundredths[rows], strict=True):
            lines[SCOPES[scope]][key] = int(amount)
        return lines


@dataclass(frozen=True)
class _Amounts:
    """Lines before rounding, in points."""

    segment: NDArray[np.int64]
    scope: NDArray[np.int64]
    code: NDArray[np.int64]
    points: NDArray[np.float64]

    def take(self, rows: NDArray[Any]) -> _Amounts:
        return _Amounts(self.segment[rows], self.scope[rows], self.code[rows], self.points[rows])


def explain(graded: Graded) -> Lines:
    """Split every score into the lines that it is the exact sum of.

    Parameters
    ----------
    graded : Graded
        The scores.

    Returns
    -------
    Lines
        The lines of all scopes that have a score.
    """
    on_axes = _rounded([_bases(graded), *_caps_and_floors(graded), _items(graded), _issues(graded)], graded)
    on_overall = _rounded([_weighted(on_axes, graded), _overall_caps(graded)], graded)
    lines = _ordered([on_overall, on_axes])
    return Lines(
        segment=lines.segment,
        scope=lines.scope,
        code=lines.code,
        hundredths=to_hundredths(lines.points),
        issue_keys=graded.burdens.issues.key,
        item_ids=graded.rubric.item_ids,
    )


def _bases(graded: Graded) -> _Amounts:
    segment, axis = np.nonzero(graded.axes.graded)
    return _Amounts(segment, _OF_AXIS[axis], np.full(len(segment), _BASE), np.full(len(segment), 100.0))


def _caps_and_floors(graded: Graded) -> list[_Amounts]:
    axes = graded.axes
    before = axes.survey_score - axes.issue_deduct
    capped = np.minimum(before, axes.cap)
    return [_nonzero(capped - before, _CAP), _nonzero(axes.exact - capped, _FLOOR)]


def _nonzero(points: NDArray[np.float64], code: int) -> _Amounts:
    segment, axis = np.nonzero((points != 0) & ~np.isnan(points))
    return _Amounts(segment, _OF_AXIS[axis], np.full(len(segment), code), points[segment, axis])


def _items(graded: Graded) -> _Amounts:
    segment, item = np.nonzero(graded.axes.item_deduct)
    axis = axis_of_items(graded.rubric)[item]
    code = len(FIXED_KEYS) + len(graded.burdens.issues.key) + item
    amounts = _Amounts(segment, _OF_AXIS[axis], code, -graded.axes.item_deduct[segment, item])
    return amounts.take(graded.axes.graded[segment, axis])


def _issues(graded: Graded) -> _Amounts:
    """Share D out: by the excess on each item, and within an item by the points of its issues."""
    axes, burdens = graded.axes, graded.burdens
    axis = axis_of_items(graded.rubric)[burdens.item]
    excess = axes.item_excess[burdens.segment, burdens.item]
    kept = (excess > 0) & axes.graded[burdens.segment, axis]
    segment, item, axis = burdens.segment[kept], burdens.item[kept], axis[kept]
    share = excess[kept] * burdens.points[kept] / burdens.total[segment, item]
    points = -axes.issue_deduct[segment, axis] * share / axes.issue_raw[segment, axis]
    return _Amounts(segment, _OF_AXIS[axis], len(FIXED_KEYS) + burdens.issue[kept], points)


def _weighted(on_axes: _Amounts, graded: Graded) -> _Amounts:
    """Weigh the rounded lines of the axes as parts of the overall score; caps and floors name their axis."""
    lines = on_axes.take(graded.overall.graded[on_axes.segment])
    axis = lines.scope - _OF_AXIS[0]
    of_an_axis = (lines.code == _CAP) | (lines.code == _FLOOR)
    return _Amounts(
        segment=lines.segment,
        scope=np.full(len(lines.segment), _OVERALL),
        code=np.where(of_an_axis, lines.code + 1 + axis, lines.code),
        points=lines.points * graded.overall.axis_weight[lines.segment, axis],
    )


def _overall_caps(graded: Graded) -> _Amounts:
    overall = graded.overall
    segment = np.flatnonzero(overall.score != overall.uncapped)
    points = (overall.score - overall.uncapped)[segment] / 100
    return _Amounts(segment, np.full(len(segment), _OVERALL), np.full(len(segment), _CAP_OVERALL), points)


def _rounded(parts: list[_Amounts], graded: Graded) -> _Amounts:
    """Add up what is about the same thing, round to the official score, and leave out what shows 0.00."""
    lines = _ordered(parts)
    score = lines.segment * len(SCOPES) + lines.scope
    begins_score = _is_new(score)
    first = begins_score | _is_new(lines.code)
    points = sum_by_cell(lines.points, np.cumsum(first) - 1, int(np.count_nonzero(first)))
    lines = replace(lines.take(first), points=points)
    group = np.cumsum(begins_score[first]) - 1
    hundredths = apportion(to_nano(points), group, graded.score.ravel()[score[begins_score]])
    return replace(lines, points=hundredths / 100).take(hundredths != 0)


def _is_new(values: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell which values differ from the one before them."""
    new = np.ones(len(values), dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=new[1:])
    return new


def _ordered(parts: list[_Amounts]) -> _Amounts:
    """Join, ordered by segment, scope and code."""
    joined = _Amounts(
        segment=np.concatenate([part.segment for part in parts]),
        scope=np.concatenate([part.scope for part in parts]),
        code=np.concatenate([part.code for part in parts]),
        points=np.concatenate([part.points for part in parts]),
    )
    codes = joined.code.max(initial=0) + 1
    place = (joined.segment * len(SCOPES) + joined.scope) * codes + joined.code
    return joined.take(np.argsort(place, kind="stable"))
