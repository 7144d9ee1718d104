"""Which rows of a table name its columns: below titles, and on up to three rows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from mapper.importers.decoding import tidied
from mapper.importers.fault import Note, shown

Record = tuple[int, list[str]]
"""The number of a row as a person counts it, and its cells; [] when all are blank."""

Span = tuple[int, int]
"""A stretch of columns under one name: the first, and the one behind the last."""

_MOST_TITLES: Final = 20
_MOST_ROWS: Final = 3
_NUMBER: Final = re.compile(r"[\s\d.,:/%+\-−년월일]*\d[\s\d.,:/%+\-−년월일]*")


@dataclass(frozen=True)
class Header:
    """The names of the columns and where they stand.

    Attributes
    ----------
    names : tuple of str
        As they are written; those of several rows joined, upper name first; blank where a column has none.
    rows : tuple of int
        Numbers of the rows they stand on.
    titles : tuple of str
        What stands above them and names nothing.
    below : int
        Position of the first record under them.
    """

    names: tuple[str, ...]
    rows: tuple[int, ...]
    titles: tuple[str, ...]
    below: int

    @property
    def columns(self) -> tuple[str, ...]:
        """Their names, trimmed, with a number for a column that has none."""
        return tuple(tidied(name) or f"(column {i})" for i, name in enumerate(self.names, start=1))

    def notes(self) -> list[Note]:
        """Tell what was done to them.

        Returns
        -------
        list of Note
            Nothing for a plain header on the first row.
        """
        padded = [name for name in self.names if name != name.strip()]
        repeated = [name for name, times in Counter(map(tidied, self.names)).items() if name and times > 1]
        notes = []
        if padded:
            message = f"Blanks around column names were dropped: {', '.join(map(repr, padded))}."
            notes.append(Note("header_trimmed", message, {"columns": padded}))
        if repeated:
            message = f"Column names that occur twice: {', '.join(map(repr, repeated))}."
            notes.append(Note("header_repeated", message, {"columns": repeated}))
        if self.rows[-1] > 1:
            notes.append(self._place())
        return notes

    def _place(self) -> Note:
        lines = ", ".join(map(str, self.rows))
        on = f"lines {lines}, upper and lower names joined" if len(self.rows) > 1 else f"line {lines}"
        above = (
            f"; passed over above it: {', '.join(repr(shown(title)) for title in self.titles)}" if self.titles else ""
        )
        fields = {"line": self.rows[0], "lines": list(self.rows), "titles": list(self.titles)}
        return Note("header_line", f"The header is on {on}{above}.", fields)


def find_header(records: Sequence[Record]) -> Header | None:
    """Find the rows that name the columns.

    Rows with a single cell are titles when a row of names follows them. A header goes on below itself where the
    blanks right of a name, as merged cells leave them, have names of their own under it, and nothing else does.

    Parameters
    ----------
    records : sequence of tuple
        The rows of the file.

    Returns
    -------
    Header or None
        None when every row is blank.
    """
    filled = [position for position, (_, cells) in enumerate(records[: 4 * _MOST_TITLES]) if cells]
    if not filled:
        filled = [position for position, (_, cells) in enumerate(records) if cells][:1]
    if not filled:
        return None
    top = next((position for position in filled[: _MOST_TITLES + 1] if _names_columns(records[position][1])), filled[0])
    titles = tuple(_first(records[position][1]) for position in filled if position < top)
    for depth in range(_MOST_ROWS, 1, -1):
        block = records[top : top + depth]
        joined = _joined([cells for _, cells in block]) if len(block) == depth and all(c for _, c in block) else None
        if joined is not None:
            return Header(tuple(joined), tuple(number for number, _ in block), titles, top + depth)
    number, cells = records[top]
    return Header(tuple(cells), (number,), titles, top + 1)


def _names_columns(cells: list[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) > 1 and 2 * sum(map(_is_number, filled)) <= len(filled)


def _is_number(cell: str) -> bool:
    return _NUMBER.fullmatch(cell.strip()) is not None


def _first(cells: list[str]) -> str:
    return tidied(next(cell for cell in cells if cell.strip()))


def _joined(rows: list[list[str]]) -> list[str] | None:
    """Join the names of header rows, or say by None that the lower ones are no header."""
    top, *lower = rows
    paths: list[list[str]] = [[] for _ in top]
    spans = [span for span in _spread(top, (0, len(top)), paths) if _is_open(span)]
    for row in lower:
        cells = [*row, *[""] * len(top)]
        if not any(map(_is_open, spans)) or not _is_lower_header(cells, spans):
            return None
        spans = [part for span in spans for part in _spread(cells, span, paths)]
    return None if any(map(_is_open, spans)) else [" ".join(dict.fromkeys(path)) for path in paths]


def _is_open(span: Span) -> bool:
    start, end = span
    return end - start > 1


def _is_lower_header(cells: list[str], spans: list[Span]) -> bool:
    inside = {column for start, end in spans for column in range(start, end)}
    outside = any(cell.strip() for column, cell in enumerate(cells) if column not in inside)
    return (
        not outside
        and all(cells[start].strip() for start, end in spans if _is_open((start, end)))
        and not any(map(_is_number, cells))
    )


def _spread(cells: list[str], span: Span, paths: list[list[str]]) -> list[Span]:
    """Give each name of a stretch to its columns, up to the next name, and return the stretches they make."""
    start, end = span
    named = [column for column in range(start, end) if cells[column].strip()]
    spans = list(zip(named, [*named[1:], end], strict=False))
    for first, last in spans:
        for column in range(first, last):
            paths[column].append(tidied(cells[first]))
    return spans or [span]
