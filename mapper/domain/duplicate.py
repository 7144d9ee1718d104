"""What may be a double (중복): an open issue of the same category group whose place may be the same.

Two places may be the same when the error of both positions explains how far they are apart, or when they are near, along
the network as well as in a straight line. Phones are tens of metres off and alleys 10 m apart, so that neither is enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from math import inf
from typing import Final

from mapper.domain.parameters import PLACEMENT

NEAR_M: Final = 30.0
"""How near two issues of one group are offered as perhaps the same whatever their errors (spec 1.0 §7) [m]."""

AGREEING_SIGMAS: Final = PLACEMENT.radius_factor
"""How many standard deviations of both positions together may lie between the two places of one thing."""

FARTHEST_M: Final = 75.0
"""Beyond this, two positions so poor that they would agree say nothing about each other [m]."""


@dataclass(frozen=True)
class Street:
    """A segment as a way between two junctions.

    Attributes
    ----------
    ends : tuple of int
        Junction of its first and of its last vertex.
    length_m : float
        [m].
    """

    ends: tuple[int, int]
    length_m: float


@dataclass(frozen=True)
class Foot:
    """The place on a segment that is nearest to a point.

    Attributes
    ----------
    street : int
        Position of its segment.
    along_m : float
        From the first vertex [m].
    """

    street: int
    along_m: float


def network_distances(
    streets: Sequence[Street], begin: Foot, others: Sequence[Foot], *, within_m: float
) -> list[float | None]:
    """Measure how far it is along the network from one foot to others.

    Parameters
    ----------
    streets : sequence of Street
        The network around, at least as far as ``within_m`` reaches.
    begin : Foot
        Where it starts.
    others : sequence of Foot
        Where it leads.
    within_m : float
        How far it is looked [m].

    Returns
    -------
    list of float or None
        To each [m]; None where it is farther, or where no way leads.
    """
    reached = _walk(streets, begin, within_m)
    return [far if (far := _far(streets[foot.street], foot, begin, reached)) <= within_m else None for foot in others]


def _far(street: Street, foot: Foot, begin: Foot, reached: dict[int, float]) -> float:
    first, last = street.ends
    return min(
        reached.get(first, inf) + foot.along_m,
        reached.get(last, inf) + street.length_m - foot.along_m,
        abs(foot.along_m - begin.along_m) if foot.street == begin.street else inf,
    )


def _walk(streets: Sequence[Street], begin: Foot, within_m: float) -> dict[int, float]:
    """Dijkstra from a foot to the junctions within reach."""
    ways: dict[int, list[tuple[int, float]]] = {}
    for street in streets:
        for one, other in (street.ends, street.ends[::-1]):
            ways.setdefault(one, []).append((other, street.length_m))
    own = streets[begin.street]
    queue = sorted([(begin.along_m, own.ends[0]), (own.length_m - begin.along_m, own.ends[1])])
    reached: dict[int, float] = {}
    while queue:
        far, junction = heappop(queue)
        if far > within_m or junction in reached:
            continue
        reached[junction] = far
        for other, length in ways[junction]:
            heappush(queue, (far + length, other))
    return reached
