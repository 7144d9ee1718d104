"""모두의 운동장 in a real browser: drawn on the map by a planner, found there by a resident, asked for and given."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

Barriers = Callable[[Page], list[str]]
Open = Callable[..., Any]


@pytest.fixture(scope="module")
def server(own_server: str) -> str:
    return own_server


def test_a_yard_is_drawn_found_on_the_map_asked_for_and_given(visit: Open, visit_as: Open, barriers: Barriers) -> None:
    planner = visit_as("made-planner", "/venues/new")
    page = planner.page
    page.get_by_label("시설 이름").fill("가온초 운동장")
    page.get_by_label("관리하는 곳").fill("가온초등학교")
    page.get_by_label("수용 인원").fill("40")
    for day in range(8):
        page.locator(f"[name=opens_{day}]").fill("09:00")
        page.locator(f"[name=closes_{day}]").fill("21:00")
    page.locator("#drawing").scroll_into_view_if_needed()
    page.evaluate("golmok.shell.map.setZoom(17, { animate: false })")
    for x, y in ((180, 130), (300, 130), (300, 220), (180, 220), (40, 40)):
        page.locator("#drawing .golmok-map").click(position={"x": x, "y": y})
    expect(page.get_by_label("자리")).to_have_value(re.compile(r"^(\d+\.\d{6}, \d+\.\d{6}\n?){5}$"))
    page.get_by_role("button", name="마지막 점 지우기").click()
    expect(page.locator("#drawing path")).to_have_count(5)  # the outline and its corners
    assert barriers(page) == []
    page.get_by_role("button", name="저장").click()
    expect(page.get_by_role("heading", name="가온초 운동장")).to_be_visible()

    resident = visit("/venues", width=390)
    there = resident.page
    there.get_by_role("link", name="지도", exact=True).click()
    expect(there.locator(".golmok-layers input[value=venues]")).to_be_checked()
    there.wait_for_function(
        "() => golmok.shell.face.registry.find(({ key }) => key === 'venues').layer"
        ".contents().some(({ features }) => features.length)"  # tiles without the yard may come first
    )
    there.evaluate("golmok.together(golmok.shell.map).choose(golmok.shell.map.getCenter(), 'touch')")
    there.get_by_role("link", name="시간표와 이용 신청").click()
    assert barriers(there) == []
    there.locator(".week > li").nth(1).get_by_role("link", name="18:00").click()
    there.get_by_label("쓰는 까닭").fill("배드민턴 모임")
    there.get_by_role("textbox", name="인원").fill("8")
    assert barriers(there) == []
    there.get_by_role("button", name="신청 보내기").click()
    expect(there.get_by_role("heading", name="확인을 기다림")).to_be_visible()
    assert barriers(there) == []

    page.goto(page.url.split("/venues")[0] + "/venues/requests")
    assert barriers(page) == []
    page.get_by_role("button", name="확정하기").click()
    expect(page.get_by_text("신청을 처리했습니다: 확정")).to_be_visible()
    there.reload()
    expect(there.get_by_role("heading", name="확정")).to_be_visible()
    assert planner.faults == resident.faults == []
