"""The files of a visit as other programs read them: validators of GeoJSON that are not ours, GDAL, and gpsbabel."""

from __future__ import annotations

import csv
import io
import json
import random
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pyogrio
import pytest
from geojson_pydantic import FeatureCollection
from pydantic_geojson import FeatureCollectionModel

from mapper.domain.visit_file import ALLOWED, ROUTE, STOP, FileStop, VisitFile, checked, collection
from mapper.errors import ExportRefused
from mapper.exporters.visit_files import geojson, gpx, kml

ODD = "119출동 <골목> & \"길\" '1'"
FILE = VisitFile(
    UUID(int=9),
    date(2026, 11, 23),
    date(2026, 11, 30),
    (
        FileStop(1, ODD, "가능동", "D", 2, 5, 0, (127.0412345, 37.7512345)),
        FileStop(2, "가온로 3길", "가능동", None, 0, 5, 9, (127.04223, 37.75223)),
    ),
    ((127.04123, 37.75123), (127.04223, 37.75223)),
    212,
    14,
)
CASES = 10_000


def test_geojson_is_what_three_others_take_for_geojson(tmp_path: Path) -> None:
    written = geojson(FILE)
    one = FeatureCollection.model_validate_json(written)
    assert [feature.geometry.type for feature in one.features if feature.geometry] == ["Point", "Point", "LineString"]
    other = FeatureCollectionModel.model_validate_json(written)
    assert len(other.features) == 3
    (path := tmp_path / "visit.geojson").write_bytes(written)
    info = pyogrio.read_info(path)
    assert (info["features"], info["crs"], info["driver"]) == (3, "EPSG:4326", "GeoJSON")
    frame = pyogrio.read_dataframe(path)
    assert set(frame.columns) == {name for fields in ALLOWED.values() for name in fields} | {"geometry"}
    assert frame["alley"].iloc[0] == ODD
    assert frame.geometry.is_valid.all()
    assert "crs" not in json.loads(written)  # RFC 7946 §4: none but its own


def test_geojson_opens_in_ogr2ogr(tmp_path: Path) -> None:
    (path := tmp_path / "visit.geojson").write_bytes(geojson(FILE))
    program = shutil.which("ogr2ogr")
    assert program, "ogr2ogr is missing; run make setup"
    made = tmp_path / "visit.gpkg"
    subprocess.run([program, "-t_srs", "EPSG:5179", made, path], capture_output=True, check=True, timeout=60)
    assert pyogrio.read_info(made)["features"] == 3


@pytest.mark.parametrize(
    "broken", [b"{}", b'{"type":"FeatureCollection"}', b'{"type":"FeatureCollection","features":[1]}']
)
def test_the_others_refuse_what_is_none(broken: bytes) -> None:
    for validator in (FeatureCollection, FeatureCollectionModel):
        with pytest.raises(ValueError, match="validation error"):
            validator.model_validate_json(broken)


def test_gpx_is_read_by_gpsbabel(tmp_path: Path) -> None:
    (path := tmp_path / "visit.gpx").write_bytes(gpx(FILE))
    program = shutil.which("gpsbabel")
    assert program, "gpsbabel is missing; run make setup"
    read = [program, "-w", "-t", "-i", "gpx", "-f", str(path), "-o", "gpx", "-F", "-"]
    back = subprocess.run(read, capture_output=True, text=True, check=True, timeout=60).stdout
    assert back.count("<wpt") == 2
    assert back.count("<trkpt") == 2
    assert "119출동 &lt;골목&gt; &amp;" in back
    listed = [program, "-w", "-i", "gpx", "-f", str(path), "-o", "unicsv", "-F", "-"]
    rows = subprocess.run(listed, capture_output=True, text=True, check=True, timeout=60).stdout
    names = [row["Name"] for row in csv.DictReader(io.StringIO(rows))]
    assert names == [f"1. {ODD}", "2. 가온로 3길"]


def test_kml_and_gpx_open_in_gdal(tmp_path: Path) -> None:
    for name, made in (("visit.kml", kml(FILE)), ("visit.gpx", gpx(FILE))):
        (path := tmp_path / name).write_bytes(made)
        layers = {layer for layer, _ in pyogrio.list_layers(path)}
        points = pyogrio.read_dataframe(path, layer="waypoints" if "waypoints" in layers else None)
        names = points["name"] if "name" in points else points["Name"]
        assert any(str(one).startswith("1. 119출동") for one in names)


def mutated(draw: random.Random) -> dict[str, Any]:
    """A feature's properties with a field more, a field less, another name, or a value of another kind."""
    known = dict(draw.choice(collection(FILE)["features"])["properties"])
    name = draw.choice(list(known))
    strange = draw.choice(
        [
            "household",
            "reporter",
            "worker",
            "phone",
            "address",
            "name",
            "note",
            "time",
            "segment",
            "id",
            "",
            " ",
            "grade_",
        ]
    ) + draw.choice(["", "", str(draw.randrange(9)), "가구", "\x00"])
    match draw.randrange(4):
        case 0:
            known[strange] = draw.choice([None, 1, "x", [], {}, 1.5])
        case 1:
            del known[name]
        case 2:
            known[strange] = known.pop(name)
        case _:
            known[name] = draw.choice([[], {}, 1.5, True, b"x", ("a",), {"household": 1}])
    return known


def test_ten_thousand_fields_that_no_file_has_are_refused() -> None:
    draw = random.Random(8)
    assert {one["properties"]["what"] for one in collection(FILE)["features"]} == {STOP, ROUTE}
    for _ in range(CASES):
        told = mutated(draw)
        with pytest.raises(ExportRefused):
            checked(told)
