"""Where a new street may end: at a junction nearby, or well away from every one."""

from __future__ import annotations

from math import dist
from typing import Final

from gis_data.demo.blocks import Block, Foot
from gis_data.demo.streets import NO_STREET, Side, Streets

_CLEAR: Final = 11.0
"""Junctions are at least so far apart [m]: less would make segments nobody could survey."""


def settle(block: Block, foot: Foot, streets: Streets, *, snap: float) -> Foot | None:
    """Move the end of a cut to a junction nearby, or refuse it where it would crowd one.

    Parameters
    ----------
    block : Block
        The block that is cut.
    foot : Foot
        Where the cut would end.
    streets : Streets
        All streets.
    snap : float
        How near a junction must be to be shared [m]; one that would be crowded is always shared.

    Returns
    -------
    Foot or None
        None when the place is too near a corner of the block.
    """
    first, last = _run(block, foot.side)
    number = block.sides[foot.side].street
    if number == NO_STREET:
        ends = block.corners[first], block.corners[(last + 1) % len(block.corners)]
        return foot if min(dist(foot.point, end) for end in ends) >= _CLEAR else None
    low, high = sorted((block.sides[first].start, block.sides[last].end))
    joint = streets[number].joint_near(foot.arc, max(snap, _CLEAR))
    arc = foot.arc if joint is None else joint.arc
    if not low + _CLEAR <= arc <= high - _CLEAR:
        return None
    return foot if joint is None else Foot(_side_at(block, first, last, arc), arc, joint.point)


def _run(block: Block, side: int) -> tuple[int, int]:
    """Return the first and last of the sides around this one that follow the same street."""
    count, sides = len(block.sides), block.sides
    first = last = side
    while (first - 1) % count != last and _go_on(sides[first - 1], sides[first]):
        first = (first - 1) % count
    while (last + 1) % count != first and _go_on(sides[last], sides[(last + 1) % count]):
        last = (last + 1) % count
    return first, last


def _go_on(side: Side, following: Side) -> bool:
    return side.street == following.street and side.end == following.start


def _side_at(block: Block, first: int, last: int, arc: float) -> int:
    side = first
    while side != last:
        low, high = sorted(block.sides[side][1:])
        if low <= arc <= high:
            break
        side = (side + 1) % len(block.sides)
    return side
