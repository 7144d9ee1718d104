from __future__ import annotations

import math
from typing import Any

import mapbox_vector_tile
import pytest
from flask.testing import FlaskClient

LAYERS = ("districts", "roads", "segments", "issues")


def address(client: FlaskClient, layer: str, z: int) -> str:
    west, south, east, north = client.get("/api/v1/map").json["bounds"]
    lon, lat = (west + east) / 2, math.radians((south + north) / 2)
    x = int((lon + 180) / 360 * 2**z)
    y = int((1 - math.asinh(math.tan(lat)) / math.pi) / 2 * 2**z)
    return f"/tiles/{layer}/{z}/{x}/{y}.mvt"


def features(client: FlaskClient, layer: str, z: int) -> list[Any]:
    response = client.get(address(client, layer, z))
    assert response.status_code == 200
    assert response.mimetype == "application/vnd.mapbox-vector-tile"
    return mapbox_vector_tile.decode(response.data).get(layer, {"features": []})["features"]


@pytest.mark.parametrize("layer", LAYERS)
def test_every_layer_has_something_in_the_middle_of_the_city(client: FlaskClient, layer: str) -> None:
    assert features(client, layer, 13)


def test_segments_carry_what_colours_and_names_them(client: FlaskClient) -> None:
    found = [feature["properties"] for feature in features(client, "segments", 14)]
    assert {key for properties in found for key in properties} == {
        "id", "name", "overall", "residential", "walking", "confidence",
    }  # fmt: skip


def test_low_zooms_carry_only_colours(client: FlaskClient) -> None:
    found = [feature["properties"] for feature in features(client, "segments", 11)]
    assert {key for properties in found for key in properties} <= {"overall", "residential", "walking", "confidence"}


def test_issues_are_counts_at_public_points_and_nothing_else(client: FlaskClient) -> None:
    found = [feature["properties"] for feature in features(client, "issues", 13)]
    assert {key for properties in found for key in properties} == {"label", "count"}
    assert not any("빈집" in properties["label"] for properties in found)


@pytest.mark.parametrize("layer", LAYERS)
def test_a_second_visit_costs_no_bytes(client: FlaskClient, layer: str) -> None:
    path = address(client, layer, 14)
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(("kind", "tells"), [("complaints", False), ("alleys", True)])
def test_the_version_tells_when_the_network_was_loaded_and_nothing_else(office: Any, kind: str, *, tells: bool) -> None:
    def versions() -> set[str]:
        client = office.app.test_client()
        return {client.get(address(client, layer, 14)).headers["ETag"] for layer in LAYERS}

    before = versions()
    office.sql(
        "INSERT INTO import (id, kind, file_name, sha256, report, recorded_at)"
        " VALUES (gen_random_uuid(), :kind, '', '', '{}', now())",
        kind=kind,
    )
    assert versions().isdisjoint(before) == tells


@pytest.mark.parametrize("path", ["secret/10/1/1", "segments/23/1/1", "segments/3/8/1", "segments/3/1/8"])
def test_a_tile_that_does_not_exist_is_refused(client: FlaskClient, path: str) -> None:
    assert client.get(f"/tiles/{path}.mvt").status_code == 404


def test_a_tile_of_the_sea_is_empty(client: FlaskClient) -> None:
    assert client.get("/tiles/segments/10/1/1.mvt").data == b""
