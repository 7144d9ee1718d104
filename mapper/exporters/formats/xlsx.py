"""XLSX with a code book; text is written as text, so that no cell is a formula."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook

from mapper.crs import KOREA_CENTRAL, KOREA_TM, WGS84
from mapper.exporters.code_book import HEADINGS, code_book
from mapper.exporters.coordinates import coordinate_names, decimals, middles_of
from mapper.exporters.pieces import pieces_of
from mapper.exporters.rows import Exporter, Names, Rows
from mapper.exporters.sheets import add_sheet, cell_of

MOST_ROWS: Final = 1_048_575
"""Of a sheet, beside its header."""


def _write(rows: Rows, folder: Path) -> Generator[bytes, None, None]:
    book, path = Workbook(write_only=True), folder / "book.xlsx"
    header = [*rows.column_names, *coordinate_names(rows)]
    sheet, used = add_sheet(book, rows.layer.label, header), 0
    for cells in _cells(rows):
        if used == MOST_ROWS:
            sheet, used = add_sheet(book, f"{rows.layer.label} {len(book.worksheets) + 1}", header), 0
        sheet.append([cell_of(sheet, value) for value in cells])
        used += 1
    _add_code_book(book, rows)
    _add_notes(book, rows)
    book.save(path)
    yield from pieces_of(path)


def _cells(rows: Rows) -> Iterator[Sequence[Any]]:
    for batch in rows.batches:
        for row, middle in zip(batch, middles_of(batch, digits=decimals(rows)), strict=True):
            yield (*row[:-1], *middle)


def _add_code_book(book: Workbook, rows: Rows) -> None:
    sheet = add_sheet(book, "코드북", HEADINGS)
    east, north = coordinate_names(rows)
    for line in code_book(rows, rows.column_names):
        sheet.append([cell_of(sheet, text) for text in line])
    for name in (east, north):
        sheet.append([cell_of(sheet, text) for text in (name, name, "한가운데의 좌표", f"EPSG:{rows.crs}", "")])


def _add_notes(book: Workbook, rows: Rows) -> None:
    if not rows.notes:
        return
    sheet = add_sheet(book, "고른 조건", ("항목", "내용"))
    for line in rows.notes:
        sheet.append([cell_of(sheet, text) for text in line])


EXPORTER: Final = Exporter(
    extensions=("xlsx",),
    label="Excel",
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    names=(Names.KO, Names.EN),
    crs=(WGS84, KOREA_TM, KOREA_CENTRAL),
    write=_write,
)
