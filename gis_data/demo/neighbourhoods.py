"""Laying alleys out in the ground between the main roads, by cutting blocks in two."""

from __future__ import annotations

from dataclasses import dataclass
from math import dist, pi, sin
from typing import Final

from numpy.random import Generator
from shapely import LineString, Polygon

from gis_data.demo.blocks import Block, Foot
from gis_data.demo.junctions import settle
from gis_data.demo.patterns import Pattern
from gis_data.demo.streets import NO_STREET, Point, Streets

NEIGHBOURHOOD: Final = 100_000.0
"""Ground larger than this is first parted by roads that are no alleys [m²]."""

_TRIES: Final = 9
_STRICT_TRIES: Final = 4
_SINE: Final = 0.77
_SINE_AT_LAST: Final = 0.60
_SHORTEST: Final = 18.0


@dataclass(frozen=True)
class Layout:
    """The alleys of one piece of ground while they are laid out.

    Attributes
    ----------
    streets : Streets
        All streets of the city.
    pattern : Pattern
        How the alleys run here.
    rng : numpy.random.Generator
        Source of every draw.
    patch : int
        Number of the patch.
    """

    streets: Streets
    pattern: Pattern
    rng: Generator
    patch: int

    def fill(self, ground: Block) -> list[Block]:
        """Cut ground until every block has the size of the pattern.

        Parameters
        ----------
        ground : Block
            What to cut.

        Returns
        -------
        list of Block
            The finished blocks.
        """
        done, waiting = [], [(ground, ground.axis())]
        while waiting:
            block, axis = waiting.pop()
            parts = self._cut(block, axis)
            if parts is None:
                done.append(block)
                continue
            keeps = self.pattern.regular and block.area <= NEIGHBOURHOOD
            waiting.extend((part, axis if keeps else part.axis()) for part in parts)
        return done

    def part(self, ground: Block) -> list[Block]:
        """Cut ground only until every part is a neighbourhood.

        Parameters
        ----------
        ground : Block
            What to cut.

        Returns
        -------
        list of Block
            The neighbourhoods.
        """
        done, waiting = [], [ground]
        while waiting:
            block = waiting.pop()
            parts = self._cut(block, block.axis()) if block.area > NEIGHBOURHOOD else None
            if parts is None:
                done.append(block)
            else:
                waiting.extend(parts)
        return done

    def _cut(self, block: Block, axis: float) -> tuple[Block, Block] | None:
        ways = [(axis, self.pattern.length), (axis + pi / 2, self.pattern.depth)]
        ways.sort(key=lambda way: -_ratio(block, *way))
        largest = _ratio(block, *ways[0])
        if largest < 1.55 or (largest < 2.6 and self.rng.random() < self.pattern.gap):
            return None
        for attempt in range(_TRIES):
            way = ways[attempt % 3 == 2]
            if _ratio(block, *way) >= 1.45:
                parts = self._try(block, *way, attempt=attempt)
                if parts:
                    return parts
        return None

    def _try(self, block: Block, direction: float, size: float, *, attempt: int) -> tuple[Block, Block] | None:
        direction += (self.pattern.turn + 0.04 * attempt) * float(self.rng.standard_normal())
        low, high = block.extent(direction)
        rows = max(2, round((high - low) / size))
        row = (rows + int(self.rng.integers(2))) // 2
        uneven = (self.pattern.uneven + 0.04 * attempt) * float(self.rng.standard_normal())
        feet = block.across(direction, low + (high - low) * (row + uneven) / rows)
        if feet is None:
            return None
        start, end = (settle(block, foot, self.streets, snap=self.pattern.snap) for foot in feet)
        if start is None or end is None or start.side == end.side:
            return None
        if block.sides[start.side].street == NO_STREET == block.sides[end.side].street:
            return None
        line = self._draw(start, end, bend=self.pattern.bend if attempt < _STRICT_TRIES else 0.0)
        if not _fits(block, start, end, line, sine=_SINE if attempt < _STRICT_TRIES else _SINE_AT_LAST):
            return None
        parts = block.halves(start, end, line, len(self.streets))
        if min(part.area for part in parts) < 0.5 * self.pattern.depth * dist(start.point, end.point):
            return None
        self._lay(block, start, end, line)
        return parts

    def _draw(self, start: Foot, end: Foot, *, bend: float) -> list[Point]:
        """Draw a line from foot to foot that swings to one side or to both."""
        a, b = start.point, end.point
        length = dist(a, b)
        swing = min(bend * length, 10.0) * float(self.rng.uniform(-1, 1))
        waves = float(self.rng.choice([1.0, 1.0, 2.0]))
        steps = max(1, round(length / 20)) if bend else 1
        line = [a]
        for i in range(1, steps):
            t = i / steps
            off = swing * sin(pi * waves * t) + 8 * bend * float(self.rng.normal())
            x = a[0] + t * (b[0] - a[0]) - off * (b[1] - a[1]) / length
            y = a[1] + t * (b[1] - a[1]) + off * (b[0] - a[0]) / length
            line.append((round(x, 3), round(y, 3)))
        return [*line, b]

    def _lay(self, block: Block, start: Foot, end: Foot, line: list[Point]) -> None:
        numbers = [block.sides[foot.side].street for foot in (start, end)]
        if block.area > NEIGHBOURHOOD and NO_STREET not in numbers:
            street = self.streets.lay(line, road_class="tertiary", width=10.0, patch=self.patch)
        else:
            narrow, wide = self.pattern.widths
            width = narrow + min(1.0, dist(*line[:: len(line) - 1]) / 250) * (wide - narrow)
            width = round(width * float(self.rng.uniform(0.9, 1.1)), 1)
            street = self.streets.lay(line, road_class=self.pattern.road_class, width=width, patch=self.patch)
        for number, foot in zip(numbers, (start, end), strict=True):
            if number != NO_STREET:
                self.streets[number].join(foot.arc, foot.point, street.number)


def _ratio(block: Block, direction: float, size: float) -> float:
    low, high = block.extent(direction)
    return (high - low) / size


def _fits(block: Block, start: Foot, end: Foot, line: list[Point], *, sine: float) -> bool:
    """Tell whether a line is long enough, meets both sides squarely and stays inside the block."""
    if dist(start.point, end.point) < _SHORTEST:
        return False
    if block.sine(start, line[1]) < sine or block.sine(end, line[-2]) < sine:
        return False
    inner = LineString([_between(line[0], line[1]), *line[1:-1], _between(line[-1], line[-2])])
    return bool(Polygon(block.corners).contains(inner))


def _between(end: Point, inner: Point) -> Point:
    """Return a point 2 % of the way in, so that touching the outline at the ends does not count as leaving."""
    return end[0] + 0.02 * (inner[0] - end[0]), end[1] + 0.02 * (inner[1] - end[1])
