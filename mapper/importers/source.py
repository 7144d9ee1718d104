"""A file handed to an importer: its bytes, and what the person said about it."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mapper.errors import UnreadableFile
from mapper.importers.fault import shown

MOST_BYTES: Final = 512 * 1024 * 1024
"""Files beyond this are refused before they are read."""

_SIGNATURES: Final = (
    (b"PK\x03\x04", "a ZIP archive (or XLSX)", "unpack it, or save the sheet as CSV"),
    (b"PK\x05\x06", "an empty ZIP archive", "ask for the file again"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", "save the sheet as CSV"),
    (b"\x00\x00\x27\x0a", "a shapefile", "convert it to GeoJSON"),
    (b"SQLite format 3", "a GeoPackage or another SQLite database", "export the layer as GeoJSON"),
    (b"%PDF", "a PDF", "ask for the data behind it"),
    (b"\x1f\x8b", "a gzip archive", "unpack it"),
    (b"\x89PNG", "a picture", "give the data file"),
    (b"\xff\xd8\xff", "a picture", "give the data file"),
    (b"<!doctype", "a web page", "download the file again, an error or login page was saved in its place"),
    (b"<html", "a web page", "download the file again, an error or login page was saved in its place"),
    (b"<?xml", "XML", "convert it to GeoJSON"),
)


@dataclass(frozen=True)
class Source:
    """The bytes of a file and what was said about them.

    Attributes
    ----------
    name : str
        File name, printable, for sentences.
    suffix : str
        Its ending, lower case, with the dot.
    content : bytes
        All of it.
    crs : str or None
        Reference system given by the person, e.g. ``EPSG:5186``.
    encoding : str or None
        Text encoding given by the person.
    """

    name: str
    suffix: str
    content: bytes
    crs: str | None = None
    encoding: str | None = None

    @property
    def sha256(self) -> str:
        """Fingerprint of the bytes, in hex."""
        return hashlib.sha256(self.content).hexdigest()

    def refuse_foreign(self, expected: str) -> None:
        """Refuse bytes that announce themselves as something other than text.

        Parameters
        ----------
        expected : str
            What the file should be, for the sentence.

        Raises
        ------
        UnreadableFile
            Naming what the file is.
        """
        head = self.content[:256].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
        for signature, what, remedy in _SIGNATURES:
            if self.content.startswith(signature) or head.startswith(signature):
                message = f"{self.name} is {what}, expected {expected}; {remedy}."
                raise UnreadableFile(message, file=self.name, found=what, expected=expected, remedy=remedy)


def open_source(path: str | Path, *, crs: str | None = None, encoding: str | None = None) -> Source:
    """Read a file from disk.

    Parameters
    ----------
    path : str or Path
        The file.
    crs : str or None
        Reference system of its coordinates, when the person knows better than the file.
    encoding : str or None
        Encoding of its text, likewise.

    Returns
    -------
    Source
        Never empty.

    Raises
    ------
    UnreadableFile
        When it is missing, not a file, not readable, empty, or beyond `MOST_BYTES`.
    """
    name = shown(Path(path).name or str(path))
    try:
        found = os.stat(path)  # noqa: PTH116 - a path with a NUL byte must fail here as an error, not as False
        _refuse_by_size(name, found)
        content = Path(path).read_bytes()
    except (OSError, ValueError) as error:
        if isinstance(error, UnreadableFile):
            raise
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        message = f"{name} cannot be read ({reason}), expected a file; check its path and its permissions."
        raise UnreadableFile(message, file=name, reason=reason) from error
    return Source(name, Path(path).suffix.lower(), content, crs=crs, encoding=encoding)


def _refuse_by_size(name: str, found: os.stat_result) -> None:
    if not stat.S_ISREG(found.st_mode):
        what = "a folder" if stat.S_ISDIR(found.st_mode) else "not a regular file"
        raise UnreadableFile(f"{name} is {what}, expected a file; name the file itself.", file=name, found=what)
    if found.st_size == 0:
        raise UnreadableFile(f"{name} is empty, expected rows; copy or export it again.", file=name, found="empty")
    if found.st_size > MOST_BYTES:
        message = f"{name} has {found.st_size:,} bytes, expected at most {MOST_BYTES:,}; leave out what is not needed."
        raise UnreadableFile(message, file=name, found=found.st_size, expected=MOST_BYTES)
