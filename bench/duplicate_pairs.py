"""Pairs of reports, and what each rule of doubles suggests of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapper.domain.duplicate import AGREEING_SIGMAS, FARTHEST_M, NEAR_M
from mapper.domain.new_issue import MOST_DOUBLES

THEIRS_M: Final = 250.0
"""How far FixMyStreet looks."""

SIGMAS: Final = tuple(np.arange(0.5, 5.01, 0.05).round(2).tolist())
"""What is tried to reach a recall."""

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Positions = NDArray[np.int64]


@dataclass(frozen=True)
class Pairs:
    """Every later report with every earlier one of the same group within 250 m.

    Attributes
    ----------
    later, earlier : ndarray of int, shape (n,)
        Which report, in the order of filing.
    apart_m : ndarray, shape (n,)
        In a straight line [m].
    sigma_m : ndarray, shape (n,)
        Standard deviation of that [m].
    way_m : ndarray, shape (n,)
        Along the network, infinite where it is longer than ours looks [m].
    same_category : ndarray of bool, shape (n,)
        Not only of the same group.
    same : ndarray of bool, shape (n,)
        Whether both are about one thing.
    doubles : int
        Reports about a thing that was reported before.
    """

    later: Positions
    earlier: Positions
    apart_m: Floats
    sigma_m: Floats
    way_m: Floats
    same_category: Flags
    same: Flags
    doubles: int

    def theirs(self, radius_m: float = THEIRS_M) -> tuple[float, int]:
        """Return recall and false suggestions of their rule, or of it with another radius."""
        return self._suggest(self.same_category & (self.apart_m <= radius_m), np.zeros_like(self.same))

    def ours(self, sigmas: float = AGREEING_SIGMAS) -> tuple[float, int]:
        """Return recall and false suggestions of our rule, or of it with another number of standard deviations."""
        agrees = self.apart_m <= np.minimum(sigmas * self.sigma_m, FARTHEST_M)
        return self._suggest(agrees | ((self.apart_m <= NEAR_M) & (self.way_m <= NEAR_M)), ~agrees)

    def at_recall(self, recall: float) -> float | None:
        """Return how many standard deviations give ours such a recall; None when it has none."""
        return next((sigmas for sigmas in SIGMAS if self.ours(sigmas)[0] >= recall), None)

    def _suggest(self, near: Flags, last: Flags) -> tuple[float, int]:
        """Suggest the first five to each report."""
        there = np.flatnonzero(near)
        there = there[np.lexsort((self.earlier[there], self.apart_m[there], last[there], self.later[there]))]
        later = pd.Series(self.later[there])
        shown = there[later.groupby(later).cumcount().to_numpy() < MOST_DOUBLES]
        found = np.unique(self.later[shown[self.same[shown]]])
        return len(found) / self.doubles if self.doubles else float("nan"), int((~self.same[shown]).sum())


def near_pairs(points: NDArray[np.object_], kind: NDArray[np.object_]) -> tuple[Positions, Positions, Floats]:
    """Return the later and the earlier report of each pair of one kind within 250 m, and how far they are apart [m]."""
    later, earlier = shapely.STRtree(points).query(points, predicate="dwithin", distance=THEIRS_M)
    kept = (earlier < later) & (kind[later] == kind[earlier])
    later, earlier = later[kept], earlier[kept]
    return later, earlier, np.asarray(shapely.distance(points[later], points[earlier]))
