"""GeoJSON by RFC 7946: degrees, no ``crs`` member, ids, areas counterclockwise."""

from __future__ import annotations

import json
from collections.abc import Generator
from pathlib import Path
from typing import Final

from mapper.crs import WGS84
from mapper.exporters.rows import Exporter, Names, Rows


def _write(rows: Rows, _folder: Path) -> Generator[bytes, None, None]:
    title = json.dumps(rows.layer.label, ensure_ascii=False)
    # "name" is what GDAL and QGIS call the layer
    yield f'{{"type":"FeatureCollection","name":{title},"features":[\n'.encode()
    between = b""
    for several in rows.features:
        yield between + several
        between = b",\n"
    yield b"\n]}\n"


EXPORTER: Final = Exporter(
    extensions=("geojson",),
    label="GeoJSON",
    media_type="application/geo+json",
    names=(Names.EN, Names.KO),
    crs=(WGS84,),
    write=_write,
)
