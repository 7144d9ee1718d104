"""What is known about the segments to grade, as arrays: one row per segment, survey, issue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

NOT_APPLICABLE: Final = -1.0
"""Level that stands for 해당 없음; NaN stands for 확인 못함."""

NEVER: Final = 10**9
"""Day that stands for "has not happened"; far beyond every calendar."""

VERIFICATIONS: Final = ("unverified", "verified", "rejected")
"""Position in this tuple is the code in ``Issues.verification``."""

SCOPES: Final = ("overall", "R", "W")
"""Position in this tuple is the column of ``SegmentFacts.previous`` and the scope of a line."""

Rows = NDArray[np.int64] | NDArray[np.bool_] | slice

_WRITTEN: Final = 36
_GROUPS: Final = (slice(0, 8), slice(8, 12), slice(12, 16), slice(16, 20), slice(20, 32))
"""Which digits of a UUID are written together; each group stands one place further on than the one before."""

_HEX: Final = np.array([f"{byte:02x}".encode() for byte in range(256)]).view(np.uint16)


@dataclass(frozen=True)
class Surveys:
    """The surveys of all segments, in any order.

    Attributes
    ----------
    segment : ndarray of int64, shape (m,)
        Row of the segment walked.
    day : ndarray of int64, shape (m,)
        When it was walked [days since 1970-01-01].
    levels : ndarray of float64, shape (m, items)
        Level of each item, ``NOT_APPLICABLE``, or NaN where it was not observed.
    """

    segment: NDArray[np.int64]
    day: NDArray[np.int64]
    levels: NDArray[np.float64]

    def take(self, rows: Rows) -> Surveys:
        """Return some of the surveys.

        Parameters
        ----------
        rows : ndarray of int64 or of bool, or slice
            Positions to take, in their order, or a mask of shape (m,), or those that follow one another.

        Returns
        -------
        Surveys
            Those rows.
        """
        return Surveys(segment=self.segment[rows], day=self.day[rows], levels=self.levels[rows])


@dataclass(frozen=True)
class Issues:
    """The issues of all segments, in any order; a row that repeats a segment and key adds nothing.

    Attributes
    ----------
    segment : ndarray of int64, shape (k,)
        Row of the segment it lies on.
    key : ndarray of str or of bytes, shape (k,)
        Id of the issue, unique within its segment: text, or the 16 bytes of a UUID, which sort as its text does.
    category : ndarray of int64, shape (k,)
        Position in ``Rubric.categories``.
    severity : ndarray of int64, shape (k,)
        1 to 4.
    verification : ndarray of int64, shape (k,)
        Position in ``VERIFICATIONS``.
    reported : ndarray of int64, shape (k,)
        When it was reported [days since 1970-01-01].
    resolved : ndarray of int64, shape (k,)
        When it was resolved [days since 1970-01-01], or ``NEVER``.
    """

    segment: NDArray[np.int64]
    key: NDArray[np.str_] | NDArray[np.bytes_]
    category: NDArray[np.int64]
    severity: NDArray[np.int64]
    verification: NDArray[np.int64]
    reported: NDArray[np.int64]
    resolved: NDArray[np.int64]

    def take(self, rows: Rows) -> Issues:
        """Return some of the issues.

        Parameters
        ----------
        rows : ndarray of int64 or of bool, or slice
            Positions to take, in their order, or a mask of shape (k,), or those that follow one another.

        Returns
        -------
        Issues
            Those rows.
        """
        return Issues(
            segment=self.segment[rows],
            key=self.key[rows],
            category=self.category[rows],
            severity=self.severity[rows],
            verification=self.verification[rows],
            reported=self.reported[rows],
            resolved=self.resolved[rows],
        )


def key_texts(keys: NDArray[np.str_] | NDArray[np.bytes_]) -> NDArray[np.str_] | NDArray[np.bytes_]:
    """Write the keys of issues as text.

    Parameters
    ----------
    keys : ndarray of str or of bytes, shape (k,)
        As in ``Issues.key``.

    Returns
    -------
    ndarray of str or of bytes, shape (k,)
        Text as it is; UUIDs in their usual form, as ASCII.
    """
    if keys.dtype.kind == "U":
        return keys
    written = np.full((len(keys), _WRITTEN), ord("-"), dtype=np.uint8)
    digits = _HEX[np.ascontiguousarray(keys).view(np.uint8)].view(np.uint8).reshape(len(keys), _GROUPS[-1].stop)
    for dashes, group in enumerate(_GROUPS):
        written[:, group.start + dashes : group.stop + dashes] = digits[:, group]
    return written.view(f"S{_WRITTEN}").ravel()


@dataclass(frozen=True)
class SegmentFacts:
    """All that grades are made from.

    Attributes
    ----------
    as_of : ndarray of int64, shape (n,)
        Day for which each segment is graded [days since 1970-01-01]; later facts are ignored.
    length_m : ndarray of float64, shape (n,)
        Length of the segment [m].
    previous : ndarray of int8, shape (n, 3)
        Grades of the last official run by ``SCOPES``: 0 to 4 for A to E, -1 for none.
    surveys : Surveys
        Every survey of these segments.
    issues : Issues
        Every issue on these segments.
    """

    as_of: NDArray[np.int64]
    length_m: NDArray[np.float64]
    previous: NDArray[np.int8]
    surveys: Surveys
    issues: Issues

    def __len__(self) -> int:
        return len(self.as_of)

    def parts(self, size: int) -> Iterator[SegmentFacts]:
        """Return the facts of so many segments at a time, in their order.

        Parameters
        ----------
        size : int
            Segments in each part but the last.

        Yields
        ------
        SegmentFacts
            Row 0 is the first of them.
        """
        surveys = self.surveys.take(np.argsort(self.surveys.segment, kind="stable"))
        issues = self.issues.take(np.argsort(self.issues.segment, kind="stable"))
        for begin in range(0, len(self), size):
            rows = slice(begin, begin + size)
            bounds = [rows.start, rows.stop]
            walked = surveys.take(slice(*np.searchsorted(surveys.segment, bounds)))
            lying = issues.take(slice(*np.searchsorted(issues.segment, bounds)))
            yield SegmentFacts(
                as_of=self.as_of[rows],
                length_m=self.length_m[rows],
                previous=self.previous[rows],
                surveys=replace(walked, segment=walked.segment - begin),
                issues=replace(lying, segment=lying.segment - begin),
            )
