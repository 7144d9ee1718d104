"""Small linear programs over what was released: how many of a population may be in a place (trust §3 R1.9)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp  # type: ignore[import-untyped] # it ships no types

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
    parts : sequence of frozenset of int
        Of the place, which will be asked for.
    """

    def __init__(
        self, place: Pieces, said: Iterable[Said], links: Sequence[Link], most: Sequence[int], parts: Sequence[Pieces]
    ) -> None:
        self._said = [one for one in said if one.pieces & place]
        self._kinds = _alike(place, [*(one.pieces for one in self._said), *parts])
        named = [one.population for one in self._said]
        named += [population for link in links for population in (*link.parts, link.whole)]
        self._populations = {population: number for number, population in enumerate(dict.fromkeys(named))}
        limits = [sum(most[piece] for piece in kind) for kind in self._kinds] * len(self._populations)
        self._limits = Bounds(np.zeros(len(limits)), np.array(limits, dtype=np.float64))
        rows = [row for one in self._said for row in self._bounds(one, place)]
        rows += [(self._link(link, kind), 0.0) for link in links for kind in range(len(self._kinds))]
        self._rows = LinearConstraint(
            np.array([row for row, _ in rows]).reshape(-1, len(limits)),
            ub=np.array([limit for _, limit in rows], dtype=np.float64),
        )

    def most(self, population: Population, pieces: Pieces) -> float | None:
        """Return how many of a population may be in some pieces of the place.

        Parameters
        ----------
        population : Population
            One that something was said of.
        pieces : frozenset of int
            One of the parts.

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
            One of the parts.

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
        found = milp(aim, bounds=self._limits, constraints=self._rows)  # no variable is marked whole: a linear program
        if found.status == _INFEASIBLE:
            return None
        if not found.success:
            raise RuntimeError(f"HiGHS ended with {found.message!r}.")
        return float(found.fun)


def _alike(place: Pieces, groups: Iterable[Pieces]) -> list[Pieces]:
    """Put those pieces together that are in the same groups: nothing tells them apart."""
    of: dict[int, list[int]] = {piece: [] for piece in sorted(place)}
    for number, group in enumerate(groups):
        for piece in group & place:
            of[piece].append(number)
    kinds: dict[tuple[int, ...], set[int]] = {}
    for piece, numbers in of.items():
        kinds.setdefault(tuple(numbers), set()).add(piece)
    return [frozenset(kind) for kind in kinds.values()]
