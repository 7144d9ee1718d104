"""XLSX with a code book; text is written as text, so that no cell is a formula."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from mapper.crs import KOREA_CENTRAL, KOREA_TM, WGS84
from mapper.exporters.code_book import HEADINGS, code_book
from mapper.exporters.coordinates import coordinate_names, decimals, middles_of
from mapper.exporters.pieces import pieces_of
from mapper.exporters.rows import Exporter, Names, Rows
from mapper.exporters.xml_text import for_xml

MOST_ROWS: Final = 1_048_575
"""Of a sheet, beside its header."""

_MOST_CHARACTERS: Final = 32_767
_COMPUTED: Final = ("=", "#")
"""What openpyxl takes for a formula or an error of one; a cell of its own for every text would take twice the time."""

_BOLD: Final = Font(bold=True)


def _write(rows: Rows, folder: Path) -> Generator[bytes, None, None]:
    book, path = Workbook(write_only=True), folder / "book.xlsx"
    header = [*rows.column_names, *coordinate_names(rows)]
    sheet, used = _sheet(book, rows.layer.label, header), 0
    for cells in _cells(rows):
        if used == MOST_ROWS:
            sheet, used = _sheet(book, f"{rows.layer.label} {len(book.worksheets) + 1}", header), 0
        sheet.append([_cell(sheet, value) for value in cells])
        used += 1
    _add_code_book(book, rows)
    book.save(path)
    yield from pieces_of(path)


def _cells(rows: Rows) -> Iterator[Sequence[Any]]:
    for batch in rows.batches:
        for row, middle in zip(batch, middles_of(batch, digits=decimals(rows)), strict=True):
            yield (*row[:-1], *middle)


def _sheet(book: Workbook, title: str, header: Iterable[str]) -> WriteOnlyWorksheet:
    sheet: WriteOnlyWorksheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    cells = [WriteOnlyCell(sheet, name) for name in header]
    for cell in cells:
        cell.font = _BOLD
    sheet.append(cells)
    return sheet


def _cell(sheet: WriteOnlyWorksheet, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = for_xml(value)[:_MOST_CHARACTERS]
    if not text.startswith(_COMPUTED):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell


def _add_code_book(book: Workbook, rows: Rows) -> None:
    sheet = _sheet(book, "코드북", HEADINGS)
    east, north = coordinate_names(rows)
    for line in code_book(rows, rows.column_names):
        sheet.append([_cell(sheet, text) for text in line])
    for name in (east, north):
        sheet.append([_cell(sheet, text) for text in (name, name, "한가운데의 좌표", f"EPSG:{rows.crs}", "")])


EXPORTER: Final = Exporter(
    extensions=("xlsx",),
    label="Excel",
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    names=(Names.KO, Names.EN),
    crs=(WGS84, KOREA_TM, KOREA_CENTRAL),
    write=_write,
)
