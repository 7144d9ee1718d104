"""A phone that goes from hand to hand, in a real browser: nobody sees what another left on it, and none of that is lost."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from mapper.domain.reader import Role

Open = Callable[..., Any]
TakeOver = Callable[[Page, str], None]


@pytest.fixture(scope="module", autouse=True)
def _walkers(staff: Any, district: str) -> None:
    for name in ("made-walker", "made-other"):
        staff.add(name, district)


def test_another_person_on_the_phone_sees_nothing_of_the_first(
    on_phone: Open,
    take_over: TakeOver,
    log_in: Callable[..., None],
    own_server: str,
    doorstep: dict[str, float],
    log_issue: Callable[..., None],
    logged: Callable[[str], list[Any]],
) -> None:
    page: Page = on_phone("made-walker", place=doorstep).page
    context = page.context
    context.set_offline(True)
    log_issue(page, "악취")
    page.get_by_role("link", name="첫 화면으로").click()
    context.clear_cookies(name="golmok")  # their login ended before anything was sent
    context.set_offline(False)
    for looked_at in ("/login", "/login/link/of-another"):
        page.goto(own_server + looked_at)
        page.wait_for_load_state("networkidle")
    context.set_offline(True)
    page.goto(own_server + "/field")
    expect(page.locator("#queue-bar")).to_contain_text("저장 1")

    context.set_offline(False)
    log_in(page, "made-other")
    context.set_offline(True)
    page.goto(own_server + "/field#/queue")
    expect(page.locator("#screen")).to_contain_text("한 번 로그인해 주세요")
    context.set_offline(False)
    expect(page.locator("#queue-bar")).to_contain_text("저장 0")
    page.goto(own_server + "/field#/queue")
    expect(page.locator(".queue-foot")).to_be_visible()
    expect(page.locator(".queue-item")).to_have_count(0)
    assert "악취" not in page.locator("main").inner_text()
    assert logged("odour") == []

    context.clear_cookies()
    take_over(page, "made-walker")
    expect(page.locator("#queue-bar")).to_contain_text("확인 1")
    assert len(logged("odour")) == 1


def test_whoever_leaves_a_phone_leaves_nothing_open_in_any_window(
    on_phone: Open, take_over: TakeOver, log_in: Callable[..., None], own_server: str, staff: Any
) -> None:
    page: Page = on_phone("made-walker").page
    context = page.context
    beside = context.new_page()

    def nobody_is_here() -> None:
        expect(beside.locator("#screen")).to_contain_text("한 번 로그인해 주세요")
        for is_offline in (False, True):
            context.set_offline(is_offline)
            page.goto(own_server + "/field")
            expect(page.locator("#screen")).to_contain_text("한 번 로그인해 주세요")
        context.set_offline(False)

    beside.goto(own_server + "/field")
    expect(beside.locator(".home-about")).to_contain_text("made-walker")
    held = re.compile("/field/leave.*[.]js")
    context.route(held, lambda route: route.abort())  # as on a link that is slow or cut
    page.goto(own_server + "/me")
    page.locator("main").get_by_role("button", name="로그아웃").click()
    page.wait_for_url(own_server + "/login")
    nobody_is_here()
    context.unroute(held)

    take_over(page, "made-walker")
    expect(beside.locator(".home-about")).to_contain_text("made-walker")
    first = context.cookies()
    context.clear_cookies()
    log_in(page, "made-other")
    context.set_offline(True)
    page.goto(own_server + "/field")
    for window in (page, beside):  # the other window may have asked who is here before the signal went
        expect(window.locator("#screen")).to_contain_text(re.compile("한 번 로그인해 주세요|made-other"))
        expect(window.locator("#screen")).not_to_contain_text("made-walker")
    context.set_offline(False)
    page.goto(own_server + "/field")
    for window in (page, beside):
        expect(window.locator(".home-about")).to_contain_text("made-other")
    context.set_offline(True)
    context.clear_cookies()
    context.add_cookies(first)  # type: ignore[arg-type] # what comes out of it goes in again
    context.set_offline(False)  # which all windows hear; one of them asks for all
    for window in (page, beside):
        expect(window.locator(".home-about")).to_contain_text("made-walker")

    context.set_offline(True)
    staff.kill("made-walker")
    context.clear_cookies()  # as they go with the browser
    context.set_offline(False)
    nobody_is_here()


def test_a_phone_is_handed_on_where_there_is_no_signal(
    on_phone: Open, own_server: str, doorstep: dict[str, float], log_issue: Callable[..., None]
) -> None:
    page: Page = on_phone("made-walker", place=doorstep).page
    page.context.set_offline(True)
    log_issue(page)
    page.get_by_role("link", name="첫 화면으로").click()
    page.get_by_role("link", name="로그아웃").click()
    expect(page.locator("#screen")).to_contain_text("기록 1건은 잠긴 채 이 전화기에 남고, made-walker 님이")
    page.get_by_role("button", name="로그아웃").click()
    expect(page.locator("#screen")).to_contain_text("한 번 로그인해 주세요")
    page.goto(own_server + "/field#/queue")
    expect(page.locator("#screen")).to_contain_text("한 번 로그인해 주세요")
    page.context.set_offline(False)
    page.goto(own_server + "/me")
    page.wait_for_url(own_server + "/login?next=%2Fme")  # the server has ended their login, too


def test_whoever_may_not_send_any_more_sees_what_waits_and_saves_it(
    on_phone: Open,
    own_server: str,
    doorstep: dict[str, float],
    log_issue: Callable[..., None],
    staff: Any,
    district: str,
) -> None:
    page: Page = on_phone("made-other", place=doorstep).page
    page.context.set_offline(True)
    log_issue(page)
    staff.change("made-other", district, role=Role.WELFARE)
    page.context.set_offline(False)
    expect(page.locator("[data-notice=barred]")).to_contain_text("역할이 바뀌어")
    page.goto(own_server + "/field")
    expect(page.locator("#screen")).to_contain_text("기록 1건이 이 전화기에 있습니다")
    with page.expect_download() as download:
        page.get_by_role("button", name="보낼 것을 파일로").click()
    assert '"records":1' in download.value.path().read_text("utf-8")
    page.context.set_offline(True)  # what was known of the area is gone, also where nobody can be asked
    page.goto(own_server + "/field")
    expect(page.locator("#notices")).to_contain_text("아직 받지 못했습니다")
    page.context.set_offline(False)
    staff.change("made-other", district, role=Role.FIELD)
    page.goto(own_server + "/")
    page.goto(own_server + "/field")
    expect(page.locator("#queue-bar")).to_contain_text("저장 0 보냄 0 확인 1")
