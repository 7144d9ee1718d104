"""From the plan to main roads that meet exactly, and to the ground between them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import shapely
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry

from gis_data.demo.curves import Points, beside, smooth
from gis_data.demo.plan import Plan
from gis_data.demo.streets import Point, Side, Streets, points_of, sides_of

_GRID: Final = 0.001
_OVERLAP: Final = 2.0
_BANK_WIDTH: Final = 12.0

SidesByEnds = dict[tuple[Point, Point], Side]
"""The side of a street between two of its points, in that direction."""


@dataclass(frozen=True)
class _Drawn:
    """A line of the plan: what it is called and whether it is a road."""

    line: BaseGeometry
    road: str
    width: float
    stream: int = -1


@dataclass(frozen=True)
class Skeleton:
    """The main roads, and the lines that close the ground between them in.

    Attributes
    ----------
    streets : Streets
        Main roads, junction to junction.
    sides : dict
        Which stretch of which street runs from one point to the next.
    lines : list of shapely.LineString
        Main roads, ridges, the middle of the water and the city limit, each from node to node.
    water : shapely geometry
        The ground between the bank roads.
    """

    streets: Streets
    sides: SidesByEnds
    lines: list[LineString]
    water: BaseGeometry


def lay_out(plan: Plan, scale: float) -> Skeleton:
    """Lay out the main roads.

    Parameters
    ----------
    plan : Plan
        The plan at scale 1.
    scale : float
        How many times larger the city is to be.

    Returns
    -------
    Skeleton
        In which lines meet only at their ends.
    """
    middles = [smooth(stream.points * scale) for stream in plan.streams]
    corridors = _corridors(plan, middles)
    drawn = [*_main_roads(plan, scale), *_banks(plan, middles, corridors), *_borders(plan, scale, middles)]
    lines = _without_loose_ends(_noded(drawn))
    return Skeleton(*_lay_streets(lines, drawn, corridors), lines, shapely.union_all(corridors))


def _corridors(plan: Plan, middles: list[Points]) -> list[BaseGeometry]:
    """Return the ground between the bank roads; a side stream ends at the main stream's bank."""
    found: list[BaseGeometry] = []
    for stream, middle in zip(plan.streams, middles, strict=True):
        sides = beside(middle, stream.half_width), beside(middle, -stream.half_width)[::-1]
        found.append(Polygon(np.vstack(sides)).difference(shapely.union_all(found)))
    return found


def _main_roads(plan: Plan, scale: float) -> list[_Drawn]:
    return [_Drawn(LineString(smooth(road.points * scale)), road.name, road.width) for road in plan.roads]


def _banks(plan: Plan, middles: list[Points], corridors: list[BaseGeometry]) -> list[_Drawn]:
    found = []
    for number, (stream, middle) in enumerate(zip(plan.streams, middles, strict=True)):
        # A side stream's banks stop at the main stream's, a little over so that they surely meet.
        water = shapely.union_all([corridor.buffer(-_OVERLAP) for corridor in corridors[:number]])
        for name, side in zip(stream.banks, (-1, 1), strict=True):
            line = LineString(beside(middle, side * stream.half_width)).difference(water)
            found.append(_Drawn(line, name, _BANK_WIDTH, number))
    return found


def _borders(plan: Plan, scale: float, middles: list[Points]) -> list[_Drawn]:
    outline = smooth(np.vstack([plan.outline, plan.outline[:1]]) * scale)
    lines = [outline, *middles, *(smooth(edge * scale) for edge in plan.edges)]
    return [_Drawn(LineString(line), "", 0.0) for line in lines]


def _noded(drawn: list[_Drawn]) -> list[LineString]:
    union = shapely.union_all([one.line for one in drawn], grid_size=_GRID)
    return sorted(shapely.get_parts(union), key=lambda piece: piece.coords[:])


def _without_loose_ends(pieces: list[LineString]) -> list[LineString]:
    while True:
        ends = Counter(piece.coords[at] for piece in pieces for at in (0, -1))
        kept = [piece for piece in pieces if ends[piece.coords[0]] > 1 and ends[piece.coords[-1]] > 1]
        if len(kept) == len(pieces):
            return kept
        pieces = kept


def _lay_streets(
    pieces: list[LineString], drawn: list[_Drawn], corridors: list[BaseGeometry]
) -> tuple[Streets, SidesByEnds]:
    tree = shapely.STRtree([one.line for one in drawn])
    streets = Streets()
    sides: SidesByEnds = {}
    for piece in pieces:
        middle = piece.interpolate(0.5, normalized=True)
        owner = drawn[int(tree.nearest(middle))]
        if not owner.road:
            continue
        over = any(corridor.contains(middle) for n, corridor in enumerate(corridors) if n != owner.stream)
        street = streets.lay(
            points_of(piece),
            road_class=_road_class(owner.width),
            width=owner.width,
            name=owner.road,
            level="bridge" if over else "",
        )
        for (a, b), side in zip(pairwise(street.line), sides_of(street.number, street.line), strict=True):
            sides[a, b], sides[b, a] = side, Side(side.street, side.end, side.start)
    return streets, sides


def _road_class(width: float) -> str:
    return "primary" if width >= 30 else "secondary" if width >= 20 else "tertiary"
