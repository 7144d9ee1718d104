"""A file on its way into the city: dropped, looked at on the map, read otherwise, taken in, its bad rows given back."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from pyproj import Transformer

from mapper.operations.database import Sessions

LON, LAT = 127.0337, 37.7381
DROP = """([name, text]) => {
    const carried = new DataTransfer();
    carried.items.add(new File([text], name));
    const over = { dataTransfer: carried, bubbles: true, cancelable: true };
    document.getElementById("drop").dispatchEvent(new DragEvent("dragover", over));
    document.getElementById("drop").dispatchEvent(new DragEvent("drop", over));
}"""


def issues() -> str:
    """Three issues in the plane of the middle belt, of which nothing in the file speaks; one is of no category."""
    x, y = Transformer.from_crs(4326, 5186, always_xy=True).transform(LON, LAT)
    rows = [f"M{n},{category},{x + n:.2f},{y + n:.2f},2024-05-0{n}" for n, category in enumerate(CATEGORIES, start=1)]
    return "\n".join(["번호,유형,x좌표,y좌표,발견일", *rows])


CATEGORIES = ("무단투기", "무단투기", "없는유형")


@pytest.fixture
def page(window: Callable[..., object], own_server: str, staff: object) -> Page:
    seen = window(f"{own_server}{staff.link('made-planner', '/imports')}")
    seen.page.get_by_role("main").get_by_role("button").click()
    seen.page.wait_for_url("**/admin/imports")
    return seen.page


def test_a_file_is_dropped_seen_on_the_map_read_otherwise_and_taken_in(
    page: Page,
    own_city: Sessions,
    own_app: Flask,
    work_off: Callable[[Sessions, Path], None],
    barriers_in_any_look: Callable[[Page], dict[str, list[str]]],
) -> None:
    assert barriers_in_any_look(page) == {}
    page.get_by_role("link", name="파일 등록").click()
    assert barriers_in_any_look(page) == {}
    page.get_by_role("radio", name="불편사항", exact=True).check()
    page.evaluate(DROP, ["불편.csv", issues()])
    expect(page.get_by_text("불편.csv · 0")).to_be_visible()
    page.get_by_role("button", name="보내고 확인하기").click()

    crs = page.get_by_label("좌표계", exact=True)
    expect(crs.locator("option").first).to_have_text("자동: EPSG:5186")
    crs.select_option("EPSG:5185")
    page.get_by_role("button", name="다시 확인").click()
    expect(page.locator("#import-map")).to_have_attribute("data-places", re.compile(r"\[125\.0\d+, 37\.7"))  # at sea
    crs.select_option("EPSG:5186")
    page.get_by_role("button", name="다시 확인").click()
    expect(page.locator("#import-map path.leaflet-interactive")).to_have_count(2)
    row = page.get_by_role("button", name="3행 지도에서 보기")
    row.press("Enter")
    expect(page.locator("tr.is-marked")).to_contain_text("M2")
    assert barriers_in_any_look(page) == {}
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    page.get_by_role("checkbox", name="쓸 수 없는 1행은 빼고 등록").check()
    page.get_by_role("button", name="2행 등록").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    assert barriers_in_any_look(page) == {}
    work_off(own_city, own_app.config["DATA_DIR"])
    expect(page.get_by_text("등록이 끝났습니다")).to_be_visible()
    assert barriers_in_any_look(page) == {}
    with page.expect_download() as coming:
        page.get_by_role("link", name="고칠 곳 내려받기").click()
    lines = list(load_workbook(BytesIO(coming.value.path().read_bytes())).active.values)
    assert [line[:3] for line in lines[1:]] == [(4, "유형", "없는유형")]
