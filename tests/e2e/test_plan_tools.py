"""What a planner does on the map of the planner's page: finds, draws, measures, by pointer and by keys."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pyproj import Geod
from sqlalchemy import text

from mapper.crs import KOREA_CENTRAL, WGS84, transformer
from mapper.operations.database import Sessions

Open = Callable[..., Any]

SEGMENT = """
    SELECT segment.id::text, alley.name, ST_X(middle), ST_Y(middle) FROM segment JOIN alley ON alley.id = alley_id,
        ST_Transform(ST_LineInterpolatePoint(line, 0.5), 4326) AS middle
    WHERE graded AND superseded_at IS NULL ORDER BY segment.id LIMIT 1
"""
MEASURES = """async places => {
    const { areaOf, lengthOf } = await import(document.querySelector("link[href*=geodesic]").href);
    const corners = places.map(([lng, lat]) => ({ lng, lat }));
    return [lengthOf(corners), areaOf(corners)];
}"""


MIDDLE = "() => { const { lat, lng } = golmok.shell.map.getCenter(); return [lng, lat]; }"
AT_REST = """before => {
    const { lat, lng } = golmok.shell.map.getCenter();
    const moved = lng !== before[0] || lat !== before[1];
    return moved && window.location.hash.includes(`${lat.toFixed(5)}/${lng.toFixed(5)}`);
}"""
"""The address tells of the place once the map has come to rest there."""


def pan(page: Page, key: str) -> tuple[float, float]:
    """Move the map by a key, and say what is in its middle when it rests."""
    before = page.evaluate(MIDDLE)
    page.keyboard.press(key)
    page.wait_for_function(AT_REST, arg=before)
    lon, lat = page.evaluate(MIDDLE)
    return lon, lat


def measured(said: str) -> float:
    """Read a measure in metres or square metres, whatever unit it is written in."""
    found = re.search(r": ([\d.,]+) (k?)m(²?)$", said)
    assert found, said
    return float(found[1].replace(",", "")) * (1000 if found[2] else 1) ** (2 if found[3] else 1)


def test_an_area_is_drawn_by_dragging_and_by_keys_and_stands_in_the_address(
    plan: Open, barriers_in_any_look: Callable[[Page], dict[str, list[str]]]
) -> None:
    seen = plan()
    page: Page = seen.page
    chosen = page.locator("#chosen strong")
    whole = chosen.inner_text()
    box = page.locator(".golmok-map").bounding_box() or {}
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.keyboard.down("Shift")
    page.mouse.move(*middle)
    page.mouse.down()
    page.mouse.move(middle[0] + 150, middle[1] + 150, steps=3)
    page.mouse.up()
    page.keyboard.up("Shift")
    expect(chosen).not_to_have_text(whole)
    assert re.search(r"[?&]area=[\d.,]+#", page.url)
    dragged = chosen.inner_text()
    page.locator("#table-switch").click()
    expect(page.locator("#grid tbody tr")).to_have_count(int(dragged.removesuffix("구간")))
    page.locator("#table-switch").click()
    page.locator("[data-mode=polygon]").press("Enter")
    page.keyboard.press("Enter")
    for key in ("ArrowRight", "ArrowDown"):
        pan(page, key)
        page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.locator("[data-mode=polygon]")).to_have_attribute("aria-pressed", "false")
    expect(chosen).not_to_have_text(dragged)
    drawn = chosen.inner_text()
    page.reload()
    expect(chosen).to_have_text(drawn)
    page.go_back()
    expect(chosen).to_have_text(dragged)
    page.get_by_role("button", name="고른 곳 지우기 (영역 1)").click()
    expect(chosen).to_have_text(whole)
    page.locator("[data-mode=polygon]").press("Enter")
    page.keyboard.press("Enter")
    pan(page, "ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("#drawing")).to_be_visible()
    assert barriers_in_any_look(page) == {}
    assert seen.faults == []


def test_a_position_drops_a_pin_and_opens_the_nearest_segment(plan: Open, own_city: Sessions) -> None:
    with own_city() as session:
        _, name, lon, lat = session.execute(text(SEGMENT)).one()
    x, y = transformer(WGS84, KOREA_CENTRAL).transform(lon, lat)
    seen = plan()
    page: Page = seen.page
    field = page.locator("#search-field")
    field.fill(f"{x:.2f}, {y:.2f}")
    expect(page.locator("#search-list [role=option]")).to_have_count(2)
    expect(page.locator("#search-list .where").last).to_contain_text("이 도시 밖")
    field.press("ArrowDown")
    field.press("Enter")
    expect(page.locator("#golmok-card-title")).to_have_text(name)
    expect(page.locator(".plan-pin")).to_be_visible()
    expect(page.locator("#found")).to_contain_text("EPSG:5186")
    field.fill("35.68, 139.77")
    expect(page.locator("#search-list .none")).to_contain_text("한국 밖")
    assert seen.faults == []


def test_lengths_and_areas_are_those_of_the_ellipsoid(plan: Open) -> None:
    page: Page = plan(width=390, height=844, dark=True).page
    corners = [(127.03, 37.73), (127.06, 37.74), (127.05, 37.76), (127.02, 37.75)]
    length, area = page.evaluate(MEASURES, corners)
    geod, (lons, lats) = Geod(ellps="WGS84"), zip(*corners, strict=True)
    assert length == pytest.approx(geod.line_length(lons, lats), rel=1e-7)
    assert area == pytest.approx(abs(geod.polygon_area_perimeter(lons, lats)[0]), rel=1e-5)
    page.locator("[data-mode=length]").click()
    for x in (100, 300):
        page.mouse.click(x, 600)
    said = page.locator(".plan-said")
    expect(said).to_have_text(re.compile(r"^거리 재기: [\d.,]+ k?m$"))
    expect(page.locator("#card")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(said).to_be_hidden()


def test_lengths_areas_and_boxes_are_drawn_by_keys_alone(plan: Open) -> None:
    seen = plan()
    page: Page = seen.page
    said, field = page.locator(".plan-said"), page.locator(".golmok-map")
    geod = Geod(ellps="WGS84")
    page.locator("[data-mode=length]").press("Enter")
    expect(field).to_be_focused()
    places = [tuple(page.evaluate(MIDDLE))]
    page.keyboard.press("Enter")
    for key in ("ArrowRight", "ArrowDown"):
        places.append(pan(page, key))
        page.keyboard.press("Enter")
    expect(said).to_have_text(re.compile(r"^거리 재기: [\d.,]+ k?m$"))
    assert measured(said.inner_text()) == pytest.approx(geod.line_length(*zip(*places, strict=True)), rel=2e-3)
    two_legs = said.inner_text()
    page.keyboard.press("Backspace")
    expect(said).not_to_have_text(two_legs)
    assert measured(said.inner_text()) == pytest.approx(geod.line_length(*zip(*places[:2], strict=True)), rel=2e-3)
    page.keyboard.press("Escape")
    expect(said).to_be_hidden()
    page.locator("[data-mode=surface]").press("Enter")
    corners = [tuple(page.evaluate(MIDDLE))]
    page.keyboard.press("Enter")
    for key in ("ArrowUp", "ArrowLeft"):
        corners.append(pan(page, key))
        page.keyboard.press("Enter")
    expect(said).to_have_text(re.compile(r"^면적 재기: [\d.,]+ k?m²$"))
    area, _ = geod.polygon_area_perimeter(*zip(*corners, strict=True))
    assert measured(said.inner_text()) == pytest.approx(abs(area), rel=2e-3)
    page.keyboard.press("Escape")
    chosen = page.locator("#chosen strong")
    whole = chosen.inner_text()
    page.locator("[data-mode=box]").press("Enter")
    page.keyboard.press("Enter")
    pan(page, "ArrowRight")
    pan(page, "ArrowDown")
    page.keyboard.press("Enter")
    expect(chosen).not_to_have_text(whole)
    expect(field).to_be_focused()
    page.locator("#open-segments").press("Enter")
    expect(page.locator("#grid tbody tr[data-id]")).to_have_count(int(re.sub(r"\D", "", chosen.inner_text())))
    page.get_by_role("button", name="고른 곳 지우기 (영역 1)").press("Enter")
    expect(chosen).to_have_text(whole)
    assert seen.faults == []


def test_layers_are_ordered_switched_and_faded_by_keys_and_stand_in_the_address(plan: Open) -> None:
    seen = plan("/plan")
    page: Page = seen.page
    page.locator("#layers summary").press("Enter")
    above = page.locator("#layers li:has([value=segments])").evaluate(
        "(one) => [...one.parentNode.children].indexOf(one)"
    )
    for _ in range(above):
        page.locator("#layer-segments--1").press("Enter")
    expect(page.locator("#layers li").first).to_contain_text("구간")
    expect(page.locator("#layer-segments-1")).to_be_focused()
    page.locator("#layers [value=roads]").press("Space")
    page.locator("#layers [type=range]").first.press("ArrowLeft")
    assert page.url.endswith("layers=segments:90,-shops,-venues,-issues,-roads,districts")
    page.reload()
    expect(page.locator("#layers li")).to_have_count(6)
    shown = page.evaluate("golmok.shell.face.registry.filter(({layer}) => layer._map).map(({key}) => key).sort()")
    panes = page.evaluate("['segments', 'districts'].map((key) => golmok.shell.map.getPane(`golmok-${key}`).style)"
                          ".map(({ zIndex, opacity }) => [Number(zIndex), opacity])")  # fmt: skip
    assert shown == ["districts", "segments"]
    assert (panes[0][0] > panes[1][0], panes[0][1]) == (True, "0.9")
    assert seen.faults == []
