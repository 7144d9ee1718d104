"""What a file format hands over: rows of text, shapes, and how both were read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from numpy.typing import NDArray

from mapper.errors import UnreadableFile
from mapper.importers.claim import CrsClaim
from mapper.importers.decoding import tidied
from mapper.importers.fault import Note, RowFault
from mapper.importers.source import Source

MOST_CELLS: Final = 8_000_000
"""Rows times columns of a table most of which is blank: each takes its place in memory."""

_MOST_BLANK: Final = 20


@dataclass(frozen=True)
class Table:
    """The rows of a file before anyone has judged what they mean.

    Attributes
    ----------
    unit : str
        What a row is called: ``line``, ``row`` or ``feature``.
    rows : sequence of int
        Number of each row as a person counts it, shape (n,).
    rows_in : int
        Rows the file holds, those the format had to leave out included.
    header : tuple of str
        Column names, trimmed; one may occur twice.
    columns : tuple of sequence of str
        Cells of each column as text, ``""`` for none, shape (n,) each.
    shapes : ndarray of shapely geometries or None
        One per row, shape (n,), None where a row has none; None when nothing in the file was read as shapes.
    claim : CrsClaim
        What the file says about the reference system of its shapes and coordinates; their axes are east, north.
    faults : tuple of RowFault
        Rows the format itself found unusable.
    notes : tuple of Note
        What was chosen: encoding, layer; the reference system is settled later.
    open_rings : mapping of int to str
        Which shapes had a ring that was not closed, by position from 0, and where it was open; they are closed in
        ``shapes``, and only used when that was asked for.
    """

    unit: str
    rows: Sequence[int]
    rows_in: int
    header: tuple[str, ...]
    columns: tuple[Sequence[str], ...]
    shapes: NDArray[Any] | None
    claim: CrsClaim
    faults: tuple[RowFault, ...]
    notes: tuple[Note, ...]
    open_rings: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Format:
    """A way to write tables down.

    Attributes
    ----------
    name : str
        As people call it.
    suffixes : tuple of str
        Endings of its files, lower case, with the dot.
    parse : callable
        Source in, Table out; raises UnreadableFile when the bytes are not this format.
    """

    name: str
    suffixes: tuple[str, ...]
    parse: Callable[[Source], Table]


def columns_of(rows: Sequence[Mapping[str, str]], *, file: str) -> tuple[tuple[str, ...], tuple[list[str], ...]]:
    """Make columns of rows that name each of their cells.

    Parameters
    ----------
    rows : sequence of mapping
        Column to cell.
    file : str
        Named in errors.

    Returns
    -------
    tuple
        The names, trimmed, and the cells of each column, ``""`` for none.

    Raises
    ------
    UnreadableFile
        When nearly every row has columns of its own, which is no table.
    """
    names = list(dict.fromkeys(name for row in rows for name in row))
    if len(names) * len(rows) > max(MOST_CELLS, _MOST_BLANK * sum(map(len, rows))):
        message = (
            f"{file} has {len(names):,} columns for {len(rows):,} rows, nearly all of them blank, expected a table;"
            " export only the properties that are needed."
        )
        raise UnreadableFile(message, file=file, found=len(names))
    return tuple(map(tidied, names)), tuple([row.get(name, "") for row in rows] for name in names)
