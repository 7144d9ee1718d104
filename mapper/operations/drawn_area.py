"""What a planner picks on the map: one more thing to choose segments by, which only whoever picked it has.

Areas and single segments are added and taken away one after another, as with a selection in a GIS; the last word about a
segment holds. The same string says all of it wherever a choice goes: addresses, links, lists, files. A segment that was cut
anew since is followed to those that lie where it lay, or lies where they lay when the city of another day is looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from mapper.crs import WEB_MERCATOR, WGS84, transformer
from mapper.domain.board import Board, Box, Facet, Mask
from mapper.domain.picked import Followed
from mapper.errors import InvalidInput
from mapper.operations.boards import CityBoard
from mapper.store.columns import ID, positions
from mapper.store.engine import Session
from mapper.store.superseded import kin

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
    f"{MOST_IN_ALL} together, or ids of segments. When the first part is taken away, it is so from all. "
    "A segment that the city does not have at the moment is followed to those that lie where it lies."
)
"""For whoever writes one, in the OpenAPI document."""


@dataclass(frozen=True)
class _Part:
    """One thing that was picked, or taken away: an area by its corners, or segments by name."""

    is_out: bool
    ids: NDArray[np.bytes_]
    corners: NDArray[np.float64]
    written: str


@dataclass(frozen=True)
class _Named:
    """All segments that are picked by name, and where they stand on a board.

    Attributes
    ----------
    ids : ndarray of bytes, shape (n,)
        Different ones, in order.
    one, at : ndarray of int64, shape (k,)
        Pairs of a position among them and one on the board; of one that was cut anew several, of one that is unknown none.
    followed : Followed or None
        What became of those that the board does not have.
    """

    ids: NDArray[np.bytes_]
    one: NDArray[np.int64]
    at: NDArray[np.int64]
    followed: Followed | None = None

    def stand(self, ids: NDArray[np.bytes_]) -> NDArray[np.int64]:
        """Return where some of them stand on the board."""
        return self.at[np.isin(self.one, np.searchsorted(self.ids, ids))]


def with_area(session: Session, city: CityBoard, written: str) -> CityBoard:
    """Add what was picked on the map to what segments are chosen by.

    Parameters
    ----------
    session : Session
        Only read, and only when segments are picked by name that the city does not have.
    city : CityBoard
        As everybody has it.
    written : str
        As `MEANING` says.

    Returns
    -------
    CityBoard
        With the facet `AREA`, of which segments have the option `INSIDE` when their middle lies in an area, or they or what
        lay in their place are named, and nothing after that takes them away; and with what was followed.

    Raises
    ------
    InvalidInput
        When an area has no corners, too few, too many, or nothing between them, when something else is no id, and when
        there are more areas than `MOST_AREAS`, or more corners of them than `MOST_IN_ALL`.
    """
    parts = _parts(written)
    named = _follow(session, city.board, _named(city.board, parts))
    return replace(city, board=_with_facet(city.board, parts, named), followed=named.followed)


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
    return any(len(_ids(part.removeprefix(OUT))) for part in written.split(";"))


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
    parts = _parts(written)
    return _with_facet(board, parts, _named(board, parts))


def _with_facet(board: Board, parts: Sequence[_Part], named: _Named) -> Board:
    picked = np.full(len(board.ids), parts[0].is_out)
    for part in parts:
        picked[named.stand(part.ids) if len(part.ids) else _inside(board, part)] = not part.is_out
    return replace(board, by_segment=(*board.by_segment, Facet(AREA, (INSIDE,), np.where(picked, 0, -1))))


def _named(board: Board, parts: Sequence[_Part]) -> _Named:
    """Find on a board what is picked by name: each id is asked for once, whatever it costs to look through a city."""
    ids = np.unique(np.concatenate([part.ids for part in parts]))
    at = positions(board.ids, ids)
    there = np.flatnonzero(at >= 0)
    return _Named(ids, there, at[there])


def _follow(session: Session, board: Board, named: _Named) -> _Named:
    """Find what took the place of segments that a board does not have, or whose place they took."""
    lost = np.setdiff1d(np.arange(len(named.ids)), named.one)
    if not len(lost):
        return named
    pairs = kin(session, [UUID(bytes=one.tobytes()) for one in named.ids[lost].view("V16")])
    one, other = (np.array([pair[side].bytes for pair in pairs], dtype=ID) for side in (0, 1))
    at = positions(board.ids, other)
    heirs, at = np.searchsorted(named.ids, one[at >= 0]), at[at >= 0]
    cut_anew = len(np.unique(heirs))
    followed = Followed(cut_anew, len(np.unique(at)), len(lost) - cut_anew)
    return _Named(named.ids, np.append(named.one, heirs), np.append(named.at, at), followed)


def _parts(written: str) -> list[_Part]:
    """Read what was picked, part by part."""
    parts = []
    for part in written.split(";"):
        ids = _ids(part.removeprefix(OUT))
        corners = np.empty((0, 2)) if len(ids) else _corners(part.removeprefix(OUT))
        parts.append(_Part(part.startswith(OUT), ids, corners, part))
    areas = [len(part.corners) for part in parts if len(part.corners)]
    if len(areas) > MOST_AREAS or sum(areas) > MOST_IN_ALL:
        message = (
            f"area has {len(areas)} areas with {sum(areas)} corners; {MOST_AREAS} with {MOST_IN_ALL} together "
            "at most, so draw fewer and plainer ones."
        )
        raise InvalidInput(message, parameter=AREA, value=written[:60])
    return parts


def _ids(part: str) -> NDArray[np.bytes_]:
    """Read ids of segments; nothing of what begins as no id."""
    words = part.split(",")
    if len(words[0]) != len(str(UUID(int=0))):
        return np.empty(0, dtype=ID)
    try:
        return np.array([UUID(word).bytes for word in words], dtype=ID)
    except ValueError:
        raise _refused(part) from None


def _inside(board: Board, part: _Part) -> Mask:
    """Tell which segments have their middle in an area.

    Where it crosses itself, its wings are inside and what they share is outside, as it is painted. Each edge is held against
    each middle, so that no area costs more than another one with as many corners.
    """
    web = np.column_stack(transformer(WGS84, WEB_MERCATOR).transform(*part.corners.T))
    if np.linalg.matrix_rank(web - web[0]) < web.shape[1]:
        raise _refused(part.written)
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
