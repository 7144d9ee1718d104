"""OpenStreetMap data, as XML and as PBF: its ways and relations as points, lines or areas."""

from __future__ import annotations

import re
from typing import Any, BinaryIO, Final

from numpy.typing import NDArray

from mapper.crs import WGS84
from mapper.errors import UnreadableFile
from mapper.importers.claim import CrsClaim
from mapper.importers.decoding import encoding_note, tidied
from mapper.importers.gdal_layer import read_layer
from mapper.importers.layer import chosen, layer_note
from mapper.importers.reason import because
from mapper.importers.source import Source
from mapper.importers.table import Format, Table
from mapper.importers.wkb_shape import shapes_of

LAYERS: Final = {"points": "nodes with tags", "lines": "open ways", "multipolygons": "closed ways and areas"}
"""What GDAL makes of it, and of what."""

_LONGEST_HEADER: Final = 64 * 1024
_LARGEST_BLOB: Final = 32 * 1024 * 1024
_ENDS: Final = 4096
_END: Final = re.compile(rb"</osm\s*>\s*\Z|<osm[^>]*/>\s*\Z")


def parse_osm(source: Source) -> Table:
    """Read the points, lines or areas of an OpenStreetMap file.

    Parameters
    ----------
    source : Source
        The file; which of `LAYERS` is read, its layer or the kind's preference tells.

    Returns
    -------
    Table
        One row per feature, with its ``osm_id``, its usual tags, and the rest in ``other_tags``.

    Raises
    ------
    UnreadableFile
        When it is neither XML nor PBF of OpenStreetMap, or cut short.
    LayerUnclear
        When nothing says which layer is meant.
    """
    source.require("OpenStreetMap data", "osm", "pbf")
    layer = chosen(tuple(LAYERS), source, LAYERS.__getitem__)
    with source.stream() as file:
        check = (
            _require_whole_xml if source.head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") else _require_whole_pbf
        )
        check(file, source.name)
    with source.on_disk() as path:
        found = read_layer(path, layer, file=source.name)
    rows = range(1, len(found.wkb) + 1)
    shapes = shapes_of(found.wkb, rows, file=source.name)
    columns = tuple(_cells(field) for field in found.fields)
    sample = next((cell for cells in columns for cell in cells if not cell.isascii()), None)
    return Table(
        unit="feature",
        rows=rows,
        rows_in=len(rows),
        header=found.header,
        columns=columns,
        shapes=shapes.shapes,
        claim=CrsClaim(f"EPSG:{WGS84}", "OpenStreetMap"),
        faults=shapes.faults,
        notes=(
            encoding_note("UTF-8", sample, because("always", said_by="OpenStreetMap")),
            layer_note(layer),
            *shapes.notes,
        ),
        open_rings=shapes.open_rings,
    )


def _cells(field: NDArray[Any]) -> list[str]:
    return ["" if value is None else tidied(str(value)) for value in field.tolist()]


def _require_whole_xml(file: BinaryIO, name: str) -> None:
    """Refuse what the reader would take in silence: a document that stops, or that defines its own entities."""
    head = file.read(_ENDS)
    file.seek(max(0, file.seek(0, 2) - _ENDS))
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        message = f"{name} has a document type of its own, expected plain OpenStreetMap XML; export it again."
        raise UnreadableFile(message, file=name, found="DOCTYPE")
    if not _END.search(file.read()):
        message = f"{name} does not end in </osm>, so it was cut short; download it again."
        raise UnreadableFile(message, file=name, found="no </osm>")


def _require_whole_pbf(file: BinaryIO, name: str) -> None:
    """Walk the chain of blocks, each of which says how long it is, to the end of the file."""
    size, at = file.seek(0, 2), 0
    while at < size:
        file.seek(at)
        length = int.from_bytes(file.read(4), "big")
        header = file.read(length) if length <= _LONGEST_HEADER else b""
        data = _data_size(header)
        at += 4 + length + data
        if not header or not 0 < data <= _LARGEST_BLOB or at > size:
            message = f"{name} is cut short or damaged near byte {file.tell():,}; download it again."
            raise UnreadableFile(message, file=name, byte=file.tell())


def _data_size(header: bytes) -> int:
    """Read field 3 of a BlobHeader, the bytes of the block that follows it; 0 when it has none."""
    at, number, value = 0, 0, 0
    while at < len(header) and number != 3:
        number, wire = header[at] >> 3, header[at] & 7
        value, at = _varint(header, at + 1)
        at += value if wire == 2 else 0
    return value if number == 3 else 0


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(message):
        value |= (message[at] & 0x7F) << shift
        shift += 7
        at += 1
        if message[at - 1] < 0x80:
            break
    return value, at


OSM: Final = Format("OpenStreetMap", (".osm", ".pbf"), parse_osm)
