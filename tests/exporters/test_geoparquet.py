"""GeoParquet 1.1.0, by the rules it publishes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pyarrow.parquet as pq
import pytest
import shapely

from mapper.crs import KOREA_TM, WGS84
from mapper.exporters import Names

Written = Callable[..., Path]


def geo(path: Path) -> dict[str, Any]:
    return json.loads(pq.ParquetFile(path).metadata.metadata[b"geo"])  # type: ignore[no-any-return] # an object


@pytest.mark.parametrize("crs", [KOREA_TM, WGS84])
def test_its_metadata_is_as_published(written: Written, crs: int) -> None:
    path = written("parquet", crs=crs)
    found = geo(path)
    assert (found["version"], found["primary_column"], list(found["columns"])) == ("1.1.0", "geometry", ["geometry"])
    column = found["columns"]["geometry"]
    assert (column["encoding"], column["geometry_types"], column["edges"]) == ("WKB", ["LineString"], "planar")
    assert column["crs"]["id"] == {"authority": "EPSG", "code": crs}
    edges = ("xmin", "ymin", "xmax", "ymax")
    assert column["covering"] == {"bbox": {edge: ["bbox", edge] for edge in edges}}
    table = pq.read_table(path)
    assert table.schema.field("geometry").type == "binary"
    assert [field.name for field in table.schema.field("bbox").type] == list(edges)
    shapes = shapely.from_wkb(table["geometry"].to_numpy())
    assert column["bbox"] == list(shapely.total_bounds(shapes[:-1]))
    assert [tuple(box.values()) for box in table["bbox"].to_pylist()[:-1]] == [s.bounds for s in shapes[:-1]]
    assert (table["bbox"].null_count, table["geometry"].null_count) == (1, 1)


def test_each_batch_is_a_row_group_in_zstandard(written: Written) -> None:
    metadata = pq.ParquetFile(written("parquet")).metadata
    assert (metadata.num_rows, metadata.num_row_groups) == (8, 2)
    assert metadata.row_group(0).column(0).compression == "ZSTD"


def test_texts_come_back_whole(written: Written, nasty: tuple[str | None, ...]) -> None:
    frame = gpd.read_parquet(written("parquet", names=Names.KO))
    assert [
        None if gone else text for text, gone in zip(frame["골목 이름"], frame["골목 이름"].isna(), strict=True)
    ] == list(nasty)
    assert frame.crs.to_epsg() == KOREA_TM


def test_areas_run_counterclockwise_and_say_so(written: Written) -> None:
    path = written("parquet", "districts")
    assert geo(path)["columns"]["geometry"]["orientation"] == "counterclockwise"
    outside = gpd.read_parquet(path).geometry.iloc[0].geoms[0].exterior
    assert outside.is_ccw


def test_it_can_be_empty(written: Written) -> None:
    path = written("parquet", texts=())
    assert len(gpd.read_parquet(path)) == 0
    assert "bbox" not in geo(path)["columns"]["geometry"]
