"""Blind alleys (막다른 골목) that lead into a block and end there."""

from __future__ import annotations

from math import atan2, cos, dist, pi, sin

from numpy.random import Generator
from shapely import LineString, Polygon

from gis_data.demo.blocks import Block, Foot
from gis_data.demo.junctions import settle
from gis_data.demo.neighbourhoods import Layout
from gis_data.demo.streets import NO_STREET, Point, Streets

_CLEAR = 9.0


def lead_in(block: Block, layout: Layout) -> None:
    """Lead a blind alley into a block by the chance its pattern gives it, where it fits.

    Parameters
    ----------
    block : Block
        A finished block.
    layout : Layout
        Where the alley is added, and the pattern it follows.
    """
    pattern, rng, streets = layout.pattern, layout.rng, layout.streets
    if rng.random() >= pattern.blind:
        return
    foot = _foot(block, streets, share=float(rng.uniform(0.3, 0.7)))
    if foot is None:
        return
    line = _winding(block, foot, reach=float(rng.uniform(0.5, 0.9)) * pattern.depth, bend=pattern.bend, rng=rng)
    inner, ground = LineString(line[1:]), Polygon(block.corners)
    if ground.contains(inner) and ground.exterior.distance(inner) > _CLEAR:
        street = streets.lay(line, road_class=pattern.road_class, width=pattern.widths[0], patch=layout.patch)
        streets[block.sides[foot.side].street].join(foot.arc, foot.point, street.number)


def _foot(block: Block, streets: Streets, *, share: float) -> Foot | None:
    lengths = [dist(a, b) for a, b in block.edges]
    sides = [side for side, (street, _, _) in enumerate(block.sides) if street != NO_STREET]
    longest = max(sides, key=lambda side: lengths[side])
    return settle(block, block.foot(longest, share), streets, snap=0.0)


def _winding(block: Block, foot: Foot, *, reach: float, bend: float, rng: Generator) -> list[Point]:
    """Walk into the block in three steps, each turned a little."""
    a, b = block.edges[foot.side]
    heading = atan2(b[1] - a[1], b[0] - a[0]) + pi / 2 + float(rng.normal(0, 0.12))
    line = [foot.point]
    for _ in range(3):
        x, y = line[-1]
        line.append((round(x + reach / 3 * cos(heading), 3), round(y + reach / 3 * sin(heading), 3)))
        heading += float(rng.normal(0, 4 * bend))
    return line
