"""ESRI shapefiles: shapes, their table, and what stands beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mapper.errors import UnreadableFile
from mapper.importers.claim import CrsClaim
from mapper.importers.dbf import Dbf, read_dbf
from mapper.importers.dbf_text import decode_dbf
from mapper.importers.fault import Note
from mapper.importers.gdal_layer import read_layer
from mapper.importers.source import Source
from mapper.importers.table import Format, Table
from mapper.importers.wkb_shape import shapes_of

_HEADER: Final = 100
_LONGEST_NOTE: Final = 64 * 1024


def parse_shapefile(source: Source) -> Table:
    """Read a shapefile with its parts.

    Parameters
    ----------
    source : Source
        The ``.shp``, its parts beside it.

    Returns
    -------
    Table
        One row per record that is not deleted, numbered by record; claiming the CRS of the ``.prj``.

    Raises
    ------
    UnreadableFile
        When a part is missing, is of another layer, or is cut short.
    """
    source.require("a shapefile", "shp")
    parts = {path.suffix.lower(): path for path in source.parts}
    _refuse_missing(source, parts)
    dbf = read_dbf(_bytes_of(parts[".dbf"]), file=_name_of(source, ".dbf"))
    types = _types(source, _bytes_of(parts[".shx"]))
    if len(types) != len(dbf.alive):
        raise _mismatched(source, len(types), len(dbf.alive))
    text = decode_dbf(dbf, file=_name_of(source, ".dbf"), given=source.encoding, beside=_named_encoding(parts))
    numbers = (np.flatnonzero(dbf.alive) + 1).tolist()
    shapes = shapes_of(_wkb(source, parts[".shx"], types)[dbf.alive], numbers, file=source.name)
    return Table(
        unit="feature",
        rows=numbers,
        rows_in=len(numbers),
        header=text.header,
        columns=text.columns,
        shapes=shapes.shapes,
        claim=CrsClaim(_text_of(parts.get(".prj")), "its .prj" if ".prj" in parts else "a shapefile without a .prj"),
        faults=shapes.faults,
        notes=(*text.notes, *_record_notes(dbf), *shapes.notes),
        open_rings=shapes.open_rings,
    )


def _refuse_missing(source: Source, parts: dict[str, Path]) -> None:
    missing = [suffix for suffix in (".dbf", ".shx") if suffix not in parts]
    if missing:
        names = " and ".join(_name_of(source, suffix) for suffix in missing)
        message = f"{source.name} comes without {names}, expected beside it; fetch it from where the .shp came from."
        raise UnreadableFile(message, file=source.name, missing=missing)


def _types(source: Source, index: NDArray[np.uint8]) -> NDArray[np.int32]:
    """Return the shape type of each record, having made sure that the .shp holds all of them."""
    said = 2 * int.from_bytes(index[24:28].tobytes(), "big")
    if len(index) < max(said, _HEADER):
        message = (
            f"{_name_of(source, '.shx')} has {len(index):,} of {said:,} bytes, so it was cut short; copy it again."
        )
        raise UnreadableFile(message, file=source.name, found=len(index), expected=said)
    with source.on_disk() as path:
        content = _bytes_of(path)
        entries = index[_HEADER : _HEADER + (len(index) - _HEADER) // 8 * 8].tobytes()
        offsets, lengths = (2 * np.frombuffer(entries, ">i4").astype(np.int64)).reshape(-1, 2).T
        short = (offsets < _HEADER) | (lengths < 4) | (offsets + 8 + lengths > len(content))
        if short.any():
            first = int(np.flatnonzero(short)[0]) + 1
            message = f"{source.name} is cut short or damaged at feature {first}; copy or export it again."
            raise UnreadableFile(message, file=source.name, row=first)
        found: NDArray[np.int32] = content[offsets[:, None] + np.arange(8, 12)].reshape(-1, 4).view("<i4").ravel()
        return found


def _wkb(source: Source, shx: Path, types: NDArray[np.int32]) -> NDArray[Any]:
    """Read the shapes; their table is left out of GDAL's sight, which would drop its deleted records."""
    if not len(types):
        return np.empty(0, dtype=object)
    with source.on_disk() as path:
        path.with_suffix(".shx").symlink_to(shx.absolute())
        wkb = read_layer(path, None, file=source.name, with_fields=False).wkb
    if len(wkb) != len(types):
        raise _mismatched(source, len(wkb), len(types))
    for at in np.flatnonzero(types):  # a record that is there and that GDAL could not read
        if wkb[at] is None:
            wkb[at] = b""
    return wkb


def _mismatched(source: Source, shapes: int, records: int) -> UnreadableFile:
    message = (
        f"{source.name} has {shapes:,} shapes and {_name_of(source, '.dbf')} {records:,} records, expected one for"
        " each; its parts are of different files, fetch them together."
    )
    return UnreadableFile(message, file=source.name, found=shapes, expected=records)


def _record_notes(dbf: Dbf) -> list[Note]:
    deleted, unread = int((~dbf.alive).sum()), [column.name.decode("ascii", "replace") for column in dbf.unread]
    notes = []
    if deleted:
        notes.append(Note("deleted_records", f"{deleted} deleted records were passed over.", {"rows": deleted}))
    if unread:
        message = f"Columns of binary types were not read: {', '.join(unread)}."
        notes.append(Note("columns_binary", message, {"columns": unread}))
    return notes


def _named_encoding(parts: dict[str, Path]) -> tuple[str, str] | None:
    named = ((suffix, _text_of(parts.get(suffix))) for suffix in (".cpg", ".cst"))
    return next(((suffix, text) for suffix, text in named if text), None)


def _text_of(path: Path | None) -> str | None:
    if path is None:
        return None
    with path.open("rb") as file:
        text = file.read(_LONGEST_NOTE).decode("utf-8", "replace").removeprefix("\ufeff").strip(" \t\r\n\0")
    return text or None


def _bytes_of(path: Path) -> NDArray[np.uint8]:
    return np.memmap(path, np.uint8, "r") if path.stat().st_size else np.empty(0, np.uint8)


def _name_of(source: Source, suffix: str) -> str:
    return source.name[: -len(source.suffix)] + suffix


SHAPEFILE: Final = Format("Shapefile", (".shp",), parse_shapefile)
