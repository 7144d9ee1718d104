"""Rows that were left out, given back in a file of their own: corrected, it can be imported."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from itertools import count
from pathlib import Path
from typing import Final

from mapper.domain.inert import inert
from mapper.errors import InvalidInput
from mapper.importers import Reading
from mapper.operations.loading import Refusal

ROW, REASON = "행", "사유"
"""Columns beside those of the file."""

_NUMBER: Final = re.compile(r"[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?")


def reasons_by_row(reading: Reading, refused: Iterable[Refusal]) -> dict[int, list[str]]:
    """Gather why each row was left out.

    Parameters
    ----------
    reading : Reading
        The file.
    refused : iterable of Refusal
        Its sound rows without a place in this city.

    Returns
    -------
    dict of int to list of str
        Sentences by number of the row, in order of rows; 0 for a row that has no number of its own.
    """
    reasons: dict[int, list[str]] = {}
    for fault in reading.faults:
        for row in fault.rows:
            reasons.setdefault(row, []).append(fault.reason)
    for one in refused:
        reasons.setdefault(reading.rows.number_of(one.key) or 0, []).append(one.sentence)
    return dict(sorted(reasons.items()))


def refused_table(reading: Reading, refused: Iterable[Refusal]) -> bytes:
    """Write the rows that were left out as a table, in the columns of their file.

    Parameters
    ----------
    reading : Reading
        The file.
    refused : iterable of Refusal
        Its sound rows without a place in this city.

    Returns
    -------
    bytes
        CSV in UTF-8 with its mark, as spreadsheets need it; nothing in it is a formula, and columns that look like
        contact data are left out.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([*map(_inert, reading.rows.names), ROW, REASON])
    for number, sentences in reasons_by_row(reading, refused).items():
        cells = map(_inert, reading.rows.cells(number))
        writer.writerow([*cells, number, _inert(" ".join(sentences))])
    return written.getvalue().encode("utf-8-sig")


def keep_refused(table: bytes, path: Path) -> Path:
    """Write a table where nothing stands yet.

    Parameters
    ----------
    table : bytes
        From `refused_table`.
    path : Path
        Where; ``-2``, ``-3`` and so on are put behind its name until it is free.

    Returns
    -------
    Path
        Where it was written.

    Raises
    ------
    InvalidInput
        When nothing can be written there.
    """
    names = (path if nth == 1 else path.with_name(f"{path.stem}-{nth}{path.suffix}") for nth in count(1))
    for free in names:
        try:
            # what residents filed stands in it: for the eyes of its owner
            free.touch(mode=0o600, exist_ok=False)
            free.write_bytes(table)
        except FileExistsError:
            continue
        except OSError as error:
            message = f"{path} cannot be written ({error.strerror}); nothing was imported. Name another --refused file."
            raise InvalidInput(message, path=str(path), reason=error.strerror) from error
        return free
    raise AssertionError  # the names never end


def _inert(cell: str) -> str:
    """Keep a spreadsheet from running a cell, and a number a number."""
    return cell if _NUMBER.fullmatch(cell) else inert(cell) or ""
