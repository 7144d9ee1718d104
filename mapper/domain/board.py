"""A city as a planner looks at it: segments and the issues on them as columns, and what is left of them by a choice.

Of every facet it is counted how many would be there if the choice spoke about the other facets alone, so that a reader
sees what each option would bring.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Choice = Mapping[str, Collection[str]]
"""Key of a facet to those of its options that are wanted; a facet that is not named narrows nothing."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Facet:
    """One thing that segments, or issues, are chosen by.

    Attributes
    ----------
    key : str
        Its name in addresses.
    options : sequence of str
        What there is to choose, in order.
    member : ndarray, shape (n,) or (n, options)
        Of each row the position of its option, -1 for none; or of each whether it has each of the options.
    """

    key: str
    options: Sequence[str]
    member: NDArray[np.integer] | Mask

    def among(self, wanted: Collection[str]) -> Mask:
        """Tell which rows have one of some options.

        Parameters
        ----------
        wanted : collection of str
            Options; one that is none of these is had by no row.

        Returns
        -------
        ndarray of bool, shape (n,)
            Row by row.
        """
        chosen = np.array([option in wanted for option in self.options], dtype=np.bool_)
        if self.member.ndim > 1:
            return np.asarray(self.member[:, chosen].any(axis=1))
        return np.append(chosen, False)[self.member]

    def count(self, rows: Mask) -> NDArray[np.int64]:
        """Count how often each option is there.

        Parameters
        ----------
        rows : ndarray of bool, shape (n,)
            Rows that are counted.

        Returns
        -------
        ndarray of int64, shape (options,)
            By option.
        """
        if self.member.ndim > 1:
            return np.asarray(self.member[rows].sum(axis=0))
        return np.bincount(self.member[rows] + 1, minlength=len(self.options) + 1)[1:]


@dataclass(frozen=True)
class Box:
    """What is in view, in EPSG:3857 [m]."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class Board:
    """A city at one moment.

    Attributes
    ----------
    ids : ndarray of bytes, shape (n,)
        Graded segments, as the 16 bytes of their ids, in order: a segment is known by its position, too.
    length_m : ndarray of float64, shape (n,)
        Their lengths [m].
    middle : ndarray of float64, shape (n, 2)
        Where they lie, in EPSG:3857 [m].
    by_segment : tuple of Facet
        What segments are chosen by.
    issue_ids : ndarray of bytes, shape (m,)
        Issues that lie on one of them.
    lies_on : ndarray of int64, shape (m,)
        Position of that segment.
    by_issue : tuple of Facet
        What issues are chosen by.
    """

    ids: NDArray[np.bytes_]
    length_m: NDArray[np.float64]
    middle: NDArray[np.float64]
    by_segment: tuple[Facet, ...]
    issue_ids: NDArray[np.bytes_]
    lies_on: NDArray[np.int64]
    by_issue: tuple[Facet, ...]

    def within(self, box: Box) -> Mask:
        """Tell which segments are in view.

        Parameters
        ----------
        box : Box
            Around what is seen.

        Returns
        -------
        ndarray of bool, shape (n,)
            By their middle.
        """
        x, y = self.middle.T
        return np.asarray((x >= box.west) & (x <= box.east) & (y >= box.south) & (y <= box.north))


@dataclass(frozen=True)
class Chosen:
    """What a choice leaves.

    Attributes
    ----------
    segments : ndarray of bool, shape (n,)
        Segments that are as is wanted and, when the choice speaks about issues, on which such an issue lies.
    issues : ndarray of bool, shape (m,)
        Issues that are as is wanted, on those segments.
    """

    segments: Mask
    issues: Mask


def choose(board: Board, choice: Choice) -> Chosen:
    """Return what a choice leaves of a city.

    Parameters
    ----------
    board : Board
        The city.
    choice : mapping
        What is wanted.

    Returns
    -------
    Chosen
        All issues of the chosen segments when the choice does not speak about issues.
    """
    segments = _Sieve(len(board.ids), board.by_segment, choice)
    issues = _Sieve(len(board.issue_ids), board.by_issue, choice)
    here = segments.whole & _told_of(board, issues)
    return Chosen(here, issues.whole & here[board.lies_on])


def tally(board: Board, choice: Choice, within: Mask) -> dict[str, NDArray[np.int64]]:
    """Count every option of every facet.

    Parameters
    ----------
    board : Board
        The city.
    choice : mapping
        What is wanted.
    within : ndarray of bool, shape (n,)
        Segments that are counted, and whose issues are.

    Returns
    -------
    dict of str to ndarray of int64
        By key of the facet, shape (options,): how many segments, or issues, the choice of that option alone would
        leave, everything else that is wanted being as it is.
    """
    segments = _Sieve(len(board.ids), board.by_segment, choice)
    issues = _Sieve(len(board.issue_ids), board.by_issue, choice)
    told = _told_of(board, issues) & within
    here = (segments.whole & within)[board.lies_on]
    counts = {facet.key: facet.count(segments.but(facet.key) & told) for facet in board.by_segment}
    return counts | {facet.key: facet.count(issues.but(facet.key) & here) for facet in board.by_issue}


class _Sieve:
    """Rows that are as is wanted, in all and leaving out any one facet."""

    def __init__(self, rows: int, facets: Sequence[Facet], choice: Choice) -> None:
        self.passing = {facet.key: facet.among(choice[facet.key]) for facet in facets if facet.key in choice}
        self._missed = np.zeros(rows, dtype=np.uint8)
        for passing in self.passing.values():
            self._missed += ~passing

    @property
    def whole(self) -> Mask:
        return np.asarray(self._missed == 0)

    def but(self, key: str) -> Mask:
        return np.asarray(self._missed == ~self.passing[key]) if key in self.passing else self.whole


def _told_of(board: Board, issues: _Sieve) -> Mask:
    """Tell on which segments a wanted issue lies; on all of them when nothing is said about issues."""
    if not issues.passing:
        return np.ones(len(board.ids), dtype=np.bool_)
    told = np.zeros(len(board.ids), dtype=np.bool_)
    told[board.lies_on[issues.whole]] = True
    return told
