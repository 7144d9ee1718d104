"""The product's releases of density under attack: its tree, its rule, its auditor and the bytes that it keeps."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Sequence
from functools import cached_property

from shapely.geometry.base import BaseGeometry

from attack.density_target import Dweller, Land, Told, Town
from mapper.domain.building_spread import building_of
from mapper.domain.cell_tree import CellTree, Ground, Places, grow
from mapper.domain.density_rule import EPSILON, Area, areas_outbound, areas_shown, band, rate_classes, tally
from mapper.domain.discrete_laplace import draw
from mapper.domain.population import read_population
from mapper.domain.release_audit import Release, is_of_the_tree, silenced
from mapper.operations.density.counting import homes_in
from mapper.operations.density.written import PLANNER, write


class ProductDensity:
    """What the product releases."""

    def town(self, land: Land) -> Town:
        """Settle a city on some land."""
        return _ProductTown(land)


class _ProductTown:
    def __init__(self, land: Land) -> None:
        self._land = land
        self._ledger: list[Release] = []
        self._kept: dict[str, bytes] = {}

    @cached_property
    def _tree(self) -> CellTree:
        land = self._land
        grounds = []
        for number, shape in enumerate(land.shapes):
            here = land.districts == number
            counted = land.households[here]
            places = Places(land.at[here, 0], land.at[here, 1], counted, -(-counted // 6))
            grounds.append(Ground(f"11110{number:05d}", shape, places, buildings_known=True))
        return grow(grounds)

    def publish(self, period: str, who: Sequence[Dweller]) -> None:
        population, tree = read_population(period), self._tree
        counted = tally(tree, homes_in(tree, self._located(who)))
        finest = Release(population, tree, areas_shown(tree, counted, newly=bool(population.half)))
        said = silenced(self._ledger, finest, lambda path: band(counted[path].cases))
        self._ledger.append(said)
        self._kept[period] = write(PLANNER, population, tree, said.areas, correlation=None)

    def _located(self, who: Sequence[Dweller]) -> Iterable[tuple[str, tuple[float, float], str | None]]:
        west, south, east, north = self._land.shapes[0].bounds
        left, low = self._tree.by_path[""].boundary.bounds[:2]
        columns = round((self._tree.by_path[""].boundary.bounds[2] - left) / (east - west))
        for one in who:
            number = int((one.y - low) // (north - south)) * columns + int((one.x - left) // (east - west))
            yield f"11110{number:05d}", (one.x, one.y), building_of(f"없는로 {one.building}")

    def meanwhile(self, period: str, who: Sequence[Dweller]) -> None:
        """Change nothing: what was written down is not counted anew."""

    def plant(self, period: str, shape: BaseGeometry) -> bool:
        inside = [leaf for leaf in self._tree.leaves if shape.intersects(leaf.boundary.centroid)]
        areas = tuple(Area(f"{leaf.path}0", 10) for leaf in inside) or (Area("?", 10),)
        return is_of_the_tree(Release(read_population(period), self._tree, areas))

    def read(self, period: str) -> Sequence[Told]:
        said = [Area(path, least) for path, least in json.loads(self._kept[period])["areas"]]
        return [Told(self._tree.by_path[area.path].boundary, area.least, area.most) for area in said]

    def ask(self, period: str, shape: BaseGeometry) -> Told | None:
        """Return nothing: pages and files take the name of a release, and no place."""

    def written(self, period: str) -> bytes:
        return self._kept[period]

    def outbound(self, who: Sequence[Dweller], draws: int) -> list[tuple[int | None, ...]]:
        tree = self._tree
        counted = tally(tree, homes_in(tree, self._located(who)))
        whole = sorted({node.path for node in tree.districts.values()})

        def once() -> tuple[int | None, ...]:
            areas = areas_outbound(tree, counted, lambda: draw(EPSILON, secrets.randbelow))
            said = {area.path: area.least for area in areas}
            return tuple(said.get(path) for path in whole)

        return [once() for _ in range(draws)]

    def drawn(self, period: str) -> Iterable[tuple[BaseGeometry, float]]:
        areas = [Area(path, least) for path, least in json.loads(self._kept[period])["areas"]]
        classes = rate_classes(self._tree, areas)
        return [(self._tree.by_path[one.path].boundary, float(rate)) for one, rate in zip(areas, classes, strict=True)]
