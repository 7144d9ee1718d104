"""Over how many buildings homes are surely spread: what is not known to be apart is taken to be together (trust §3 R1.4).

No file that cities publish says where buildings end. Two homes are surely apart when neither their addresses nor their
places allow one building: other numbers of a road, and further from each other than a building reaches. A long block has
one number and several places; a house that is known by two addresses has one place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

REACH_M: Final = 30.0
"""How far a building reaches where no address says more [m]; side of the squares in which homes are placed."""

_ROAD: Final = re.compile(r"([가-힣A-Za-z0-9·.]+(?:로|길))\s*(지하)?\s*([0-9]+(?:-[0-9]+)?)")
_LOT: Final = re.compile(r"([가-힣]+[0-9]*(?:동|리|가))\s+(산)?\s*([0-9]+(?:-[0-9]+)?)")

Square = tuple[int, int]


def building_of(address: str) -> str | None:
    """Return what an address says of the building.

    Parameters
    ----------
    address : str
        As it was written.

    Returns
    -------
    str or None
        Road and number, or quarter and lot, without floor and door; None where neither is in it.

    Examples
    --------
    >>> building_of("가상시 없는별빛로12길 3-1, 101동 1201호")
    '없는별빛로12길 3-1'
    """
    found = _ROAD.search(address) or _LOT.search(address)
    return None if found is None else f"{found[1]} {found[2] or ''}{found[3]}"


def square_of(x: float, y: float) -> Square:
    """Return the square in which a home is.

    Parameters
    ----------
    x, y : float
        EPSG:5179 [m].

    Returns
    -------
    tuple of int
        Column and row.
    """
    return int(x // REACH_M), int(y // REACH_M)


def spread(homes: Iterable[tuple[object, Square | None]]) -> tuple[int, int]:
    """Count buildings in which homes surely are, and how many homes may be in one.

    Parameters
    ----------
    homes : iterable of tuple
        Building by address, and square; None where one is not known.

    Returns
    -------
    tuple of int
        Of fewer buildings than there are, never of more; and of more homes, never of fewer.
    """
    known = list(homes)
    named = Counter(building for building, _ in known if building is not None)
    placed = Counter(square for _, square in known if square is not None)
    nameless = Counter(square for building, square in known if building is None and square is not None)
    buildings = min(_apart(placed), max(len(named), _apart(nameless)))
    together = max(max(named.values(), default=0), _within_reach(placed))
    return buildings, together + len(known) - placed.total()


def _apart(placed: Counter[Square]) -> int:
    """Count squares of which no two share a building: every second one of every second row, where most hold somebody."""
    return max(Counter((column % 2, row % 2) for column, row in placed).values(), default=0)


def _within_reach(placed: Counter[Square]) -> int:
    """Count the homes in two by two squares, where there are most: a building lies within such four."""
    corners = {(column - right, row - up) for column, row in placed for right in (0, 1) for up in (0, 1)}
    return max(
        (sum(placed[column + right, row + up] for right in (0, 1) for up in (0, 1)) for column, row in corners),
        default=0,
    )
