"""In which order stops are visited: the shortest walk there is up to `EXACT_STOPS` of them, a good one above."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

EXACT_STOPS: Final = 15
"""So many are put into the shortest order: each one more takes twice the time and room."""

_WINDOW: Final = 9
"""So many stops in a row of a longer walk are put into their shortest order at once."""

_LONGEST_CHAIN: Final = 3
"""So many stops in a row are moved elsewhere at once."""

_GAIN_M: Final = 1e-6
"""What a change of the order has to save [m]: rounding must not turn it over and over."""

Metres = NDArray[np.float64]


@dataclass(frozen=True)
class Order:
    """Stops in the order in which they are visited.

    Attributes
    ----------
    stops : tuple of int
        Each once.
    metres : float
        Of the walk [m].
    is_exact : bool
        Whether no shorter one exists.
    """

    stops: tuple[int, ...]
    metres: float
    is_exact: bool


def visiting_order(between: Metres, *, begin: Metres | None = None, end: Metres | None = None) -> Order:
    """Order stops so that the walk is short.

    Parameters
    ----------
    between : ndarray of float64, shape (n, n)
        How far it is from each stop to each, the same both ways [m].
    begin, end : ndarray of float64, shape (n,), optional
        How far it is to each from where the walk begins, and from each to where it ends [m]; without one it begins,
        or ends, at any stop.

    Returns
    -------
    Order
        The shortest by Held and Karp (1962) up to `EXACT_STOPS`; above, nearest neighbours first, then turned parts
        (2-opt), moved chains (Or-opt) and windows in their shortest order, until nothing of that saves anything.
    """
    count = len(between)
    if not count:
        return Order((), 0.0, is_exact=True)
    nothing = np.zeros(count)
    first, last = (nothing if one is None else one for one in (begin, end))
    if count <= EXACT_STOPS:
        stops, metres = _shortest(between, first, last)
        return Order(tuple(stops), metres, is_exact=True)
    stops = _Tour(between, first, last).good()
    return Order(tuple(stops), _length(stops, between, first, last), is_exact=False)


def _length(stops: list[int], between: Metres, first: Metres, last: Metres) -> float:
    return float(first[stops[0]] + between[stops[:-1], stops[1:]].sum() + last[stops[-1]])


def _shortest(between: Metres, first: Metres, last: Metres) -> tuple[list[int], float]:
    """Find the shortest walk by way of all stops: of every set of stops, the shortest walk that ends at each of them."""
    count = len(between)
    sets = np.arange(1 << count)
    sizes = np.bitwise_count(sets)
    walked = np.full((1 << count, count), np.inf)
    walked[1 << np.arange(count), np.arange(count)] = first
    for size in range(2, count + 1):
        of_size = sets[sizes == size]
        for stop in range(count):
            having = of_size[(of_size >> stop) & 1 == 1]
            walked[having, stop] = (walked[having ^ (1 << stop)] + between[:, stop]).min(axis=1)
    left = int(sets[-1])
    here = int((walked[left] + last).argmin())
    metres, stops = float(walked[left, here] + last[here]), [here]
    while left := left ^ (1 << here):
        here = int((walked[left] + between[:, here]).argmin())
        stops.append(here)
    return stops[::-1], metres


class _Tour:
    """Stops in a row between a beginning and an end, which are two more places of the table of lengths."""

    def __init__(self, between: Metres, first: Metres, last: Metres) -> None:
        self._count = count = len(between)
        self._metres = np.zeros((count + 2, count + 2))
        self._metres[:count, :count] = between
        self._metres[count, :count] = self._metres[:count, count] = first
        self._metres[count + 1, :count] = self._metres[:count, count + 1] = last

    def good(self) -> list[int]:
        tour = self._nearest_first()
        while (better := self._better(tour)) is not None:
            tour = better
        return [int(stop) for stop in tour[1:-1]]

    def _better(self, tour: NDArray[np.int64]) -> NDArray[np.int64] | None:
        for change in (self._turned, self._moved, self._rearranged):
            if (better := change(tour)) is not None:
                return better
        return None

    def _nearest_first(self) -> NDArray[np.int64]:
        tour, left = [self._count], np.ones(self._count, dtype=np.bool_)
        while left.any():
            far = np.where(left, self._metres[tour[-1], : self._count], np.inf)
            tour.append(int(far.argmin()))
            left[tour[-1]] = False
        return np.array([*tour, self._count + 1])

    def _turned(self, tour: NDArray[np.int64]) -> NDArray[np.int64] | None:
        """Turn the part round that saves most."""
        before, own, after = tour[:-2], tour[1:-1], tour[2:]
        now = self._metres[before, own][:, None] + self._metres[own, after][None]
        then = self._metres[np.ix_(before, own)] + self._metres[np.ix_(own, after)]
        saved = np.triu(now - then, 1)
        one, other = np.unravel_index(saved.argmax(), saved.shape)
        if saved[one, other] <= _GAIN_M:
            return None
        return np.concatenate([tour[: one + 1], tour[one + 1 : other + 2][::-1], tour[other + 2 :]])

    def _moved(self, tour: NDArray[np.int64]) -> NDArray[np.int64] | None:
        """Move a few stops in a row elsewhere where that saves something."""
        far = self._metres
        for chain, rest, at in _chains(tour):
            saved = far[rest[at - 1], chain[0]] + far[chain[-1], rest[at]] - far[rest[at - 1], rest[at]]
            for part in (chain, chain[::-1]):
                cost = far[rest[:-1], part[0]] + far[part[-1], rest[1:]] - far[rest[:-1], rest[1:]]
                best = int(cost.argmin())
                if cost[best] < saved - _GAIN_M:
                    return np.concatenate([rest[: best + 1], part, rest[best + 1 :]])
        return None

    def _rearranged(self, tour: NDArray[np.int64]) -> NDArray[np.int64] | None:
        """Put a window of stops into its shortest order where that saves something."""
        for at in range(1, len(tour) - _WINDOW):
            window = tour[at : at + _WINDOW]
            before, after = self._metres[tour[at - 1], window], self._metres[window, tour[at + _WINDOW]]
            inside = self._metres[np.ix_(window, window)]
            order, metres = _shortest(inside, before, after)
            if metres < _length(list(range(_WINDOW)), inside, before, after) - _GAIN_M:
                return np.concatenate([tour[:at], window[order], tour[at + _WINDOW :]])
        return None


def _chains(tour: NDArray[np.int64]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64], int]]:
    """Cut chains out of a tour: each with what is left, and the position it had."""
    for count in range(1, _LONGEST_CHAIN + 1):
        for at in range(1, len(tour) - count):
            yield tour[at : at + count], np.concatenate([tour[:at], tour[at + count :]]), at
