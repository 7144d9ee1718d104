"""Streets under construction: lines that remember where others join them."""

from __future__ import annotations

from bisect import bisect_left, insort
from dataclasses import dataclass, field
from itertools import pairwise
from math import dist
from typing import Final, NamedTuple

import shapely
from shapely import LineString

Point = tuple[float, float]
"""East and north [m from the origin]."""


NO_STREET: Final = -1
"""Street number of a side that is not a street: the foot of a hill, a ridge."""


class Side(NamedTuple):
    """One side of a block: a stretch of a street, or no street at all.

    Attributes
    ----------
    street : int
        Number of the street, or ``NO_STREET``.
    start, end : float
        Where on the street the side starts and ends [m]; start > end when it runs backwards.
    """

    street: int
    start: float
    end: float


class Joint(NamedTuple):
    """A place on a street where another one ends.

    Attributes
    ----------
    arc : float
        Distance from the start of the street [m].
    point : tuple of float
        The very coordinates both streets share.
    other : int
        Number of the street that ends here.
    """

    arc: float
    point: Point
    other: int


@dataclass
class Street:
    """A line between two junctions, and what is known of it.

    Attributes
    ----------
    number : int
        Its place in the list of all streets.
    line : list of tuple
        Points as drawn [m from the origin].
    name : str
        Road name, or "" until it has one.
    road_class : str
        What the source of a real file would say: primary, residential, ...
    width : float
        Width [m].
    level : str
        ``bridge``, or "" on the ground.
    patch : int
        Number of the patch it was laid out in, -1 for the main roads.
    joints : list of Joint
        In order of arc.
    """

    number: int
    line: list[Point]
    name: str
    road_class: str
    width: float
    level: str = ""
    patch: int = -1
    joints: list[Joint] = field(default_factory=list)

    @property
    def length(self) -> float:
        """Length as drawn [m]."""
        return sum(dist(a, b) for a, b in pairwise(self.line))

    def join(self, arc: float, point: Point, other: int) -> None:
        """Let another street end here.

        Parameters
        ----------
        arc : float
            Distance from the start [m].
        point : tuple of float
            Where, to the millimetre.
        other : int
            Number of the other street.
        """
        insort(self.joints, Joint(arc, point, other))

    def joint_near(self, arc: float, within: float) -> Joint | None:
        """Find the nearest joint along the street.

        Parameters
        ----------
        arc : float
            Distance from the start [m].
        within : float
            How far to look along the street [m].

        Returns
        -------
        Joint or None
            None when there is none so near.
        """
        at = bisect_left(self.joints, (arc,))
        near = [joint for joint in self.joints[max(0, at - 1) : at + 1] if abs(joint.arc - arc) <= within]
        return min(near, key=lambda joint: abs(joint.arc - arc), default=None)

    def jointed(self) -> list[Point]:
        """Return the line with a point at every joint.

        Returns
        -------
        list of tuple
            Points [m from the origin]; neighbours differ.
        """
        arcs, arc = [0.0], 0.0
        for a, b in pairwise(self.line):
            arc += dist(a, b)
            arcs.append(arc)
        every = [(arc, 0, point) for arc, point in zip(arcs, self.line, strict=True)]
        every += [(joint.arc, 1, joint.point) for joint in self.joints]
        points: list[Point] = []
        for _, _, point in sorted(every):
            if not points or point != points[-1]:
                points.append(point)
        return points


class Streets(list[Street]):
    """All streets of the city, each at the place of its number."""

    def lay(
        self, line: list[Point], *, road_class: str, width: float, name: str = "", level: str = "", patch: int = -1
    ) -> Street:
        """Add a street.

        Parameters
        ----------
        line : list of tuple
            Points [m from the origin].
        road_class : str
            As a file would say.
        width : float
            Width [m].
        name : str
            Road name, "" for an alley that is named later.
        level : str
            ``bridge``, or "" on the ground.
        patch : int
            Number of the patch, -1 for main roads.

        Returns
        -------
        Street
            With its number.
        """
        street = Street(len(self), line, name, road_class, width, level, patch)
        self.append(street)
        return street


def sides_of(street: int, line: list[Point]) -> list[Side]:
    """Return the sides a street gives to the block on its left.

    Parameters
    ----------
    street : int
        Number of the street.
    line : list of tuple
        Its points [m from the origin].

    Returns
    -------
    list of Side
        One from each point to the next.
    """
    found, arc = [], 0.0
    for a, b in pairwise(line):
        found.append(Side(street, arc, arc + dist(a, b)))
        arc = found[-1].end
    return found


def points_of(line: LineString) -> list[Point]:
    """Return the points of a shapely line.

    Parameters
    ----------
    line : shapely.LineString
        Any line or ring.

    Returns
    -------
    list of tuple
        In its order.
    """
    return [(x, y) for x, y in shapely.get_coordinates(line).tolist()]
