"""KML, plain or zipped (KMZ): placemarks with their shapes, in any version's namespace or none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from io import BytesIO
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError

import numpy as np
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, iterparse

from mapper.crs import WGS84
from mapper.errors import UnreadableFile
from mapper.importers.claim import CrsClaim
from mapper.importers.decoding import decode, tidied
from mapper.importers.fault import Note, RowFault, shown
from mapper.importers.geojson_shape import Unshaped, shape_of
from mapper.importers.source import MOST_BYTES, Source
from mapper.importers.table import Format, Table, columns_of
from mapper.importers.telling import told_as_read
from mapper.importers.unpacking import unpacked

_MAIN: Final = "doc.kml"
_DEEPEST: Final = 64
_HOLDERS: Final = frozenset({"kml", "Document", "Folder"})
_SHAPES: Final = frozenset(
    {"Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Model", "Track", "MultiTrack"}
)
_MULTI: Final = {"Point": "MultiPoint", "LineString": "MultiLineString", "Polygon": "MultiPolygon"}


def parse_kml(source: Source) -> Table:
    """Read the placemarks of a KML or KMZ.

    Parameters
    ----------
    source : Source
        The file; what it links to is never fetched.

    Returns
    -------
    Table
        One row per placemark; ``name``, ``description``, ``folder`` and its extended data are its columns.

    Raises
    ------
    UnreadableFile
        When it is no KML, defines entities of its own, or is cut short.
    """
    if source.suffix != ".kmz":
        return _parse(source)
    source.require("a KMZ archive", "zip")
    with unpacked(replace(source, preferred=(_MAIN,)), (".kml",), MOST_BYTES) as member:
        return _parse(member)


def _parse(source: Source) -> Table:
    source.refuse_foreign("KML", "kml", "xml")
    text = decode(source)
    found = _Placemarks(source.name)
    for _ in told_as_read(_placemarks(text.text, found, file=source.name), source.telling):
        pass
    if not found.cells:
        message = f"{source.name} has no placemarks, and {found.links} links to other files, expected at least one"
        raise UnreadableFile(f"{message}; export the places themselves.", file=source.name, links=found.links)
    header, columns = columns_of(found.cells, file=source.name)
    shapes = np.full(len(found.shapes), None, dtype=object)
    shapes[:] = found.shapes
    rows = range(1, len(shapes) + 1)
    return Table(
        unit="feature",
        rows=rows,
        rows_in=len(rows),
        header=header,
        columns=columns,
        shapes=shapes,
        claim=CrsClaim(f"EPSG:{WGS84}", "the KML standard"),
        faults=tuple(found.faults),
        notes=(text.note, *found.notes()),
        open_rings=found.open_rings,
    )


@dataclass
class _Placemarks:
    """Placemarks on their way to rows."""

    file: str
    cells: list[dict[str, str]] = field(default_factory=list)
    shapes: list[Any] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)
    open_rings: dict[int, str] = field(default_factory=dict)
    flattened: int = 0
    links: int = 0

    def add(self, placemark: Element, folder: str) -> None:
        own = {"folder": folder} if folder else {}
        self.cells.append(dict(_cells(placemark)) | own)
        self.shapes.append(self._shape(next((part for part in placemark if _tag(part) in _SHAPES), None)))

    def notes(self) -> Iterator[Note]:
        if self.flattened:
            message = f"Z or M values of {self.flattened} features were dropped: maps here are flat."
            yield Note("flattened", message, {"features": self.flattened})
        if self.links:
            message = f"{self.links} links to other files were not followed; what lies behind them is left out."
            yield Note("links_not_followed", message, {"links": self.links})

    def _shape(self, element: Element | None) -> Any:
        if element is None:
            return None
        try:
            found = shape_of(_geometry(element))
        except Unshaped as fault:
            row = (len(self.cells),)
            column, value = "geometry", shown(fault.value)
            self.faults.append(
                RowFault(fault.code, self.file, "feature", row, column, value, fault.expected, fault.remedy)
            )
            return None
        self.flattened += found.flattened
        if found.open_ring is not None:
            self.open_rings[len(self.shapes)] = found.open_ring
        return found.shape


def _placemarks(text: str, found: _Placemarks, *, file: str) -> Iterator[int]:
    """Visit the placemarks, forgetting each once it is read, and yield how many there were."""
    # what the document says of its encoding may be wrong, and is settled already
    parser = DefusedXMLParser(encoding="utf-8", forbid_dtd=True)
    above: list[str] = []
    folders: list[str] = []
    try:
        for event, element in iterparse(BytesIO(text.encode()), ("start", "end"), parser):
            tag = _tag(element)
            if event == "start":
                _descend(above, tag, file=file)
                folders += [""] if tag == "Folder" else []
                continue
            above.pop()
            parent = above[-1] if above else ""
            if tag == "name" and parent == "Folder":
                folders[-1] = tidied(element.text or "")
            elif tag == "Folder":
                folders.pop()
            elif tag == "Placemark":
                found.add(element, "/".join(filter(None, folders)))
                yield len(found.cells)
            found.links += tag == "NetworkLink"
            if parent in _HOLDERS:
                element.clear()
    except (ParseError, DefusedXmlException, ValueError) as error:
        if isinstance(error, UnreadableFile):
            raise
        message = f"{file} is damaged, cut short or no KML ({shown(str(error))}); export it again."
        raise UnreadableFile(message, file=file, reason=str(error)) from error


def _descend(above: list[str], tag: str, *, file: str) -> None:
    above.append(tag)
    if len(above) == 1 and tag not in {*_HOLDERS, "Placemark"}:
        message = f"{file} is XML of type {shown(tag)!r}, expected kml; export it as KML."
        raise UnreadableFile(message, file=file, found=tag)
    if len(above) > _DEEPEST:
        message = f"{file} is nested over {_DEEPEST} levels deep, expected folders of placemarks; export it again."
        raise UnreadableFile(message, file=file, expected=_DEEPEST)


def _tag(element: Element) -> str:
    return _local(element.tag)


@lru_cache
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _cells(placemark: Element) -> Iterator[tuple[str, str]]:
    for part in placemark:
        if _tag(part) in {"name", "description"}:
            yield _tag(part), (part.text or "").strip()
    for part in placemark.iter():
        if _tag(part) == "Data":
            value = next((inner.text for inner in part if _tag(inner) == "value"), None)
            yield part.get("name", ""), (value or "").strip()
        elif _tag(part) == "SimpleData":
            yield part.get("name", ""), (part.text or "").strip()


def _geometry(element: Element) -> dict[str, Any]:
    """Write a shape as the GeoJSON that `shape_of` builds from."""
    kind = _tag(element)
    if kind == "MultiGeometry":
        return _multi([_geometry(part) for part in element if _tag(part) in _SHAPES])
    if kind == "Polygon":
        rings = [_positions(ring) for side in ("outerBoundaryIs", "innerBoundaryIs") for ring in _inside(element, side)]
        return {"type": kind, "coordinates": rings}
    if kind == "LinearRing":
        return {"type": "LineString", "coordinates": _positions(element)}
    positions = _positions(element)
    return {"type": kind, "coordinates": positions[0] if kind == "Point" and positions else positions}


def _multi(parts: list[dict[str, Any]]) -> dict[str, Any]:
    kinds = {part["type"] for part in parts}
    kind = kinds.pop() if len(kinds) == 1 else ""
    if len(parts) == 1:
        return parts[0]
    if kind in _MULTI:
        return {"type": _MULTI[kind], "coordinates": [part["coordinates"] for part in parts]}
    if kind in _MULTI.values():
        return {"type": kind, "coordinates": [inner for part in parts for inner in part["coordinates"]]}
    return {"type": "GeometryCollection"}


def _inside(polygon: Element, side: str) -> list[Element]:
    return [ring for part in polygon if _tag(part) == side for ring in part if _tag(ring) == "LinearRing"]


def _positions(element: Element) -> list[list[Any]]:
    text = next((part.text for part in element if _tag(part) == "coordinates"), None) or ""
    return [[_number(number) for number in position.split(",")] for position in text.split()]


def _number(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text


KML: Final = Format("KML", (".kml", ".kmz"), parse_kml)
