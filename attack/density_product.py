"""The product's releases of density under attack, in memory, as thousands of worlds are tried: its tree, its rule, its auditor.

What can be read of a release is asked of a server: `attack/density_served.py`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from weakref import WeakKeyDictionary

from shapely.geometry.base import BaseGeometry

from attack.density_served import serving
from attack.density_target import Dweller, Land, Shown, Told, Town
from attack.density_worlds import code_of, districts_of
from attack.world import World
from mapper.domain.building_spread import building_of
from mapper.domain.cell_tree import CellTree, Ground, Places, grow
from mapper.domain.density_rule import EPSILON, Area, areas_outbound, areas_shown, band, tally
from mapper.domain.discrete_laplace import draw
from mapper.domain.population import read_population
from mapper.domain.release_audit import Release, is_of_the_tree, silenced
from mapper.operations.density.counting import homes_in


class ProductDensity:
    """What the product releases.

    Parameters
    ----------
    world : World
        Where it is served.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._trees: WeakKeyDictionary[Land, CellTree] = WeakKeyDictionary()

    def town(self, land: Land) -> Town:
        """Settle a city on some land; its cells are frozen, whoever lives there."""
        if land not in self._trees:
            self._trees[land] = _grown(land)
        return _ProductTown(land, self._trees[land])

    def shown(self, land: Land) -> AbstractContextManager[Shown]:
        """Settle a city on some land, and serve it."""
        return serving(self._world, land)


def _grown(land: Land) -> CellTree:
    grounds = []
    for number, shape in enumerate(land.shapes):
        here = land.districts == number
        counted = land.households[here]
        places = Places(land.at[here, 0], land.at[here, 1], counted, -(-counted // 6))
        grounds.append(Ground(code_of(number), shape, places, buildings_known=True))
    return grow(grounds)


class _ProductTown:
    def __init__(self, land: Land, tree: CellTree) -> None:
        self._land, self._tree = land, tree
        self._ledger: list[Release] = []
        self._said: dict[str, Sequence[Area]] = {}

    def publish(self, period: str, who: Sequence[Dweller]) -> None:
        population, tree = read_population(period), self._tree
        counted = tally(tree, homes_in(tree, self._located(who)))
        finest = Release(population, tree, areas_shown(tree, counted, newly=bool(population.half)))
        said = silenced(self._ledger, finest, lambda path: band(counted[path].cases))
        self._ledger.append(said)
        self._said[period] = said.areas

    def _located(self, who: Sequence[Dweller]) -> Iterable[tuple[str, tuple[float, float], str | None]]:
        for number, one in zip(districts_of(self._land, who), who, strict=True):
            yield code_of(number), (one.x, one.y), building_of(f"없는로 {one.building}")

    def plant(self, period: str, shape: BaseGeometry) -> bool:
        inside = [leaf for leaf in self._tree.leaves if shape.intersects(leaf.boundary.centroid)]
        areas = tuple(Area(f"{leaf.path}0", 10) for leaf in inside) or (Area("?", 10),)
        return is_of_the_tree(Release(read_population(period), self._tree, areas))

    def read(self, period: str) -> Sequence[Told]:
        return [Told(self._tree.by_path[area.path].boundary, area.least, area.most) for area in self._said[period]]

    def outbound(self, who: Sequence[Dweller], draws: int) -> list[tuple[int | None, ...]]:
        tree = self._tree
        counted = tally(tree, homes_in(tree, self._located(who)))
        whole = sorted({node.path for node in tree.districts.values()})

        def once() -> tuple[int | None, ...]:
            areas = areas_outbound(tree, counted, lambda: draw(EPSILON, secrets.randbelow))
            said = {area.path: area.least for area in areas}
            return tuple(said.get(path) for path in whole)

        return [once() for _ in range(draws)]
