"""A real QGIS, without a window, at a city that is really served: what GIS officers open is what we say it is."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlencode
from urllib.request import urlopen
from uuid import uuid4

import flask
import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from layers.style import GRADES, LIGHT, UNGRADED
from mapper.crs import KOREA_TM, WEB_MERCATOR, WGS84, transformer
from mapper.domain.visit import StopDraft, VisitDraft
from mapper.operations.database import Sessions
from mapper.operations.people import users
from mapper.operations.photos.receiving import PhotoFiles
from mapper.operations.visit_exports import sign_out
from mapper.operations.visit_pack import gather_pack
from mapper.operations.visits import Writer, add_visit
from mapper.store.cluster import Attachment
from mapper.store.cluster.configuration import GIS_ROLE
from web.clock import now
from web.visit_files import geojson

OFFICER = Path(__file__).with_name("qgis_officer.py")
SYSTEM_PYTHON = Path("/usr/bin/python3")
"""Debian builds QGIS for this one and for no other."""

pytestmark = pytest.mark.timeout(300)  # the first test starts QGIS, which opens everything once

PAGE = 70
FEWEST_PIXELS = 10


@dataclass(frozen=True)
class Served:
    """The city as its programs are told of it."""

    address: str

    def items(self, key: str, **asked: object) -> dict[str, Any]:
        found: dict[str, Any] = self.json(f"/ogc/collections/{key}/items?{urlencode({'limit': 10_000, **asked})}")
        return found

    def ids(self, key: str, **asked: object) -> list[str]:
        return sorted(feature["id"] for feature in self.items(key, **asked)["features"])

    def json(self, path: str) -> Any:
        return json.loads(self.read(path))

    def read(self, path: str) -> bytes:
        with urlopen(f"{self.address}{path}") as answer:
            body: bytes = answer.read()
            return body


@dataclass(frozen=True)
class Look:
    """What QGIS saw, what it asked us for, and where its pictures are."""

    seen: dict[str, Any]
    asked: list[str]
    folder: Path

    def colours(self, name: str) -> dict[str, int]:
        """How often a picture has each colour."""
        with Image.open(self.folder / f"{name}.png") as picture:
            pixels = picture.convert("RGB").getcolors(picture.width * picture.height)
        return {"#{:02x}{:02x}{:02x}".format(*colour): count for count, colour in pixels}


@pytest.fixture(scope="module")
def served(own_server: str, own_city: Sessions, add_venues: Callable[[Session], None]) -> Served:
    """A city in which every public layer has something."""
    with own_city.begin() as session:
        add_venues(session)
    return Served(own_server)


@pytest.fixture(scope="module")
def visit(own_city: Sessions, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The GeoJSON that is taken along on a visit with three stops."""
    photos = PhotoFiles(tmp_path_factory.mktemp("photos"))
    with own_city.begin() as session:
        longest = "SELECT id FROM segment WHERE graded AND superseded_at IS NULL ORDER BY length_m DESC, id LIMIT 3"
        stops = tuple(StopDraft(found) for found in session.execute(text(longest)).scalars())
        by = users.user_named(session, "made-planner").reader("tests")
        writer = Writer(by, now(), uuid4)
        made = add_visit(session, VisitDraft("patrol", None, "가상의 방문", now(), stops=stops), writer)
        pack = gather_pack(
            session, photos, sign_out(session, made, "geojson", "현장에 가져감", writer), by=by, now=now()
        )
    path = tmp_path_factory.mktemp("visit") / "visit.geojson"
    path.write_bytes(geojson(pack.file))
    return path


