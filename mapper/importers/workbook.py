"""Whether an XLSX can be opened: it is an archive, and its reader lays each sheet out from corner to corner."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from mapper.errors import ArchiveRefused
from mapper.importers.archive import Archive, opened
from mapper.importers.fault import shown
from mapper.importers.grid import Grid, Plain, Texts, values_in
from mapper.importers.source import MOST_BYTES, Source
from mapper.importers.table import MOST_CELLS

MOST_TEXT: Final = 128 * 1024 * 1024
"""Bytes of shared text that the cells of one sheet may quote; its reader copies it for each."""

_ERROR: Final = b' t="e"'
_UNSAVED: Final = re.compile(
    rb"<(?:[^\s<>/:]+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:[^\s<>/:]+:)?f>)\s*+"
    rb"(?:(?:<(?:[^\s<>/:]+:)?v\s*+/>|<(?:[^\s<>/:]+:)?v></(?:[^\s<>/:]+:)?v>)\s*+)?</(?:[^\s<>/:]+:)?c>"
)
"""A cell with a formula, and no value of it: whatever wrote the file cannot reckon. Blanks are taken once and for all."""
_CELL_END: Final = re.compile(rb"</(?:[^\s<>/:]+:)?c>")
_LONGEST_TAG: Final = 1024 * 1024
_OTHERS: Final = frozenset({"xl/workbook.bin", "content.xml"})
_AGAIN: Final = "open it in Excel and save it again"


@dataclass(frozen=True)
class Formulas:
    """Cells of a workbook that hold a formula and no value.

    Attributes
    ----------
    failed : int
        Such as #N/A.
    unsaved : int
        Never reckoned by what wrote the file.
    """

    failed: int
    unsaved: int


def formulas(source: Source) -> Formulas:
    """Hold a workbook against the limits, and count the cells whose formula has no value.

    Parameters
    ----------
    source : Source
        An XLSX.

    Returns
    -------
    Formulas
        Of all its sheets.

    Raises
    ------
    ArchiveRefused
        When it is no honest archive, or of a kind that nothing here bounds, or a sheet spans more than `MOST_CELLS` or
        quotes more than `MOST_TEXT`.
    """
    with opened(source, MOST_BYTES) as archive:
        if _OTHERS & {member.name.lower().replace("\\", "/") for member in archive.members}:
            raise _refusal(source, "it is an ODS or XLSB workbook", "save it as .xlsx")
        parts = [_Part(source, archive, member.name) for member in archive.members]
        tables = [part.texts for part in parts if part.texts.lengths]
        if len(tables) > 1:
            raise _refusal(source, "it has several tables of shared texts", _AGAIN)
        for part in parts if tables else ():
            part.require_short(tables[0])
        return Formulas(sum(part.errors for part in parts), sum(part.unsaved for part in parts))


class _Part:
    """A member of a workbook: a sheet can stand anywhere, and is known by what is in it.

    Parameters
    ----------
    source : Source
        The workbook.
    archive : Archive
        It, opened.
    name : str
        The member.
    """

    def __init__(self, source: Source, archive: Archive, name: str) -> None:
        self._source, self._archive, self._name = source, archive, name
        self._grid, self._values = Grid(), 0
        self.texts, self.errors, self.unsaved, self._is_sheet = Texts(), 0, 0, False
        self._torn = b""
        for piece in _pieces(archive, name):
            self._add(piece)
        if self.texts.lengths or not self._grid.is_numbered:
            self._require_plain()
        if self._grid.rows * self._grid.columns > MOST_CELLS:
            raise self._too_wide()

    def require_short(self, texts: Texts) -> None:
        """Refuse a sheet that quotes too much."""
        if self._values * texts.longest <= MOST_TEXT:
            return
        quoted = sum(texts.quoted_by(piece) for piece in _pieces(self._archive, self._name))
        if quoted > MOST_TEXT:
            problem = f"{shown(self._name)} repeats {quoted:,} bytes of text, expected at most {MOST_TEXT:,}"
            raise _refusal(self._source, problem, "save the sheet as CSV")

    def _require_plain(self) -> None:
        """Refuse XML in which what was counted may not be what its reader sees."""
        plain = Plain()
        for piece in _pieces(self._archive, self._name):
            plain.add(piece)
        if not plain.is_so:
            raise _refusal(self._source, f"{shown(self._name)} is damaged, or not written as Excel does", _AGAIN)

    def _add(self, piece: bytes) -> None:
        self._is_sheet |= b"sheetData" in piece
        if self._is_sheet and piece.rstrip()[-1:] not in (b">", b""):
            raise _refusal(self._source, f"{shown(self._name)} holds a tag or a text over a megabyte long", _AGAIN)
        if self._is_sheet:
            self._grid.add(piece)
            self._values += values_in(piece)
            self.errors += piece.count(_ERROR)
            self._count_unsaved(piece)
        else:
            self.texts.add(piece)

    def _count_unsaved(self, piece: bytes) -> None:
        """Count formulas without a value; a cell that goes on in the next piece is looked at with that."""
        content = self._torn + piece
        if b"<f" not in content and b":f" not in content:
            self._torn = b""
            return
        self.unsaved += len(_UNSAVED.findall(content))
        ends = [end.end() for end in _CELL_END.finditer(content, max(0, len(content) - _LONGEST_TAG))]
        self._torn = content[ends[-1] :] if ends else b""

    def _too_wide(self) -> ArchiveRefused:
        spans = f"{self._grid.rows:,} rows by {self._grid.columns:,} columns, expected at most {MOST_CELLS:,} cells"
        remedy = "delete the blank rows and columns around the table, or save the sheet as CSV"
        return _refusal(self._source, f"{shown(self._name)} spans {spans}", remedy)


def _pieces(archive: Archive, member: str) -> Iterator[bytes]:
    """Stream a member so that no tag is torn: each piece ends where one does, if any is as short as Excel's."""
    rest = b""
    for chunk in archive.stream(member):
        piece, end, rest = (rest + chunk).rpartition(b">")
        if len(rest) > _LONGEST_TAG:
            piece, end, rest = piece + end + rest, b"", b""
        yield piece + end
    yield rest


def _refusal(source: Source, problem: str, remedy: str) -> ArchiveRefused:
    return ArchiveRefused(f"{source.name}: {problem}; {remedy}.", file=source.name, found=problem)
