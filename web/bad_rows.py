"""The rows that cannot be used as a workbook: what is wrong in which cell, what to do, and the rows themselves."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import Response, send_file

from mapper.exporters.sheets import Sheet, book_of
from web.blueprints.admin.import_words import fault_sentence
from web.blueprints.admin.remedy_words import PLACELESS, remedy
from web.languages import gettext

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_LINES: Final = 100_000
"""What a person could ever correct, and a spreadsheet still opens."""


def bad_rows(report: Mapping[str, Any], table: str | None) -> bytes:
    """Write a workbook of what is wrong.

    Parameters
    ----------
    report : mapping
        Of a check or an import.
    table : str or None
        The rows themselves, as `mapper.operations.imports.refused_rows.refused_table` writes them.

    Returns
    -------
    bytes
        XLSX in the language of the reader; no cell is a formula.
    """
    header = tuple(map(gettext, ("행", "열", "적힌 값", "무엇이 문제인가", "어떻게 고치나")))
    sheets = [Sheet(gettext("고칠 곳"), header, _lines(report)[:MOST_LINES])]
    if table is not None:
        # the reason comes last, and the sheet before says it in the language of the reader
        names, *rows = [tuple(row[:-1]) for row in csv.reader(io.StringIO(table))]
        sheets.append(Sheet(gettext("쓸 수 없는 행"), names, rows[:MOST_LINES]))
    return book_of(sheets)


def as_file(content: bytes, name: str) -> Response:
    """Hand a workbook over.

    Parameters
    ----------
    content : bytes
        XLSX.
    name : str
        Of the file, without its ending.

    Returns
    -------
    Response
        To be kept, not shown.
    """
    # which writes names beyond Latin letters as browsers read them
    return send_file(io.BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=f"{name}.xlsx")


def _lines(report: Mapping[str, Any]) -> list[tuple[str | float | None, ...]]:
    faults: Sequence[Mapping[str, Any]] = report.get("faults", [])
    wrong = [
        (row, fault["column"], fault["value"], fault_sentence(fault["code"]), remedy(fault["code"]))
        for fault in faults
        for row in fault["rows"]
    ]
    placeless = gettext("이 도시에 둘 수 없는 행입니다.")
    nowhere = [(one["row"], None, None, placeless, gettext(PLACELESS)) for one in report.get("refused", [])]
    return sorted([*wrong, *nowhere], key=lambda line: (line[0] is None, line[0]))
