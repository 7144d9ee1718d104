"""Excel workbooks: a table on one of their sheets, below titles and under one to three rows of names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from mapper.errors import UnreadableFile
from mapper.importers.claim import CrsClaim
from mapper.importers.decoding import encoding_note
from mapper.importers.fault import Note, shown
from mapper.importers.header_rows import find_header
from mapper.importers.layer import chosen, layer_note
from mapper.importers.reason import because
from mapper.importers.source import Source
from mapper.importers.table import Format, Table
from mapper.importers.telling import told_as_read
from mapper.importers.workbook import Formulas, formulas

_LOCKED: Final = "EncryptedPackage".encode("utf-16-le")


def parse_excel(source: Source) -> Table:
    """Read a sheet of a workbook.

    Parameters
    ----------
    source : Source
        The file; its sheets are its layers, those that are hidden or blank left aside.

    Returns
    -------
    Table
        One row per row of the sheet, under its number there; numbers as short as they can be written, dates by
        ISO 8601.

    Raises
    ------
    UnreadableFile
        When it is no workbook, is locked with a password, is damaged, or is of the kind before 2007, in which one
        cell far out fills all memory before anyone can look.
    LayerUnclear
        When it has several sheets and nothing says which is meant.
    """
    source.require("an Excel workbook", "xlsx", "zip", "ole")
    if not source.head.startswith(b"PK"):
        raise _locked(source) if _LOCKED in source.content else _old(source)
    empty = formulas(source)
    with _readable(source), source.stream() as file:
        return _read(CalamineWorkbook.from_filelike(file), source, empty)


@contextmanager
def _readable(source: Source) -> Iterator[None]:
    try:
        yield
    except PasswordError as error:
        raise _locked(source) from error
    except CalamineError as error:
        raise _damaged(source, error) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # its reader gave up; it is no Exception, and not importable
            raise
        raise _damaged(source, error) from error


def _read(workbook: CalamineWorkbook, source: Source, empty: Formulas) -> Table:
    name, sheet = _sheet(workbook, source)
    rows = told_as_read(sheet.to_python(skip_empty_area=False), source.telling, sheet.total_height)
    records = [(number, _cells(values)) for number, values in enumerate(rows, start=1)]
    header = find_header(records)
    if header is None:
        message = f"{source.name}, sheet {shown(name)!r} is blank, expected column names in its first row; add them."
        raise UnreadableFile(message, file=source.name, layer=name)
    filled = [(number, cells) for number, cells in records[header.below :] if cells]
    blank = len(records) - header.below - len(filled)
    columns = tuple(zip(*(cells for _, cells in filled), strict=True)) or ((),) * len(header.names)
    used = [i for i, cells in enumerate(columns) if header.names[i].strip() or any(cells)]
    sample = next((cell for i in used for cell in columns[i] if not cell.isascii()), None)
    notes = [encoding_note("Unicode", sample, because("always", said_by="a workbook")), *header.notes()]
    notes += _notes(workbook, name, empty, blank)
    return Table(
        unit="row",
        rows=[number for number, _ in filled],
        rows_in=len(filled),
        header=tuple(header.columns[i] for i in used),
        columns=tuple(columns[i] for i in used),
        shapes=None,
        claim=CrsClaim(None, "a table"),
        faults=(),
        notes=tuple(notes),
    )


def _sheet(workbook: CalamineWorkbook, source: Source) -> tuple[str, CalamineSheet]:
    listed = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    names = [sheet.name for sheet in listed if sheet.visible == SheetVisibleEnum.Visible or sheet.name == source.layer]
    sheets = {name: workbook.get_sheet_by_name(name) for name in names}
    filled = [name for name, sheet in sheets.items() if sheet.height] or names
    name = chosen(filled, source, lambda name: f"{sheets[name].height} rows")
    return name, sheets[name]


def _cells(values: list[Any]) -> list[str]:
    cells = [value if type(value) is str else _text(value) for value in values]
    return cells if any(map(str.strip, cells)) else []


def _text(value: Any) -> str:
    """Write a value as a person would type it; a serial number shown as a day stays that day."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def _notes(workbook: CalamineWorkbook, name: str, empty: Formulas, blank: int) -> Iterator[Note]:
    if len(workbook.sheet_names) > 1:
        yield layer_note(name)
    if empty.failed:
        message = f"{empty.failed} cells of the workbook hold a formula that failed, such as #N/A; they count as blank."
        yield Note("formula_errors", message, {"cells": empty.failed})
    if empty.unsaved:
        message = (
            f"{empty.unsaved} cells of the workbook hold a formula without its value; they count as blank. "
            "Open it in Excel and save it again."
        )
        yield Note("formulas_unsaved", message, {"cells": empty.unsaved})
    if blank:
        yield Note("blank_rows", f"{blank} blank rows were passed over.", {"rows": blank})


def _locked(source: Source) -> UnreadableFile:
    message = f"{source.name} is locked with a password, expected an open workbook; save it without one."
    return UnreadableFile(message, file=source.name, found="a locked workbook")


def _old(source: Source) -> UnreadableFile:
    message = f"{source.name} is an Excel workbook of before 2007 (.xls), expected .xlsx; open it and save it as .xlsx."
    return UnreadableFile(message, file=source.name, found=".xls", expected=".xlsx")


def _damaged(source: Source, error: BaseException) -> UnreadableFile:
    message = f"{source.name} is damaged or no workbook ({shown(str(error))}); open it in Excel and save it again."
    return UnreadableFile(message, file=source.name, reason=str(error))


EXCEL: Final = Format("Excel", (".xlsx", ".xlsm"), parse_excel)
