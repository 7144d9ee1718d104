"""Which segment a point lies on: assigned, to be asked, or 미배정 (spec 1.0 §7).

Alleys can lie 10 m apart, so the nearest line is not good enough: each candidate gets the probability
that the point belongs to it, and only a clear one is assigned without asking. The rule is written over
flat arrays; one point is arrays of length 1.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Any, Final, Self
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from mapper.domain.parameters import PLACEMENT

FINEST_ACCURACY_M: Final = 0.001
"""No device is surer of its place [m]; a database cannot square a radius that is next to none."""

NAMED_WITHIN_M: Final = 100.0
"""How far a place may be from the segment that it is said to be on [m]; farther off, one of the two is a mistake."""

_DECIMALS = 6
"""Distances count to the micrometre, so that two engines that differ in the last bit agree on ties."""


class Decision(StrEnum):
    """What became of a point."""

    ASSIGNED = "assigned"
    ASK = "ask"
    UNASSIGNED = "unassigned"


class Method(StrEnum):
    """What a placement rests on: the posterior, a person on site, one at a desk, an older segment in its place, nothing."""

    POSTERIOR = "posterior"
    PICKED = "picked"
    CONFIRMED = "confirmed"
    CARRIED = "carried"
    NONE = "none"


@dataclass(frozen=True)
class Candidates:
    """Pairs of a point and a graded segment that it may lie on.

    Attributes
    ----------
    ids : ndarray of str, shape (s,)
        The segments, each once, in any order.
    point : ndarray of int, shape (c,)
        The point of the pair, from 0.
    segment : ndarray of int, shape (c,)
        The segment of the pair, as a position in ``ids``.
    distance_m : ndarray, shape (c,)
        From the point to the centreline [m].
    width_m : ndarray, shape (c,)
        Of the alley [m]; NaN counts as a line without width.
    address_match : ndarray of bool, shape (c,)
        Whether the point's address names the alley.
    """

    ids: NDArray[Any]
    point: NDArray[np.int64]
    segment: NDArray[np.int64]
    distance_m: NDArray[np.float64]
    width_m: NDArray[np.float64]
    address_match: NDArray[np.bool_]

    @classmethod
    def of_one_point(
        cls, ids: Sequence[str], distance_m: Sequence[float], width_m: Sequence[float], address_match: Sequence[bool]
    ) -> Self:
        """Return the candidates of a single point.

        Parameters
        ----------
        ids : sequence of str
            The segments, each once.
        distance_m : sequence of float
            To their centrelines [m].
        width_m : sequence of float
            Of their alleys [m], NaN when unknown.
        address_match : sequence of bool
            Whether the point's address names the alley.

        Returns
        -------
        Candidates
            In the order given.
        """
        return cls(
            ids=np.array(ids, dtype=object),
            point=np.zeros(len(ids), dtype=np.int64),
            segment=np.arange(len(ids)),
            distance_m=np.array(distance_m, dtype=float),
            width_m=np.array(width_m, dtype=float),
            address_match=np.array(address_match, dtype=bool),
        )


@dataclass(frozen=True)
class Placing:
    """Where one issue lies, as it is kept.

    Attributes
    ----------
    decision : Decision
        What became of its point.
    method : Method
        What that rests on.
    segment : UUID or None
        Where it is assigned to.
    probability : float or None
        Of that; None where nothing was worked out.
    offer : dict of str to float
        Segment to posterior, for whoever is asked about it.
    """

    decision: Decision
    method: Method
    segment: UUID | None = None
    probability: float | None = None
    offer: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Placed:
    """Where points were placed, and why.

    Attributes
    ----------
    sigma_m, radius_m : ndarray, shape (p,)
        Standard deviation of the position and search radius [m].
    decision : ndarray of str, shape (p,)
        Values of ``Decision``.
    segment : ndarray of str or None, shape (p,)
        The segment of an assigned point.
    probability : ndarray, shape (p,)
        Posterior of the likeliest candidate, NaN without any.
    offer : tuple of dict, length p
        Segment to posterior, likeliest first, for a point to be asked about; empty for the others.
    posterior : ndarray, shape (c,)
        Of each candidate; 0 for one beyond the search radius.
    """

    sigma_m: NDArray[np.float64]
    radius_m: NDArray[np.float64]
    decision: NDArray[np.str_]
    segment: NDArray[Any]
    probability: NDArray[np.float64]
    offer: tuple[dict[str, float], ...]
    posterior: NDArray[np.float64]

    def at(self, number: int) -> Placing:
        """Return where one of the points is.

        Parameters
        ----------
        number : int
            Its position from 0.

        Returns
        -------
        Placing
            As the rule has it.
        """
        segment, chance = self.segment[number], float(self.probability[number])
        return Placing(
            Decision(self.decision[number]),
            Method.POSTERIOR,
            None if segment is None else UUID(str(segment)),
            None if np.isnan(chance) else chance,
            self.offer[number],
        )


def position_sigma(accuracy_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the standard deviation of a position, the map's own error included (spec 1.0 §7).

    Parameters
    ----------
    accuracy_m : ndarray, shape (p,)
        Radius that holds the true place in 68 % of cases [m], NaN when unknown.

    Returns
    -------
    ndarray, shape (p,)
        Standard deviation of one coordinate [m].
    """
    known = np.where(np.isnan(accuracy_m), PLACEMENT.default_accuracy_m, accuracy_m)
    sigma: NDArray[np.float64] = np.hypot(known / PLACEMENT.r68_divisor, PLACEMENT.map_error_m)
    return sigma


