"""What the first bytes of a file announce it to be, whatever its name says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LONGEST_HEAD: Final = 4096
"""Bytes that are enough to tell."""


@dataclass(frozen=True)
class Signature:
    """A kind of file that can be told by how it begins.

    Attributes
    ----------
    key : str
        Short name, for formats that accept it.
    start : bytes
        How it begins; for text in lower case.
    what : str
        What it is, for sentences.
    remedy : str
        What to do when something else was expected.
    """

    key: str
    start: bytes
    what: str
    remedy: str


_AGAIN: Final = "download the file again, an error or login page was saved in its place"
_WORKBOOK: Final = Signature("xlsx", b"PK\x03\x04", "an Excel workbook", "give it its own ending, .xlsx")
_PBF: Final = Signature("pbf", b"\x0a\x09OSMHeader", "OpenStreetMap data (PBF)", "give it its own ending, .pbf")
_ROOTS: Final = (
    Signature("kml", b"<kml", "XML (KML)", "give it its own ending, .kml"),
    Signature("osm", b"<osm", "XML (OpenStreetMap)", "give it its own ending, .osm"),
)
_BYTES: Final = (
    Signature("zip", b"PK\x03\x04", "a ZIP archive", "give it its own ending, .zip"),
    Signature("empty", b"PK\x05\x06", "an empty ZIP archive", "ask for the file again"),
    Signature(
        "ole", b"\xd0\xcf\x11\xe0", "an old Excel workbook, or a locked one", "save it as .xlsx, without a password"
    ),
    Signature("shp", b"\x00\x00\x27\x0a", "a shapefile", "give it its own ending, .shp, and its other parts with it"),
    Signature(
        "sqlite", b"SQLite format 3\0", "a GeoPackage or another SQLite database", "give it its own ending, .gpkg"
    ),
    Signature("pdf", b"%PDF", "a PDF", "ask for the data behind it"),
    Signature("gzip", b"\x1f\x8b", "a gzip archive", "unpack it"),
    Signature("7z", b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it"),
    Signature("rar", b"Rar!\x1a\x07", "a RAR archive", "unpack it"),
    Signature("alz", b"ALZ\x01", "an ALZip archive", "unpack it"),
    Signature("picture", b"\x89PNG", "a picture", "give the data file"),
    Signature("picture", b"\xff\xd8\xff", "a picture", "give the data file"),
)
_TEXTS: Final = (
    Signature("page", b"<!doctype html", "a web page", _AGAIN),
    Signature("page", b"<html", "a web page", _AGAIN),
    *_ROOTS,
    Signature("xml", b"<?xml", "XML", "ask for the data as GeoJSON or CSV"),
)


def announced(head: bytes) -> Signature | None:
    """Tell what a file is.

    Parameters
    ----------
    head : bytes
        Its first `LONGEST_HEAD` bytes.

    Returns
    -------
    Signature or None
        None when it begins like nothing known, as plain text does.
    """
    if head[4:].startswith(_PBF.start):  # the first four bytes are the length of its header
        return _PBF
    found = next((known for known in _BYTES if head.startswith(known.start)), None)
    if found is not None:
        holds_sheets = found.key == "zip" and (b"[Content_Types].xml" in head or b"xl/" in head)
        return _WORKBOOK if holds_sheets else found
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    found = next((known for known in _TEXTS if text.startswith(known.start)), None)
    roots = _ROOTS if found is not None and found.key == "xml" else ()
    return next((root for root in roots if root.start in text), found)
