"""OGC API Tiles, TileJSON, styles and the project of QGIS: what they say is what the tiles are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import fromstring

import mapbox_vector_tile
import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from layers.style import GRADES, UNGRADED
from mapper.crs import WEB_MERCATOR, WGS84, transformer
from mapper.domain.access import Scope
from mapper.domain.reader import Role
from mapper.domain.tile import WORLD_M, TileAddress
from mapper.operations.tilesets import FIELDS, TILED_LAYERS
from mapper.wire.ogc.tiles import STRETCHED_FROM, scheme, square_at

QUAD = "WebMercatorQuad"
REGISTERED = 559_082_264.028717, 156_543.033928041, (-20_037_508.342789244, 20_037_508.342789244)
"""Scale, size of a cell [m] and corner [m] of its first matrix in the register (OGC 17-083r4, D.1)."""


def tileset(client: FlaskClient, key: str, form: str = "json") -> dict[str, Any]:
    answer = client.get(f"/ogc/collections/{key}/tiles/{QUAD}?f={form}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json
    return found


def test_the_world_is_cut_up_as_the_register_says(client: FlaskClient) -> None:
    listed = client.get("/ogc/tileMatrixSets").json["tileMatrixSets"]
    assert [one["id"] for one in listed] == [QUAD]
    assert client.get(listed[0]["links"][0]["href"]).json == scheme()
    first = scheme()["tileMatrices"][0]
    assert (first["scaleDenominator"], first["cellSize"]) == pytest.approx(REGISTERED[:2])
    assert first["pointOfOrigin"] == pytest.approx(REGISTERED[2])
    for number, matrix in enumerate(scheme()["tileMatrices"]):
        assert (matrix["id"], matrix["matrixWidth"], matrix["tileWidth"]) == (str(number), 2**number, 256)
        assert matrix["cellSize"] * matrix["matrixWidth"] == pytest.approx(first["cellSize"])


@pytest.mark.parametrize("zoom", [0, 7, 15])
@pytest.mark.parametrize(("lon", "lat"), [(127.03, 37.74), (-180.0, 85.0), (179.9999999, -85.0), (0.0, 0.0)])
def test_a_place_lies_in_its_square(zoom: int, lon: float, lat: float) -> None:
    x, y = transformer(WGS84, WEB_MERCATOR).transform(lon, lat)
    side, (west, north) = WORLD_M / 2**zoom, REGISTERED[2]
    assert square_at(zoom, lon, lat) == TileAddress(zoom, int((x - west) // side), int((north - y) // side))


@pytest.mark.parametrize("layer", TILED_LAYERS, ids=lambda layer: layer.key)
def test_every_layer_says_what_its_tiles_hold(office: Any, add_venues: Callable[[Session], None], layer: Any) -> None:
    with office.sessions.begin() as session:
        add_venues(session)
    client = office.app.test_client()
    told = tileset(client, layer.key)
    limits = next(one for one in told["tileMatrixSetLimits"] if one["tileMatrix"] == str(STRETCHED_FROM))
    template = next(link["href"] for link in told["links"] if link["rel"] == "item")
    seen: set[str] = set()
    for row in range(limits["minTileRow"], limits["maxTileRow"] + 1):
        for column in range(limits["minTileCol"], limits["maxTileCol"] + 1):
            address = template.format(tileMatrix=STRETCHED_FROM, tileRow=row, tileCol=column)
            answer = client.get(address)
            assert (answer.status_code, answer.mimetype) == (200, "application/vnd.mapbox-vector-tile")
            assert answer.data == client.get(f"/tiles/{layer.key}/{STRETCHED_FROM}/{column}/{row}.mvt").data
            for feature in mapbox_vector_tile.decode(answer.data).get(layer.key, {"features": []})["features"]:
                seen |= feature["properties"].keys()
    assert seen == FIELDS[layer.key].keys()
    assert told["layers"][0]["propertiesSchema"]["properties"].keys() == seen


def test_collections_lead_to_their_tiles(client: FlaskClient) -> None:
    relation = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
    for one in client.get("/ogc/collections").json["collections"]:
        leads = [link["href"] for link in one["links"] if link["rel"] == relation]
        assert bool(leads) == (one["id"] in FIELDS)
        for address in leads:
            (listed,) = client.get(address).json["tilesets"]
            assert client.get(listed["links"][0]["href"]).json["tileMatrixSetId"] == QUAD


def test_tilejson_leads_to_tiles_that_pages_of_others_may_read(client: FlaskClient) -> None:
    told = tileset(client, "segments", "tilejson")
    assert (told["tilejson"], told["scheme"], told["maxzoom"]) == ("3.0.0", "xyz", STRETCHED_FROM)
    west, south, east, north = told["bounds"]
    square = square_at(14, (west + east) / 2, (south + north) / 2)
    answer = client.get(told["tiles"][0].format(**vars(square)))
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert mapbox_vector_tile.decode(answer.data)["segments"]["features"]


def test_styles_draw_the_grades_over_our_tiles(client: FlaskClient) -> None:
    listed = client.get("/ogc/styles").json
    for one in listed["styles"]:
        style = client.get(one["links"][0]["href"]).json
        assert style["version"] == 8
        assert {layer.get("source") for layer in style["layers"]} - {None} <= style["sources"].keys()
        lines = {layer["id"]: layer for layer in style["layers"] if layer["id"].endswith("-grade")}
        for grade in GRADES:
            line = lines[f"segments-{grade.key}-grade"]
            assert line["paint"]["line-color"] == grade.colour
            assert line["filter"] == ["==", ["get", "overall"], grade.key]
        assert lines["segments-ungraded-grade"]["paint"]["line-color"] == UNGRADED.colour
        assert all(source["tiles"][0].startswith("http://localhost/tiles/") for source in style["sources"].values())


def test_qgis_opens_every_public_collection_in_the_colours_of_grades(client: FlaskClient) -> None:
    answer = client.get("/ogc/qgis/golmok.qgs")
    project = fromstring(answer.data)
    public = {one["id"] for one in client.get("/ogc/collections").json["collections"]}
    ids = [layer.findtext("id") or "" for layer in project.iter("maplayer")]
    assert {identifier.removeprefix("golmok_layer_") for identifier in ids} == public
    assert sorted(node.get("id", "") for node in project.iter("layer-tree-layer")) == sorted(ids)
    assert all(len(identifier) > 10 for identifier in ids), "QGIS makes another id, and finds nothing of the tree"
    assert all(
        "url='http://localhost/ogc'" in (layer.findtext("datasource") or "") for layer in project.iter("maplayer")
    )
    style = fromstring(client.get("/ogc/qgis/segments.qml").data)
    (renderer,) = style.iter("renderer-v2")
    assert renderer.get("attr") in client.get("/ogc/collections/segments/queryables").json["properties"]
    assert {one.get("value") for one in renderer.iter("category")} == {*(grade.key for grade in GRADES), ""}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("tileMatrixSets/WorldCRS84Quad", 404),
        ("tileMatrixSets/WebMercatorQuad?f=html", 400),
        ("collections/nothing/tiles", 404),
        ("collections/surveys/tiles", 404),
        ("collections/segments/tiles/Other", 404),
        (f"collections/segments/tiles/{QUAD}?f=xml", 400),
        (f"collections/segments/tiles/{QUAD}/23/0/0", 404),
        (f"collections/segments/tiles/{QUAD}/2/4/0", 404),
        (f"collections/segments/tiles/{QUAD}/2/0/4", 404),
        (f"collections/segments/tiles/{QUAD}/2/-1/0", 404),
        (f"collections/segments/tiles/{QUAD}/two/0/0", 404),
        (f"collections/segments/tiles/{QUAD}/2/0/0?nothing=1", 400),
        ("styles/nothing", 404),
        ("qgis/nothing.qml", 404),
        ("qgis/golmok.qgs?x=1", 400),
    ],
)
def test_refusals_say_what_is_wrong_in_json(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(f"/ogc/{path}")
    assert (answer.status_code, answer.content_type) == (status, "application/json"), answer.text
    assert answer.json["description"]


@pytest.mark.parametrize("path", ["tileMatrixSets", "collections/segments/tiles", "styles"])
def test_a_browser_sees_pages(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/ogc/{path}", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.content_type) == (200, "text/html; charset=utf-8")
    assert "<h1>" in answer.text


class TestGradesOfADay:
    """Staff alone see them: a card folds what two days side by side would tell."""

    @pytest.fixture
    def ask(self, office: Any) -> Callable[[str], Any]:
        token = office.token(office.add("made-planner", Role.PLANNER), Scope.READ, Scope.EXPORT)
        return lambda path: office.app.test_client().get(f"/ogc/{path}", headers={"Authorization": f"Bearer {token}"})

    def test_nobody_else_sees_that_there_are_any(self, client: FlaskClient) -> None:
        assert "grades" not in {one["id"] for one in client.get("/ogc/collections").json["collections"]}
        assert client.get("/ogc/collections/grades/items").status_code == 404

    def test_a_day_chooses_the_run(self, office: Any, ask: Callable[[str], Any]) -> None:
        runs = sorted(office.sql("SELECT DISTINCT as_of FROM grade_run WHERE official").scalars())
        assert len(runs) > 1
        for day in runs:
            found = ask(f"collections/grades/items?datetime={day}&limit=5").json
            assert {one["properties"]["등급기준일"] for one in found["features"]} == {str(day)}

        told = ask("collections/grades").json["extent"]["temporal"]["interval"]
        assert told == [[f"{runs[0]}T00:00:00+09:00", None]]

    def test_a_time_that_is_no_day_is_refused(self, ask: Callable[[str], Any]) -> None:
        answer = ask("collections/grades/items?datetime=2024-01-01/2024-06-30")
        assert answer.status_code == 400
        assert answer.json["parameter"] == "datetime"

    def test_before_the_first_there_is_nothing(self, ask: Callable[[str], Any]) -> None:
        assert ask("collections/grades/items?datetime=2000-01-01").status_code == 409
