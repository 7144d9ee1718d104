"""Complaints that seem to be about the same thing, nobody having said so: spec 1.0 §6, "Under-reporting"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

LONGEST_DAYS: Final = 30
"""How long after the first complaint others are taken to be about the same thing, as long as it is not resolved [days]."""


@dataclass(frozen=True)
class Incidents:
    """What was complained about, each once.

    Attributes
    ----------
    first : ndarray of int64, shape (k,)
        Row of the first complaint about each.
    duplicates : ndarray of int64, shape (k,)
        Complaints after that one.
    days : ndarray of float64, shape (k,)
        How long there could have been more: until it was resolved, for `LONGEST_DAYS`, or until today [days].
    """

    first: NDArray[np.int64]
    duplicates: NDArray[np.int64]
    days: NDArray[np.float64]


def incidents(
    place: NDArray[np.int64], day: NDArray[np.int64], resolved: NDArray[np.int64], *, as_of: int
) -> Incidents:
    """Put complaints about the same thing together.

    Two things of one category on one segment at the same time are taken for one.

    Parameters
    ----------
    place : ndarray of int64, shape (c,)
        A number for each segment and category.
    day : ndarray of int64, shape (c,)
        When each complaint was filed [days since 1970-01-01].
    resolved : ndarray of int64, shape (c,)
        When what it is about was resolved, or ``mapper.domain.grading.NEVER``.
    as_of : int
        Last day that is looked at [days since 1970-01-01]; none is later.

    Returns
    -------
    Incidents
        By place and time; what was resolved on the day on which it was reported has no days.
    """
    order = np.lexsort((np.arange(len(day)), day, place))
    span = as_of + LONGEST_DAYS + 2
    moment = place[order] * span + day[order]
    until = np.minimum(np.minimum(resolved[order], day[order] + LONGEST_DAYS), as_of)
    lasting = np.maximum(until - day[order], 0)
    following = np.searchsorted(moment, moment + lasting, side="right")
    begins = np.zeros(len(order), dtype=np.bool_)
    at = np.flatnonzero(np.diff(place[order], prepend=-1))
    while len(at):
        begins[at] = True
        after = following[at]
        inside = after < len(order)
        at = after[inside][place[order][after[inside]] == place[order][at[inside]]]
    first = np.flatnonzero(begins)
    return Incidents(order[first], following[first] - first - 1, lasting[first].astype(np.float64))
