"""The planner's page of density in a real browser: bands on the map and in a table, what it cannot tell, nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urljoin
from urllib.request import Request, urlopen

import numpy as np
import pytest
import shapely
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import text

from mapper.crs import KOREA_TM, WGS84, transformer
from mapper.domain.access import Scope
from mapper.domain.access_reason import Reason
from mapper.domain.household import Household, period_of
from mapper.domain.population import read_population
from mapper.domain.reader import Role
from mapper.operations.crisis import keeping
from mapper.operations.crisis.entering import Look
from mapper.operations.database import Sessions
from mapper.operations.density import releasing
from mapper.operations.density.releasing import Asked
from mapper.operations.density.written import OUTBOUND, PLANNER
from mapper.operations.people import keys, users
from mapper.store import districts
from web.clock import now

MOST_BYTES = 100_000
"""Of the HTML, with every area of a release in it."""

HREF = "() => JSON.parse(document.querySelector('[id$=_data]').textContent).href"
AREAS = f"() => fetch(({HREF})()).then((answer) => answer.json())"

Barriers = Callable[[Page], list[str]]
Open = Callable[..., Any]

COUNTS = """
    INSERT INTO household_count (id, key, cell, households, buildings, recorded_at)
    SELECT gen_random_uuid(), 'cell:' || i || ':' || j, ST_Multi(geom), 12 + (i + j) % 9, 5, now()
    FROM ST_SquareGrid(100, (SELECT ST_Union(boundary) FROM district WHERE superseded_at IS NULL))
