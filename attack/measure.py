"""How well two kinds of answers can be told apart."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

Numbers = NDArray[np.float64]

_SURE = 4.0


def auc(one: Numbers, other: Numbers) -> float:
    """Return the area under the curve of whoever tells by one number which of two kinds it is of; 0.5 tells nothing.

    That is how often one of the first kind is above one of the second (Mann and Whitney 1947), or below if that tells more.
    """
    ranks = rankdata(np.concatenate([one, other]))[: len(one)]
    above = (ranks.sum() - len(one) * (len(one) + 1) / 2) / (len(one) * len(other))
    return float(max(above, 1 - above))


def auc_of_many(pairs: Sequence[tuple[Numbers, Numbers]]) -> float:
    """Return the same over several addresses, each of which takes as long as it does: by ranks within it."""
    shares = [rankdata(np.concatenate(pair)) / sum(map(len, pair)) for pair in pairs]
    ones = np.concatenate([share[: len(one)] for share, (one, _) in zip(shares, pairs, strict=True)])
    others = np.concatenate([share[len(one) :] for share, (one, _) in zip(shares, pairs, strict=True)])
    return auc(ones, others)


def surely(found: float, one: int, other: int) -> float:
    """Return what an area under the curve of so many of each kind is at least, but for once in 30,000 times.

    That is four standard errors of those who tell nothing (Mann and Whitney 1947): what is above a bar by less may be chance.
    """
    return found - _SURE * sqrt((one + other + 1) / (12 * one * other))
