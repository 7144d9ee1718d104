"""The ground between the main roads: whose it is and what is to be built on it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

import shapely
from shapely import Polygon

from gis_data.demo.blocks import Block
from gis_data.demo.patterns import PATTERNS, Pattern
from gis_data.demo.plan import Plan
from gis_data.demo.skeleton import SidesByEnds, Skeleton
from gis_data.demo.streets import NO_STREET, Side, points_of

WATER: Final = -1
"""Patch number of ground that has none in the plan."""


@dataclass(frozen=True)
class Ground:
    """A piece of ground that main roads, water and ridges close in.

    Attributes
    ----------
    block : Block
        Its outline, side by side.
    district : str
        Name of its 행정동.
    patch : int
        Number of its patch in the plan, or ``WATER``.
    pattern : Pattern or None
        How the alleys on it run; None where there are none.
    """

    block: Block
    district: str
    patch: int
    pattern: Pattern | None


def find_grounds(skeleton: Skeleton, plan: Plan, scale: float) -> list[Ground]:
    """Find the ground between the lines of the skeleton.

    Parameters
    ----------
    skeleton : Skeleton
        Main roads, ridges, water and city limit.
    plan : Plan
        Says what stands where, at scale 1.
    scale : float
        How many times larger the city is.

    Returns
    -------
    list of Ground
        All ground inside the city limit, each piece once, in a fixed order.
    """
    faces = sorted(shapely.get_parts(shapely.polygonize(skeleton.lines)), key=lambda face: face.bounds)
    tree = shapely.STRtree(faces)
    patches: dict[int, int] = {}
    for number, patch in enumerate(plan.patches):
        # In a very small city the streams, which keep their width, may cover a patch: nothing is built there.
        point = shapely.Point(patch.x * scale, patch.y * scale)
        if not skeleton.water.contains(point):
            patches[int(tree.query(point, predicate="within")[0])] = number
    districts = _districts(faces, {face: plan.patches[patch].district for face, patch in patches.items()})
    found = []
    for number, face in enumerate(faces):
        of_plan = patches.get(number, WATER)
        found.append(Ground(_block(face, skeleton.sides), districts[number], of_plan, _pattern(plan, of_plan)))
    return found


def _pattern(plan: Plan, patch: int) -> Pattern | None:
    return None if patch == WATER else PATTERNS.get(plan.patches[patch].pattern)


def _districts(faces: list[Polygon], known: dict[int, str]) -> dict[int, str]:
    """Give ground without a patch to the district with which it shares most of its outline."""
    tree = shapely.STRtree(faces)
    while len(known) < len(faces):
        added = {}
        for number in sorted(set(range(len(faces))) - known.keys()):
            shared: defaultdict[str, float] = defaultdict(float)
            for other in sorted(int(n) for n in tree.query(faces[number], predicate="touches")):
                if other in known:
                    shared[known[other]] += faces[number].intersection(faces[other]).length
            if shared:
                added[number] = max(shared, key=lambda name: shared[name])
        known = known | added
    return known


def _block(face: Polygon, sides: SidesByEnds) -> Block:
    ring = points_of(Polygon(shapely.orient_polygons(face)).exterior)[:-1]
    nothing = Side(NO_STREET, 0.0, 0.0)
    return Block(ring, [sides.get(edge, nothing) for edge in zip(ring, ring[1:] + ring[:1], strict=True)])
