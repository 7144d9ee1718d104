"""공표 구역: the one tree of cells of a year, grown from public counts of households alone (trust §3 R1.1).

City, groups of 행정동, 행정동, cells: each node is cut in two where its households halve, as long as both halves have
`FEWEST_HOUSEHOLDS` and `FEWEST_BUILDINGS`. Nothing of any household in crisis goes into it, so it tells nothing of them,
and as it is frozen for the year there is no second geography by which two releases could be subtracted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from mapper.domain.canonical_json import canonical

FEWEST_HOUSEHOLDS: Final = 500
"""Of a publication cell."""
FEWEST_BUILDINGS: Final = 20
"""Of a publication cell."""

_SAME_M2: Final = 1.0
"""Areas that differ by less are the same [m²]."""
_FAR: Final = 1e7
"""Beyond all of Korea [m]."""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Places:
    """Places at which somebody counted.

    Attributes
    ----------
    x, y : ndarray of float, shape (n,)
        In EPSG:5179 [m].
    households, buildings : ndarray of int, shape (n,)
        At each; buildings that nobody counted are 0.
    """

    x: Floats
    y: Floats
    households: Ints
    buildings: Ints

    def only(self, wanted: NDArray[np.bool_]) -> Places:
        """Return some of them.

        Parameters
        ----------
        wanted : ndarray of bool, shape (n,)
            Which.

        Returns
        -------
        Places
            In their order.
        """
        return Places(self.x[wanted], self.y[wanted], self.households[wanted], self.buildings[wanted])


@dataclass(frozen=True, eq=False)
class Ground:
    """A 행정동 and what was counted in it.

    Attributes
    ----------
    code : str
        Of the district.
    boundary : BaseGeometry
        In EPSG:5179.
    places : Places
        Within the boundary.
    buildings_known : bool
        Whether buildings were counted at every place.
    """

    code: str
    boundary: BaseGeometry
    places: Places
    buildings_known: bool


@dataclass(frozen=True, eq=False)
class Node:
    """An area of the tree.

    Attributes
    ----------
    path : str
        Which halves lead to it from the whole city, ``""``: such as ``0110``. What begins with it lies in it.
    district_codes : tuple of str
        The districts it lies in; more than one only where it is made of whole districts.
    households : int
        Public count.
    buildings : int or None
        None where nobody counted them; such a district stands as a whole.
    boundary : BaseGeometry
        MultiPolygon in EPSG:5179.
    """

    path: str
    district_codes: tuple[str, ...]
    households: int
    buildings: int | None
    boundary: BaseGeometry


@dataclass(frozen=True, eq=False)
class CellTree:
    """The tree of a year.

    Attributes
    ----------
    nodes : tuple of Node
        By path; the first is the whole city.
    """

    nodes: tuple[Node, ...]

    @cached_property
    def by_path(self) -> dict[str, Node]:
        """Every node by its path."""
        return {node.path: node for node in self.nodes}

    @cached_property
    def leaves(self) -> tuple[Node, ...]:
        """Nodes that are not cut any further."""
        return tuple(node for node in self.nodes if not self.children(node.path))

    @cached_property
    def districts(self) -> dict[str, Node]:
        """The smallest node that holds all of a district, by its code."""
        found: dict[str, Node] = {}
        for node in self.nodes:  # a parent comes before its children
            for code in node.district_codes:
                if code not in found or len(found[code].district_codes) > 1:
                    found[code] = node
        return found

    @cached_property
    def digest(self) -> bytes:
        """SHA-256 of all that the tree says, to be published with it."""
        told = [
            [node.path, list(node.district_codes), node.households, node.buildings, _outline(node.boundary)]
            for node in self.nodes
        ]
        return sha256(canonical(told).encode()).digest()

    def children(self, path: str) -> tuple[Node, ...]:
        """Return the halves of a node.

        Parameters
        ----------
        path : str
            Which.

        Returns
        -------
        tuple of Node
            Two, or none.
        """
        return tuple(self.by_path[path + half] for half in "01" if path + half in self.by_path)

    def under(self, path: str) -> tuple[Node, ...]:
        """Return the leaves within a node.

        Parameters
        ----------
        path : str
            Which.

        Returns
        -------
        tuple of Node
            Itself, when it is one.
        """
        return tuple(leaf for leaf in self.leaves if leaf.path.startswith(path))


def grow(grounds: Iterable[Ground]) -> CellTree:
    """Grow the tree of a city.

    Parameters
    ----------
    grounds : iterable of Ground
        One at least; each district once.

    Returns
    -------
    CellTree
        The same for the same counts, in whatever order they come.
    """
    ordered = sorted(grounds, key=lambda ground: ground.code)
    return CellTree(tuple(_zones(ordered, "")))


def recounted(tree: CellTree, grounds: Iterable[Ground]) -> CellTree | None:
    """Return the tree of another year with the counts of now, so that two years are cut alike wherever that can be.

    Parameters
    ----------
    tree : CellTree
        Of the year before.
    grounds : iterable of Ground
        As they are now.

    Returns
    -------
    CellTree or None
        The same areas; None where a district moved, or an area no longer holds enough.
    """
    now = {ground.code: ground for ground in grounds}
    if now.keys() != tree.districts.keys() or any(_has_moved(node, now) for node in {*tree.districts.values()}):
        return None
    counted = {leaf.path: _counted(leaf, now) for leaf in tree.leaves}
    if any(path and not _is_enough(*counts) for path, counts in counted.items()):
        return None
    nodes = []
    for node in tree.nodes:
        under = [counts for path, counts in counted.items() if path.startswith(node.path)]
        buildings = [count for _, count in under if count is not None]
        known = sum(buildings) if len(buildings) == len(under) else None
        nodes.append(replace(node, households=sum(count for count, _ in under), buildings=known))
    return CellTree(tuple(nodes))


def _has_moved(node: Node, now: Mapping[str, Ground]) -> bool:
    boundary = shapely.union_all([now[code].boundary for code in node.district_codes])
    return bool(shapely.area(shapely.symmetric_difference(boundary, node.boundary)) > _SAME_M2)


def _counted(leaf: Node, now: Mapping[str, Ground]) -> tuple[int, int | None]:
    """Return the households and the buildings of a leaf; None for those that nobody counted."""
    households = buildings = 0
    for ground in (now[code] for code in leaf.district_codes):
        places = ground.places
        here = places.only(shapely.intersects_xy(leaf.boundary, places.x, places.y))
        households += int(here.households.sum())
        buildings += int(here.buildings.sum())
    known = all(now[code].buildings_known for code in leaf.district_codes) or buildings >= FEWEST_BUILDINGS
    return households, buildings if known else None


def _is_enough(households: int, buildings: int | None) -> bool:
    return households >= FEWEST_HOUSEHOLDS and (buildings is None or buildings >= FEWEST_BUILDINGS)


def _zones(grounds: Sequence[Ground], path: str) -> Iterator[Node]:
    """Cut a group of districts into groups, and each that stays alone into cells."""
    if len(grounds) == 1:
        yield from _cells(grounds[0], grounds[0].boundary, grounds[0].places, path)
        return
    codes = tuple(ground.code for ground in grounds)
    places = _as_places(grounds)
    known = all(ground.buildings_known for ground in grounds)
    boundary = shapely.union_all([ground.boundary for ground in grounds])
    counted = sum(int(ground.places.buildings.sum()) for ground in grounds)
    yield Node(path, codes, int(places.households.sum()), counted if known else None, _areas(boundary))
    if cut := _cut(places):
        low = _is_low(places, cut)
        for half, side in enumerate((low, ~low)):
            kept = [ground for ground, is_kept in zip(grounds, side, strict=True) if is_kept]
            yield from _zones(kept, f"{path}{half}")


def _as_places(grounds: Sequence[Ground]) -> Places:
    """Each district as one place; one whose buildings nobody counted is taken to have enough of them."""
    middles = [shapely.point_on_surface(ground.boundary) for ground in grounds]
    buildings = [
        int(ground.places.buildings.sum()) if ground.buildings_known else FEWEST_BUILDINGS for ground in grounds
    ]
    return Places(
        np.array([middle.x for middle in middles]),
        np.array([middle.y for middle in middles]),
        np.array([ground.places.households.sum() for ground in grounds], dtype=np.int64),
        np.array(buildings, dtype=np.int64),
    )


def _cells(ground: Ground, boundary: BaseGeometry, places: Places, path: str) -> Iterator[Node]:
    counted = int(places.buildings.sum())
    known = ground.buildings_known or counted >= FEWEST_BUILDINGS
    yield Node(path, (ground.code,), int(places.households.sum()), counted if known else None, _areas(boundary))
    if cut := _cut(places):
        low = _is_low(places, cut)
        for half, side in enumerate((low, ~low)):
            part = shapely.intersection(boundary, _half_plane(cut, half))
            yield from _cells(ground, part, places.only(side), f"{path}{half}")


def _cut(places: Places) -> tuple[int, float] | None:
    """Return the axis and the coordinate at which places halve best, with enough on both sides."""
    wide_first = (0, 1) if np.ptp(places.x) >= np.ptp(places.y) else (1, 0)
    for axis in wide_first:
        along = (places.x, places.y)[axis]
        order = np.argsort(along, kind="stable")
        along = along[order]
        low = _sums_to(places.households[order])
        built = _sums_to(places.buildings[order])
        smaller = np.minimum(low, places.households.sum() - low)
        fits = (along[:-1] < along[1:]) & (smaller >= FEWEST_HOUSEHOLDS)
        fits &= np.minimum(built, places.buildings.sum() - built) >= FEWEST_BUILDINGS
        if fits.any():
            at = int(np.argmax(np.where(fits, smaller, -1)))
            return axis, float((along[at] + along[at + 1]) / 2)
    return None


def _sums_to(counts: Ints) -> Ints:
    sums: Ints = np.cumsum(counts)[:-1]
    return sums


def _is_low(places: Places, cut: tuple[int, float]) -> NDArray[np.bool_]:
    axis, at = cut
    low: NDArray[np.bool_] = (places.x, places.y)[axis] < at
    return low


def _half_plane(cut: tuple[int, float], half: int) -> BaseGeometry:
    axis, at = cut
    ends = [-_FAR, at] if half == 0 else [at, _FAR]
    x, y = (ends, [-_FAR, _FAR]) if axis == 0 else ([-_FAR, _FAR], ends)
    found: BaseGeometry = shapely.box(x[0], y[0], x[1], y[1])
    return found


def _areas(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape as a MultiPolygon, without the lines and points that cutting may leave."""
    parts = shapely.get_parts(shape)
    areas: BaseGeometry = shapely.multipolygons(parts[shapely.get_dimensions(parts) == 2])
    return areas


def _outline(boundary: BaseGeometry) -> Any:
    return shapely.to_wkb(shapely.normalize(boundary), hex=True, byte_order=1)