"""


@pytest.fixture(scope="module")
def homes(own_app: Flask, own_city: Sessions, staff: Any, operator: Any) -> list[tuple[float, float]]:
    """Where 12 households of each district live; two planners released where that is."""
    households, vault = own_app.extensions["golmok_staff"]
    staff.add("made-second", role=Role.PLANNER)
    with own_city.begin() as session:
        session.execute(text(COUNTS))
        areas = districts.frame(session)
    numbers, then = np.random.default_rng(4), now() - timedelta(days=200)
    found = []
    for code, boundary in zip(areas["code"], areas.geometry, strict=True):
        staff.add(f"made-{code}", code, role=Role.WELFARE)
        with own_city() as session:
            by = users.user_named(session, f"made-{code}").reader("tests")
        west, south, east, north = boundary.bounds
        tried = numbers.uniform((west, south), (east, north), (400, 2))
        inside = tried[shapely.contains_xy(boundary, tried)][:12]
        with households.begin() as session:
            for number, (x, y) in enumerate(inside):
                home = Household(f"가상시 없는로 {number}", float(x), float(y))
                keeping.take_in(session, vault, home, Look(by, Reason("visit"), then), district_code=code)
        found += [(float(x), float(y)) for x, y in inside]
    for name in ("made-planner", "made-second"):
        with own_city() as session:
            by = users.user_named(session, name).reader("tests")
        asked = Asked(read_population(period_of(then.date())), PLANNER, by, now())
        with households.begin() as session:
            releasing.publish(session, vault, asked, operator=operator)
    return found


def test_a_release_is_a_map_and_a_table_with_its_limits_and_no_home(
    visit_as: Open, homes: list[tuple[float, float]], barriers: Barriers
) -> None:
    page: Page = visit_as("made-planner", "/plan/density").page
    expect(page.get_by_role("heading", name="위기 가구는 어느 동네에 많습니까?")).to_be_visible()
    bands = page.locator(".density-table td:nth-child(2)").all_inner_texts()
    assert len(bands) >= 2
    assert set(bands) <= {"10–14", "15–19", "20–29", "30–49", "50–99", "100+"}
    expect(page.get_by_text("실제 500 m 밀도와의 상관")).to_be_visible()
    expect(page.get_by_text("주거지를 숨겨야 하는 가구는")).to_be_visible()
    page.wait_for_function("() => document.querySelectorAll('.leaflet-golmok-density-pane canvas').length > 0")
    drawn = page.evaluate(AREAS)["features"]
    assert len(drawn) == len(bands)
    assert {name for one in drawn for name in one["properties"]} == {"path", "name", "band", "rate"}
    assert len(page.request.get(page.url).body()) < MOST_BYTES
    written = page.content() + json.dumps(drawn)
    for x, y in homes:
        lon, lat = transformer(KOREA_TM, WGS84).transform(x, y)
        assert not re.search(rf"{lon:.5f}\d*,\s*{lat:.5f}|{x:.0f}\.\d*,\s*{y:.0f}", written)
    assert barriers(page) == []


def test_nothing_else_can_be_asked_and_every_reading_is_the_same(
    visit_as: Open, homes: list[tuple[float, float]]
) -> None:
    page: Page = visit_as("made-planner", "/plan/density").page
    areas = urljoin(page.url, page.evaluate(HREF))

    def table(address: str) -> str:
        found = re.search(r"<tbody>.*?</tbody>", page.request.get(address).text(), re.DOTALL)
        assert found is not None
        return found[0]

    said = table(page.url), page.request.get(areas).body()
    assert b'"band"' in said[1]
    numbers = np.random.default_rng(6)
    for number in range(60):
        lon, lat = numbers.uniform((127.0, 37.7), (127.1, 37.8))
        box = f"{lon:.5f},{lat:.5f},{lon + 0.002:.5f},{lat + 0.002:.5f}"
        asked = (f"bbox={box}", f"center={lon:.5f},{lat:.5f}&radius=50", f"polygon={box}", f"district={number}&z=19")
        question = asked[number % 4]
        assert table(f"{page.url}?{question}") == said[0]
        assert page.request.get(f"{areas}&{question}").body() == said[1]
    assert page.request.get(areas.replace("=", "=x")).status == 404
    for address in (
        "/tiles/density/14/13970/6350.mvt",
        "/export/density.geojson",
        "/export/density.geojson?bbox=127,37,128,38",
    ):
        assert page.request.get(urljoin(page.url, address)).status == 404, address


def test_gis_programs_of_staff_walk_through_what_was_released(
    own_server: str, own_city: Sessions, staff: Any, operator: Any, district: str, homes: list[tuple[float, float]]
) -> None:
    staff.add("made-worker", district)

    def ask(path: str, name: str = "", **headers: str) -> tuple[int, str]:
        if name:
            with own_city.begin() as session:
                user = users.user_named(session, name)
                token, _ = keys.add_token(session, user, label="", scopes=list(Scope), by=operator, now=now())
            headers["Authorization"] = f"Bearer {token}"
        try:
            with urlopen(Request(f"{own_server}/ogc/{path}", headers=headers)) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            return error.code, error.read().decode()

    for name in ("", "made-worker"):
        assert "density" not in {one["id"] for one in json.loads(ask("collections", name)[1])["collections"]}
        for path in ("collections/density", "collections/density/items", "collections/density/queryables"):
            assert ask(path, name)[0] == 404
    assert "/collections/density/items" in json.loads(ask("api", "made-planner")[1])["paths"]
    told = json.loads(ask("collections/density", "made-planner")[1])
    assert told["title"] == "사례 밀도"
    assert len(told["crs"]) == 5
    bands = json.loads(ask("collections/density/queryables", "made-planner")[1])["properties"]["위기가구"]["enum"]
    assert bands == ["10–14", "15–19", "20–29", "30–49", "50–99", "100+"]
    found = json.loads(ask("collections/density/items?limit=1", "made-planner")[1])
    assert found["numberMatched"] > found["numberReturned"] == 1
    assert found["features"][0]["properties"]["위기가구"] in bands
    (behind,) = [link["href"] for link in found["links"] if link["rel"] == "next"]
    second = json.loads(ask(behind.partition("/ogc/")[2], "made-planner")[1])
    assert second["features"][0]["id"] > found["features"][0]["id"]
    page = ask("collections/density/items?f=html", "made-planner")[1]
    assert f"{found['numberMatched']}개 가운데" in page
    assert "공표 해시" in page
    assert ask("collections/density/tiles", "made-planner")[0] == 404


def test_two_people_see_what_waits_and_one_declines_it_with_a_reason(
    visit_as: Open,
    homes: list[tuple[float, float]],
    own_app: Flask,
    own_city: Sessions,
    operator: Any,
    barriers: Barriers,
) -> None:
    households, vault = own_app.extensions["golmok_staff"]
    with own_city() as session:
        by = users.user_named(session, "made-second").reader("tests")
    period = str(read_population(period_of((now() - timedelta(days=200)).date())))
    asked = Asked(read_population(period), OUTBOUND, by, now())
    with households.begin() as session:
        releasing.publish(session, vault, asked, operator=operator)
    page: Page = visit_as("made-planner", "/plan/density").page
    page.get_by_role("link", name="띠를 보고 정하기").click()
    expect(page.get_by_role("heading", name="공표 전입니다")).to_be_visible()
    expect(page.get_by_text("실제와의 상관: 모름")).to_be_visible()
    assert barriers(page) == []
    page.get_by_role("button", name="거절").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("거절하는 까닭").fill("구역을 다시 살펴야 합니다")
    page.get_by_role("button", name="거절").click()
    expect(page.get_by_role("status")).to_contain_text("거절했습니다")
    expect(page.get_by_text("made-planner 거절, 공표하지 않음")).to_be_visible()
