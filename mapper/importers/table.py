"""What a file format hands over: rows of text, shapes, and how both were read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray

from mapper.importers.claim import CrsClaim
from mapper.importers.fault import Note, RowFault
from mapper.importers.source import Source


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
