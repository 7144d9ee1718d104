"""What a planner picks on the map: one more thing to choose segments by, which only whoever picked it has.

Areas and single segments are added and taken away one after another, as with a selection in a GIS; the last word about a
segment holds. The same string says all of it wherever a choice goes: addresses, links, lists, files.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from mapper.crs import WEB_MERCATOR, WGS84, transformer
from mapper.domain.board import Board, Box, Facet, Mask
from mapper.errors import InvalidInput
from mapper.operations.boards import CityBoard
from mapper.store.columns import ID, positions

AREA: Final = "area"
INSIDE: Final = "inside"
"""The one option of the facet `AREA`."""
OUT: Final = "out,"
"""How a part begins that is taken away."""
MOST_CORNERS: Final = 100
MOST_AREAS: Final = 20
MOST_IN_ALL: Final = 300
"""Corners of all areas together: each is held against every segment, also for who is not logged in."""
LONGEST: Final = 4000
"""Characters of all of its parts: an address goes through proxies that take 8 kB, written twice where it names another."""
MEANING: Final = (
    "What was picked on the map, in parts with semicolons, each added to those before it or, when it begins with out, taken "
    f"away: one of {MOST_AREAS} areas as lon,lat,lon,lat in degrees with 3 to {MOST_CORNERS} corners, "
    f"{MOST_IN_ALL} together, or ids of segments. When the first part is taken away, it is so from all."
)
"""For whoever writes one, in the OpenAPI document."""


def with_area(city: CityBoard, written: str) -> CityBoard:
    """Add what was picked on the map to what segments are chosen by.

    Parameters
    ----------
    city : CityBoard
        As everybody has it.
    written : str
        As `MEANING` says.

    Returns
    -------
    CityBoard
        With the facet `AREA`, of which segments have the option `INSIDE` when their middle lies in an area, or they are
        named, and nothing after that takes them away.

    Raises
    ------
    InvalidInput
        When an area has no corners, too few, too many, or nothing between them, when something else is no id, and when
        there are more areas than `MOST_AREAS`, or more corners of them than `MOST_IN_ALL`.
    """
    return replace(city, board=board_with_area(city.board, written))


def names_segments(written: str) -> bool:
    """Tell whether segments are picked by name, not only by where they are.

    Parameters
    ----------
    written : str
        As for `with_area`.

    Returns
    -------
    bool
        As soon as there is one; it may have been read off a list that was chosen by anything.

    Raises
    ------
    InvalidInput
        When something begins as an id and is none.
    """
    return any(len(_named(part.removeprefix(OUT))) for part in written.split(";"))


def board_with_area(board: Board, written: str) -> Board:
    """Add what was picked on the map to what the segments of a board are chosen by.

    Parameters
    ----------
    board : Board
        As everybody has it.
    written : str
        As for `with_area`.

    Returns
    -------
    Board
        With the facet `AREA`; a segment that is named and is not on the board changes nothing.

    Raises
    ------
    InvalidInput
        As `with_area`.
    """
    parts = written.split(";")
    picked = np.full(len(board.ids), parts[0].startswith(OUT))
    named = [_named(part.removeprefix(OUT)) for part in parts]
    areas = [_corners(part.removeprefix(OUT)) for part, ids in zip(parts, named, strict=True) if not len(ids)]
    if len(areas) > MOST_AREAS or sum(map(len, areas)) > MOST_IN_ALL:
        message = (
            f"area has {len(areas)} areas with {sum(map(len, areas))} corners; {MOST_AREAS} with {MOST_IN_ALL} together "
            "at most, so draw fewer and plainer ones."
        )
        raise InvalidInput(message, parameter=AREA, value=written[:60])
    drawn = iter(areas)
    places = iter(positions(board.ids, np.concatenate([np.empty(0, dtype=ID), *named])))
    for part, ids in zip(parts, named, strict=True):
        is_in = not part.startswith(OUT)
        if len(ids):
            there = np.fromiter(places, dtype=np.int64, count=len(ids))
            picked[there[there >= 0]] = is_in
        else:
            picked[_inside(board, next(drawn), part)] = is_in
    return replace(board, by_segment=(*board.by_segment, Facet(AREA, (INSIDE,), np.where(picked, 0, -1))))


def _named(part: str) -> NDArray[np.bytes_]:
    """Read ids of segments; nothing of what begins as no id."""
    words = part.split(",")
    if len(words[0]) != len(str(UUID(int=0))):
        return np.empty(0, dtype=ID)
    try:
        return np.array([UUID(word).bytes for word in words], dtype=ID)
    except ValueError:
        raise _refused(part) from None


def _inside(board: Board, corners: NDArray[np.float64], part: str) -> Mask:
    """Tell which segments have their middle in an area.

    Where it crosses itself, its wings are inside and what they share is outside, as it is painted. Each edge is held against
    each middle, so that no area costs more than another one with as many corners.
    """
    web = np.column_stack(transformer(WGS84, WEB_MERCATOR).transform(*corners.T))
    if np.linalg.matrix_rank(web - web[0]) < web.shape[1]:
        raise _refused(part)
    inside = board.within(Box(*web.min(axis=0), *web.max(axis=0)))
    x, y = board.middle[inside].T
    is_odd = np.zeros(len(x), dtype=bool)
    for (x1, y1), (x2, y2) in zip(web, np.roll(web, -1, axis=0), strict=True):
        beside = np.flatnonzero((y1 <= y) != (y2 <= y))
        is_odd[beside] ^= ((x[beside] - x1) * (y2 - y1) < (y[beside] - y1) * (x2 - x1)) == (y2 > y1)
    inside[inside] = is_odd
    return inside


def _corners(written: str) -> NDArray[np.float64]:
    try:
        numbers = np.array(written.split(","), dtype=np.float64)
    except ValueError:
        raise _refused(written) from None
    if numbers.size % 2 or not 6 <= numbers.size <= 2 * MOST_CORNERS:
        raise _refused(written)
    corners = numbers.reshape(-1, 2)
    if not (np.abs(corners) <= (180, 85)).all():
        raise _refused(written)
    return corners


def _refused(written: str) -> InvalidInput:
    message = (
        f"area {written[:60]} is no area; write 3 to {MOST_CORNERS} corners as lon,lat,lon,lat in degrees, "
        "such as 127.0,37.7,127.1,37.7,127.1,37.8, or ids of segments."
    )
    return InvalidInput(message, parameter=AREA, value=written[:60])
