"""Delimited text: CSV, TSV, and the semicolon files of European exports."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import Final

from pyproj import CRS

from mapper.crs import WGS84
from mapper.errors import UnreadableFile
from mapper.importers.decoding import decode, tidied
from mapper.importers.fault import Note, RowFault
from mapper.importers.reference import crs_note, given_crs
from mapper.importers.source import Source
from mapper.importers.table import Format, Table

_LONGEST_CELL: Final = 64 * 1024 * 1024
_DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab"}

Record = tuple[int, list[str]]

# A boundary written as WKT is one cell, and a detailed one is longer than the 128 KiB Python stops at.
csv.field_size_limit(_LONGEST_CELL)


def parse_csv(source: Source) -> Table:
    """Read a table of text whose first row names the columns.

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
        When it is not text, or a quote is never closed.
    """
    source.refuse_foreign("CSV")
    text = decode(source)
    delimiter = _delimiter(text.text)
    records = _records(text.text, delimiter, file=source.name)
    header_line, header = next((record for record in records if record[1]), (0, []))
    if not header:
        message = f"{source.name} has no header row, expected column names in its first row; add them."
        raise UnreadableFile(message, file=source.name)
    rows, cells, faults, blank = _fit(records, len(header), file=source.name)
    names = tuple(tidied(name) or f"(column {i})" for i, name in enumerate(header, start=1))
    crs = CRS.from_epsg(WGS84) if source.crs is None else given_crs(source.crs)
    notes = [
        Note("encoding", f"Read as {text.encoding}: {text.reason}.", {"encoding": text.encoding}),
        crs_note(crs, "given with --crs" if source.crs else "a table names none, so its numbers are taken as degrees"),
    ]
    notes += _delimiter_note(delimiter) + _header_notes(header, header_line) + _blank_note(blank)
    columns = tuple(zip(*cells, strict=True)) if cells else ((),) * len(names)
    rows_in = len(rows) + len(faults)
    return Table("line", rows, rows_in, names, columns, None, crs, tuple(faults), tuple(notes))


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
    def columns(delimiter: str) -> int:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        try:
            return len(next(filter(None, reader), []))
        except csv.Error:
            return 0

    return max(_DELIMITERS, key=columns)


def _fit(records: Iterator[Record], width: int, *, file: str) -> tuple[list[int], list[list[str]], list[RowFault], int]:
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


def _header_notes(header: list[str], line: int) -> list[Note]:
    padded = [name for name in header if name != name.strip()]
    repeated = [name for name, times in Counter(map(tidied, header)).items() if name and times > 1]
    notes = []
    if padded:
        message = f"Blanks around column names were dropped: {', '.join(map(repr, padded))}."
        notes.append(Note("header_trimmed", message, {"columns": padded}))
    if repeated:
        message = f"Column names that occur twice: {', '.join(map(repr, repeated))}."
        notes.append(Note("header_repeated", message, {"columns": repeated}))
    if line > 1:
        notes.append(Note("header_line", f"The header is on line {line}.", {"line": line}))
    return notes


def _blank_note(blank: int) -> list[Note]:
    return [Note("blank_rows", f"{blank} blank rows were passed over.", {"rows": blank})] if blank else []


CSV: Final = Format("CSV", (".csv", ".tsv", ".txt"), parse_csv)
