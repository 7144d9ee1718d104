"""The issues behind the numbers of a planner's board: a page of them, and where they are drawn on its map."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from mapper.domain.board import Board, Box, Choice, Mask, choose
from mapper.domain.tile import WORLD_M
from mapper.operations.board_answers import bounds_in_degrees
from mapper.operations.boards import CityBoard

STEPS: Final = 65_535
"""In which places within an extent are told: of a city of 30 km one is half a metre."""

_FACETS: Final = ("category", "severity", "status", "due", "month", "team")


def _codes(city: CityBoard, key: str) -> NDArray[Any]:
    return next(facet.member for facet in city.board.by_issue if facet.key == key)


SORTS: Final[dict[str, Callable[[CityBoard], NDArray[Any]]]] = {
    **{key: partial(_codes, key=key) for key in _FACETS},
    "name": lambda city: city.alley[city.board.lies_on],
    "district": lambda city: city.district[city.board.lies_on],
    "score": lambda city: city.scores["overall"][city.board.lies_on],
}
"""Sort key of the table of issues to what it sorts by, a value an issue; -1 is missing."""


@dataclass(frozen=True)
class Points:
    """Where issues are drawn: in the middle of their segments.

    Attributes
    ----------
    extent : tuple of float
        West, north, width and height of what the places are within, where the world of the tiles is 1 by 1.
    rows : ndarray of uint16, shape (k, 4)
        East and south of the corner of the extent in `STEPS` of its width and height, how many issues, each segment with
        any, and how many of these are overdue.
    """

    extent: tuple[float, float, float, float]
    rows: NDArray[np.uint16]


def issue_rows(
    city: CityBoard,
    choice: Choice,
    box: Box | None,
    *,
    on: UUID | None,
    sort: str,
    descending: bool,
    page: int,
    size: int,
) -> tuple[int, list[float] | None, list[dict[str, Any]]]:
    """Return one page of the chosen issues.

    Parameters
    ----------
    city : CityBoard
        The city.
    choice : mapping
        What is wanted.
    box : Box or None
        Only on segments in view.
    on : UUID or None
        Only on this segment; one that the board does not have has none.
    sort : str
        Key of `SORTS`; missing values come last, ties by id.
    descending : bool
        Direction of the order.
    page, size : int
        From 1.

    Returns
    -------
    total : int
        Rows in all pages.
    bounds : list of float or None
        Of the segments of all of them, as `mapper.operations.board_answers.bounds_in_degrees`.
    rows : list of dict
        ``id``, ``segment`` (its id) and ``at`` (its position on the board), ``name`` and ``district`` of where it lies,
        its ``overall`` letter, and of each facet of issues the key of its option, None for none.
    """
    board = city.board
    found = np.flatnonzero(choose(board, choice).issues & _where(board, box, on)[board.lies_on])
    value = SORTS[sort](city)[found]
    ties = np.ascontiguousarray(board.issue_ids).view(">u8")[::2][found]  # issues are in no order of their own
    order = np.lexsort([ties, -value if descending else value, value == -1])
    there = found[order][(page - 1) * size : page * size].tolist()
    return len(found), bounds_in_degrees(board.middle[board.lies_on[found]]), [_row(city, at) for at in there]


def issue_points(city: CityBoard, choice: Choice) -> Points:
    """Say where the chosen issues are drawn.

    Parameters
    ----------
    city : CityBoard
        The city.
    choice : mapping
        What is wanted.

    Returns
    -------
    Points
        One for each segment with any; none is told of where somebody reported.
    """
    board = city.board
    chosen = choose(board, choice).issues
    due = next(facet for facet in board.by_issue if facet.key == "due")
    counts, late = (
        np.bincount(board.lies_on[issues], minlength=len(board.ids))
        for issues in (chosen, chosen & due.among(["overdue"]))
    )
    there = np.flatnonzero(counts)
    if not len(there):
        return Points((0.0, 0.0, 1.0, 1.0), np.empty((0, 4), np.uint16))
    east, north = board.middle[there].T
    x, y = east / WORLD_M + 0.5, 0.5 - north / WORLD_M
    width, height = np.ptp(x) or 1.0, np.ptp(y) or 1.0
    places = np.rint(np.column_stack([(x - x.min()) / width, (y - y.min()) / height]) * STEPS)
    amounts = np.minimum(np.column_stack([counts, late])[there], STEPS)
    rows = np.column_stack([places, amounts]).astype(np.uint16)
    return Points((float(x.min()), float(y.min()), float(width), float(height)), rows)


def _where(board: Board, box: Box | None, on: UUID | None) -> Mask:
    within = np.ones(len(board.ids), dtype=np.bool_) if box is None else board.within(box)
    return within if on is None else within & (board.ids == np.array(on.bytes, dtype=board.ids.dtype))


def _row(city: CityBoard, at: int) -> dict[str, Any]:
    board = city.board
    on = int(board.lies_on[at])
    overall = next(facet for facet in board.by_segment if facet.key == "overall")
    said = {facet.key: facet.member[at] for facet in board.by_issue}
    return {
        "id": _id(board.issue_ids, at),
        "segment": _id(board.ids, on),
        "at": on,
        "name": city.alleys.names[city.alley[on]] or None,
        "district": city.districts.names[city.district[on]] if city.district[on] >= 0 else None,
        "overall": overall.options[overall.member[on]],
        **{facet.key: facet.options[said[facet.key]] if said[facet.key] >= 0 else None for facet in board.by_issue},
    }


def _id(ids: NDArray[np.bytes_], at: int) -> str:
    return str(UUID(bytes=bytes(ids.view("V16")[at])))
