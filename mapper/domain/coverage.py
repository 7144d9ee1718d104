"""How much of each district is surveyed, and what is not: in segments and in metres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapper.domain.grading.axes import REASONS
from mapper.domain.grading.letters import UNGRADED
from mapper.domain.label import Label

SURVEY_STATES: Final = {**REASONS, "graded": Label("등급 있음", "Graded")}
"""Where the survey of a segment stands: why it has no grade, or that it has one; position is the code in arrays."""

_GRADED: Final = tuple(SURVEY_STATES).index("graded")
_UNWALKED: Final = tuple(tuple(SURVEY_STATES).index(state) for state in ("no_survey", "expired"))


@dataclass(frozen=True)
class Coverage:
    """Segments and their length by district and state.

    Attributes
    ----------
    segments : ndarray of int64, shape (districts, states)
        How many; the states have the order of ``SURVEY_STATES``.
    length_um : ndarray of int64, shape (districts, states)
        Their length [µm]: whole numbers, so that parts sum to the whole.
    """

    segments: NDArray[np.int64]
    length_um: NDArray[np.int64]

    @property
    def surveyed_share(self) -> NDArray[np.float64]:
        """Share of the segments with a survey of both axes that is not too old, shape (districts,); NaN without segments."""
        return _surveyed(self.segments)

    @property
    def surveyed_share_of_length(self) -> NDArray[np.float64]:
        """The same of their length."""
        return _surveyed(self.length_um)


def survey_states(reason: NDArray[np.int8]) -> NDArray[np.int8]:
    """Say where the survey of each segment stands.

    Parameters
    ----------
    reason : ndarray of int8, shape (n, 2)
        As ``AxisScores.reason``.

    Returns
    -------
    ndarray of int8, shape (n,)
        Position in ``SURVEY_STATES``; where each axis has its own reason, the one that comes first.
    """
    return np.asarray(np.where(reason == UNGRADED, _GRADED, reason).min(axis=1), dtype=np.int8)


def coverage(
    state: NDArray[np.int8], district: NDArray[np.int64], length_um: NDArray[np.int64], *, districts: int
) -> Coverage:
    """Count what is surveyed.

    A survey counts whether it was careful or not: see the report on raters for that.

    Parameters
    ----------
    state : ndarray of int8, shape (n,)
        As by `survey_states`.
    district : ndarray of int64, shape (n,)
        District of each segment, from 0.
    length_um : ndarray of int64, shape (n,)
        Length of each segment [µm].
    districts : int
        How many there are.

    Returns
    -------
    Coverage
        One row per district.
    """
    shape = (districts, len(SURVEY_STATES))
    segments, length = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
    np.add.at(segments, (district, state), 1)
    np.add.at(length, (district, state), length_um)
    return Coverage(segments, length)


def unsurveyed(state: NDArray[np.int8], district: NDArray[np.int64], length_um: NDArray[np.int64]) -> NDArray[np.int64]:
    """List the segments that have no grade.

    Parameters
    ----------
    state : ndarray of int8, shape (n,)
        As by `survey_states`.
    district : ndarray of int64, shape (n,)
        District of each segment, from 0.
    length_um : ndarray of int64, shape (n,)
        Length of each segment [µm].

    Returns
    -------
    ndarray of int64, shape (u,)
        Their rows: by district, by reason, the longest first.
    """
    rows = np.flatnonzero(state != _GRADED)
    return rows[np.lexsort((rows, -length_um[rows], state[rows], district[rows]))]


def _surveyed(by_state: NDArray[np.int64]) -> NDArray[np.float64]:
    whole = by_state.sum(axis=1)
    part = whole - by_state[:, _UNWALKED].sum(axis=1)
    return np.asarray(np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0))
