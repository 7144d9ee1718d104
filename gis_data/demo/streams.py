"""Paths along the water, the ramps up to the bank roads, and footbridges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
import shapely
from shapely import LineString, STRtree

from gis_data.demo.curves import Points, beside, smooth
from gis_data.demo.plan import Plan, Stream
from gis_data.demo.streets import Point, Side, Streets, sides_of

_RAMP_EVERY: Final = 10
_SHORTEST: Final = 8
_FROM_BRIDGE: Final = 20.0
_FOOTBRIDGE_FROM_BRIDGE: Final = 130.0
_FOOTBRIDGE_EVERY: Final = 20
_APPROACH: Final = 12.0
_PATH_WIDTH: Final = 3.0
_RAMP_WIDTH: Final = 2.0


@dataclass(frozen=True)
class _Bank:
    """One side of a stream: points beside each other on the bank road and on the path."""

    road: list[Point]
    path: list[Point]


@dataclass(frozen=True)
class _Riverside:
    """What paths join and keep clear of: the bends of roads on the ground, and the bridges."""

    streets: Streets
    bends: dict[Point, Side]
    bridges: STRtree

    @classmethod
    def of(cls, streets: Streets) -> Self:
        """Look at the main roads."""
        bends: dict[Point, Side] = {}
        for street in streets:
            if not street.level:
                sides = sides_of(street.number, street.line)
                bends.update(zip(street.line[1:-1], sides[1:], strict=True))
        return cls(streets, bends, STRtree([LineString(street.line) for street in streets if street.level]))

    def clear_of_bridges(self, a: Point, b: Point, distance: float) -> bool:
        """Tell whether a line stays away from all bridges."""
        return not len(self.bridges.query(LineString([a, b]), predicate="dwithin", distance=distance))

    def is_free(self, point: Point) -> bool:
        """Tell whether a road bends at a point and nothing ends there yet."""
        bend = self.bends.get(point)
        return bend is not None and self.streets[bend.street].joint_near(bend.start, 1.0) is None

    def join(self, point: Point, street: int) -> None:
        """Let a street end on the road that bends at a point."""
        bend = self.bends[point]
        self.streets[bend.street].join(bend.start, point, street)


def lay_paths(plan: Plan, scale: float, streets: Streets) -> None:
    """Lay a path on each side of every stream, with ramps, and footbridges far from bridges.

    Parameters
    ----------
    plan : Plan
        The plan at scale 1.
    scale : float
        How many times larger the city is.
    streets : Streets
        The main roads; paths, ramps and footbridges are added.
    """
    riverside = _Riverside.of(streets)
    for stream in plan.streams:
        left, right = (_bank(stream, scale, side) for side in (1, -1))
        for bank in (left, right):
            for run in _runs([point in riverside.bends for point in bank.road]):
                _lay_path(f"{stream.name}산책길", bank, run, riverside)
        _lay_footbridges(stream.name, left, right, riverside)


def _bank(stream: Stream, scale: float, side: int) -> _Bank:
    middle = smooth(stream.points * scale)
    road, path = (beside(middle, side * distance) for distance in (stream.half_width, stream.path_at))
    return _Bank(_rounded(road), _rounded(path))


def _rounded(points: Points) -> list[Point]:
    return [(float(x), float(y)) for x, y in np.round(points, 3)]


def _runs(usable: list[bool]) -> list[tuple[int, int]]:
    """Return first and last index of every long enough stretch that follows a bank road, short of its ends."""
    edges = np.flatnonzero(np.diff([0, *map(int, usable), 0])).reshape(-1, 2)
    return [(int(first) + 2, int(end) - 3) for first, end in edges if end - first >= _SHORTEST]


def _lay_path(name: str, bank: _Bank, run: tuple[int, int], riverside: _Riverside) -> None:
    ramps = _ramps(bank, run, riverside)
    if len(ramps) < 2:
        return
    line = bank.path[ramps[0] : ramps[-1] + 1]
    path = riverside.streets.lay(line, road_class="footway", width=_PATH_WIDTH, name=name)
    arcs = [0.0, *(side.end for side in sides_of(path.number, line))]
    for at in ramps:
        up = [bank.path[at], bank.road[at]]
        ramp = riverside.streets.lay(up, road_class="footway", width=_RAMP_WIDTH, name=name)
        path.join(arcs[at - ramps[0]], bank.path[at], ramp.number)
        riverside.join(bank.road[at], ramp.number)


def _ramps(bank: _Bank, run: tuple[int, int], riverside: _Riverside) -> list[int]:
    """Choose where ramps go up: at both ends and in between, but not under a bridge."""
    first, last = run
    clear = [
        at for at in range(first, last + 1) if riverside.clear_of_bridges(bank.path[at], bank.road[at], _FROM_BRIDGE)
    ]
    wishes = [*range(first, last + 1 - _RAMP_EVERY // 2, _RAMP_EVERY), last]
    return sorted({min(clear, key=lambda at: (abs(at - wish), at)) for wish in wishes}) if clear else []


def _lay_footbridges(name: str, left: _Bank, right: _Bank, riverside: _Riverside) -> None:
    last, count = -_FOOTBRIDGE_EVERY, 0
    for at, ends in enumerate(zip(left.road, right.road, strict=True)):
        if at - last < _FOOTBRIDGE_EVERY or not all(riverside.is_free(end) for end in ends):
            continue
        if not riverside.clear_of_bridges(*ends, _FOOTBRIDGE_FROM_BRIDGE):
            continue
        last, count = at, count + 1
        _lay_footbridge(f"{name}{count}보행교", ends, riverside)


def _lay_footbridge(name: str, ends: tuple[Point, Point], riverside: _Riverside) -> None:
    """Lay a footbridge between two approaches: only what is on the ground meets the bank roads."""
    span = LineString(ends)
    landings = _rounded(shapely.get_coordinates([span.interpolate(at) for at in (_APPROACH, span.length - _APPROACH)]))
    riverside.streets.lay(landings, road_class="footway", width=_PATH_WIDTH, level="bridge", name=name)
    for end, landing in zip(ends, landings, strict=True):
        approach = riverside.streets.lay([end, landing], road_class="footway", width=_PATH_WIDTH, name=name)
        riverside.join(end, approach.number)
