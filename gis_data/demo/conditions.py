"""How each segment really is: what a perfect rater would find on every item today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from gis_data.demo.places import RIVERSIDE, Places
from mapper.domain.rubric import RUBRIC

_ITEMS: Final = RUBRIC.item_ids
_AXES: Final = np.array([[item.axis == axis for item in RUBRIC.items] for axis in "RW"])
_WEIGHTS: Final = np.array([item.weight for item in RUBRIC.items], dtype=np.float64)

_PROFILES: Final = {
    #             R1   R2   R3   R4   R5   R6   R7   R8    W1   W2   W3   W4   W5   W6   W7   W8
    "grid":      (1.2, 0.5, 0.8, 1.1, 1.1, 0.8, 0.8, 1.0,  0.9, 1.3, 1.5, 0.8, 1.4, 0.8, 0.3, 0.6),
    "newtown":   (1.1, 0.3, 0.4, 0.9, 0.9, 0.8, 0.9, 0.6,  0.7, 1.2, 1.5, 0.8, 1.3, 0.9, 0.3, 0.7),
    "old":       (1.1, 1.2, 1.2, 1.0, 1.0, 1.0, 1.0, 1.1,  1.1, 1.2, 1.1, 1.0, 0.8, 0.8, 0.7, 0.8),
    "market":    (2.0, 0.5, 0.8, 1.8, 1.3, 0.6, 0.6, 1.2,  0.9, 1.0, 2.4, 0.5, 0.9, 1.0, 0.2, 0.8),
    "hillside":  (0.9, 1.5, 1.4, 0.6, 0.9, 1.2, 1.3, 1.6,  1.5, 1.1, 0.5, 1.2, 0.2, 0.6, 2.6, 1.4),
    "village":   (1.0, 1.3, 0.8, 0.3, 1.1, 2.0, 1.2, 0.9,  1.2, 1.3, 0.5, 1.7, 1.0, 0.6, 0.7, 0.7),
    "apartment": (0.9, 0.1, 0.4, 0.5, 0.8, 1.0, 0.8, 0.5,  0.6, 0.6, 1.8, 0.7, 1.4, 1.0, 0.5, 0.8),
    RIVERSIDE:   (1.4, 0.1, 0.5, 1.2, 1.0, 1.8, 1.2, 0.6,  1.2, 0.8, 0.8, 1.6, 0.3, 0.6, 0.8, 1.4),
}  # fmt: skip
"""What is wrong where: how heavily each item weighs in the surroundings, in proportion."""

_BURDEN: Final = {
    "grid": -0.2, "newtown": -0.9, "old": 0.4, "market": 0.9,
    "hillside": 1.2, "village": 0.2, "apartment": -1.0, RIVERSIDE: -0.3,
}  # fmt: skip
_LEAN: Final = {
    "grid": 0.05, "newtown": 0.1, "old": -0.1, "market": -0.6,
    "hillside": 0.6, "village": 0.2, "apartment": 0.1, RIVERSIDE: 0.1,
}  # fmt: skip
"""Whether the walking environment is worse than the residential one (> 0) or better."""

_SHARES: Final = (0.0, 0.25, 0.60, 0.82, 0.95, 1.0)
_LEVELS: Final = (0.08, 0.42, 0.96, 1.54, 2.08, 2.6)
"""Mean level of the worse axis at each share of the city, from the best segment to the worst."""

_NOT_APPLICABLE: Final = {"R2": 0.04, "R3": 0.10, "R8": 0.02, "W5": 0.06, "W6": 0.30, "W8": 0.35}
_NEVER_BY_WATER: Final = ("R2", "R8", "W5")


@dataclass(frozen=True)
class Conditions:
    """The state of the segments, one row each in the order of `Places`.

    Attributes
    ----------
    levels : ndarray of float64, shape (n, items)
        Level of each item, 0 to 4 and in between.
    applies : ndarray of bool, shape (n, items)
        Whether there is anything of the kind there to judge.
    burden : ndarray of float64, shape (n,)
        How badly off each is against the others, 0 (best) to 1 (worst).
    """

    levels: NDArray[np.float64]
    applies: NDArray[np.bool_]
    burden: NDArray[np.float64]


def draw_conditions(places: Places, rng: Generator) -> Conditions:
    """Draw how each segment is: like its neighbours and its surroundings, with differences of its own.

    Parameters
    ----------
    places : Places
        The segments.
    rng : numpy.random.Generator
        Source of every draw.

    Returns
    -------
    Conditions
        Of the last day.
    """
    count = len(places)
    weight = 0.8 * _pockets(places, rng) + 0.5 * _alleys(places, rng) + 0.7 * rng.standard_normal(count)
    burden = (np.argsort(np.argsort(weight + _by_pattern(_BURDEN, places))) + 0.5) / count
    worse = np.interp(burden, _SHARES, _LEVELS)
    lean = _by_pattern(_LEAN, places) + 0.3 * rng.standard_normal(count)
    better = worse * np.exp(-np.abs(lean))
    means = np.where(lean > 0, (better, worse), (worse, better))
    profiles = _profiles(places.patterns)
    spread = 0.30 + 0.25 * worse
    levels = means.T @ _AXES * profiles + spread[:, None] * rng.standard_normal((count, len(_ITEMS)))
    climb = np.interp(places.climbs, (0.05, 0.22), (0.0, 1.8))
    levels[:, _ITEMS.index("W7")] += climb
    return Conditions(np.clip(levels, 0.0, 4.0), _applies(places, rng), burden)


def _by_pattern(values: dict[str, float], places: Places) -> NDArray[np.float64]:
    return np.array([values[pattern] for pattern in places.patterns])


def _profiles(patterns: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return the profile of each segment, scaled so that its weighted mean is 1 on both axes."""
    found = np.array([_PROFILES[pattern] for pattern in patterns])
    means = (found * _WEIGHTS) @ _AXES.T / 100.0
    return np.asarray(found / (means @ _AXES))


def _pockets(places: Places, rng: Generator) -> NDArray[np.float64]:
    """Return a field of good and bad pockets some hundred metres wide, of unit variance."""
    field = np.zeros(len(places))
    for _ in range(max(12, len(places) // 40)):
        away = places.middles - places.middles[rng.integers(len(places))]
        reach = float(rng.uniform(60.0, 180.0))
        field += float(rng.standard_normal()) * np.exp(-(away**2).sum(axis=1) / (2 * reach**2))
    return np.asarray((field - field.mean()) / field.std())


def _alleys(places: Places, rng: Generator) -> NDArray[np.float64]:
    """Return what the segments of one alley share."""
    _, alley = np.unique(places.names.astype(str), return_inverse=True)
    return rng.standard_normal(int(alley.max()) + 1)[alley]


def _applies(places: Places, rng: Generator) -> NDArray[np.bool_]:
    applies = np.ones((len(places), len(_ITEMS)), dtype=bool)
    for item, share in _NOT_APPLICABLE.items():
        applies[:, _ITEMS.index(item)] = rng.random(len(places)) >= share
    by_water = places.patterns == RIVERSIDE
    for item in _NEVER_BY_WATER:
        applies[by_water, _ITEMS.index(item)] = False
    return applies
