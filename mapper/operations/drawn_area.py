"""An area that a planner draws: one more thing to choose segments by, which only whoever drew it has."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import shapely

from mapper.crs import WEB_MERCATOR, WGS84, transformer
from mapper.domain.board import Board, Facet
from mapper.errors import InvalidInput
from mapper.operations.boards import CityBoard

AREA: Final = "area"
INSIDE: Final = "inside"
"""The one option of the facet `AREA`."""
MOST_CORNERS: Final = 100


def with_area(city: CityBoard, written: str) -> CityBoard:
    """Add a drawn area to what segments are chosen by.

    Parameters
    ----------
    city : CityBoard
        As everybody has it.
    written : str
        Corners in order: longitude, latitude, longitude, and so on in degrees, with commas.

    Returns
    -------
    CityBoard
        With the facet `AREA`, of which segments have the option `INSIDE` when their middle lies in the area.

    Raises
    ------
    InvalidInput
        When these are no corners, too few, too many, or have nothing between them.
    """
    return replace(city, board=board_with_area(city.board, written))


def board_with_area(board: Board, written: str) -> Board:
    """Add a drawn area to what the segments of a board are chosen by.

    Parameters
    ----------
    board : Board
        As everybody has it.
    written : str
        Corners, as for `with_area`.

    Returns
    -------
    Board
        With the facet `AREA`.

    Raises
    ------
    InvalidInput
        As `with_area`.
    """
    corners = _corners(written)
    x, y = transformer(WGS84, WEB_MERCATOR).transform(*corners.T)
    # Where an area that crosses itself is, its wings are; what they share is outside, as it is painted.
    drawn = shapely.make_valid(shapely.polygons(np.column_stack([x, y])))
    if not shapely.area(drawn):
        raise _refused(written)
    shapely.prepare(drawn)
    inside = shapely.contains_xy(drawn, board.middle)
    facet = Facet(AREA, (INSIDE,), np.where(inside, 0, -1))
    return replace(board, by_segment=(*board.by_segment, facet))


def _corners(written: str) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
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
        "such as 127.0,37.7,127.1,37.7,127.1,37.8."
    )
    return InvalidInput(message, parameter=AREA, value=written[:60])
