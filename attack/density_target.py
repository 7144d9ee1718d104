"""What attacks on density may ask: a made city whose households in crisis are known to the attack, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Land:
    """A made city: squares of 100 m with the households that were counted in them, in square districts.

    Attributes
    ----------
    at : ndarray of float, shape (n, 2)
        Middle of each square [m].
    households : ndarray of int, shape (n,)
        Public counts.
    districts : ndarray of int, shape (n,)
        In which district each square is.
    shapes : tuple of BaseGeometry
        Of the districts.
    """

    at: Floats
    households: NDArray[np.int64]
    districts: NDArray[np.int64]
    shapes: tuple[BaseGeometry, ...]


@dataclass(frozen=True)
class Dweller:
    """A household in crisis that somebody made up.

    Attributes
    ----------
    x, y : float
        Where it lives [m].
    building : int
        In which building, whatever its places are; below 0 where no address is known.
    kind : str
        A risk group of `mapper.domain.case_words.RISKS`; empty where it makes no difference.
    """

    x: float
    y: float
    building: int
    kind: str = ""


@dataclass(frozen=True, eq=False)
class Told:
    """What is said of a place.

    Attributes
    ----------
    shape : BaseGeometry
        Of the place.
    least, most : int or None
        Between what the count lies; None without a bound.
    """

    shape: BaseGeometry
    least: int
    most: int | None


class Town(Protocol):
    """A city that publishes where households in crisis are."""

    def publish(self, period: str, who: Sequence[Dweller]) -> None:
        """Publish a half-year such as ``2026H1``, or the stock of a year such as ``2026``, for planners."""
        ...

    def plant(self, period: str, shape: BaseGeometry) -> bool:
        """Try to publish a count of a place of one's own choice; True when it was."""
        ...

    def read(self, period: str) -> Sequence[Told]:
        """Return what a planner is shown."""
        ...

    def outbound(self, who: Sequence[Dweller], draws: int) -> list[tuple[int | None, ...]]:
        """Make a release for the press so many times, each with noise of its own; return what is said of each district."""
        ...


class Shown(Protocol):
    """The same city as those see it who are let in: it is asked for pages, files and pictures."""

    def publish(self, period: str, who: Sequence[Dweller]) -> None:
        """Publish a half-year that is over, or the stock of such a year."""
        ...

    def meanwhile(self, period: str, who: Sequence[Dweller]) -> None:
        """Change who is known to have been there in a period, after it was published: others came, moved, were let go."""
        ...

    def read(self, period: str) -> Sequence[Told]:
        """Return what is shown: to another person each time, in another way, now and then after a restart."""
        ...

    def ask(self, period: str, shape: BaseGeometry) -> Told | None:
        """Ask for a place of one's own choice: a box, a circle, a polygon; None where the answer is that of any other."""
        ...

    def written(self, period: str) -> bytes:
        """Return the release as a file."""
        ...

    def words(self, period: str) -> str:
        """Return everything that a planner can read of it."""
        ...

    def pictures(self, period: str) -> Iterator[tuple[str, Picture]]:
        """Return every kind of picture that can be had of it, at 300 dpi."""
        ...

    def views(self, period: str, zooms: Iterable[int]) -> Iterator[tuple[int, bytes]]:
        """Return the source of its page, and at each zoom all that a browser holds; each with how many places are drawn."""
        ...


Picture = Callable[[Floats], Floats]
"""How dark it is at places in EPSG:5179 [m], shape (n, 2)."""


class Density(Protocol):
    """What is released of density."""

    def town(self, land: Land) -> Town:
        """Settle a city on some land."""
        ...

    def shown(self, land: Land) -> AbstractContextManager[Shown]:
        """Settle a city on some land that is shown to people."""
        ...
