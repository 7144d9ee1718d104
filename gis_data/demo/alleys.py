"""Which streets make one alley: those that go straight on across a narrower crossing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations, groupby
from math import cos, hypot, pi
from typing import Final

from gis_data.demo.streets import Joint, Point, Street, Streets

_STRAIGHT: Final = cos(pi / 6)
_CROSSABLE: Final = 12.0


@dataclass
class Alley:
    """The streets that carry one name.

    Attributes
    ----------
    streets : list of Street
        In order of number.
    name : str
        Road name, "" for none.
    """

    streets: list[Street] = field(default_factory=list)
    name: str = ""

    @property
    def length(self) -> float:
        """Length of all its streets [m]."""
        return sum(street.length for street in self.streets)

    @property
    def width(self) -> float:
        """Mean width over that length [m], to the decimetre."""
        return round(sum(street.width * street.length for street in self.streets) / self.length, 1)

    @property
    def joints(self) -> list[Joint]:
        """Where other streets end on it, street by street."""
        return [joint for street in self.streets for joint in street.joints]

    @property
    def is_alley(self) -> bool:
        """Whether people live along it: no main road, no way inside a complex."""
        return self.streets[0].road_class in {"residential", "steps"}


def gather(streets: Streets) -> list[Alley]:
    """Gather streets into alleys.

    Parameters
    ----------
    streets : Streets
        All streets; main roads have a name.

    Returns
    -------
    list of Alley
        Named ones by their name, others by where they go straight on; in order of their first street.
    """
    first = list(range(len(streets)))
    for one, other in _continuations(streets):
        low, high = sorted((_root(first, one), _root(first, other)))
        first[high] = low
    found: defaultdict[str | int, Alley] = defaultdict(Alley)
    for street in streets:
        alley = found[street.name or _root(first, street.number)]
        alley.streets.append(street)
        alley.name = street.name
    return list(found.values())


def _root(first: list[int], number: int) -> int:
    while first[number] != number:
        first[number] = first[first[number]]
        number = first[number]
    return number


def _continuations(streets: Streets) -> Iterable[tuple[int, int]]:
    """Yield pairs of streets of one class that face each other across a narrow third one."""
    for crossed in streets:
        if crossed.width > _CROSSABLE:
            continue
        for point, joints in groupby(crossed.joints, key=lambda joint: joint.point):
            for one, other in combinations((streets[joint.other] for joint in joints), 2):
                if _face(one, other, point):
                    yield one.number, other.number


def _face(one: Street, other: Street, point: Point) -> bool:
    if one.name or other.name or not _alike(one, other):
        return False
    (ax, ay), (bx, by) = _away(one, point), _away(other, point)
    return ax * bx + ay * by <= -_STRAIGHT


def _alike(one: Street, other: Street) -> bool:
    kinds = {one.road_class, other.road_class}
    return len(kinds) == 1 or kinds == {"residential", "steps"}


def _away(street: Street, point: Point) -> Point:
    """Return the direction in which a street leaves one of its ends, as a unit vector."""
    line = street.line if street.line[0] == point else street.line[::-1]
    x, y = line[1][0] - point[0], line[1][1] - point[1]
    return x / hypot(x, y), y / hypot(x, y)
