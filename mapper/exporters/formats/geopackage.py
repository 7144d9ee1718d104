"""GeoPackage 1.2, which GDAL 3.6 and QGIS 3.22 read without a warning; the layer has its Korean name."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Final

from pyogrio.raw import write_arrow

from mapper.crs import KOREA_CENTRAL, KOREA_TM, WGS84
from mapper.exporters.arrow_stream import GEOMETRY, stream
from mapper.exporters.pieces import pieces_of
from mapper.exporters.rows import Exporter, Names, Rows


def _write(rows: Rows, folder: Path) -> Generator[bytes, None, None]:
    path = folder / "layer.gpkg"
    write_arrow(
        stream(rows, rows.column_names),
        str(path),
        layer=rows.layer.label,
        driver="GPKG",
        geometry_name=GEOMETRY,
        geometry_type=rows.layer.shape.value,
        crs=f"EPSG:{rows.crs}",
        dataset_options={"VERSION": "1.2"},
        layer_options={"GEOMETRY_NAME": "geom", "IDENTIFIER": rows.layer.label},
    )
    yield from pieces_of(path)


EXPORTER: Final = Exporter(
    extensions=("gpkg",),
    label="GeoPackage",
    media_type="application/geopackage+sqlite3",
    names=(Names.EN, Names.KO),
    crs=(KOREA_TM, KOREA_CENTRAL, WGS84),
    write=_write,
)
