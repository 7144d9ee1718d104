"""``density``: what bands of a year's stock show of where households are, beside exact counts of each 행정동.

20 made districts of 290,000 households in 27 행정동, counted in squares of 100 m, with 14,500 households that are
followed. Both cluster: dwellings around 12 centres, and need around 25 of its own, 250 m wide; and each square has its
own luck in both (exponential). With smoother need the correlation is higher, with rougher need lower. A layer is measured as a release
measures itself: its correlation with the true density of squares of 500 m. ``python -m bench.density`` prints all of it,
also for a half-year of 387 new households.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from statistics import median
from time import perf_counter
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

from bench.city import City
from bench.comparison import Comparison, Sides, Unequal
from mapper.domain.building_spread import square_of
from mapper.domain.cell_tree import CellTree, Ground, Places, grow
from mapper.domain.density_fidelity import fidelity
from mapper.domain.density_rule import Home, Tally, areas_shown, tally
from mapper.domain.population import Population
from mapper.domain.release_audit import Release, exposed

DISTRICTS: Final = 20
HOUSEHOLDS: Final = 290_000
STOCK: Final = 14_500
HALF_YEAR: Final = 387
BAR: Final = 0.92
"""Median correlation of the bands of a stock."""
_DONG_M: Final = 900.0
_ROWS, _COLUMNS = 3, 9
_SQUARE_M: Final = 100.0
_CORNER: Final = np.array([950_000.0, 1_950_000.0])

Floats = NDArray[np.float64]


class MadeDistrict:
    """Squares of 100 m with households in them, cut into 27 행정동."""

    def __init__(self, seed: int) -> None:
        self.numbers = np.random.default_rng(seed)
        x = np.arange(_SQUARE_M / 2, _COLUMNS * _DONG_M, _SQUARE_M)
        y = np.arange(_SQUARE_M / 2, _ROWS * _DONG_M, _SQUARE_M)
        self.at = np.stack([side.ravel() for side in np.meshgrid(x, y)], axis=1) + _CORNER
        built = self._hills(12, 500.0) * self.numbers.gamma(1.0, size=len(self.at))
        self.households = self.numbers.multinomial(HOUSEHOLDS, built / built.sum()).astype(np.int64)
        need = self.households * self._hills(25, 250.0) * self.numbers.gamma(1.0, size=len(self.at))
        self.need = need / need.sum()
        self.tree = grow(self._grounds())

    def _hills(self, count: int, spread_m: float) -> Floats:
        middles = self.numbers.choice(self.at, count)
        apart = ((self.at[:, None, :] - middles[None, :, :]) ** 2).sum(axis=2)
        hills: Floats = 0.15 + np.exp(-apart / (2 * spread_m**2)) @ self.numbers.uniform(0.3, 1.0, count)
        return hills

    def _grounds(self) -> list[Ground]:
        column, row = ((self.at - _CORNER) // _DONG_M).astype(int).T
        grounds = []
        for number in range(_ROWS * _COLUMNS):
            here = (row * _COLUMNS + column) == number
            west, south = 950_000 + number % _COLUMNS * _DONG_M, 1_950_000 + number // _COLUMNS * _DONG_M
            counts = self.households[here]
            places = Places(self.at[here, 0], self.at[here, 1], counts, -(-counts // 8))
            boundary = shapely.box(west, south, west + _DONG_M, south + _DONG_M)
            grounds.append(Ground(f"11110{number:05d}", boundary, places, buildings_known=True))
        return grounds

    def cases(self, count: int) -> Floats:
        """Return where some households in crisis live."""
        square = np.repeat(np.arange(len(self.at)), self.households)  # of each household, which counts once
        square = self.numbers.choice(square, count, replace=False, p=(self.need / self.households.clip(1))[square])
        half = _SQUARE_M / 2
        return self.at[square] + self.numbers.uniform(-half, half, (count, 2))


def homes(tree: CellTree, where: Floats) -> list[Home]:
    """Put households into the cells in which they live."""
    _, leaf = shapely.STRtree([node.boundary for node in tree.leaves]).query(shapely.points(where), predicate="within")
    return [Home(tree.leaves[number].path, None, square_of(*at)) for number, at in zip(leaf, where, strict=True)]


@dataclass(frozen=True)
class Measured:
    """How well one district is shown.

    Attributes
    ----------
    areas : int
        How many say something.
    bands, exact, whole : float
        Correlation of what is released, of the exact counts of the same areas, and of those of each 행정동.
    audit : float
        What it took to hold the release against itself [s].
    """

    areas: int
    bands: float
    exact: float
    whole: float
    audit: float


def measured(made: MadeDistrict, population: Population, count: int) -> Measured:
    """Release some households of a district."""
    where, tree = made.cases(count), made.tree
    counted = tally(tree, homes(tree, where))
    areas = areas_shown(tree, counted, newly=bool(population.half))
    paths = [area.path for area in areas]
    start = perf_counter()
    if exposed([], Release(population, tree, areas)):
        raise Unequal("an honest release is held back")
    audit = perf_counter() - start
    return Measured(
        areas=len(areas),
        bands=_correlation(tree, paths, [area.middle for area in areas], where),
        exact=_exact(tree, paths, counted, where),
        whole=_exact(tree, [node.path for node in tree.districts.values()], counted, where),
        audit=audit,
    )


def _exact(tree: CellTree, paths: list[str], counted: dict[str, Tally], where: Floats) -> float:
    return _correlation(tree, paths, [float(counted[path].cases) for path in paths], where)


def _correlation(tree: CellTree, paths: list[str], cases: list[float], where: Floats) -> float:
    return fidelity(tree.by_path[""].boundary, [tree.by_path[path].boundary for path in paths], cases, where) or 0.0


@cache
def _all(count: int) -> list[Measured]:
    population = Population(2026, "" if count == STOCK else "H1")
    return [measured(MadeDistrict(seed), population, count) for seed in range(DISTRICTS)]


@contextmanager
def _sides(_city: City) -> Iterator[Sides]:
    found = _all(STOCK)
    bands, whole = median(one.bands for one in found), median(one.whole for one in found)

    def check() -> None:
        if bands < BAR:
            raise Unequal(f"bands have a median correlation of {bands:.3f}, expected {BAR}")

    yield Sides(ours=lambda: 1 - bands, peer=lambda: 1 - whole, check=check)


COMPARISON: Final = Comparison(
    name="density",
    unit="false (1 - correlation)",
    peer="exact counts of each 행정동, as they are printed today",
    equal=(
        f"the same {STOCK:,} households in {DISTRICTS} made districts of {HOUSEHOLDS:,}, and the same squares of 500 m, "
        f"whatever city the others are measured on; checked: the median correlation of our bands is {BAR} or more, and no "
        "release is held back"
    ),
    unequal="the districts are made, so it says what the rule can do and not what it does in a real one",
    sides=_sides,
    bar=1.0,
)


def main() -> None:
    """Print what was measured."""
    for count in (STOCK, HALF_YEAR):
        found = _all(count)
        areas, bands = sorted(one.areas for one in found), sorted(one.bands for one in found)
        print(
            f"{count:,} households: {areas[0]} to {areas[-1]} areas; correlation of bands {median(bands):.3f} "
            f"({bands[0]:.3f} to {bands[-1]:.3f}), of their exact counts {median(one.exact for one in found):.3f}, "
            f"of each 행정동 {median(one.whole for one in found):.3f}; audit {median(one.audit for one in found):.2f} s"
        )


if __name__ == "__main__":
    main()
