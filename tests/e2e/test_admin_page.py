"""The administrator's pages in a real browser: nothing of them needs a script."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from mapper.domain.reader import Reader, Role
from mapper.operations.database import Sessions
from mapper.operations.people import keys, users
from web.clock import now

Barriers = Callable[[Page], list[str]]
WorkOff = Callable[[Sessions, Path], None]

OPERATOR = Reader(None, "tests", Role.ADMIN, None, "cli")
DISTRICT = (
    '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"adm_nm": "경기도 의정부시 가상동",'
    ' "adm_cd2": "4115099900"}, "geometry": {"type": "Polygon", "coordinates":'
    " [[[127.03, 37.73], [127.05, 37.73], [127.05, 37.75], [127.03, 37.75], [127.03, 37.73]]]}}]}"
)
PAGES = (
    "/admin",
    "/admin/users",
    "/admin/users/made-admin",
    "/admin/users/made-admin/kill",
    "/admin/new-user",
    "/admin/teams",
    "/admin/teams/new",
    "/admin/categories",
    "/admin/rubrics",
    "/admin/imports",
    "/admin/imports/files/new",
    "/admin/imports/addresses",
    "/admin/log",
)
ISSUES = "번호,유형,경도,위도,발견일\nM1,무단투기,127.04,37.74,2024-05-01\nM2,없는유형,127.04,37.74,2024-05-02\n"


@pytest.fixture
def city(own_sessions: Sessions, empty_server: str) -> tuple[str, str]:
    """An empty city: its address, and the one-time address of its only administrator."""
    with own_sessions.begin() as session:
        admin = users.add_user(session, "made-admin", Role.ADMIN, (), every=False, by=OPERATOR, now=now())
        key = keys.add_link(session, admin, by=OPERATOR, now=now(), loopback_only=True)
    return empty_server, f"{empty_server}/login/link/{key}"


def log_in(browser: Browser, city: tuple[str, str], **options: Any) -> BrowserContext:
    context = browser.new_context(locale="ko-KR", base_url=city[0], **options)
    page = context.new_page()
    page.goto(city[1])
    page.get_by_role("main").get_by_role("button").click()
    # Chromium may never answer the closing of a page that is half loaded
    page.wait_for_url("/", wait_until="load")
    page.close()
    return context


def send(page: Page, kind: str, name: str, content: str) -> None:
    page.goto("/admin/imports/files/new")
    page.get_by_role("radio", name=kind, exact=True).check()
    page.get_by_label("파일", exact=True).set_input_files({"name": name, "mimeType": "", "buffer": content.encode()})
    page.get_by_role("button", name="보내고 확인하기").click()


def test_a_day_of_the_administrator_without_a_script(
    browser: Browser, city: tuple[str, str], own_sessions: Sessions, tmp_path: Path, work_off: WorkOff
) -> None:
    context = log_in(browser, city, java_script_enabled=False)
    page = context.new_page()
    page.goto("/admin")
    page.get_by_role("link", name="행정동 경계를 등록하세요").click()
    send(page, "행정동", "동.geojson", DISTRICT)
    expect(page.get_by_text("좌표계는 EPSG:4326입니다")).to_be_visible()
    page.get_by_role("button", name="1행 등록").click()
    expect(page.get_by_role("status")).to_have_text("차례를 기다립니다")
    work_off(own_sessions, tmp_path)
    expect(page.get_by_text("등록이 끝났습니다")).to_be_visible()  # the page looks again by itself

    page.get_by_role("link", name="추진단", exact=True).click()
    page.get_by_role("link", name="추진단 만들기").click()
    page.get_by_label("이름").fill("가상 추진단")
    page.get_by_role("checkbox", name="가상동").check()
    page.get_by_role("group", name="구성원").get_by_label("made-admin").check()
    page.get_by_role("button", name="만들기").click()
    expect(page.get_by_role("status")).to_have_text("추진단을 만들었습니다.")
    page.get_by_role("link", name="가상 추진단").click()
    page.get_by_role("link", name="추진단 끝내기…").click()
    page.get_by_role("button", name="추진단 끝내기").click()
    expect(page.get_by_text("끝남")).to_be_visible()

    page.get_by_role("link", name="변경 기록").click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("추진단 끝내기")
    expect(page.get_by_role("table")).to_contain_text("자료 등록")
    context.close()


def test_no_page_breaks_a_rule_in_any_light_or_width(
    browser: Browser,
    barriers: Barriers,
    city: tuple[str, str],
    own_sessions: Sessions,
    tmp_path: Path,
    work_off: WorkOff,
) -> None:
    context = log_in(browser, city)
    page, faults = context.new_page(), []
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page.on("request", lambda request: None if request.url.startswith(city[0]) else faults.append(request.url))
    send(page, "행정동", "동.geojson", DISTRICT)
    page.get_by_role("button", name="1행 등록").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    work_off(own_sessions, tmp_path)
    expect(page.get_by_text("등록이 끝났습니다")).to_be_visible()
    send(page, "불편사항", "불편.csv", ISSUES)
    for path in (*PAGES, page.url):
        page.goto(path)
        for width, light in ((1440, "light"), (390, "dark")):
            page.set_viewport_size({"width": width, "height": 844})
            page.emulate_media(color_scheme=light)  # type: ignore[arg-type] # one of Playwright's words
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (path, width)
            assert barriers(page) == [], (path, width)
    assert faults == []
    context.close()
