"""Programs of others at ``/ogc``, as they come: the abstract tests of the standard, OWSLib and GDAL."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import ogctests
import pyogrio
import pytest
import shapely
from owslib.ogcapi.features import Features
from sqlalchemy.orm import Session

from mapper.crs import KOREA_LAT, KOREA_LON, KOREA_TM, WGS84
from mapper.operations.database import Sessions


@pytest.fixture(scope="module")
def ogc(own_server: str, own_city: Sessions, add_venues: Callable[[Session], None]) -> str:
    """A city in which every public layer has something."""
    with own_city.begin() as session:
        add_venues(session)
    return f"{own_server}/ogc"


def test_the_abstract_tests_of_features_core_pass(ogc: str, tmp_path: Path) -> None:
    suite = Path(ogctests.__file__).parent / "features" / "core"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-c",
        "/dev/null",
        f"--rootdir={tmp_path}",
        suite,
    ]
    ran = subprocess.run(command, env={"INSTANCE_URL": ogc}, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-2000:]
    assert "29 passed" in ran.stdout


def test_owslib_lists_pages_and_filters(ogc: str) -> None:
    client = Features(ogc)
    assert "segments" in client.feature_collections()
    assert client.collection("segments")["title"] == "구간"
    assert "종합등급" in client.collection_queryables("segments")["properties"]
    first = client.collection_items("segments", limit=10)
    assert first["numberReturned"] == 10 < first["numberMatched"]
    bad = client.collection_items("segments", limit=500, 종합등급="D")
    assert {one["properties"]["종합등급"] for one in bad["features"]} == {"D"}
    alone = client.collection_item("segments", first["features"][0]["id"])
    assert alone["geometry"] == first["features"][0]["geometry"]


NEWEST = """
import sys, pyogrio
address, out = sys.argv[1:3]
print(sorted(name for name, _ in pyogrio.list_layers(address)))
pyogrio.write_dataframe(pyogrio.read_dataframe(address, layer="segments", PAGE_SIZE="70"), out)
"""
"""The GDAL that pyogrio brings, in a process of its own: it would keep the interpreter, and with it the server, from answering."""


def test_two_gdals_walk_all_pages_and_know_the_axes(ogc: str, tmp_path: Path) -> None:
    address = f"OAPIF:{ogc}"
    newest, debian, metres = (tmp_path / name for name in ("newest.gpkg", "debian.gpkg", "metres.gpkg"))
    listed = run(sys.executable, "-c", NEWEST, address, newest)
    assert {"segments", "issues", "districts"} <= set(ast.literal_eval(listed))
    run("ogr2ogr", "-oo", "PAGE_SIZE=70", debian, address, "segments")
    every = pyogrio.read_dataframe(newest).to_crs(WGS84)  # it asks for the system in which the city is kept
    assert len(every) == every["id"].nunique() > 200
    assert set(pyogrio.read_dataframe(debian)["id"]) == set(every["id"])
    west, south, east, north = every.total_bounds
    assert KOREA_LON[0] < west < east < KOREA_LON[1]
    assert KOREA_LAT[0] < south < north < KOREA_LAT[1]
    corner = (west, south, (west + east) / 2, (south + north) / 2)
    some = tmp_path / "some.gpkg"
    run("ogr2ogr", "-spat", *map(str, corner), some, address, "segments")
    touching = every[every.intersects(shapely.box(*corner))]
    assert 0 < len(touching) < len(every)
    assert set(pyogrio.read_dataframe(some)["id"]) == set(touching["id"])
    run("ogr2ogr", "-where", """"종합등급" = 'D'""", metres, address, "segments", "-t_srs", f"EPSG:{KOREA_TM}")
    bad = pyogrio.read_dataframe(metres)
    assert set(bad["종합등급"]) == {"D"}
    assert set(bad["id"]) == set(every[every["종합등급"] == "D"]["id"])


TILES = """
import sys, pyogrio
drawn = pyogrio.read_dataframe(sys.argv[1], layer="Zoom level 1")
print(sorted({letter for letter in drawn["overall"] if letter}))
"""


def test_the_newest_gdal_reads_the_tiles(ogc: str) -> None:
    drawn = ast.literal_eval(run(sys.executable, "-c", TILES, f"OGCAPI:{ogc}/collections/segments"))
    whole = Features(ogc).collection_items("segments", limit=10_000)
    assert drawn
    assert set(drawn) <= {one["properties"]["종합등급"] for one in whole["features"]}  # so far away few are drawn


def run(*command: object) -> str:
    ran = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    return ran.stdout
