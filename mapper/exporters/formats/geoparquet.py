"""GeoParquet 1.1: WKB, one row group a batch, and the box of each row, so that a reader can skip what it does not need."""

from __future__ import annotations

import json
from collections.abc import Generator
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from pyproj import CRS

from mapper.crs import KOREA_CENTRAL, KOREA_TM, WGS84
from mapper.domain.export_layer import Shape
from mapper.exporters.arrow_stream import GEOMETRY, record_batch, schema
from mapper.exporters.coordinates import shapes_of
from mapper.exporters.pieces import pieces_of
from mapper.exporters.rows import Batch, Exporter, Names, Rows

_BOX: Final = "bbox"
_EDGES: Final = ("xmin", "ymin", "xmax", "ymax")
_BOX_TYPE: Final = pa.struct([(edge, pa.float64()) for edge in _EDGES])


def _write(rows: Rows, folder: Path) -> Generator[bytes, None, None]:
    path, plain = folder / "rows.parquet", schema(rows, rows.column_names)
    extent = np.full(4, np.nan)
    with pq.ParquetWriter(path, plain.append(pa.field(_BOX, _BOX_TYPE)), compression="zstd") as writer:
        for batch in rows.batches:
            boxes = shapely.bounds(shapes_of(batch))
            extent = _around(extent, boxes)
            writer.write_batch(_with_boxes(batch, plain, boxes))
        writer.add_key_value_metadata({"geo": json.dumps(_geo(rows, extent), ensure_ascii=False)})
    yield from pieces_of(path)


def _with_boxes(batch: Batch, plain: pa.Schema, boxes: Any) -> pa.RecordBatch:
    missing = np.isnan(boxes[:, 0])
    columns = [pa.array(edge) for edge in boxes.T]
    box = pa.StructArray.from_arrays(columns, fields=list(_BOX_TYPE), mask=pa.array(missing))
    return record_batch(batch, plain).append_column(pa.field(_BOX, _BOX_TYPE), box)


def _around(extent: Any, boxes: Any) -> Any:
    low, high = np.fmin.reduce([extent, *boxes]), np.fmax.reduce([extent, *boxes])
    return np.concatenate([low[:2], high[2:]])


def _geo(rows: Rows, extent: Any) -> dict[str, Any]:
    column = {
        "encoding": "WKB",
        "geometry_types": [rows.layer.shape.value],
        "crs": CRS.from_epsg(rows.crs).to_json_dict(),
        "edges": "planar",
        "covering": {_BOX: {edge: [_BOX, edge] for edge in _EDGES}},
    }
    if rows.layer.shape is Shape.AREA:
        column["orientation"] = "counterclockwise"
    if not np.isnan(extent).any():
        column["bbox"] = extent.tolist()
    return {"version": "1.1.0", "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}


EXPORTER: Final = Exporter(
    extensions=("parquet",),
    label="GeoParquet",
    media_type="application/vnd.apache.parquet",
    names=(Names.EN, Names.KO),
    crs=(KOREA_TM, KOREA_CENTRAL, WGS84),
    write=_write,
)
