"""CSV by RFC 4180, in UTF-8 with a byte order mark, so that Excel shows Korean; no cell is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Generator, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import shapely

from mapper.crs import KOREA_CENTRAL, KOREA_TM, WGS84
from mapper.domain.export_layer import Kind, Shape
from mapper.domain.inert import inert
from mapper.exporters.coordinates import coordinate_names, decimals, middles_of, shapes_of
from mapper.exporters.rows import Batch, Exporter, Names, Rows


def _write(rows: Rows, _folder: Path) -> Generator[bytes, None, None]:
    places = coordinate_names(rows) if rows.layer.shape is Shape.POINT else ("WKT",)
    yield "\ufeff".encode() + _lines([[*rows.column_names, *places]])
    texts = [place for place, column in enumerate(rows.columns) if column.kind is Kind.TEXT]
    for batch in rows.batches:
        yield _lines(_cells(row, texts, at) for row, at in zip(batch, _places(rows, batch), strict=True))


def _cells(row: Sequence[Any], texts: Sequence[int], at: Sequence[Any]) -> list[Any]:
    cells = list(row[:-1])
    for place in texts:
        cells[place] = inert(cells[place])
    return [*cells, *at]


def _places(rows: Rows, batch: Batch) -> Iterable[Sequence[Any]]:
    if rows.layer.shape is Shape.POINT:
        return middles_of(batch, digits=decimals(rows))
    return ((text,) for text in shapely.to_wkt(shapes_of(batch), rounding_precision=decimals(rows)))


def _lines(rows: Iterable[Sequence[Any]]) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written).writerows(rows)
    return written.getvalue().encode()


EXPORTER: Final = Exporter(
    extensions=("csv",),
    label="CSV",
    media_type="text/csv; charset=utf-8",
    names=(Names.KO, Names.EN),
    crs=(WGS84, KOREA_TM, KOREA_CENTRAL),
    write=_write,
)
