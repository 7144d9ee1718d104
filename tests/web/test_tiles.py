from __future__ import annotations

import gzip
import math
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import mapbox_vector_tile
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.errors import ServerBusy
from mapper.operations.database import Sessions
from mapper.operations.public_tiles import LONGEST_STALE, FinishedTile, PublicTiles, TileAddress
from mapper.store import tiles as store_tiles
from web.clock import now
from web.security import FOR_ALL, HEADERS

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


SEEN = {"overall", "residential", "walking", "confidence"}


@pytest.mark.parametrize(("zoom", "carried"), [(11, SEEN), (13, SEEN | {"id"}), (15, SEEN | {"id", "name"})])
def test_segments_carry_what_the_map_uses_at_a_zoom(client: FlaskClient, zoom: int, carried: set[str]) -> None:
    found = [feature["properties"] for feature in features(client, "segments", zoom)]
    assert {key for properties in found for key in properties} == carried


def test_before_one_segment_can_be_aimed_at_those_that_look_the_same_are_one(client: FlaskClient) -> None:
    found = [tuple(sorted(feature["properties"].items())) for feature in features(client, "segments", 12)]
    assert len(found) == len(set(found))


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


def etags(client: FlaskClient) -> set[str]:
    return {client.get(address(client, layer, 14)).headers["ETag"] for layer in LAYERS}


@pytest.mark.parametrize("kind", ["complaints", "alleys"])
def test_the_etag_tells_what_is_shown_and_nothing_else(office: Any, kind: str) -> None:
    client = office.app.test_client()
    before = etags(client)
    office.sql(
        "INSERT INTO import (id, kind, file_name, sha256, report, recorded_at)"
        " VALUES (gen_random_uuid(), :kind, '', '', '{}', now())",
        kind=kind,
    )
    office.app.extensions["golmok_tiles"].forget()
    assert etags(client) == before
    office.app.extensions["golmok_tiles"].forget()


def test_a_change_is_seen_after_a_second_at_the_latest(office: Any) -> None:
    times, where = [now()], re.findall(r"\d+", address(office.app.test_client(), "districts", 14))
    tiles, at = PublicTiles(office.sessions, lambda: times[-1]), TileAddress(*map(int, where))
    before = tiles.get("districts", at).etag
    office.sql("UPDATE district SET name = name || '가', recorded_at = now()")
    assert tiles.get("districts", at).etag == before
    times.append(times[0] + LONGEST_STALE)
    assert tiles.get("districts", at).etag != before


def in_flask(client: FlaskClient, path: str, **headers: str) -> Any:
    """Ask in a way that the path in front of Flask leaves to it."""
    return client.get(f"{path}?run=any", headers=headers)


@pytest.mark.parametrize("encoding", ["identity", "gzip, br", "gzip;Q=0", "gzip;q=0.5"])
@pytest.mark.parametrize("known", ["", 'W/"other"', "{etag}", 'W/"other", {etag}'])
def test_the_path_in_front_of_flask_answers_as_flask_does(client: FlaskClient, encoding: str, known: str) -> None:
    path = address(client, "segments", 14)
    headers = {"Accept-Encoding": encoding, "If-None-Match": known.format(etag=client.get(path).headers["ETag"])}
    short, long = client.get(path, headers=headers), in_flask(client, path, **headers)
    assert (short.status, short.data) == (long.status, long.data)
    assert sorted(short.headers) == sorted(long.headers)
    assert set((HEADERS | FOR_ALL).items()) <= set(short.headers)
    assert short.status_code == (304 if "{etag}" in known else 200)


def test_a_tile_is_sent_compressed_to_who_takes_it(client: FlaskClient) -> None:
    path = address(client, "segments", 14)
    plain, packed = client.get(path), client.get(path, headers={"Accept-Encoding": "gzip"})
    assert (packed.headers["Content-Encoding"], packed.headers["Vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data)


def test_a_bad_token_is_not_taken_for_nobody(client: FlaskClient) -> None:
    headers = {"Authorization": "Bearer nonsense"}
    assert client.get(address(client, "segments", 14), headers=headers).status_code == 401


def test_head_and_post_are_left_to_flask(client: FlaskClient) -> None:
    path = address(client, "segments", 14)
    assert client.head(path).data == b""
    assert client.head(path).headers["ETag"] == client.get(path).headers["ETag"]
    refused = client.post(path)
    assert (refused.status_code, set(refused.headers["Allow"].split(", "))) == (405, {"GET", "HEAD"})


def test_a_tile_that_several_ask_for_at_once_is_made_once(
    client: FlaskClient, demo_sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = TileAddress(*map(int, re.findall(r"\d+", address(client, "issues", 12))))
    with demo_sessions.begin() as session:
        session.execute(text("DELETE FROM tile WHERE layer = 'issues'"))
    tiles, asked, made = PublicTiles(demo_sessions, now), Barrier(5), list[TileAddress]()
    look_for, make = tiles._memory.get, store_tiles.public_issues

    def missed(*what: Any) -> FinishedTile | None:
        found = look_for(*what)
        asked.wait(30)  # until all of them have found nothing
        return found

    def noted(session: Session, at: TileAddress, *more: Any) -> bytes:
        made.append(at)
        return make(session, at, *more)

    monkeypatch.setattr(tiles._memory, "get", missed)
    monkeypatch.setattr(store_tiles, "public_issues", noted)
    with ThreadPoolExecutor(5) as pool:
        several = list(pool.map(lambda _number: tiles.get("issues", at).etag, range(5)))
    assert len(set(several)) == 1
    assert made == [at]


@pytest.mark.parametrize("path", ["secret/10/1/1", "segments/23/1/1", "segments/3/8/1", "segments/3/1/8"])
def test_a_tile_that_does_not_exist_is_refused(client: FlaskClient, path: str) -> None:
    assert client.get(f"/tiles/{path}.mvt").status_code == 404


def test_a_tile_of_the_sea_is_empty(client: FlaskClient) -> None:
    assert client.get("/tiles/segments/10/1/1.mvt").data == b""


def test_what_goes_wrong_in_front_of_flask_is_not_waited_for_twice(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def busy(layer: str, _at: TileAddress) -> FinishedTile:
        asked.append(layer)
        raise ServerBusy("The made-up database is busy.")

    monkeypatch.setattr(app.extensions["golmok_tiles"], "get", busy)
    answer = client.get("/tiles/segments/14/1/1.mvt")
    assert (answer.status_code, answer.headers["Retry-After"], asked) == (503, "5", ["segments"])
