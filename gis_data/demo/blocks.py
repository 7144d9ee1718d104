"""Blocks of ground, and cutting one in two by a street."""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, cos, dist, hypot, sin
from typing import Final, NamedTuple

from gis_data.demo.streets import Point, Side, sides_of

_MERGE: Final = 0.5


class Foot(NamedTuple):
    """Where a cut meets the outline of a block.

    Attributes
    ----------
    side : int
        Index of the side.
    arc : float
        Where on the side's street [m].
    point : tuple of float
        Where [m], to the millimetre.
    """

    side: int
    arc: float
    point: Point


@dataclass(frozen=True)
class Block:
    """A piece of ground with a side from each corner to the next, counter-clockwise.

    Attributes
    ----------
    corners : list of tuple
        Points of the outline [m from the origin], the first not repeated.
    sides : list of Side
        Side i runs from corner i to corner i + 1.
    """

    corners: list[Point]
    sides: list[Side]

    @property
    def edges(self) -> list[tuple[Point, Point]]:
        """Both ends of every side [m from the origin]."""
        return list(zip(self.corners, self.corners[1:] + self.corners[:1], strict=True))

    @property
    def area(self) -> float:
        """Area [m²]."""
        return 0.5 * sum(a[0] * b[1] - b[0] * a[1] for a, b in self.edges)

    def axis(self) -> float:
        """Return the direction in which the block is longest [rad]."""
        x0 = sum(x for x, _ in self.corners) / len(self.corners)
        y0 = sum(y for _, y in self.corners) / len(self.corners)
        xx = yy = xy = 0.0
        for (ax, ay), (bx, by) in self.edges:
            weight, mx, my = hypot(bx - ax, by - ay), (ax + bx) / 2 - x0, (ay + by) / 2 - y0
            xx, yy, xy = xx + weight * mx * mx, yy + weight * my * my, xy + weight * mx * my
        return 0.5 * atan2(2 * xy, xx - yy)

    def extent(self, direction: float) -> tuple[float, float]:
        """Return how far the block reaches along a direction.

        Parameters
        ----------
        direction : float
            Direction [rad].

        Returns
        -------
        tuple of float
            Smallest and largest distance from the origin along it [m].
        """
        c, s = cos(direction), sin(direction)
        along = [x * c + y * s for x, y in self.corners]
        return min(along), max(along)

    def across(self, direction: float, at: float) -> tuple[Foot, Foot] | None:
        """Find where a straight cut across a direction meets the outline.

        Parameters
        ----------
        direction : float
            Direction the cut is square to [rad].
        at : float
            Distance of the cut from the origin along it [m].

        Returns
        -------
        tuple of Foot or None
            Both ends of the longest stretch inside the block; None when it misses the block.
        """
        c, s = cos(direction), sin(direction)
        beyond = [x * c + y * s - at for x, y in self.corners]
        feet = []
        for i, (a, b) in enumerate(zip(beyond, beyond[1:] + beyond[:1], strict=True)):
            if (a < 0) != (b < 0):
                foot = self.foot(i, a / (a - b))
                feet.append((foot.point[1] * c - foot.point[0] * s, foot))
        feet.sort()
        pairs = [(feet[i][1], feet[i + 1][1]) for i in range(0, len(feet) - 1, 2)]
        return max(pairs, key=lambda pair: dist(pair[0].point, pair[1].point), default=None)

    def foot(self, side: int, share: float) -> Foot:
        """Return a place on a side.

        Parameters
        ----------
        side : int
            Index of the side.
        share : float
            How far along it, 0 to 1.

        Returns
        -------
        Foot
            To the millimetre; a corner when it is within half a metre.
        """
        a, b = self.edges[side]
        _, start, end = self.sides[side]
        # Two points closer than that would be one junction to whoever nodes the lines.
        blur = _MERGE / dist(a, b)
        share = 0.0 if share < blur else 1.0 if share > 1 - blur else share
        point = (round(a[0] + share * (b[0] - a[0]), 3), round(a[1] + share * (b[1] - a[1]), 3))
        return Foot(side, start + share * (end - start), point)

    def sine(self, foot: Foot, towards: Point) -> float:
        """Tell how squarely a cut meets a side.

        Parameters
        ----------
        foot : Foot
            Where it meets the outline.
        towards : tuple of float
            The next point of the cut [m].

        Returns
        -------
        float
            Sine of the angle between them: 1 when square.
        """
        a, b = self.edges[foot.side]
        ux, uy, vx, vy = b[0] - a[0], b[1] - a[1], towards[0] - foot.point[0], towards[1] - foot.point[1]
        return abs(ux * vy - uy * vx) / (hypot(ux, uy) * hypot(vx, vy))

    def halves(self, start: Foot, end: Foot, line: list[Point], street: int) -> tuple[Block, Block]:
        """Cut the block in two along a line.

        Parameters
        ----------
        start, end : Foot
            Where the line meets the outline.
        line : list of tuple
            From start to end [m from the origin].
        street : int
            Number of the street along the line.

        Returns
        -------
        tuple of Block
            Left and right of the line.
        """
        there = sides_of(street, line)
        back = [Side(street, side.end, side.start) for side in reversed(there)]
        return self._part(end, start, line[:-1], there), self._part(start, end, line[:0:-1], back)

    def _part(self, begin: Foot, finish: Foot, closing: list[Point], sides: list[Side]) -> Block:
        """Follow the outline from one foot to the other, then close along the street."""
        count = len(self.corners)
        corners, along = [begin.point], []
        old, at = self.sides[begin.side], begin.side
        start = begin.arc
        while at != finish.side:
            along.append(Side(old.street, start, old.end))
            at = (at + 1) % count
            corners.append(self.corners[at])
            old = self.sides[at]
            start = old.start
        along.append(Side(old.street, start, finish.arc))
        return _without_points_twice([*corners, *closing], [*along, *sides])


def _without_points_twice(corners: list[Point], sides: list[Side]) -> Block:
    kept = [i for i, corner in enumerate(corners) if corner != corners[(i + 1) % len(corners)]]
    return Block([corners[i] for i in kept], [sides[i] for i in kept])
