"""What the planner's page is told of a board: how many, how often each option, which segments, and a page of the table."""

from __future__ import annotations

import math
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from mapper.crs import WEB_MERCATOR, WGS84, transformer
from mapper.domain.board import Box, Choice, Chosen, choose, tally
from mapper.domain.span import MONTH, SPAN, months_within
from mapper.errors import InvalidInput, NotFound
from mapper.operations.boards import AXES, CityBoard

_EPOCH: Final = date(1970, 1, 1)


@dataclass(frozen=True)
class Extent:
    """How much of a city.

    Attributes
    ----------
    segments, issues : int
        How many.
    metres : float
        Length of the segments [m].
    """

    segments: int
    issues: int
    metres: float


@dataclass(frozen=True)
class Answer:
    """What a choice leaves.

    Attributes
    ----------
    chosen, seen, whole : Extent
        Of the city, of what is in view of that, and without any choice.
    counts : dict of str to list of int
        By key of the facet: how many segments or issues in view each of its options would bring.
    """

    chosen: Extent
    seen: Extent
    whole: Extent
    counts: dict[str, list[int]]


def answer(city: CityBoard, choice: Choice, box: Box | None) -> Answer:
    """Count what a choice leaves of a city.

    Parameters
    ----------
    city : CityBoard
        The city.
    choice : mapping
        What is wanted.
    box : Box or None
        What is in view; all of it when not given.

    Returns
    -------
    Answer
        Counts of options are of what is in view.
    """
    board = city.board
    chosen = choose(board, choice)
    everywhere = np.ones(len(board.ids), dtype=np.bool_)
    within = everywhere if box is None else board.within(box)
    seen = Chosen(chosen.segments & within, chosen.issues & within[board.lies_on])
    counts = {key: count.tolist() for key, count in tally(board, choice, within).items()}
    whole = Extent(len(board.ids), len(board.issue_ids), float(board.length_m.sum()))
    return Answer(_extent(city, chosen), _extent(city, seen), whole, counts)


def column(city: CityBoard, key: str) -> bytes:
    """Say which option of a facet each segment has.

    Parameters
    ----------
    city : CityBoard
        The city.
    key : str
        Of a facet of segments.

    Returns
    -------
    bytes
        One for each of the network, in order of id: the position of its option, 255 for none and for what was not there.

    Raises
    ------
    NotFound
        When there is no such facet, it has more options than a byte, or segments have several of them.
    """
    facets = {
        facet.key: facet for facet in city.board.by_segment if facet.member.ndim == 1 and len(facet.options) < 255
    }
    if key not in facets:
        message = f"No column {key}; there are {', '.join(facets)}."
        raise NotFound(message, column=key)
    return _today(city, facets[key].member, -1).astype(np.uint8).tobytes()


def checked(city: CityBoard, choice: Choice) -> Choice:
    """Refuse a choice of something that the city does not have, and say a span of months by its months.

    Parameters
    ----------
    city : CityBoard
        The city.
    choice : mapping
        What is wanted.

    Returns
    -------
    mapping
        The same; instead of a span the months in it that the city has, beside those that are wanted one by one.

    Raises
    ------
    InvalidInput
        Naming the facet, and what there is to choose.
    SpanRefused
        When its ends are no months, or the wrong way round.
    """
    options = {facet.key: facet.options for facet in (*city.board.by_segment, *city.board.by_issue)}
    choice = _by_months(choice, options[MONTH])
    for key, wanted in choice.items():
        unknown = sorted(set(wanted).difference(options[key]))
        if unknown:
            message = f"{key} {', '.join(unknown)} is not there to be chosen; choose of {', '.join(options[key])}."
            raise InvalidInput(message, parameter=key, value=unknown[0])
    return choice


def _by_months(choice: Choice, months: Sequence[str]) -> Choice:
    if SPAN not in choice:
        return choice
    rest = {key: wanted for key, wanted in choice.items() if key != SPAN}
    spanned = [month for written in choice[SPAN] for month in months_within(written, months)]
    return {**rest, MONTH: sorted({*rest.get(MONTH, ()), *spanned})}


def box_in_degrees(written: str) -> Box:
    """Read what is in view.

    Parameters
    ----------
    written : str
        West, south, east, north in degrees, with commas.

    Returns
    -------
    Box
        In metres of the tiles.

    Raises
    ------
    InvalidInput
        When it is no box of degrees.
    """
    try:
        west, south, east, north = map(float, written.split(","))
    except ValueError:
        west = south = east = north = math.nan
    if not (-180 <= west <= east <= 180 and -85 <= south <= north <= 85):
        message = f"box {written} is no box of degrees; write west,south,east,north, such as 127.0,37.7,127.1,37.8."
        raise InvalidInput(message, parameter="box", value=written)
    (left, right), (bottom, top) = transformer(WGS84, WEB_MERCATOR).transform([west, east], [south, north])
    return Box(left, bottom, right, top)


