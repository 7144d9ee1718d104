"""How large a sheet of a workbook becomes when its reader lays it out, told from its XML while that streams.

The reader makes a cell for every place from corner to corner, and a copy of a shared text for every cell that quotes
it, so that two kilobytes can ask for more memory than there is.
"""

from __future__ import annotations

import re
from typing import Final
from xml.parsers import expat

import numpy as np

_LETTERS: Final = 3
_DIGITS: Final = 7
_BYTES: Final = np.arange(256, dtype=np.uint8)
_IS_QUOTE: Final = np.isin(_BYTES, list(b"\"'"))
_IS_DIGIT: Final = np.isin(_BYTES, list(b"0123456789"))
_IS_LETTER: Final = np.isin(_BYTES & 0xDF, list(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"))

_ROW: Final = re.compile(rb"<row(?=[\s/>])([^<]*)")
_PREFIXED_ROW: Final = re.compile(rb"<(?:[^\s<>/:]+:)?row(?=[\s/>])([^<]*)")
_CELL: Final = re.compile(rb'<(?:[^\s<>/:]+:)?c(?! r=")[\s/>]')
_ROW_NUMBER: Final = re.compile(rb"\sr\s*=\s*[\"']([0-9]+)[\"']")
_VALUE: Final = re.compile(rb"<(?:[^\s<>/:]+:)?v[\s/>]")
_NUMBER: Final = re.compile(rb"<(?:[^\s<>/:]+:)?v>(?:([0-9]{1,9})|[0-9.eE+-]+)</")
_PREFIXED_TEXT_END: Final = re.compile(rb"</(?:[^\s<>/:]+:)?si(?=[\s>])")


class Plain:
    """Holds XML to what workbooks need: well-formed, and free of comments and other places to hide a tag in."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate("utf-8")  # whatever it says of itself: its reader knows no other
        self._parser.CommentHandler = self._refuse
        self._parser.StartCdataSectionHandler = self._refuse
        self._parser.StartDoctypeDeclHandler = self._refuse
        self.is_so = True

    def add(self, piece: bytes) -> None:
        """Take the next piece.

        Parameters
        ----------
        piece : bytes
            Of the XML.
        """
        try:
            self._parser.Parse(piece)
        except expat.ExpatError:
            self.is_so = False

    def _refuse(self, *_what: object) -> None:
        self.is_so = False


class Grid:
    """The corner of a sheet that lies farthest from A1, and what its cells quote.

    Attributes
    ----------
    rows, columns : int
        At least as many as its reader will make.
    """

    def __init__(self) -> None:
        self._row = self._column = self._unnumbered_rows = self._most_cells = self._cells = 0

    @property
    def rows(self) -> int:
        """At least as many as its reader will make."""
        return self._row + self._unnumbered_rows

    @property
    def is_numbered(self) -> bool:
        """Whether every row and cell says where it stands, so that nothing was counted by its place."""
        return not (self._unnumbered_rows or self._most_cells or self._cells)

    @property
    def columns(self) -> int:
        """At least as many as its reader will make."""
        return self._column + max(self._most_cells, self._cells)

    def add(self, piece: bytes) -> None:
        """Take the next piece.

        Parameters
        ----------
        piece : bytes
            Of the XML, no tag torn.
        """
        self._add_references(piece)
        found = list((_PREFIXED_ROW if b":row" in piece else _ROW).finditer(piece))
        rows = [row.start() for row in found]
        numbers = _ROW_NUMBER.findall(b"".join(row[1] for row in found))
        self._row = max(self._row, max(map(int, numbers), default=0))
        self._unnumbered_rows += len(rows) - piece.count(b'<row r="')
        if b":c" in piece or piece.count(b"<c") > piece.count(b'<c r="'):
            self._add_cells([found.start() for found in _CELL.finditer(piece)], rows)
        elif rows:
            self._most_cells, self._cells = max(self._most_cells, self._cells), 0

    def _add_cells(self, cells: list[int], rows: list[int]) -> None:
        """Count the cells without a reference of each row; the last one may go on in the next piece."""
        counts = np.bincount(np.searchsorted(rows, cells), minlength=len(rows) + 1)
        counts[0] += self._cells
        self._most_cells, self._cells = max(self._most_cells, int(counts[:-1].max(initial=0))), int(counts[-1])

    def _add_references(self, piece: bytes) -> None:
        """Take every quoted cell reference, such as ``"XFD1048576"``, whatever attribute it stands in."""
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
            self._row = max(self._row, int(row.max(initial=0)))
            self._column = max(self._column, int(column[row > 0].max(initial=0)))


class Texts:
    """The shared texts of a workbook, which its cells quote by number.

    Attributes
    ----------
    lengths : list of int
        Bytes of each, its tags included.
    """

    def __init__(self) -> None:
        self.lengths: list[int] = []
        self._open = 0

    @property
    def longest(self) -> int:
        """Bytes of the longest one; 0 when there is none."""
        return max(self.lengths, default=0)

    def add(self, piece: bytes) -> None:
        """Take the next piece.

        Parameters
        ----------
        piece : bytes
            Of the XML, no tag torn.
        """
        *ended, rest = _PREFIXED_TEXT_END.split(piece) if b":si" in piece else piece.split(b"</si")
        if ended:
            self.lengths += [self._open + len(ended[0]), *map(len, ended[1:])]
            self._open = 0
        self._open += len(rest)

    def quoted_by(self, piece: bytes) -> int:
        """Count what the cells of a sheet quote; a number that is no index quotes the first text.

        Parameters
        ----------
        piece : bytes
            Of the sheet, no tag torn.

        Returns
        -------
        int
            Bytes; every number counts as if it were an index, and what is no number as the longest text.
        """
        values = _NUMBER.findall(piece)
        indices = np.array([int(value) if value else 0 for value in values], dtype=np.int64)
        lengths = np.array([*self.lengths, 0])
        known = int(lengths[np.minimum(indices, len(self.lengths))].sum())
        return known + self.longest * (values_in(piece) - len(values))


def values_in(piece: bytes) -> int:
    """Count the values in a piece of a sheet.

    Parameters
    ----------
    piece : bytes
        Of the XML, no tag torn.

    Returns
    -------
    int
        Never fewer than there are.
    """
    return len(_VALUE.findall(piece)) if b":v" in piece else piece.count(b"<v")
