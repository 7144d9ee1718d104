"""What can anybody work out of everything that was ever released, by linear programming (trust §3 R1.9).

For every cell that was not shown itself: between which bounds must its count lie, given all bands of all releases and
the public counts of households? Somebody must not have to be there, and ten numbers at least must be left.

It is taken twice: as it is, and as somebody sees it who believes that nobody was ever let go, so that the stock of a
year is the one before and both half-years between. What they believe is not so, and an area that stays in its band would
leave them few numbers every year; held back is then only what would newly tell them that somebody, or nobody, is there.
Areas with noise state no bound, and are protected by the noise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog  # type: ignore[import-untyped] # it ships no types
from scipy.sparse import coo_array, csr_array  # type: ignore[import-untyped] # it ships no types
from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped] # it ships no types
from shapely.geometry.base import BaseGeometry

from mapper.domain.cell_overlay import Overlay, lay_over
from mapper.domain.cell_tree import CellTree
from mapper.domain.density_rule import FEWEST, Area
from mapper.domain.population import Population

_NOTHING: Final = 1e-6
"""What the solver may be off by."""
_INFEASIBLE: Final = 2
_BORDER_M2: Final = 1.0
_HALVES: Final = ("H1", "H2")


@dataclass(frozen=True)
class Release:
    """What was released, as the auditor sees it.

    Attributes
    ----------
    population : Population
        Who was counted.
    tree : CellTree
        Of its year.
    areas : tuple of Area
        What was said.
    """

    population: Population
    tree: CellTree
    areas: tuple[Area, ...]


@dataclass(frozen=True, order=True)
class Exposed:
    """A place of which too much would be known. How much is not told: whoever reads this may know no more.

    Attributes
    ----------
    population : Population
        Of whom.
    path : str
        Of the area that was shown and holds the place.
    """

    population: Population
    path: str


def is_of_the_tree(release: Release) -> bool:
    """Tell whether a release says something of nodes of its tree alone, none of which overlap.

    Parameters
    ----------
    release : Release
        New.

    Returns
    -------
    bool
        False for a second geography.
    """
    paths = sorted(area.path for area in release.areas)
    nested = any(after.startswith(path) for path, after in pairwise(paths))
    return not nested and all(path in release.tree.by_path for path in paths)


def exposed(before: Sequence[Release], new: Release) -> list[Exposed]:
    """Work out what would be known if a release were added to all that went before.

    Parameters
    ----------
    before : sequence of Release
        All that was ever released with bounds.
    new : Release
        What is to be.

    Returns
    -------
    list of Exposed
        In order. A place that was not shown is exposed when somebody must be there, or when fewer numbers are left for
        it than the module says, and public counts would allow more.
    """
    releases = [*before, new]
    overlay = lay_over(release.tree for release in releases)
    found: set[Exposed] = set()
    for nobody_left in (False, True):
        found.update(_Ledger(releases, overlay, nobody_left=nobody_left).exposed())
    return sorted(found)


def silenced(before: Sequence[Release], new: Release, band_of: Callable[[str], int]) -> Release:
    """Join areas of a release with their other halves until nothing would be exposed.

    Parameters
    ----------
    before : sequence of Release
        All that was ever released with bounds.
    new : Release
        As fine as the rule allows for itself.
    band_of : callable
        Least of the band of the node of a path.

    Returns
    -------
    Release
        Often the same; without any area at worst.
    """
    while found := exposed(before, new):
        trees = {release.population: release.tree for release in [*before, new]}
        areas = new.areas
        for one in found:
            place = trees[one.population].by_path[one.path].boundary
            near = [area for area in areas if _meet(place, new.tree.by_path[area.path].boundary)]
            areas = _joined(areas, max(near or areas, key=lambda area: len(area.path), default=None), band_of)
        new = replace(new, areas=areas)
    return new


def _meet(one: BaseGeometry, other: BaseGeometry) -> bool:
    """Tell whether two areas, perhaps of different trees, have more in common than a border."""
    return bool(one.intersects(other) and one.intersection(other).area > _BORDER_M2)


def _joined(areas: tuple[Area, ...], deep: Area | None, band_of: Callable[[str], int]) -> tuple[Area, ...]:
    """Put what an area and its other half say into one; the whole city has no other half, and then says nothing."""
    if deep is None or not deep.path:
        return ()
    parent = deep.path[:-1]
    others = [area for area in areas if not area.path.startswith(parent)]
    return tuple(sorted([*others, Area(parent, band_of(parent))]))


@dataclass(frozen=True)
class _Bound:
    """Some variables, each once, and between what their sum lies."""

    variables: tuple[int, ...]
    least: int
    most: int | None


class _Ledger:
    """All releases as one linear program: a variable for each population in each piece."""

    def __init__(self, releases: Sequence[Release], overlay: Overlay, *, nobody_left: bool) -> None:
        self.releases = releases
        self.overlay = overlay
        self.nobody_left = nobody_left
        stocks = [release.population.year for release in releases if not release.population.half]
        linked = [Population(year, half) for year in stocks for half in ("", *_HALVES)] if nobody_left else []
        linked += [Population(year - 1) for year in stocks] if nobody_left else []
        self.populations = sorted({release.population for release in releases} | set(linked))
        self.bounds = [
            _Bound(self._variables(release.population, self._pieces(release, area.path)), area.least, area.most)
            for release in releases
            for area in release.areas
        ]
        self.sums = [self._sum(year, piece) for year in stocks for piece in self._all_pieces] if nobody_left else []

    @property
    def _all_pieces(self) -> range:
        return range(len(self.overlay.most))

    def _pieces(self, release: Release, path: str) -> frozenset[int]:
        return self.overlay.pieces(release.tree, path)

    def _variables(self, population: Population, pieces: frozenset[int]) -> tuple[int, ...]:
        first = self.populations.index(population) * len(self.overlay.most)
        return tuple(first + piece for piece in sorted(pieces))

    def _sum(self, year: int, piece: int) -> tuple[int, ...]:
        """Return the stock, and what it is the sum of if nobody was let go."""
        parts = [Population(year), Population(year - 1), *(Population(year, half) for half in _HALVES)]
        return tuple(self._variables(part, frozenset({piece}))[0] for part in parts)

    def exposed(self) -> Iterator[Exposed]:
        """Yield what the newest release would expose, also of what was released before."""
        component = self._components()
        newest = self.releases[-1]
        touched = {
            component[one]
            for area in newest.areas
            for one in self._variables(newest.population, self._of(newest, area))
        }
        shared = {number: _Shared(self, np.flatnonzero(component == number)) for number in sorted(touched)}
        possible = {number: one for number, one in shared.items() if one.after.is_feasible()}
        if len(possible) < len(shared) and not self.nobody_left:  # two releases never contradict each other
            yield from (Exposed(newest.population, area.path) for area in newest.areas)
            return
        for release in self.releases:
            for area in release.areas:
                variables = self._variables(release.population, self._of(release, area))
                one = possible.get(component[variables[0]])
                if one is not None and self._is_exposed(one, release, area):
                    yield Exposed(release.population, area.path)

    def _of(self, release: Release, area: Area) -> frozenset[int]:
        return self._pieces(release, area.path)

    def _components(self) -> NDArray[np.int32]:
        """Give those variables the same number of which one may tell of another."""
        count = len(self.populations) * len(self.overlay.most)
        groups = [*(bound.variables for bound in self.bounds), *self.sums]
        pairs = [(group[0], other) for group in groups for other in group]
        ends = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(count, count))
        numbers: NDArray[np.int32] = connected_components(graph, directed=False)[1]
        return numbers

    def _is_exposed(self, shared: _Shared, release: Release, area: Area) -> bool:
        """Look at what lies within an area that was shown: parts for who must be there, pieces for who may be."""
        parts, pieces = self._parts(release.tree, area.path)
        return any(self._must_be(shared, self._variables(release.population, part)) for part in parts) or any(
            self._can_hardly_be(shared, variable, self.overlay.most[piece])
            for piece in pieces
            for variable in self._variables(release.population, frozenset({piece}))
        )

    def _must_be(self, shared: _Shared, variables: tuple[int, ...]) -> bool:
        least = shared.after.least(variables)
        return least > _NOTHING and (not self.nobody_left or least > shared.before.least(variables) + _NOTHING)

    def _can_hardly_be(self, shared: _Shared, variable: int, public: int) -> bool:
        most = shared.after.most(variable)
        if not self.nobody_left:
            return most < min(FEWEST - 1, public) - _NOTHING
        return most < min(1, public) - _NOTHING and most < shared.before.most(variable) - _NOTHING

    def _parts(self, tree: CellTree, path: str) -> tuple[list[frozenset[int]], frozenset[int]]:
        """Return the largest and the smallest parts of an area that have a place; none where it is not cut."""
        cells = [self.overlay.made_of.get((tree.digest, leaf.path), frozenset[int]()) for leaf in tree.under(path)]
        pieces = frozenset[int]().union(*cells)
        if len(pieces) <= 1:
            return [], frozenset()
        halves = [self.overlay.pieces(tree, half.path) for half in tree.children(path)]
        return halves or [frozenset({piece}) for piece in sorted(pieces)], pieces


class _Shared:
    """Variables of which one may tell of another: what is known of them with the newest release, and was without it."""

    def __init__(self, ledger: _Ledger, variables: NDArray[np.int64]) -> None:
        self._ledger = ledger
        self._variables = variables

    @cached_property
    def after(self) -> _Program:
        return _Program(self._ledger, self._variables, self._ledger.bounds)

    @cached_property
    def before(self) -> _Program:
        count = len(self._ledger.releases[-1].areas)
        return _Program(self._ledger, self._variables, self._ledger.bounds[:-count])


class _Program:
    """A linear program, solved by HiGHS."""

    def __init__(self, ledger: _Ledger, variables: NDArray[np.int64], bounds: Sequence[_Bound]) -> None:
        self._place = {int(variable): place for place, variable in enumerate(variables)}
        limits = ledger.overlay.most
        self._bounds = [(0, limits[int(variable) % len(limits)]) for variable in variables]
        rows: list[tuple[tuple[int, ...], float, int]] = []
        for bound in bounds:
            if bound.variables[0] in self._place:
                rows.append((bound.variables, -1.0, -bound.least))
                rows += [] if bound.most is None else [(bound.variables, 1.0, bound.most)]
        sums = [one for one in ledger.sums if one[0] in self._place]
        self._given = {
            "A_ub": self._matrix([(row, [sign] * len(row)) for row, sign, _ in rows]),
            "b_ub": np.array([limit for *_, limit in rows], dtype=np.float64),
            "A_eq": self._matrix([(one, [1.0, -1.0, -1.0, -1.0]) for one in sums]),
            "b_eq": np.zeros(len(sums)),
        }

    def _matrix(self, rows: Sequence[tuple[Sequence[int], Sequence[float]]]) -> csr_array:
        row = [number for number, (variables, _) in enumerate(rows) for _ in variables]
        column = [self._place[variable] for variables, _ in rows for variable in variables]
        values = [value for _, factors in rows for value in factors]
        return csr_array((values, (row, column)), shape=(len(rows), len(self._place)))

    def is_feasible(self) -> bool:
        """Tell whether anything can be so as all releases say."""
        return self._solve((), 1.0) is not None

    def least(self, variables: Sequence[int]) -> float:
        """Return what the sum of variables must be at least; the program is feasible."""
        return self._solve(variables, 1.0) or 0.0

    def most(self, variable: int) -> float:
        """Return what a variable can be at most; the program is feasible."""
        return -(self._solve((variable,), -1.0) or 0.0)

    def _solve(self, variables: Sequence[int], sign: float) -> float | None:
        aim = np.zeros(len(self._place))
        aim[[self._place[variable] for variable in variables]] = sign
        found = linprog(aim, bounds=self._bounds, method="highs", **self._given)
        if found.status == _INFEASIBLE:
            return None
        if not found.success:
            raise RuntimeError(f"HiGHS ended with {found.message!r}.")
        return float(found.fun)
