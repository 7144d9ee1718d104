"""Whether an XLSX can be opened: it is an archive, and its reader lays each sheet out from corner to corner."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from mapper.errors import ArchiveRefused
from mapper.importers.archive import Archive, opened
from mapper.importers.fault import shown
from mapper.importers.source import MOST_BYTES, Source

MOST_CELLS: Final = 8_000_000
"""Rows times columns of one sheet; the reader takes 32 bytes for each, blank or not."""

_ERROR: Final = b' t="e"'
_OVERLAP: Final = 512
_LETTERS: Final = 3
_DIGITS: Final = 7
_BYTES: Final = np.arange(256, dtype=np.uint8)
_IS_QUOTE: Final = np.isin(_BYTES, list(b"\"'"))
_IS_DIGIT: Final = np.isin(_BYTES, list(b"0123456789"))
_IS_LETTER: Final = np.isin(_BYTES & 0xDF, list(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def formula_errors(source: Source) -> int:
    """Hold a workbook against the limits, and count the cells whose formula failed.

    Parameters
    ----------
    source : Source
        An XLSX.

    Returns
    -------
    int
        Cells such as #N/A in all its sheets.

    Raises
    ------
    ArchiveRefused
        When it is no honest archive, or a sheet spans more than `MOST_CELLS`.
    """
    errors = 0
    with opened(source, MOST_BYTES) as archive:
        for member in archive.members:
            is_sheet = member.name.lower().startswith("xl/worksheets/")
            rows = columns = 0
            for piece in _pieces(archive, member.name):
                if is_sheet:
                    rows, columns = _extent(piece, rows, columns)
                    errors += piece.count(_ERROR)
            if rows * columns > MOST_CELLS:
                raise _too_wide(source, member.name, rows, columns)
    return errors


def _pieces(archive: Archive, member: str) -> Iterator[bytes]:
    """Stream a member so that no tag is torn: each piece ends where one does, if it is not overlong."""
    rest = b""
    for chunk in archive.stream(member):
        piece, end, rest = (rest + chunk).rpartition(b">")
        if len(rest) > _OVERLAP:
            piece, end, rest = piece + end + rest, b"", b""
        yield piece + end
    yield rest


def _extent(piece: bytes, rows: int, columns: int) -> tuple[int, int]:
    """Widen an extent by every quoted cell reference, such as ``"XFD1048576"``, whatever attribute it stands in."""
    content = np.frombuffer(piece + bytes(_LETTERS + _DIGITS + 1), np.uint8)
    quotes = np.flatnonzero(_IS_QUOTE[content])
    quotes = quotes[_IS_LETTER[content[quotes + 1]]]
    after = content[quotes[:, None] + np.arange(1, 1 + _LETTERS + _DIGITS)]
    letters = np.cumprod(_IS_LETTER[after[:, :_LETTERS]], axis=1).sum(axis=1)
    for length in range(1, _LETTERS + 1):
        name, number = np.split(after[letters == length][:, : length + _DIGITS].astype(np.int64), [length], axis=1)
        is_digit = np.cumprod(_IS_DIGIT[number], axis=1).astype(bool)
        row, column = np.zeros(len(name), np.int64), np.zeros(len(name), np.int64)
        for digit, counts in zip(number.T, is_digit.T, strict=True):
            row = np.where(counts, row * 10 + digit - ord("0"), row)
        for letter in name.T:
            column = column * 26 + (letter & 0xDF) - ord("A") + 1
        rows = max(rows, int(row.max(initial=0)))
        columns = max(columns, int(column[row > 0].max(initial=0)))
    return rows, columns


def _too_wide(source: Source, member: str, rows: int, columns: int) -> ArchiveRefused:
    message = (
        f"{source.name}: {shown(member)} spans {rows:,} rows by {columns:,} columns, expected at most {MOST_CELLS:,}"
        " cells; delete the blank rows and columns around the table, or save the sheet as CSV."
    )
    return ArchiveRefused(message, file=source.name, found=rows * columns, expected=MOST_CELLS)
