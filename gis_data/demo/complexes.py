"""Apartment complexes: gates, a way round inside the fence, a few ways across."""

from __future__ import annotations

from itertools import pairwise
from math import dist
from typing import Final

import shapely
from shapely import LineString, Polygon

from gis_data.demo.blocks import Block, Foot
from gis_data.demo.junctions import settle
from gis_data.demo.neighbourhoods import Layout
from gis_data.demo.streets import NO_STREET, Point, Side, points_of, sides_of

_FENCE: Final = 24.0
_ROUNDING: Final = 14.0
_SMALLEST: Final = 6_000.0
_GATES: Final = 3
_GATES_APART: Final = 60.0
_WIDTH: Final = 7.0


def build_complex(block: Block, layout: Layout) -> None:
    """Lay out the ways of an apartment complex; ground too small for one stays empty.

    Parameters
    ----------
    block : Block
        The ground, fenced in by streets.
    layout : Layout
        Where the ways are added, with the pattern of complexes.
    """
    inner = _fenced(block)
    gates = [] if inner is None else _gates(block, inner, layout)
    if inner is None or len(gates) < 2:
        return
    ring = _way_round(inner.exterior, [place for _, place in gates], layout)
    for foot, place in gates:
        street = layout.streets.lay([foot.point, place], road_class="service", width=_WIDTH, patch=layout.patch)
        layout.streets[block.sides[foot.side].street].join(foot.arc, foot.point, street.number)
    layout.fill(ring)


def _fenced(block: Block) -> Polygon | None:
    """Return the ground inside the way round, counter-clockwise with round corners."""
    ground = Polygon(block.corners).buffer(-_FENCE - _ROUNDING).buffer(_ROUNDING, quad_segs=3)
    parts = [part for part in shapely.get_parts(ground) if part.area >= _SMALLEST]
    if not parts:
        return None
    largest = max(parts, key=lambda part: part.area)
    return Polygon(shapely.orient_polygons(shapely.set_precision(largest.simplify(1.0), 0.001)))


def _gates(block: Block, inner: Polygon, layout: Layout) -> list[tuple[Foot, Point]]:
    """Open gates near the middle of the longest sides, well apart: where each leaves its street and where it leads."""
    found: list[tuple[Foot, Point]] = []
    edges = block.edges
    for side in sorted(range(len(edges)), key=lambda side: -dist(*edges[side])):
        if block.sides[side].street == NO_STREET or len(found) == _GATES:
            continue
        middle = block.foot(side, float(layout.rng.uniform(0.4, 0.6)))
        foot = settle(block, middle, layout.streets, snap=12.0)
        place = None if foot is None else _straight_in(edges[foot.side], foot, inner)
        if foot and place and all(dist(place, other) > _GATES_APART for _, other in found):
            found.append((foot, place))
    return found


def _straight_in(edge: tuple[Point, Point], foot: Foot, inner: Polygon) -> Point | None:
    (ax, ay), (bx, by) = edge
    reach = 2 * _FENCE / dist(*edge)
    ahead = foot.point[0] - reach * (by - ay), foot.point[1] + reach * (bx - ax)
    hit = LineString([foot.point, ahead]).intersection(inner)
    if hit.is_empty:
        return None
    x, y = min(shapely.get_coordinates(hit).tolist(), key=lambda point: dist(point, foot.point))
    return round(x, 3), round(y, 3)


def _way_round(line: LineString, gates: list[Point], layout: Layout) -> Block:
    """Lay the way round, from gate to gate, and return the ground inside it."""
    bends = [(_along(line, point), point) for point in points_of(line)[:-1]]
    stops = sorted((_along(line, gate), gate) for gate in gates)
    once_more = [(at + line.length, point) for at, point in [*bends, stops[0]]]
    corners: list[Point] = []
    sides: list[Side] = []
    for (start, gate), (end, following) in pairwise([*stops, once_more[-1]]):
        between = [point for at, point in sorted([*bends, *once_more]) if start + 1 < at < end - 1]
        way = layout.streets.lay([gate, *between, following], road_class="service", width=_WIDTH, patch=layout.patch)
        corners.extend(way.line[:-1])
        sides.extend(sides_of(way.number, way.line))
    return Block(corners, sides)


def _along(line: LineString, point: Point) -> float:
    return line.project(shapely.Point(point))
