"""Sheets of a workbook: text is written as text, so that no cell is a formula."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Final, cast

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.drawing.image import Image
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.workbook.child import INVALID_TITLE_REGEX
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.worksheet import Worksheet

from mapper.domain.inert import inert
from mapper.exporters.xml_text import for_xml

_MOST_CHARACTERS: Final = 32_767
_COMPUTED: Final = ("=", "#")
"""What openpyxl takes for a formula or an error of one; a cell of its own for every text would take twice the time."""

_BOLD: Final = Font(bold=True)
_LONGEST_TITLE: Final = 31
_PICTURE_PX: Final = 160
"""Longest side of a picture in a cell."""

_POINTS_PER_PX: Final = 0.75
_PROPERTIES: Final = "docProps/core.xml"
_TIME: Final = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
"""As openpyxl writes when a workbook was made and changed."""


@dataclass(frozen=True)
class Sheet:
    """A table small enough to be held.

    Attributes
    ----------
    title : str
        Of the sheet.
    header : tuple of str
        Names of the columns.
    rows : sequence of tuple
        Texts, numbers, and None for an empty cell.
    pictures : mapping of int to bytes
        JPEG in the last column of a row, by the place of the row from 0; CSV has none of them.
    """

    title: str
    header: tuple[str, ...]
    rows: Sequence[tuple[str | float | None, ...]]
    pictures: Mapping[int, bytes] = field(default_factory=lambda: MappingProxyType({}))


def add_sheet(book: Workbook, title: str, header: Iterable[str]) -> WriteOnlyWorksheet:
    """Begin a sheet.

    Parameters
    ----------
    book : openpyxl.Workbook
        That is only written.
    title : str
        Of the sheet; what Excel has in none is left out.
    header : iterable of str
        Names of the columns, which stay in view.

    Returns
    -------
    openpyxl.worksheet._write_only.WriteOnlyWorksheet
        Without rows.
    """
    sheet: WriteOnlyWorksheet = book.create_sheet(INVALID_TITLE_REGEX.sub("", title)[:_LONGEST_TITLE])
    sheet.freeze_panes = "A2"
    cells = [WriteOnlyCell(sheet, name) for name in header]
    for cell in cells:
        cell.font = _BOLD
    sheet.append(cells)
    return sheet


def cell_of(sheet: WriteOnlyWorksheet, value: Any) -> Any:
    """Return what stands for a value in a row of a sheet.

    Parameters
    ----------
    sheet : openpyxl.worksheet._write_only.WriteOnlyWorksheet
        Of the row.
    value : object
        Text, number, date or None.

    Returns
    -------
    object
        The value, or a cell that says it is text.
    """
    if not isinstance(value, str):
        return value
    text = for_xml(value)[:_MOST_CHARACTERS]
    if not text.startswith(_COMPUTED):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell


def book_of(sheets: Iterable[Sheet], *, day: date | None = None) -> bytes:
    """Write a workbook.

    Parameters
    ----------
    sheets : iterable of Sheet
        In their order.
    day : date, optional
        All that it tells of when it was made; the time to the second when not given.

    Returns
    -------
    bytes
        XLSX.
    """
    book, written = Workbook(write_only=True), io.BytesIO()
    for one in sheets:
        sheet = add_sheet(book, one.title, one.header)
        for place, picture in one.pictures.items():
            _add_picture(cast("Worksheet", sheet), picture, column=len(one.header), row=place + 2)
        for row in one.rows:
            sheet.append([cell_of(sheet, value) for value in row])
    book.save(written)
    return written.getvalue() if day is None else _dated(written, day)


def _dated(book: io.BytesIO, day: date) -> bytes:
    """Put a day in place of every time that a workbook tells of itself, also as an archive."""
    made = io.BytesIO()
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            content = old.read(one)
            if one.filename == _PROPERTIES:
                content = _TIME.sub(f"{day.isoformat()}T00:00:00Z".encode(), content)
            dated = zipfile.ZipInfo(one.filename, (day.year, day.month, day.day, 0, 0, 0))
            new.writestr(dated, content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _add_picture(sheet: Worksheet, jpeg: bytes, *, column: int, row: int) -> None:
    """Put a picture into a cell whose row is not written yet, so that it can be high enough.

    A sheet that is only written has its pictures and its heights from any other; its type does not say so.
    """
    picture = Image(io.BytesIO(jpeg))
    scale = _PICTURE_PX / max(picture.width, picture.height)
    picture.width, picture.height = round(scale * picture.width), round(scale * picture.height)
    sheet.row_dimensions[row].height = _POINTS_PER_PX * picture.height
    sheet.add_image(picture, f"{get_column_letter(column)}{row}")


def csv_of(sheet: Sheet) -> bytes:
    """Write a sheet as CSV that Excel opens in Korean.

    Parameters
    ----------
    sheet : Sheet
        Its title is not written.

    Returns
    -------
    bytes
        UTF-8 with a byte order mark.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(sheet.header)
    writer.writerows([inert(value) if isinstance(value, str) else value for value in row] for row in sheet.rows)
    return b"\xef\xbb\xbf" + written.getvalue().encode()
