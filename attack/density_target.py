"""What attacks on density may ask: a made city whose households in crisis are known to the attack, and what is said of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
        In which building, whatever its places are.
    """

    x: float
    y: float
    building: int


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

    def meanwhile(self, period: str, who: Sequence[Dweller]) -> None:
        """Change who is known to have been there in a period, after it was published."""
        ...

    def plant(self, period: str, shape: BaseGeometry) -> bool:
        """Try to publish a count of a place of one's own choice; True when it was."""
        ...

    def read(self, period: str) -> Sequence[Told]:
        """Return what a planner is shown."""
        ...

    def ask(self, period: str, shape: BaseGeometry) -> Told | None:
        """Ask for a place of one's own choice: a box, a circle, a polygon; None where there is no such question."""
        ...

    def written(self, period: str) -> bytes:
        """Return the same as a file."""
        ...

    def outbound(self, who: Sequence[Dweller], draws: int) -> list[tuple[int | None, ...]]:
        """Make a release for the press so many times, each with noise of its own; return what is said of each district."""
        ...

    def drawn(self, period: str) -> Iterable[tuple[BaseGeometry, float]]:
        """Return what is painted on a picture: shapes and how strong each of them is."""
        ...


class Density(Protocol):
    """What is released of density."""

    def town(self, land: Land) -> Town:
        """Settle a city on some land."""
        ...
