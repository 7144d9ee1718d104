"""Delimited text: CSV, TSV, and the semicolon files of European exports."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Final

from mapper.errors import UnreadableFile
from mapper.importers.claim import CrsClaim
from mapper.importers.decoding import decode
from mapper.importers.fault import Note, RowFault
from mapper.importers.header_rows import Record, find_header
from mapper.importers.source import Source
from mapper.importers.table import Format, Table
from mapper.importers.telling import told_as_read

_LONGEST_CELL: Final = 64 * 1024 * 1024
MOST_CELLS: Final = 20_000_000
"""Of one file: a million rows of twenty columns."""
_DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab"}
_ROWS_COMPARED: Final = 20

# A boundary written as WKT is one cell, and a detailed one is longer than the 128 KiB Python stops at.
csv.field_size_limit(_LONGEST_CELL)


def parse_csv(source: Source) -> Table:
    """Read a table of text whose first rows name the columns.

    Parameters
    ----------
    source : Source
        The file.

    Returns
    -------
    Table
        One row per record, numbered by the line it starts on; shapes it has as WKT are still text.

    Raises
    ------
    UnreadableFile
        When it is not text, has more than `MOST_CELLS` cells, or a quote is never closed.
    """
    source.refuse_foreign("CSV")
    text = decode(source)
    delimiter = _delimiter(text.text)
    _refuse_endless(text.text, delimiter, file=source.name)
    lines = text.text.count("\n")
    records = list(told_as_read(_records(text.text, delimiter, file=source.name), source.telling, lines))
    header = find_header(records)
    if header is None:
        message = f"{source.name} has no header row, expected column names in its first row; add them."
        raise UnreadableFile(message, file=source.name)
    rows, cells, faults, blank = _fit(records[header.below :], len(header.names), file=source.name)
    notes = [text.note, *_delimiter_note(delimiter), *header.notes(), *_blank_note(blank)]
    columns = tuple(zip(*cells, strict=True)) if cells else ((),) * len(header.names)
    rows_in = len(rows) + len(faults)
    claim = CrsClaim(None, "a table")
    return Table("line", rows, rows_in, header.columns, columns, None, claim, tuple(faults), tuple(notes))


def _refuse_endless(text: str, delimiter: str, *, file: str) -> None:
    """Count before anything is split: every cell takes ten times its bytes in memory."""
    cells = text.count(delimiter) + text.count("\n")
    if cells > MOST_CELLS:
        message = f"{file} has about {cells:,} cells, expected at most {MOST_CELLS:,}; split it, or leave out columns."
        raise UnreadableFile(message, file=file, found=cells, expected=MOST_CELLS)


def _records(text: str, delimiter: str, *, file: str) -> Iterator[Record]:
    """Yield each record with the line it starts on; blank ones come as []."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    starts_on = 1
    try:
        for record in reader:
            yield starts_on, record if any(map(str.strip, record)) else []
            starts_on = reader.line_num + 1
    except csv.Error as error:
        message = (
            f"{file}, line {starts_on}: its quotes do not add up ({error}); write a quote inside a cell twice, and"
            " close every quoted cell."
        )
        raise UnreadableFile(message, file=file, row=starts_on, reason=str(error)) from error


def _delimiter(text: str) -> str:
    """Choose the delimiter under which most rows have as many cells as the header."""

    def agreement(delimiter: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        widths: list[int] = []
        with suppress(csv.Error):  # its quotes do not add up under this delimiter; what came before still counts
            widths.extend(len(record) for record in islice(filter(None, reader), _ROWS_COMPARED))
        header = next((width for width in widths if width > 1), 0)
        return widths.count(header) if header else 0, header

    return max(_DELIMITERS, key=agreement)


def _fit(records: Iterable[Record], width: int, *, file: str) -> tuple[list[int], list[list[str]], list[RowFault], int]:
    rows: list[int] = []
    cells: list[list[str]] = []
    faults: list[RowFault] = []
    blank = 0
    for line, record in records:
        if len(record) == width or (len(record) > width and not any(map(str.strip, record[width:]))):
            rows.append(line)
            cells.append(record[:width])
        elif record:
            given = f"{len(record)} cells"
            remedy = "quote cells that hold the delimiter, and fill up the row"
            faults.append(RowFault("ragged", file, "line", (line,), None, given, f"{width} as in the header", remedy))
        else:
            blank += 1
    return rows, cells, faults, blank


def _delimiter_note(delimiter: str) -> list[Note]:
    name = _DELIMITERS[delimiter]
    return [Note("delimiter", f"Cells are separated by a {name}.", {"delimiter": name})] if delimiter != "," else []


def _blank_note(blank: int) -> list[Note]:
    return [Note("blank_rows", f"{blank} blank rows were passed over.", {"rows": blank})] if blank else []


CSV: Final = Format("CSV", (".csv", ".tsv"), parse_csv)