@pytest.fixture(scope="module")
def look(
    served: Served,
    own_app: Flask,
    visit: Path,
    attachment: Attachment,
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Look:
    """Let QGIS look at everything once."""
    folder = tmp_path_factory.mktemp("qgis")
    files = {"golmok.qgs": "qgis/golmok.qgs", "segments.qml": "qgis/segments.qml", "style.json": "styles/grades"}
    for name, path in files.items():
        (folder / name).write_bytes(served.read(f"/ogc/{path}"))
    place = make_url(attachment.url("owner", request.path.stem))
    task = {
        "root": f"{served.address}/ogc",
        "box": corner(served),
        "day": middle_day(served),
        "city": served.json("/ogc/collections/segments")["extent"]["spatial"]["bbox"][0],
        "project": str(folder / "golmok.qgs"),
        "style": str(folder / "segments.qml"),
        "tiles": served.json("/ogc/collections/segments/tiles/WebMercatorQuad?f=tilejson")["tiles"][0],
        "sheet": f"{served.address}/ogc/styles/grades",
        "visit": str(visit),
        "database": {**place.query, "dbname": place.database, "user": place.username},
    }
    (folder / "task.json").write_text(json.dumps(task, ensure_ascii=False), "utf-8")
    asked: list[str] = []

    def note(_app: Flask, **_told: object) -> None:
        asked.append(f"{flask.request.path}?{flask.request.query_string.decode()}")

    with flask.request_started.connected_to(note, own_app):
        ran = subprocess.run(
            [SYSTEM_PYTHON, OFFICER, folder / "task.json", folder],
            env={
                "HOME": str(folder),
                "XDG_RUNTIME_DIR": str(folder),
                "QT_QPA_PLATFORM": "offscreen",
                "LC_ALL": "C.UTF-8",
                "PATH": "/usr/bin:/bin",
                "PGOPTIONS": f"-c role={GIS_ROLE}",  # whoever is a member of the role has these rights and no others
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
        )
    assert ran.returncode == 0, f"QGIS failed; is python3-qgis there (make setup)? {ran.stdout}{ran.stderr[-3000:]}"
    return Look(json.loads((folder / "seen.json").read_text("utf-8")), asked, folder)


def corner(served: Served) -> list[float]:
    """A box in which some segments lie, and not all."""
    west, south, east, north = served.json("/ogc/collections/segments")["extent"]["spatial"]["bbox"][0]
    return [west, south, (west + east) / 2, (south + north) / 2]


def middle_day(served: Served) -> str:
    """A day before and after which segments were surveyed."""
    days = sorted(filter(None, (one["properties"]["최근조사일"] for one in served.items("segments")["features"])))
    return str(days[len(days) // 2])


def grades(served: Served) -> set[str]:
    """Colours of the grades that there are."""
    letters = {one["properties"]["종합등급"] or UNGRADED.key for one in served.items("segments")["features"]}
    return {grade.colour for grade in (*GRADES, UNGRADED) if grade.key in letters}


def test_the_browser_of_qgis_lists_every_public_collection(served: Served, look: Look) -> None:
    titles = [one["title"] for one in served.json("/ogc/collections")["collections"]]
    assert look.seen["collections"] == sorted(titles)
    assert {"구간", "불편사항", "행정동", "모두의 운동장"} <= set(titles)


def test_pages_hold_every_segment_with_its_korean_attributes(served: Served, look: Look) -> None:
    every, seen = served.items("segments"), look.seen["features"]["segments"]
    assert (seen["valid"], seen["crs"], seen["count"]) == (True, f"EPSG:{WGS84}", every["numberMatched"])
    rows = {row["구간번호"]: row for row in seen["rows"]}
    assert len(rows) == len(seen["rows"]) == every["numberMatched"] > 3 * PAGE
    for feature in every["features"]:
        row = rows[feature["id"]]
        for name in ("골목이름", "행정동", "종합등급", "신뢰도"):
            assert row[name] == (feature["properties"][name] or "NULL")
    pages = [
        path for path in look.asked if f"limit={PAGE}" in path and "/segments/items" in path and "bbox" not in path
    ]
    assert len({parse_qs(page)["after"][0] for page in pages if "after=" in page}) >= every["numberMatched"] // PAGE


def test_a_layer_of_qgis_asks_for_long_pages_by_itself(look: Look) -> None:
    """It takes a hundred rows at a time from whoever does not say how many there may be."""
    assert any("limit=1000" in path for path in look.asked if "/segments/items" in path)


def test_boxes_expressions_and_filters_find_what_we_find(served: Served, look: Look) -> None:
    seen, box = look.seen["features"], ",".join(map(str, corner(served)))
    every = served.items("segments")["features"]
    assert seen["box"] == served.ids("segments", bbox=box)
    assert 0 < len(seen["box"]) < len(every)
    assert any("bbox=" in path for path in look.asked)
    assert seen["expression"] == sorted(one["id"] for one in every if one["properties"]["종합등급"] in ("D", "E"))
    assert seen["subset"] == served.ids("segments", 종합등급="D") != []


def test_a_filter_by_day_is_asked_of_us_and_answered(served: Served, look: Look) -> None:
    day = middle_day(served)
    every = [one for one in served.items("segments")["features"] if one["properties"]["최근조사일"]]
    expected = sorted(one["id"] for one in every if one["properties"]["최근조사일"] >= day)
    assert any(f"datetime={quote(day)}" in path for path in look.asked)
    assert look.seen["features"]["days"] == expected
    assert 0 < len(expected) < len(every)


def test_our_project_opens_whole_and_shows_the_city_in_the_colours_of_grades(served: Served, look: Look) -> None:
    seen = look.seen["project"]
    assert (seen["title"], seen["crs"]) == ("의정부시 골목 지도", f"EPSG:{KOREA_TM}")
    assert {layer["name"] for layer in seen["layers"]} == {
        one["title"] for one in served.json("/ogc/collections")["collections"]
    }
    assert all(layer["valid"] for layer in seen["layers"]), seen["layers"]
    assert seen["layers"][-1]["name"] == "행정동", "areas lie below"
    bounds = served.json("/ogc/collections/segments")["extent"]["spatial"]["bbox"][0]
    west, south, east, north = transformer(WGS84, KOREA_TM).transform_bounds(*bounds)
    assert seen["extent"] == pytest.approx([west, south, east, north], abs=1)
    drawn = grades(served) | {LIGHT.outside, LIGHT.ground, LIGHT.issue, LIGHT.venue, LIGHT.shop}
    assert faint(look.colours("project"), drawn) == {}


def test_the_style_of_a_layer_is_ours(look: Look) -> None:
    seen = look.seen["views"]["segments"]
    assert seen["styled"]
    shown = {value: (label, colours[-1]) for value, label, colours in seen["legend"]}
    for grade in GRADES:
        assert shown[grade.key] == (f"{grade.mark} {grade.word}", grade.colour)
    assert set(shown) == {*(grade.key for grade in GRADES), ""}


def test_views_open_with_the_rights_of_a_gis_officer(served: Served, look: Look) -> None:
    seen = look.seen["views"]
    assert seen["who"] == GIS_ROLE
    assert set(seen["views"]) == {one["id"] for one in served.json("/ogc/collections")["collections"]}
    every = served.items("segments")
    assert (seen["segments"]["valid"], seen["segments"]["crs"]) == (True, f"EPSG:{KOREA_TM}")
    assert seen["segments"]["count"] == every["numberMatched"]
    assert seen["bad"] == served.ids("segments", 종합등급="D")
    assert seen["others"] == [False, False], "grades of earlier days are for staff, tables for nobody"


def test_vector_tiles_are_drawn_by_our_style(served: Served, look: Look) -> None:
    seen = look.seen["tiles"]
    assert (seen["valid"], seen["styled"], seen["fault"], seen["crs"]) == (True, True, "", f"EPSG:{WEB_MERCATOR}")
    assert seen["unread"] == []
    assert faint(look.colours("tiles"), grades(served)) == {}


def faint(colours: dict[str, int], wanted: set[str]) -> dict[str, int]:
    """What of a picture's colours is hardly there."""
    return {colour: colours.get(colour, 0) for colour in wanted if colours.get(colour, 0) < FEWEST_PIXELS}


def test_the_geojson_of_a_visit_opens_as_its_stops_and_its_way(visit: Path, look: Look) -> None:
    written = json.loads(visit.read_text("utf-8"))["features"]
    stops, way = sorted(look.seen["visit"], key=lambda layer: layer["shape"])
    assert all(layer["valid"] and layer["crs"] == f"EPSG:{WGS84}" for layer in (stops, way))
    expected = [one["properties"] for one in written if one["geometry"]["type"] == "Point"]
    assert [(row["order"], row["alley"]) for row in stops["rows"]] == [
        (str(one["order"]), one["alley"] or "NULL") for one in expected
    ]
    assert len(stops["rows"]) == 3
    assert [row["stops"] for row in way["rows"]] == ["3"]
