"""Programs of others at ``/ogc``, as they come: the abstract tests of the standard, OWSLib and GDAL."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import geopandas as gpd
import ogctests
import pyogrio
import pytest
import shapely
from owslib.ogcapi.features import Features
from sqlalchemy.orm import Session

from mapper.crs import KOREA_LAT, KOREA_LON, KOREA_TM, KOREA_TM_BOX, WGS84, transformer
from mapper.domain.access import Scope
from mapper.domain.reader import Reader
from mapper.operations.database import Sessions
from mapper.operations.people import keys, users
from web.clock import now

PAGE = 70
Read = tuple[list[str], dict[str, gpd.GeoDataFrame]]


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
    every = client.collection_items("segments", limit=10_000)["features"]
    seen, after = [], {}
    while True:
        page = client.collection_items("segments", limit=PAGE, **after)
        seen += [one["id"] for one in page["features"]]
        following = [link["href"] for link in page["links"] if link["rel"] == "next"]
        if not following:
            break
        after = {"after": parse_qs(urlsplit(following[0]).query)["after"][0]}
    assert seen == [one["id"] for one in every]
    assert len(seen) > 3 * PAGE
    west, south, east, north = client.collection("segments")["extent"]["spatial"]["bbox"][0]
    corner = shapely.box(west, south, (west + east) / 2, (south + north) / 2)
    some = client.collection_items("segments", limit=10_000, bbox=corner.bounds)["features"]
    assert {one["id"] for one in some} == {
        one["id"] for one in every if shapely.geometry.shape(one["geometry"]).intersects(corner)
    }
    day = middle_day(one["properties"]["최근조사일"] for one in every)
    late = client.collection_items("segments", limit=10_000, datetime_=f"{day}/..")["features"]
    assert {one["id"] for one in late} == {one["id"] for one in every if (one["properties"]["최근조사일"] or "") >= day}


def middle_day(days: Iterable[str | None]) -> str:
    found = sorted(day for day in days if day)
    return found[len(found) // 2]


NEWEST = """
import ast, sys, pyogrio
address, out, asked = sys.argv[1:]
print(sorted(name for name, _ in pyogrio.list_layers(address)))
for name, more in ast.literal_eval(asked).items():
    pyogrio.write_dataframe(pyogrio.read_dataframe(address, layer="segments", **more), f"{out}/{name}.gpkg")
"""
"""The GDAL that pyogrio brings, in a process of its own: it would keep the interpreter, and with it the server, from answering."""


@pytest.mark.parametrize("gdal", ["newest", "debian"])
def test_every_gdal_lists_pages_and_filters(ogc: str, tmp_path: Path, gdal: str) -> None:
    """GDAL 3.6 of Debian 12, and the newest one there is."""
    whole = Features(ogc)
    west, south, east, north = whole.collection("segments")["extent"]["spatial"]["bbox"][0]
    corner = (west, south, (west + east) / 2, (south + north) / 2)
    surveyed = [one["properties"]["최근조사일"] for one in whole.collection_items("segments", limit=10_000)["features"]]
    day = middle_day(surveyed)
    last = middle_day(one for one in surveyed if (one or "") >= day)
    bad, late, later, between = (
        "\"종합등급\" = 'D'",
        f"\"최근조사일\" >= '{day}'",
        f"\"최근조사일\" >= '{day}' AND \"종합등급\" = 'C'",
        f"\"최근조사일\" <= '{last}' AND \"최근조사일\" >= '{day}'",  # asked as two times
    )
    read = newest if gdal == "newest" else debian
    listed, found = read(f"OAPIF:{ogc}", tmp_path, box=corner, bad=bad, late=late, later=later, between=between)
    assert {"segments", "issues", "districts", "shops", "venues"} <= set(listed)
    every = found["every"].to_crs(WGS84)  # the newest asks for the system in which the city is kept
    assert len(every) == every["id"].nunique() == whole.collection_items("segments", limit=1)["numberMatched"] > 200
    inside = every.total_bounds
    assert KOREA_LON[0] < inside[0] < inside[2] < KOREA_LON[1]
    assert KOREA_LAT[0] < inside[1] < inside[3] < KOREA_LAT[1]
    days, grades = every["최근조사일"].astype("string").str[:10].fillna(""), every["종합등급"]
    expected = {
        "box": every.intersects(shapely.box(*corner)),
        "bad": grades == "D",
        "late": days >= day,
        "later": (days >= day) & (grades == "C"),
        "between": (days >= day) & (days <= last),
    }
    for name, fits in expected.items():
        assert 0 < fits.sum() < len(every), name
        assert set(found[name]["id"]) == set(every[fits]["id"]), name


def newest(address: str, folder: Path, *, box: tuple[float, ...], **where: str) -> Read:
    """Read with the GDAL of pyogrio, which asks for EPSG:5179: a box is in the system of the layer."""
    asked = {name: {"where": condition} for name, condition in where.items()}
    asked |= {"every": {"PAGE_SIZE": str(PAGE)}, "box": {"bbox": transformer(WGS84, KOREA_TM).transform_bounds(*box)}}
    listed = run(sys.executable, "-c", NEWEST, address, folder, repr(asked))
    return ast.literal_eval(listed), {name: pyogrio.read_dataframe(folder / f"{name}.gpkg") for name in asked}


def debian(address: str, folder: Path, *, box: tuple[float, ...], **where: str) -> Read:
    asked: dict[str, list[str]] = {name: ["-where", condition] for name, condition in where.items()}
    asked |= {"every": ["-oo", f"PAGE_SIZE={PAGE}"], "box": ["-spat", *map(str, box)]}
    for name, more in asked.items():
        run("ogr2ogr", *more, folder / f"{name}.gpkg", address, "segments")
    return layers(address), {name: pyogrio.read_dataframe(folder / f"{name}.gpkg") for name in asked}


def layers(address: str, *more: str) -> list[str]:
    return re.findall(r"^\d+: (\w+)", run("ogrinfo", "-q", *more, address), re.MULTILINE)


def test_gdal_turns_what_it_reads_to_metres(ogc: str, tmp_path: Path) -> None:
    out = tmp_path / "metres.gpkg"
    run("ogr2ogr", out, f"OAPIF:{ogc}", "districts", "-t_srs", f"EPSG:{KOREA_TM}")
    west, south, east, north = pyogrio.read_dataframe(out).total_bounds
    assert KOREA_TM_BOX[0] < west < east < KOREA_TM_BOX[2]
    assert KOREA_TM_BOX[1] < south < north < KOREA_TM_BOX[3]


def test_gdal_with_a_token_reads_what_staff_see(ogc: str, own_city: Sessions, operator: Reader, tmp_path: Path) -> None:
    with own_city.begin() as session:
        user = users.user_named(session, "made-planner")
        token, _ = keys.add_token(session, user, label="", scopes=list(Scope), by=operator, now=now())
    header = ("--config", "GDAL_HTTP_HEADERS", f"Authorization: Bearer {token}")
    assert {"surveys", "grades"} <= set(layers(f"OAPIF:{ogc}", *header))
    out = tmp_path / "surveys.gpkg"
    run("ogr2ogr", *header, out, f"OAPIF:{ogc}", "surveys")
    assert pyogrio.read_info(out)["features"] > 0


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
