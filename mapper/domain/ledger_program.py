"""Small linear programs over what was released: how many of a population may be in a place (trust §3 R1.9)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog  # type: ignore[import-untyped] # it ships no types

from mapper.domain.population import Population

SLIP: Final = 1e-6
"""What the solver may be off by; what it is asked are whole numbers."""
_INFEASIBLE: Final = 2

Pieces = frozenset[int]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Said:
    """That so many of a population are in some pieces together.

    Attributes
    ----------
    population : Population
        Of whom.
    pieces : frozenset of int
        Of the overlay.
    least : int
        Of them.
    most : int or None
        None where there is no bound.
    """

    population: Population
    pieces: Pieces
    least: int
    most: int | None


@dataclass(frozen=True)
class Link:
    """What somebody believes of a year: nobody was let go, so whoever was there or came is in the stock.

    Attributes
    ----------
    parts : tuple of Population
        The stock before, and who came.
    whole : Population
        The stock.
    """

    parts: tuple[Population, ...]
    whole: Population


class Program:
    """What may be so in a place, if what was said of it is true.

    Parameters
    ----------
    place : frozenset of int
        Pieces of the overlay. Of anywhere else nothing is known but what was said of it together with the place.
    said : iterable of Said
        All of it; what says nothing of the place is left out.
    links : sequence of Link
        What is believed of every piece of it.
    most : sequence of int
        How many households each piece of the overlay can have.
    """

    def __init__(self, place: Pieces, said: Iterable[Said], links: Sequence[Link], most: Sequence[int]) -> None:
        self._said = [one for one in said if one.pieces & place]
        self._kinds = _alike(place, self._said)
        named = [one.population for one in self._said]
        named += [population for link in links for population in (*link.parts, link.whole)]
        self._populations = {population: number for number, population in enumerate(dict.fromkeys(named))}
        self._limits = [(0.0, float(sum(most[piece] for piece in kind))) for kind in self._kinds]
        rows = [row for one in self._said for row in self._bounds(one, place)]
        rows += [(self._link(link, kind), 0.0) for link in links for kind in range(len(self._kinds))]
        self._rows = np.array([row for row, _ in rows]).reshape(-1, self._width)
        self._right = np.array([limit for _, limit in rows])

    @property
    def _width(self) -> int:
        return len(self._populations) * len(self._kinds)

    def most(self, population: Population, pieces: Pieces) -> float | None:
        """Return how many of a population may be in some pieces of the place.

        Parameters
        ----------
        population : Population
            One that something was said of.
        pieces : frozenset of int
            Either all or none of those of which the same was said.

        Returns
        -------
        float or None
            None when not all of it can be so.
        """
        least = self._least(-self._sum(population, pieces))
        return None if least is None else -least

    def least(self, population: Population, pieces: Pieces) -> float | None:
        """Return how many of a population must be in some pieces of the place.

        Parameters
        ----------
        population : Population
            One that something was said of.
        pieces : frozenset of int
            As for `most`.

        Returns
        -------
        float or None
            None when not all of it can be so.
        """
        return self._least(self._sum(population, pieces))

    def _sum(self, population: Population, pieces: Collection[int]) -> Floats:
        row = np.zeros((len(self._populations), len(self._kinds)))
        row[self._populations[population]] = [not kind.isdisjoint(pieces) for kind in self._kinds]
        return row.ravel()

    def _bounds(self, one: Said, place: Pieces) -> Iterable[tuple[Floats, float]]:
        row = self._sum(one.population, one.pieces)
        if one.most is not None:
            yield row, float(one.most)
        if one.pieces <= place:
            yield -row, -float(one.least)

    def _link(self, link: Link, kind: int) -> Floats:
        row = np.zeros((len(self._populations), len(self._kinds)))
        row[[self._populations[part] for part in link.parts], kind] = 1.0
        row[self._populations[link.whole], kind] = -1.0
        return row.ravel()

    def _least(self, aim: Floats) -> float | None:
        limits = self._limits * len(self._populations)
        found = linprog(aim, A_ub=self._rows, b_ub=self._right, bounds=limits, method="highs")
        if found.status == _INFEASIBLE:
            return None
        if not found.success:
            raise RuntimeError(f"HiGHS ended with {found.message!r}.")
        return float(found.fun)


def _alike(place: Pieces, said: Sequence[Said]) -> list[Pieces]:
    """Put those pieces together of which the same was said: nothing tells them apart."""
    of: Mapping[int, list[int]] = {piece: [] for piece in sorted(place)}
    for number, one in enumerate(said):
        for piece in one.pieces & place:
            of[piece].append(number)
    kinds: dict[tuple[int, ...], set[int]] = {}
    for piece, numbers in of.items():
        kinds.setdefault(tuple(numbers), set()).add(piece)
    return [frozenset(kind) for kind in kinds.values()]
