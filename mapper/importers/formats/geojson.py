"""GeoJSON (RFC 7946, and the older files with a ``crs`` member)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mapper.errors import UnreadableFile
from mapper.importers.claim import CrsClaim
from mapper.importers.decoding import Text, decode
from mapper.importers.fault import Note, RowFault, shown
from mapper.importers.geojson_shape import Unshaped, shape_of
from mapper.importers.source import Source
from mapper.importers.strict_json import RepeatedKeys, not_finite, parse
from mapper.importers.table import Format, Table, columns_of
from mapper.importers.telling import told_as_read


def parse_geojson(source: Source) -> Table:
    """Read a FeatureCollection, or one Feature.

    Parameters
    ----------
    source : Source
        The file.

    Returns
    -------
    Table
        One row per feature; the properties are its columns, a feature's own id the column ``id``.

    Raises
    ------
    UnreadableFile
        When it is not GeoJSON, or cut short.
    """
    source.refuse_foreign("GeoJSON")
    text = _utf8(source)
    document = parse(text.text, file=source.name)
    features = _features(document, file=source.name)
    reader = _Features(source.name)
    for number, feature in enumerate(told_as_read(features, source.telling, len(features)), start=1):
        reader.add(number, feature)
    notes = (
        text.note,
        *reader.notes(),
    )
    header, columns = reader.columns()
    rows = range(1, len(features) + 1)
    return Table(
        unit="feature",
        rows=rows,
        rows_in=len(features),
        header=header,
        columns=columns,
        shapes=reader.shapes(),
        claim=_claim(document),
        faults=tuple(reader.faults),
        notes=notes,
        open_rings=reader.open_rings,
    )


class _Features:
    """Features on their way to rows: their cells, shapes and faults.

    Parameters
    ----------
    file : str
        Named in faults.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[RowFault] = []
        self._cells: list[dict[str, str]] = []
        self._shapes: list[Any] = []
        self._flattened = 0
        self.open_rings: dict[int, str] = {}

    def add(self, number: int, feature: Any) -> None:
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            told = {"expected": "a Feature object", "remedy": "export the layer again"}
            self._refuse(number, "not_a_feature", column=None, value=str(feature), **told)
            feature = {}
        properties, geometry = feature.get("properties"), feature.get("geometry")
        if not isinstance(properties, dict | None):
            told = {"expected": "an object or null", "remedy": "export the layer again"}
            self._refuse(number, "not_properties", column="properties", value=str(properties), **told)
            properties = None
        for part in (feature, properties, geometry):
            if isinstance(part, RepeatedKeys):
                told = {"expected": "each key once", "remedy": "keep the one that is meant"}
                self._refuse(number, "repeated_key", column=part.repeated, value="two values", **told)
        own_id = {} if feature.get("id") is None else {"id": feature["id"]}
        self._cells.append(dict(self._cells_of(number, {**own_id, **(properties or {})})))
        self._shapes.append(None if geometry is None else self._shape_of(number, geometry))

    def columns(self) -> tuple[tuple[str, ...], tuple[list[str], ...]]:
        return columns_of(self._cells, file=self.file)

    def shapes(self) -> NDArray[Any]:
        shapes = np.full(len(self._shapes), None, dtype=object)
        shapes[:] = self._shapes
        return shapes

    def notes(self) -> Iterator[Note]:
        if self._flattened:
            message = f"Z or M values of {self._flattened} features were dropped: maps here are flat."
            yield Note("flattened", message, {"features": self._flattened})

    def _cells_of(self, number: int, properties: dict[str, Any]) -> Iterator[tuple[str, str]]:
        for name, value in properties.items():
            token = not_finite(value)
            cell = _cell(value)
            if token:
                told = {"expected": "a finite number or null", "remedy": "write null for unknown"}
                self._refuse(number, "not_finite", column=name, value=token, **told)
            else:
                yield name, cell

    def _shape_of(self, number: int, geometry: Any) -> Any:
        try:
            found = shape_of(geometry)
        except Unshaped as fault:
            told = {"value": fault.value, "expected": fault.expected, "remedy": fault.remedy}
            self._refuse(number, fault.code, column="geometry", **told)
            return None
        self._flattened += found.flattened
        if found.open_ring is not None:
            self.open_rings[number - 1] = found.open_ring
        return found.shape

    def _refuse(self, number: int, code: str, *, column: str | None, value: str, expected: str, remedy: str) -> None:
        name = None if column is None else shown(column)
        self.faults.append(RowFault(code, self.file, "feature", (number,), name, shown(value), expected, remedy))


def _cell(value: Any) -> str:
    """Write a JSON value as a person would type it into a cell."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return json.dumps(value, ensure_ascii=False)


def _utf8(source: Source) -> Text:
    text = decode(source)
    if source.encoding is None and text.encoding.startswith(("UTF-16", "UTF-32")):
        message = f"{source.name} is {text.encoding}, expected UTF-8, as GeoJSON is; save it as UTF-8."
        raise UnreadableFile(message, file=source.name, found=text.encoding, expected="UTF-8")
    return text


def _features(document: Any, *, file: str) -> list[Any]:
    kind = document.get("type") if isinstance(document, dict) else None
    if isinstance(document, RepeatedKeys):
        message = f"{file} has the key {shown(document.repeated)!r} twice at its top, expected once; keep one."
        raise UnreadableFile(message, file=file, found=document.repeated)
    if kind == "Feature":
        return [document]
    if kind != "FeatureCollection" or not isinstance(document.get("features"), list):
        what = f"JSON of type {shown(str(kind))!r}" if kind is not None else "JSON without a type"
        message = f"{file} is {what}, expected a GeoJSON FeatureCollection with its features; export it as GeoJSON."
        raise UnreadableFile(message, file=file, found=what, expected="FeatureCollection")
    if not document["features"]:
        message = f"{file} has no features, expected at least one; check what was selected when it was exported."
        raise UnreadableFile(message, file=file, found=0)
    return list(document["features"])


def _claim(document: dict[str, Any]) -> CrsClaim:
    member = document.get("crs")
    if member is None:
        return CrsClaim(None, "GeoJSON without a crs member")
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    return CrsClaim(name if isinstance(name, str) else str(member), "its crs member")


GEOJSON: Final = Format("GeoJSON", (".geojson", ".json"), parse_geojson)
