"""What became of grades between two gradings of a city: which are better, which worse, and by which lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapper.domain.grading.letters import GRADES
from mapper.domain.label import Label

LETTERS: Final = (*GRADES, "ungraded")
"""What a segment is in a grading, from best to 미조사; position is the code in arrays."""

ABSENT: Final = -1
"""Code, or score, of what is not there."""

KIND_LABELS: Final = {
    "worse": Label("나빠짐", "Worse"),
    "better": Label("좋아짐", "Better"),
    "same": Label("그대로", "Unchanged"),
    "graded": Label("새로 조사됨", "Graded since"),
    "lapsed": Label("미조사가 됨", "No longer graded"),
    "new": Label("새 구간", "New segment"),
    "gone": Label("없어진 구간", "Gone"),
}
"""What becomes of a grade."""

KINDS: Final = tuple(KIND_LABELS)
"""Position is the code in arrays."""

_WORSE, _BETTER, _SAME, _GRADED, _LAPSED, _NEW, _GONE = range(len(KINDS))
_UNGRADED: Final = len(GRADES)

Codes = NDArray[np.int8]


@dataclass(frozen=True)
class GradeChange:
    """What became of the grades of segments.

    Attributes
    ----------
    before, after : ndarray of int8, shape (n,)
        Codes of `LETTERS`; `ABSENT` where the segment was not in that grading.
    kind : ndarray of int8, shape (n,)
        Codes of `KINDS`.
    has_difference : ndarray of bool, shape (n,)
        Whether there are both scores.
    difference : ndarray of int64, shape (n,)
        By how much the score grew [hundredths]; 0 where there are not both.
    """

    before: Codes
    after: Codes
    kind: Codes
    has_difference: NDArray[np.bool_]
    difference: NDArray[np.int64]

    def matrix(self, rows: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Count from which letter to which.

        Parameters
        ----------
        rows : ndarray of bool, shape (n,)
            Which segments are counted; those that were in one grading only are not.

        Returns
        -------
        ndarray of int64, shape (6, 6)
            By code before and code after.
        """
        both = rows & (self.before != ABSENT) & (self.after != ABSENT)
        size = len(LETTERS)
        cells = self.before[both].astype(np.int64) * size + self.after[both]
        return np.bincount(cells, minlength=size * size).reshape(size, size)


def compare(before: Codes, after: Codes, *, scores: tuple[NDArray[np.integer], NDArray[np.integer]]) -> GradeChange:
    """Compare the grades of segments in two gradings.

    Parameters
    ----------
    before, after : ndarray of int8, shape (n,)
        Codes of `LETTERS`, or `ABSENT`.
    scores : tuple of ndarray, each of shape (n,)
        Before and after [hundredths]; `ABSENT` where there is none.

    Returns
    -------
    GradeChange
        Segment by segment.
    """
    kind = np.full(len(before), _SAME, dtype=np.int8)
    kind[after > before] = _WORSE
    kind[after < before] = _BETTER
    kind[(before == _UNGRADED) & (after < _UNGRADED)] = _GRADED
    kind[(before < _UNGRADED) & (after == _UNGRADED)] = _LAPSED
    kind[before == ABSENT] = _NEW
    kind[after == ABSENT] = _GONE
    has_both = (scores[0] != ABSENT) & (scores[1] != ABSENT)
    difference = np.where(has_both, scores[1].astype(np.int64) - scores[0], 0)
    return GradeChange(before, after, kind, has_both, difference)


@dataclass(frozen=True)
class LineChange:
    """One reason why a score is other than it was.

    Attributes
    ----------
    subject : str
        Key of a line; the issues of one category are one subject: ``issue:`` and the category.
    before, after : int
        What it adds to each score [hundredths].
    counts : tuple of int
        Of issues, how many before and after.
    """

    subject: str
    before: int
    after: int
    counts: tuple[int, int]

    @property
    def difference(self) -> int:
        """What it adds to the difference of the scores [hundredths]."""
        return self.after - self.before


def line_changes(
    before: Mapping[str, int], after: Mapping[str, int], category_of: Mapping[str, str]
) -> list[LineChange]:
    """Say by which lines two scores of a segment differ.

    Parameters
    ----------
    before, after : mapping of str to int
        Exact lines of either score by key [hundredths].
    category_of : mapping of str to str
        Category of each issue that they speak of, by its id.

    Returns
    -------
    list of LineChange
        What differs, the most telling first; the differences add up to that of the scores.
    """
    found: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for at, lines in enumerate((before, after)):
        for key, amount in lines.items():
            kind, _, one = key.partition(":")
            is_issue = kind == "issue"
            row = found[f"issue:{category_of[one]}" if is_issue else key]
            row[at] += amount
            row[2 + at] += is_issue
    changes = [LineChange(key, a, b, (m, n)) for key, (a, b, m, n) in found.items() if a != b]
    return sorted(changes, key=lambda change: (-abs(change.difference), change.subject))
