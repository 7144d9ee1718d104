"""OGC API Features: what the standard asks, what each reader sees, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from shapely.geometry import box, shape

CRS = "http://www.opengis.net/def/crs/"


def items(client: FlaskClient, key: str, query: str = "", **headers: str) -> dict[str, Any]:
    answer = client.get(f"/ogc/collections/{key}/items?{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "application/geo+json"
    found: dict[str, Any] = answer.json
    return found


def test_landing_leads_everywhere(client: FlaskClient) -> None:
    links = client.get("/ogc/").json["links"]
    assert {link["rel"] for link in links} == {
        "self",
        "alternate",
        "service-desc",
        "service-doc",
        "conformance",
        "data",
        "http://www.opengis.net/def/rel/ogc/1.0/styles",
        "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes",
    }
    for link in links:
        answer = client.get(link["href"])
        assert (answer.status_code, answer.content_type.split(";")[0]) == (200, link["type"].split(";")[0])


def test_anybody_sees_public_collections_in_korean(client: FlaskClient) -> None:
    found = {one["id"]: one for one in client.get("/ogc/collections").json["collections"]}
    assert {"segments", "issues", "districts"} <= found.keys()
    assert "surveys" not in found
    assert found["segments"]["title"] == "구간"
    assert found["segments"]["crs"][0] == f"{CRS}OGC/1.3/CRS84"
    assert "종합등급" in items(client, "segments", "limit=1")["features"][0]["properties"]


def test_pages_hold_every_feature_once(client: FlaskClient) -> None:
    whole = items(client, "segments", "limit=10000")
    page = items(client, "segments", "limit=70")
    seen = [feature["id"] for feature in page["features"]]
    while forward := [link["href"] for link in page["links"] if link["rel"] == "next"]:
        page = client.get(forward[0]).json
        seen += [feature["id"] for feature in page["features"]]
    assert seen == sorted(seen)
    assert len(seen) == len(set(seen)) == whole["numberMatched"] == whole["numberReturned"] > 200
    assert {feature["id"] for feature in whole["features"]} == set(seen)


def test_box_finds_what_touches_it_in_every_system(client: FlaskClient) -> None:
    every = items(client, "segments", "limit=10000")["features"]
    west, south, east, north = shape(every[0]["geometry"]).buffer(0.002).bounds
    there = box(west, south, east, north)
    expected = {one["id"] for one in every if shape(one["geometry"]).intersects(there)}
    assert 1 < len(expected) < len(every)
    plain = items(client, "segments", f"limit=10000&bbox={west},{south},{east},{north}")
    lat_first = items(client, "segments", f"limit=10000&bbox={south},{west},{north},{east}&bbox-crs={CRS}EPSG/0/4326")
    for found in (plain, lat_first):
        assert {one["id"] for one in found["features"]} == expected
        assert found["numberMatched"] == len(expected)


@pytest.mark.parametrize("code", [5179, 5186, 3857])
def test_metres_are_answered_in_the_order_of_the_register(client: FlaskClient, code: int) -> None:
    uri = f"{CRS}EPSG/0/{code}"
    plain = items(client, "districts", "limit=100")["features"]
    answer = client.get(f"/ogc/collections/districts/items?limit=100&crs={uri}")
    assert answer.headers["Content-Crs"] == f"<{uri}>"
    from pyproj import Transformer

    project = Transformer.from_crs("OGC:CRS84", f"EPSG:{code}")
    for degrees, metres in zip(plain, answer.json["features"], strict=True):
        assert degrees["id"] == metres["id"]
        start = degrees["geometry"]["coordinates"][0][0][0]
        near = min(
            abs(first - project.transform(*start)[0]) + abs(second - project.transform(*start)[1])
            for first, second in metres["geometry"]["coordinates"][0][0]
        )
        assert near < 0.05
    west, south, east, north = shape(plain[0]["geometry"]).bounds
    corners = [*project.transform(west, south), *project.transform(east, north)]
    asked = ",".join(str(number) for number in corners)
    boxed = items(client, "districts", f"bbox={asked}&bbox-crs={uri}")
    assert plain[0]["id"] in {one["id"] for one in boxed["features"]}


def test_properties_narrow(client: FlaskClient) -> None:
    names = client.get("/ogc/collections/segments/queryables").json["properties"]
    assert names["종합등급"]["enum"]
    some = items(client, "segments", "종합등급=D&limit=1000")
    assert some["numberMatched"] > 0
    assert {one["properties"]["종합등급"] for one in some["features"]} == {"D"}
    district = some["features"][0]["properties"]["행정동"]
    both = items(client, "segments", f"종합등급=D&행정동={district}")
    assert 0 < both["numberMatched"] <= some["numberMatched"]


@pytest.mark.parametrize(("key", "name"), [("segments", "최근조사일"), ("districts", "등급기준일")])
def test_a_time_chooses_by_the_day_that_queryables_mark(client: FlaskClient, key: str, name: str) -> None:
    told = client.get(f"/ogc/collections/{key}/queryables").json["properties"]
    assert [one for one, about in told.items() if about.get("x-ogc-role") == "primary-instant"] == [name]
    every = {one["id"]: one["properties"][name] for one in items(client, key, "limit=10000")["features"]}
    days = sorted({day for day in every.values() if day})
    middle = days[len(days) // 2]
    for asked, fits in (
        (f"{middle}/..", lambda day: day >= middle),
        (f"../{middle}", lambda day: day <= middle),
        (middle, lambda day: day == middle),
        (f"{middle}T00:00:00%2B09:00/9999-12-31T00:00:00Z", lambda day: day >= middle),
    ):
        found = items(client, key, f"limit=10000&datetime={asked}")
        expected = {identifier for identifier, day in every.items() if day and fits(day)}
        assert {one["id"] for one in found["features"]} == expected != set()
        assert found["numberMatched"] == len(expected)
    assert items(client, key, "datetime=2001-01-01")["numberMatched"] == 0


def test_the_description_says_how_many_rows_may_be_asked_for_where_qgis_looks(client: FlaskClient) -> None:
    told = client.get("/ogc/api").get_json(force=True)
    limit = told["components"]["parameters"]["limit"]["schema"]
    assert limit["maximum"] >= 1000
    for path, about in told["paths"].items():
        if path.endswith("/items"):
            assert limit in [one["schema"] for one in about["get"]["parameters"] if one["name"] == "limit"]


def test_one_feature_is_the_same_as_on_its_page(client: FlaskClient) -> None:
    for key in ("segments", "districts", "issues"):
        listed = items(client, key, "limit=1")["features"][0]
        alone = client.get(f"/ogc/collections/{key}/items/{listed['id']}").json
        assert {link["rel"] for link in alone.pop("links")} == {"self", "alternate", "collection"}
        assert alone == listed


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("collections/segments/items?limit=0", 400),
        ("collections/segments/items?limit=x", 400),
        ("collections/segments/items?limit=1&limit=2", 400),
        ("collections/segments/items?nothing=1", 400),
        ("collections/segments/items?bbox=1,2,3", 400),
        ("collections/segments/items?bbox=127,38,126,37", 400),
        ("collections/segments/items?bbox=nan,37,127,38", 400),
        ("collections/segments/items?datetime=yesterday", 400),
        ("collections/segments/items?datetime=2026-02-01/2026-01-01", 400),
        ("collections/segments/items?datetime=2026-02-01T00:00:00", 400),
        ("collections/segments/items?crs=EPSG:4326", 400),
        ("collections/segments/items?after=x", 400),
        ("collections/segments/items?f=xml", 400),
        ("collections/segments/items?종합등급=Z", 400),
        ("collections/segments/items?구간길이=long", 400),
        ("collections/segments?limit=1", 400),
        ("collections/surveys", 404),
        ("collections/surveys/items", 404),
        ("collections/nothing/items", 404),
        ("collections/segments/items/nothing", 404),
        ("collections/segments/items/00000000-0000-4000-8000-000000000000", 404),
        ("nothing", 404),
    ],
)
def test_refusals_say_what_is_wrong_in_json(client: FlaskClient, path: str, status: int) -> None:
    answer = client.get(f"/ogc/{path}")
    assert (answer.status_code, answer.content_type) == (status, "application/json"), answer.text
    assert answer.json["code"]
    assert answer.json["description"]


def test_limit_beyond_the_most_is_the_most(client: FlaskClient) -> None:
    assert items(client, "districts", "limit=99999999999")["numberReturned"] > 0


@pytest.mark.parametrize(
    "path",
    [
        "",
        "conformance",
        "api",
        "collections",
        "collections/segments",
        "collections/segments/queryables",
        "collections/segments/items",
        "collections/districts/items",
    ],
)
def test_a_browser_sees_pages(client: FlaskClient, path: str) -> None:
    answer = client.get(f"/ogc/{path}", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert (answer.status_code, answer.content_type) == (200, "text/html; charset=utf-8")
    assert "Accept" in answer.headers["Vary"]
    assert "<h1>" in answer.text
    assert "의정부시 골목 지도" in answer.text
