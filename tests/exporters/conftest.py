"""Rows with everything in them that a format could break on."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import shapely

from mapper.crs import KOREA_TM, WGS84
from mapper.domain.export_layer import Column, Detail, Kind
from mapper.domain.export_layers import export_layer
from mapper.exporters import Exporter, Names, Rows, exporter_for

PAINT = {"A": "#084594", "E": "#7f0d1f"}
NASTY = (
    '=HYPERLINK("http://example.org","골목")',
    '쉼표, "따옴표"\r\n둘째 줄\\',
    "제어\x01문자 <b>&amp;",
    "똠방각하 펲 뷁",
    "긴 이름 " * 100,
    "커피☕ 한자𠮷",
    "",
    None,
)
VALUES = {Kind.INTEGER: -3, Kind.NUMBER: -12.5, Kind.DAY: dt.date(2026, 11, 21)}
SHAPES = {
    "segments": shapely.LineString([(127.03, 37.73), (127.0312345678, 37.7312345678)]),
    "issues": shapely.Point(127.03, 37.73),
    # a hole, and rings in the order that the database hands out: outside counterclockwise
    "districts": shapely.MultiPolygon(
        [
            shapely.Polygon(
                [(127.0, 37.7), (127.1, 37.7), (127.1, 37.8), (127.0, 37.8)],
                [[(127.02, 37.72), (127.02, 37.73), (127.03, 37.73), (127.03, 37.72)]],
            )
        ]
    ),
}
Written = Callable[..., Path]


def value(column: Column, number: int, text: str | None) -> Any:
    if column.kind is not Kind.TEXT:
        return None if number == len(NASTY) - 1 else VALUES[column.kind]
    return "A" if column.values else text


def rows_of(layer: str, detail: Detail, *, names: Names, crs: int, texts: Sequence[str | None] = NASTY) -> Rows:
    """One row a text; the last one without a shape."""
    made, shape = export_layer(layer), SHAPES[layer]
    if crs != WGS84:
        shape = shapely.transform(shape, lambda xy: (xy - (127.5, 38)) * (88_000, 111_000) + (1_000_000, 2_000_000))
    columns = made.edition(detail).columns
    batch = [
        (*(value(column, number, text) for column in columns), None if text is None else shape.wkb)
        for number, text in enumerate(texts)
    ]
    called = [column.label if names is Names.KO else column.key for column in columns]
    features = [
        {
            "type": "Feature",
            "id": str(number),
            "geometry": None if row[-1] is None else shapely.geometry.mapping(shape),
            "properties": dict(zip(called, map(str, row[:-1]), strict=True)),
        }
        for number, row in enumerate(batch)
    ]
    return Rows(
        layer=made,
        columns=columns,
        names=names,
        crs=crs,
        batches=[batch[:3], batch[3:]] if batch else [],
        features=[json.dumps(feature, ensure_ascii=False).encode() for feature in features],
        paint=PAINT,
    )


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Write rows with an exporter; the file is named as a person would."""

    def write(
        extension: str,
        layer: str = "segments",
        detail: Detail = Detail.PUBLIC,
        *,
        names: Names | None = None,
        crs: int | None = None,
        **options: Any,
    ) -> Path:
        exporter: Exporter = exporter_for(extension)
        rows = rows_of(layer, detail, names=names or exporter.names[0], crs=crs or exporter.crs[0], **options)
        folder = tmp_path / "work"
        folder.mkdir()
        path = tmp_path / f"{layer}.{extension}"
        path.write_bytes(b"".join(exporter.write(rows, folder)))
        return path

    return write


@pytest.fixture
def nasty() -> tuple[str | None, ...]:
    return NASTY


@pytest.fixture
def metres() -> int:
    return KOREA_TM
