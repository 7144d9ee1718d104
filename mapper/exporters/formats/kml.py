"""KML 2.2 as its schema has it: typed fields, a name per placemark, the colours of the grades."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

import shapely

from mapper.crs import WGS84
from mapper.domain.export_layer import Kind
from mapper.exporters.coordinates import shapes_of
from mapper.exporters.pieces import gathered
from mapper.exporters.rows import Exporter, Names, Rows
from mapper.exporters.xml_text import for_xml

_TYPES: Final = {Kind.TEXT: "string", Kind.INTEGER: "int", Kind.NUMBER: "double", Kind.DAY: "string"}
_GRADE: Final = "overall"
_WIDTH: Final = 4


def _write(rows: Rows, _folder: Path) -> Generator[bytes, None, None]:
    return gathered(text.encode() for text in _texts(rows))


def _texts(rows: Rows) -> Iterator[str]:
    keys = [column.key for column in rows.columns]
    grade, named_by = keys.index(_GRADE) if _GRADE in keys else None, keys.index(rows.layer.named_by)
    opening = [f"<SimpleData name={quoteattr(name)}>" for name in rows.column_names]
    yield from _head(rows)
    for batch in rows.batches:
        for row, shape in zip(batch, shapes_of(batch), strict=True):
            name = "" if row[named_by] is None else f"<name>{_text(row[named_by])}</name>"
            style = "" if grade is None or row[grade] is None else f"<styleUrl>#grade-{row[grade]}</styleUrl>"
            data = "".join(
                f"{tag}{_text(value)}</SimpleData>"
                for tag, value in zip(opening, row, strict=False)
                if value is not None
            )
            yield (
                f'<Placemark>{name}{style}<ExtendedData><SchemaData schemaUrl="#{rows.layer.key}">{data}</SchemaData>'
                f"</ExtendedData>{_shape(shape)}</Placemark>\n"
            )
    yield "</Document>\n</kml>\n"


def _head(rows: Rows) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n'
    yield f'<Document id="root"><name>{_text(rows.layer.label)}</name>\n'
    for grade, colour in rows.paint.items():
        red, green, blue = colour[1:3], colour[3:5], colour[5:7]
        line = f"<color>ff{blue}{green}{red}</color><width>{_WIDTH}</width>"
        yield f'<Style id="grade-{grade}"><LineStyle>{line}</LineStyle></Style>\n'
    yield f'<Schema name={quoteattr(rows.layer.label)} id="{rows.layer.key}">'
    for name, column in zip(rows.column_names, rows.columns, strict=True):
        field = f'<SimpleField type="{_TYPES[column.kind]}" name={quoteattr(name)}>'
        yield f"{field}<displayName>{_text(column.label)}</displayName></SimpleField>"
    yield "</Schema>\n"


def _text(value: Any) -> str:
    return escape(for_xml(str(value)))


def _shape(shape: Any) -> str:
    if shape is None:
        return ""
    if shape.geom_type == "Point":
        return f"<Point>{_coordinates([shape.coords[0]])}</Point>"
    if shape.geom_type == "LineString":
        return f"<LineString>{_coordinates(shape.coords)}</LineString>"
    return f"<MultiGeometry>{''.join(map(_area, shapely.get_parts(shape)))}</MultiGeometry>"


def _area(area: Any) -> str:
    outer = f"<outerBoundaryIs><LinearRing>{_coordinates(area.exterior.coords)}</LinearRing></outerBoundaryIs>"
    holes = (
        f"<innerBoundaryIs><LinearRing>{_coordinates(ring.coords)}</LinearRing></innerBoundaryIs>"
        for ring in area.interiors
    )
    return f"<Polygon>{outer}{''.join(holes)}</Polygon>"


def _coordinates(points: Iterable[Sequence[float]]) -> str:
    return f"<coordinates>{' '.join(f'{lon:.7f},{lat:.7f}' for lon, lat in points)}</coordinates>"


EXPORTER: Final = Exporter(
    extensions=("kml",),
    label="KML",
    media_type="application/vnd.google-earth.kml+xml",
    names=(Names.KO, Names.EN),
    crs=(WGS84,),
    write=_write,
)