def search_radius(accuracy_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far from a point the surface of an alley may be for it to be a candidate (spec 1.0 §7).

    Parameters
    ----------
    accuracy_m : ndarray, shape (p,)
        Radius that holds the true place in 68 % of cases [m], NaN when unknown.

    Returns
    -------
    ndarray, shape (p,)
        Search radius [m].
    """
    reach = PLACEMENT.radius_factor * position_sigma(accuracy_m)
    return np.clip(reach, PLACEMENT.radius_min_m, PLACEMENT.radius_max_m)


def surface_distance(distance_m: NDArray[np.float64], width_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how far points are from the surface of alleys; at most the search radius makes a candidate.

    Parameters
    ----------
    distance_m : ndarray, shape (c,)
        From the point to the centreline [m].
    width_m : ndarray, shape (c,)
        Of the alley [m]; NaN counts as a line without width.

    Returns
    -------
    ndarray, shape (c,)
        Centreline distance less half the width, at least 0 [m], to the micrometre.
    """
    to_surface: NDArray[np.float64] = np.maximum(distance_m - np.nan_to_num(width_m) / 2, 0)
    return np.round(to_surface, _DECIMALS)


def road_key(name: str | None) -> str:
    """Return the form of a road name in which two spellings of one road are equal.

    Parameters
    ----------
    name : str or None
        Road name as written, such as ``흑석로 13길``.

    Returns
    -------
    str
        Without blanks and composed (some systems store Hangul as single letters); empty for no name.
    """
    return "".join(unicodedata.normalize("NFC", name or "").split())


def place(accuracy_m: NDArray[np.float64], candidates: Candidates) -> Placed:
    """Decide for each point which segment it lies on (spec 1.0 §7).

    The answer does not depend on the order of the candidates, and candidates beyond the search radius are
    ignored, so any search that finds at least those within it may feed this.

    Parameters
    ----------
    accuracy_m : ndarray, shape (p,)
        Radius that holds the true place in 68 % of cases [m], NaN when unknown.
    candidates : Candidates
        Of all the points.

    Returns
    -------
    Placed
        For the points in their order.
    """
    count, point = len(accuracy_m), candidates.point
    sigma, radius = position_sigma(accuracy_m), search_radius(accuracy_m)
    distance = np.round(candidates.distance_m, _DECIMALS)
    to_surface = surface_distance(distance, candidates.width_m)
    prior = np.where(candidates.address_match, PLACEMENT.address_factor, 1.0)
    likelihood = prior * np.exp(-0.5 * (to_surface / sigma[point]) ** 2) * (to_surface <= radius[point])
    order = _by_point(count, point, _ranks(candidates.ids)[candidates.segment], distance, -likelihood)
    # summed in one fixed order, so that the last bit does not depend on who found the candidates
    total = np.bincount(point[order], weights=likelihood[order], minlength=count)
    posterior = likelihood / (total + PLACEMENT.none_mass)[point]
    size = np.bincount(point, minlength=count)
    place_in_line = np.arange(len(order)) - (np.cumsum(size) - size)[point[order]]

    likeliest = order[(place_in_line == 0) & (likelihood[order] > 0)]
    probability = np.full(count, np.nan)
    probability[point[likeliest]] = posterior[likeliest]
    assigned = probability >= PLACEMENT.assign_at
    segment = np.full(count, None, dtype=object)
    segment[point[likeliest]] = candidates.ids[candidates.segment[likeliest]]
    segment[~assigned] = None

    offered = (place_in_line < PLACEMENT.offer_most) & (posterior[order] >= PLACEMENT.offer_at)
    offer = _offers(count, candidates, posterior, order[offered & ~assigned[point[order]]])
    asked = np.array([bool(choices) for choices in offer], dtype=bool)
    decision = np.select([assigned, asked], [Decision.ASSIGNED, Decision.ASK], Decision.UNASSIGNED)
    return Placed(sigma, radius, decision, segment, probability, offer, posterior)


def _ranks(ids: NDArray[Any]) -> NDArray[np.int64]:
    ranks = np.empty(len(ids), dtype=np.int64)
    ranks[np.argsort(ids, kind="stable")] = np.arange(len(ids))  # quick for those that are in order
    return ranks


def _by_point(count: int, point: NDArray[np.int64], *keys: NDArray[Any]) -> NDArray[np.int64]:
    """Order candidates by point and within it by the keys, the last one first, as ``numpy.lexsort`` does.

    Points with as many candidates are sorted together, each in a row of its own: many short sorts cost far less
    than one of them all.
    """
    order = np.argsort(point, kind="stable")
    size = np.bincount(point, minlength=count)
    begin = np.cumsum(size) - size
    for length in np.unique(size[size > 1]):
        rows = begin[size == length, None] + np.arange(length)
        mine = order[rows]
        order[rows] = np.take_along_axis(mine, np.lexsort([key[mine] for key in keys]), axis=1)
    return order


def _offers(
    count: int, candidates: Candidates, posterior: NDArray[np.float64], rows: NDArray[np.int64]
) -> tuple[dict[str, float], ...]:
    pairs = list(zip(candidates.ids[candidates.segment[rows]], posterior[rows].tolist(), strict=True))
    ends = np.cumsum(np.bincount(candidates.point[rows], minlength=count)).tolist()
    return tuple(dict(pairs[begin:end]) for begin, end in pairwise([0, *ends]))
