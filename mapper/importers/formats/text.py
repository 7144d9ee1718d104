"""Plain text: the official files of addresses, which have no header; any other is delimited text like a CSV."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from mapper.errors import UnreadableFile
from mapper.importers.address_layout import Layout, layout_of
from mapper.importers.claim import CrsClaim
from mapper.importers.decoding import decode
from mapper.importers.fault import Note, RowFault
from mapper.importers.formats.csv import parse_csv
from mapper.importers.packed_text import packed
from mapper.importers.source import Source
from mapper.importers.table import Format, Table
from mapper.importers.telling import told_as_read

MOST_CELLS: Final = 50_000_000
"""Of one file that are taken: every address of the largest 시도 with all its columns, and half as much again."""

_HEAD_LINES: Final = 5


def parse_text(source: Source) -> Table:
    """Read a text file: by its official layout when it has one, else as delimited text.

    Parameters
    ----------
    source : Source
        The file.

    Returns
    -------
    Table
        Of an official file the columns that are taken, under the names of its layout.

    Raises
    ------
    UnreadableFile
        When it is not text, or too long to be held.
    """
    source.refuse_foreign("text")
    if b"|" not in source.head:
        return parse_csv(source)
    text = decode(source)
    count = text.text.count("\n") + 1
    head = islice((line for line in _lines(text.text) if line.strip()), _HEAD_LINES)
    layout = next((found for line in head if (found := layout_of(line))), None)
    if layout is None:
        return parse_csv(source)
    taken = [place for place, name in enumerate(layout.columns) if name != "-"]
    _refuse_endless(count * len(taken), file=source.name)
    rows: list[int] = []
    faults: list[RowFault] = []

    def _sound() -> Iterator[list[str]]:
        for number, row in told_as_read(_rows(text.text, layout), source.telling, count):
            if len(row) == len(layout.columns):
                rows.append(number)
                yield [row[place] for place in taken]
            else:
                faults.append(_ragged(source.name, number, len(row), layout))

    columns = packed(_sound(), len(taken))
    note = Note("address_layout", f"Its lines are those of {layout.name}.", {"layout": layout.name})
    return Table(
        unit="line",
        rows=rows,
        rows_in=len(rows) + len(faults),
        header=tuple(layout.columns[place] for place in taken),
        columns=columns,
        shapes=None,
        claim=CrsClaim(f"EPSG:{layout.crs}", "its official layout"),
        faults=tuple(faults),
        notes=(text.note, note),
    )


def _lines(text: str) -> Iterator[str]:
    """Yield the lines of a text one after the other: of a whole 시도 they would be a second copy of it."""
    at = 0
    while (end := text.find("\n", at)) >= 0:
        yield text[at:end].rstrip("\r")
        at = end + 1
    yield text[at:].rstrip("\r")


def _rows(text: str, layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each line; the column of changes is blank where a file has none, and one ``|`` more is nothing."""
    width = len(layout.columns)
    for number, line in enumerate(_lines(text), start=1):
        row = line.split("|")
        if row == [""]:
            continue
        if len(row) > width and not row[-1]:
            row.pop()
        yield number, [*row, *[""] * (width - len(row))] if len(row) in layout.widths else row


def _refuse_endless(cells: int, *, file: str) -> None:
    if cells > MOST_CELLS:
        message = (
            f"{file} has about {cells:,} cells that are taken, expected at most {MOST_CELLS:,}; split it by 시군구."
        )
        raise UnreadableFile(message, file=file, found=cells, expected=MOST_CELLS)


def _ragged(file: str, line: int, found: int, layout: Layout) -> RowFault:
    expected = f"{layout.widths[0]} as in {layout.name}"
    return RowFault("ragged", file, "line", (line,), None, f"{found} cells", expected, "download the file again")


TEXT: Final = Format("text", (".txt",), parse_text)
