"""현장방문 in a real browser: planned by a rule, put in order by keys and by hand, walked on the map, taken along."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from mapper.domain.calendar import KST
from web.clock import now

Barriers = Callable[[Page], list[str]]
Open = Callable[..., Any]


@pytest.fixture(scope="module")
def begins() -> str:
    return f"{now().astimezone(KST):%Y-%m-%dT14:00}"


def plan(page: Page, begins: str, theme: str, count: str = "4") -> None:
    page.get_by_label("주제").fill(theme)
    page.get_by_label("때", exact=True).fill(begins)
    page.get_by_label("몇 곳까지").fill(count)
    page.get_by_label("등급이 낮고 불편사항이 열린 골목").check()
    page.get_by_role("button", name="계획하기", exact=True).click()
    expect(page.locator(".visit-stop")).to_have_count(int(count))


def names(page: Page) -> list[str]:
    return page.locator("#stops input[name=stop]").evaluate_all("all => all.map((one) => one.value)")


def test_a_visit_is_planned_put_in_order_and_taken_along(
    visit_as: Open, begins: str, barriers: Barriers, tmp_path: Path
) -> None:
    seen = visit_as("made-planner", "/visits/new")
    page: Page = seen.page
    plan(page, begins, "어두운 골목")
    before = names(page)
    expect(page.locator(".visit-clock").first).to_have_text("14:00")
    expect(page.locator(".visit-number")).to_have_count(4)
    page.set_viewport_size({"width": 1440, "height": 1500})
    handle = page.locator(".visit-handle").first
    handle.press("ArrowDown")
    expect(page.locator(".visit-handle").nth(1)).to_be_focused()
    assert names(page) == [before[1], before[0], *before[2:]]
    last, first = (page.locator(".visit-handle").nth(at).bounding_box() for at in (3, 0))
    assert last
    assert first
    page.mouse.move(last["x"] + 20, last["y"] + 20)
    page.mouse.down()
    page.mouse.move(first["x"] + 20, first["y"] + 30, steps=5)
    page.mouse.move(first["x"] + 20, first["y"] - 30, steps=5)
    page.mouse.up()
    expect(page.locator("#stops input[name=stop]").first).to_have_value(before[3])
    expect(page.locator("#unsaved")).to_be_visible()
    page.get_by_role("button", name="가장 짧은 차례로").click()
    expect(page.locator("#order-said")).to_have_text("이보다 짧은 차례는 없습니다.")
    stay = page.locator(".visit-stay").first
    stay.fill("20")
    stay.press("Tab")
    expect(page.locator(".visit-clock").nth(1)).not_to_have_text("14:05")
    assert barriers(page) == []
    page.get_by_role("button", name="저장", exact=True).click()
    expect(page.locator(".said")).to_contain_text("저장했습니다")
    page.get_by_label("가져가는 까닭").fill("현장에 가져감")
    with page.expect_download() as given:
        page.get_by_role("button", name="내려받기").click()
    pack = tmp_path / "pack.zip"
    given.value.save_as(pack)
    with zipfile.ZipFile(pack) as packed:
        name = next(name for name in packed.namelist() if name.endswith(".html"))
        packed.extract(name, tmp_path)
    page.context.set_offline(True)
    page.goto(f"file://{tmp_path / name}")
    expect(page.locator(".golmok-stop")).to_have_count(4)
    expect(page.locator(".golmok-visit li")).to_have_count(4)
    page.locator(".golmok-visit li button").first.click()
    expect(page.locator("#golmok-card")).to_be_visible()
    assert seen.faults == []


@pytest.mark.parametrize(("width", "dark"), [(1440, True), (390, False)])
def test_every_page_is_fit_to_be_used(
    visit_as: Open, begins: str, barriers: Barriers, *, width: int, dark: bool
) -> None:
    seen = visit_as("made-planner", "/visits/new", width=width, dark=dark)
    page: Page = seen.page
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    plan(page, begins, "가상 방문", "3")
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(page.url.rpartition("/")[0])
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert seen.faults == []
