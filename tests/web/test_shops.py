"""Welfare shops for everybody, and what one tells for a desk alone."""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from math import asinh, pi, radians, tan
from typing import Any
from uuid import UUID, uuid4

from flask.testing import FlaskClient

from mapper.domain.reader import Role
from mapper.domain.shop import SHOP_SECTORS
from mapper.domain.tip import Tip
from mapper.operations.vault import desk_box


def test_everybody_reads_the_shops_and_takes_them_out(client: FlaskClient) -> None:
    page = client.get("/shops").text
    assert "복지상점" in page
    features = client.get("/export/shops.geojson").json["features"]
    assert features
    assert page.count('<li id="shop-') == len(features)
    told = [one["properties"] for one in features]
    assert {key for one in told for key in one} == {
        *("id", "name", "sector", "address", "hours", "services", "joined_on", "district_code", "district")
    }
    assert {one["sector"] for one in told} <= set(SHOP_SECTORS)
    assert all(UUID(one["id"]) and one["district"] for one in told)
    only = client.get("/shops?sector=clinic").text
    assert only.count('<li id="shop-') == sum(one["sector"] == "clinic" for one in told)
    assert client.get("/shops?sector=%27none").text.count('<li id="shop-') == len(told)
    assert client.get("/export/shops.csv").data.startswith("\ufeff".encode())


def test_they_are_a_layer_of_the_map_and_a_collection(client: FlaskClient) -> None:
    found = client.get("/ogc/collections/shops/items?f=json&limit=1").json
    assert found["numberMatched"] == len(client.get("/export/shops.geojson").json["features"])
    x, y = found["features"][0]["geometry"]["coordinates"]
    column, row = int((x + 180) / 360 * 2**14), int((1 - asinh(tan(radians(y))) / pi) / 2 * 2**14)
    tile = client.get(f"/tiles/shops/14/{column}/{row}.mvt")
    assert (tile.status_code, found["features"][0]["id"].encode() in tile.data) == (200, True)


def test_what_a_shop_tells_is_sealed_and_named_at_the_desk_alone(staff: Any) -> None:
    finder, tip_id = staff.browser(Role.HONORARY), uuid4()
    key = finder.get("/tell/key").json
    assert isinstance(key["shops"], list)
    tip = Tip(tip_id, staff.here, "shop", b"")
    said = {"where": "가상로 7", "who": "", "words": "사흘째 오지 않음", "shop": "가상슈퍼"}
    sealed = desk_box.seal(b64decode(key["key"]), json.dumps(said).encode(), tip.place)
    body = {"district": staff.here, "channel": "shop", "sealed": b64encode(sealed).decode()}
    answer = finder.put(f"/tell/tips/{tip_id}", json=body, headers={"X-CSRFToken": key["csrf"]})
    assert answer.status_code == 201
    worker, page = staff.browser(), f"/cases/tips/{tip_id}"
    hidden = dict(re.findall(r'name="(csrf_token)" value="([^"]+)"', worker.get(page).text))
    assert "가상슈퍼" not in worker.get("/cases/tips").text
    shown = worker.post(page, data=hidden | {"reason": "counsel"}).text
    assert ("가상슈퍼" in shown, "사흘째 오지 않음" in shown) == (True, True)
    assert "가상슈퍼" not in finder.get("/shops").text
