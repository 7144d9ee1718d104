"""Logging in and one's own account in a real browser: the whole way, by keyboard, without a barrier or a fault."""

from __future__ import annotations

import re
from collections.abc import Callable

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from mapper.domain.reader import Reader, Role
from mapper.operations.database import Sessions
from mapper.operations.people import keys, users
from web.clock import now

Barriers = Callable[[Page], list[str]]
Look = Callable[[Page, list[str]], None]

BY = Reader(None, "tests", Role.ADMIN, None, "cli")
PASSWORD = "보라색 우산 열두 자루"


@pytest.fixture
def server(empty_server: str) -> str:
    return empty_server


@pytest.fixture
def link(own_sessions: Sessions, server: str) -> str:
    with own_sessions.begin() as session:
        user = users.add_user(session, "made-admin", Role.ADMIN, (), every=False, by=BY, now=now())
        return f"{server}/login/link/{keys.add_link(session, user, by=BY, now=now())}"


@pytest.fixture
def look(barriers: Barriers) -> Callable[[Page, list[str]], None]:
    """Neither a barrier nor a fault, nor anything wider than the screen."""

    def require_fit(page: Page, faults: list[str]) -> None:
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert faults == []

    return require_fit


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_from_the_first_link_to_a_login_with_a_code(
    browser: Browser, look: Look, server: str, link: str, width: int, scheme: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme, locale="ko-KR")
    page, faults = context.new_page(), []
    page.set_default_timeout(30_000)
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page.goto(link)
    look(page, faults)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{server}/")
    page.goto(f"{server}/me")
    expect(page.locator(".fault")).to_contain_text("2단계 인증")
    page.get_by_label("새 비밀번호", exact=True).fill(PASSWORD)
    page.get_by_label("새 비밀번호 다시").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".done")).to_contain_text("바꾸었습니다")
    page.get_by_role("button", name="설정 시작").press("Enter")
    totp = pyotp.TOTP(page.locator(".secret").inner_text())
    look(page, faults)
    assert page.locator(".square").evaluate("image => image.naturalWidth") > 100
    page.get_by_label("인증 번호").fill(totp.at(int(now().timestamp()) - 30))
    page.keyboard.press("Enter")
    expect(page.locator(".done")).to_contain_text("설정했습니다")
    page.get_by_label("쓰는 곳").fill("${alert(1)}<b>")
    page.get_by_role("button", name="토큰 만들기").click()
    expect(page.locator("#tokens .secret")).to_have_text(re.compile(r"golmok_[\w-]{43}"))
    look(page, faults)
    page.locator("main").get_by_role("button", name="로그아웃").click()
    page.wait_for_url(f"{server}/login")
    page.goto(f"{server}/me#tokens")
    page.wait_for_url(re.compile("/login"))
    look(page, faults)
    page.keyboard.type("made-admin")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="인증 번호")).to_be_visible()
    look(page, faults)
    page.keyboard.type(totp.now())
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/me"))
    expect(page.get_by_role("heading", name="made-admin")).to_be_visible()
    context.close()
