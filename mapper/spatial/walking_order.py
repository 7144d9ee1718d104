"""In which order many segments are walked, so that the way between them is short."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from mapper.spatial.streets import Streets

_GAIN_M: Final = 1e-6
"""What a change of the order has to save [m]: rounding must not turn it over and over."""

_LONGEST_CHAIN: Final = 3
"""How many stops in a row are moved elsewhere at once."""

_NOWHERE: Final = -1
"""Stands for what comes after the last stop."""


def walking_order(streets: Streets, segments: Iterable[int], begins: Sequence[int]) -> list[int]:
    """Order segments so that the walk along all of them is short: nearest neighbour first, then 2-opt and moved chains.

    Parameters
    ----------
    streets : Streets
        The network.
    segments : iterable of int
        To be walked from end to end, in either direction.
    begins : sequence of int
        Junctions at one of which the walk starts; it ends anywhere.

    Returns
    -------
    list of int
        The same for the same network, whatever order they come in.
    """
    stops = sorted(segments)
    walk = _Walk(_between(streets, stops, begins)).short() if stops else []
    return [stops[end // 2] for end in walk]


def _between(streets: Streets, stops: Sequence[int], begins: Sequence[int]) -> list[list[float]]:
    """Measure the ways between ends: those of the stop i are 2i and 2i + 1, the last row is of the beginning."""
    junctions: list[int] = streets.ends[list(stops)].ravel().tolist()
    rows = {junction: streets.distances([junction], junctions) for junction in sorted(set(junctions))}
    return [rows[junction] for junction in junctions] + [streets.distances(begins, junctions)]


class _Walk:
    """Orders of stops. Each stop is told by the end at which it is entered; the walk goes on from its other end, ``^ 1``."""

    def __init__(self, between: list[list[float]]) -> None:
        self._between = between
        self._begin = len(between) - 1

    def short(self) -> list[int]:
        walk = self._nearest_first()
        while (better := self._turned(walk) or self._moved(walk)) is not None:
            walk = better
        return walk

    def _nearest_first(self) -> list[int]:
        walk: list[int] = []
        here, left = self._begin, set(range(self._begin))
        while left:
            entered = min(left, key=lambda end: (self._between[here][end], end))
            left -= {entered, entered ^ 1}
            walk.append(entered)
            here = entered ^ 1
        return walk

    def _turned(self, walk: list[int]) -> list[int] | None:
        """Turn a part of the walk round where that saves something."""
        for first in range(len(walk)):
            before = self._left(walk, first)
            for last in range(first, len(walk)):
                after = self._entered(walk, last + 1)
                now = self._way(before, walk[first]) + self._way(walk[last] ^ 1, after)
                if self._way(before, walk[last] ^ 1) + self._way(walk[first], after) < now - _GAIN_M:
                    return walk[:first] + _turned(walk[first : last + 1]) + walk[last + 1 :]
        return None

    def _moved(self, walk: list[int]) -> list[int] | None:
        """Move a few stops in a row elsewhere where that saves something."""
        for chain, rest, first in _chains(walk):
            before, after = self._left(rest, first), self._entered(rest, first)
            saved = self._detour(before, chain, after) - _GAIN_M
            for part in (chain, _turned(chain)):
                for place in range(len(rest) + 1):
                    if self._detour(self._left(rest, place), part, self._entered(rest, place)) < saved:
                        return rest[:place] + part + rest[place:]
        return None

    def _detour(self, before: int, part: Sequence[int], after: int) -> float:
        """Return how much longer the walk is for going by way of a part."""
        return self._way(before, part[0]) + self._way(part[-1] ^ 1, after) - self._way(before, after)

    def _left(self, walk: Sequence[int], position: int) -> int:
        """Return the end from which the walk comes to a position."""
        return walk[position - 1] ^ 1 if position else self._begin

    def _entered(self, walk: Sequence[int], position: int) -> int:
        return walk[position] if position < len(walk) else _NOWHERE

    def _way(self, one: int, other: int) -> float:
        return 0.0 if other == _NOWHERE else self._between[one][other]


def _turned(part: Sequence[int]) -> list[int]:
    return [end ^ 1 for end in reversed(part)]


def _chains(walk: list[int]) -> Iterator[tuple[list[int], list[int], int]]:
    """Cut chains out of a walk: each with what is left, and the position it had."""
    for count in range(1, _LONGEST_CHAIN + 1):
        for first in range(len(walk) - count + 1):
            yield walk[first : first + count], walk[:first] + walk[first + count :], first
