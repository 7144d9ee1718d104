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


@pytest.fixture
def plan(visit_as: Open) -> Open:
    """Open the page as the planner."""

    def open_page(path: str = "/plan", **look: Any) -> Any:
        seen = visit_as("made-planner", path, **look)
        expect(seen.page.locator("#chosen strong")).to_be_visible()
        seen.page.wait_for_load_state("networkidle")
        return seen

    return open_page


def test_an_area_is_drawn_by_dragging_and_by_keys_and_stands_in_the_address(
    plan: Open, barriers: Callable[[Page], list[str]]
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
    for key in ("Enter", "ArrowRight", "Enter", "ArrowDown", "Enter", "Enter"):
        page.keyboard.press(key)
        page.wait_for_timeout(300)  # the map comes to rest after a key
    expect(page.locator("[data-mode=polygon]")).to_have_attribute("aria-pressed", "false")
    expect(chosen).not_to_have_text(dragged)
    drawn = chosen.inner_text()
    page.reload()
    expect(chosen).to_have_text(drawn)
    page.go_back()
    expect(chosen).to_have_text(dragged)
    assert barriers(page) == []
    page.get_by_role("button", name="그린 영역 지우기").click()
    expect(chosen).to_have_text(whole)
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
