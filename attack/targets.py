"""The two targets: both are asked by the same code, in worlds that began alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from playwright.sync_api import Browser

from attack.density_product import ProductDensity
from attack.density_target import Density
from attack.front import Front
from attack.product.city import ProductCity
from attack.target import City
from attack.weak.city import WeakCity
from attack.weak.density import WeakDensity
from attack.world import World


class _Opened(City, Protocol):
    front: Front

    def close(self) -> None: ...


class _Build:
    """A build in its world."""

    def __init__(self, name: str, world: World, density: Density, opening: Callable[[World], _Opened]) -> None:
        self.name = name
        self.density = density
        self._world, self._opening = world, opening

    @property
    def browser(self) -> Browser:
        """The browser of whoever needs one."""
        return self._world.browser

    def many(self, full: int, *, sampled: int) -> int:
        """Return how many of something there are to be."""
        return sampled if self._world.sampling else full

    def folder(self) -> Path:
        """Return an empty folder."""
        return self._world.empty()

    @contextmanager
    def city(self) -> Iterator[City]:
        """Open a city of its own."""
        city = self._opening(self._world)
        city.front.listen()
        try:
            yield city
        finally:
            city.close()

    @contextmanager
    def twins(self) -> Iterator[tuple[City, City]]:
        """Open two that are the same."""
        with self.city() as one, self.city() as other:
            yield one, other


def product(world: World) -> _Build:
    """Return the product."""
    return _Build("product", world, ProductDensity(world), ProductCity)


def weak(world: World) -> _Build:
    """Return the weak build."""
    return _Build("weak", world, WeakDensity(), WeakCity)