def bounds_in_degrees(middle: NDArray[np.float64]) -> list[float] | None:
    """Return what a map has to show for all of some segments to be in view.

    Parameters
    ----------
    middle : ndarray of float64, shape (n, 2)
        Where they lie, in EPSG:3857 [m].

    Returns
    -------
    list of float or None
        West, south, east, north of their middles [degrees]; None of none.
    """
    if not len(middle):
        return None
    (west, south), (east, north) = middle.min(axis=0), middle.max(axis=0)
    (left, right), (bottom, top) = transformer(WEB_MERCATOR, WGS84).transform([west, east], [south, north])
    return [round(degrees, 6) for degrees in (left, bottom, right, top)]


def _extent(city: CityBoard, chosen: Chosen) -> Extent:
    metres = float(city.board.length_m[chosen.segments].sum())
    return Extent(int(chosen.segments.sum()), int(chosen.issues.sum()), metres)


def bits(city: CityBoard, choice: Choice) -> str:
    """Say of every segment whether it is chosen.

    Parameters
    ----------
    city : CityBoard
        The city.
    choice : mapping
        What is wanted.

    Returns
    -------
    str
        Base64 of a bit for each of the network, in order of id; of each byte the lowest bit comes first.
    """
    chosen = _today(city, choose(city.board, choice).segments, nothing=False)
    return b64encode(np.packbits(chosen, bitorder="little").tobytes()).decode()


def _today(city: CityBoard, values: NDArray[Any], nothing: int) -> NDArray[Any]:
    """Return what the segments of the network of the map have, of the values of a board."""
    return values if city.today is None else np.append(values, nothing).astype(values.dtype)[city.today]


def picked(city: CityBoard, choice: Choice, rows: str) -> tuple[UUID, ...]:
    """Return what a choice leaves, one by one.

    Parameters
    ----------
    city : CityBoard
        The city.
    choice : mapping
        What is wanted.
    rows : str
        ``segments`` or ``issues``.

    Returns
    -------
    tuple of UUID
        Ids, in order.
    """
    chosen, board = choose(city.board, choice), city.board
    ids = board.ids[chosen.segments] if rows == "segments" else board.issue_ids[chosen.issues]
    return tuple(UUID(bytes=one.tobytes()) for one in ids.view("V16"))


SORTS: Final[dict[str, Callable[[CityBoard, NDArray[np.int64]], NDArray[Any]]]] = {
    "score": lambda city, _: city.scores["overall"],
    "residential": lambda city, _: city.scores["residential"],
    "walking": lambda city, _: city.scores["walking"],
    "name": lambda city, _: city.alley,
    "district": lambda city, _: city.district,
    "length_m": lambda city, _: city.board.length_m,
    "surveyed": lambda city, _: city.surveyed,
    "issues": lambda _, issues: issues,
}
"""Sort key of the table to what it sorts by; of numbers that may be missing, -1 is."""


def rows(
    city: CityBoard, choice: Choice, box: Box | None, *, sort: str, descending: bool, page: int, size: int
) -> tuple[int, list[float] | None, list[dict[str, Any]]]:
    """Return one page of the chosen segments.

    Parameters
    ----------
    city : CityBoard
        The city.
    choice : mapping
        What is wanted.
    box : Box or None
        Only what is in view.
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
        Of all of them, as `bounds_in_degrees`.
    rows : list of dict
        ``at`` (position on the board), ``id``, ``name``, ``district``, ``length_m``, ``overall``, ``residential``,
        ``walking`` (``grade``, ``score``), ``confidence``, ``surveyed_on`` and ``issues``: how many of the wanted ones.
    """
    board = city.board
    chosen = choose(board, choice)
    found = np.flatnonzero(chosen.segments if box is None else chosen.segments & board.within(box))
    issues = np.bincount(board.lies_on[chosen.issues], minlength=len(board.ids))
    value = SORTS[sort](city, issues)[found]
    order = np.lexsort([-value if descending else value, value == -1])
    there = found[order][(page - 1) * size : page * size].tolist()
    return len(found), bounds_in_degrees(board.middle[found]), [row_of(city, at, int(issues[at])) for at in there]


def row_of(city: CityBoard, at: int, issues: int) -> dict[str, Any]:
    """Say what a table says of a segment.

    Parameters
    ----------
    city : CityBoard
        The city.
    at : int
        Position of the segment.
    issues : int
        How many of its issues are wanted.

    Returns
    -------
    dict
        As in `rows`.
    """
    board = city.board
    letters = {facet.key: facet.options[facet.member[at]] for facet in board.by_segment if facet.member.ndim == 1}
    day = int(city.surveyed[at])
    return {
        "at": at,
        "id": str(UUID(bytes=bytes(board.ids.view("V16")[at]))),
        "name": city.alleys.names[city.alley[at]] or None,
        "district": city.districts.names[city.district[at]] if city.district[at] >= 0 else None,
        "length_m": round(float(board.length_m[at]), 1),
        **{axis: {"grade": letters[axis], "score": _points(city.scores[axis][at])} for axis in AXES},
        "confidence": letters["confidence"],
        "surveyed_on": None if day < 0 else (_EPOCH + timedelta(days=day)).isoformat(),
        "issues": issues,
    }


def _points(hundredths: np.integer) -> float | None:
    return None if hundredths < 0 else int(hundredths) / 100
