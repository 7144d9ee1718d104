"""The desk of issues in a real browser, over a real server and a database of its own, as its decisions are kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from mapper.domain.reader import Reader, Role
from mapper.operations.database import Sessions
from mapper.operations.people import keys, users
from web.clock import now

Barriers = Callable[[Page], list[str]]

OPERATOR = Reader(None, "tests", Role.ADMIN, None, "cli")
Open = Callable[..., Any]


@pytest.fixture(scope="module")
def server(own_server: str) -> str:
    return own_server


@pytest.fixture
def desk(visit: Open, server: str, own_city: Sessions) -> Open:
    """Log in as the planner and open the page."""

    def open_page(**look: Any) -> Any:
        with own_city.begin() as session:
            user = users.user_named(session, "made-planner")
            link = keys.add_link(session, user, by=OPERATOR, now=now(), loopback_only=True)
        seen = visit(f"/login/link/{link}", **look)
        seen.page.locator("main form button").click()
        seen.page.wait_for_url(server + "/")
        seen.faults.clear()
        seen.page.goto(server + "/work")
        expect(seen.page.locator("#rows li[data-id]").first).to_be_visible()
        return seen

    return open_page


def acts(sessions: Sessions) -> list[tuple[str, int]]:
    with sessions() as session:
        found = session.execute(text("SELECT kind, (details ->> 'count')::int FROM act ORDER BY recorded_at"))
        return [(kind, count) for kind, count in found]


def test_one_is_closed_three_are_shortlisted_and_all_is_taken_back(desk: Open, own_city: Sessions) -> None:
    seen = desk()
    page = seen.page
    before = page.locator("#waiting").inner_text()
    page.keyboard.press("j")
    page.locator("#rows .row").first.click()
    issue = page.locator("#issue")
    issue.get_by_role("button", name="미해결 종결").click()
    issue.get_by_label("예산", exact=True).check()
    issue.get_by_label("이유").fill("내년 예산에 반영")
    issue.locator("form").get_by_role("button", name="미해결 종결").click()
    expect(issue.locator(".history")).to_contain_text("내년 예산에 반영")
    expect(issue.locator(".history")).to_contain_text("made-planner")
    page.locator("#undo-bar").get_by_role("button", name="되돌리기").click()
    expect(page.locator("#undo-bar")).to_contain_text("1건 되돌렸습니다")
    expect(page.locator("#waiting")).to_have_text(before)

    for box in page.locator("#rows input[type=checkbox]").all()[:3]:
        box.check()
    page.locator("#many").get_by_role("button", name="관심 목록에 넣기").click()
    dialog = page.locator("#confirm")
    expect(dialog).to_contain_text("3건")
    dialog.get_by_role("button", name="관심 목록에 넣기").click()
    expect(page.locator("#undo-bar")).to_contain_text("3건")
    page.locator("#keeping").select_option("shortlist")
    expect(page.locator("#rows li[data-id]")).to_have_count(3)
    page.keyboard.press("u")
    expect(page.locator("#rows li.nothing")).to_be_visible()
    assert acts(own_city) == [("move", 1), ("undo", 1), ("shortlist", 3), ("undo", 3)]
    assert seen.faults == []


@pytest.mark.parametrize("look", [{"width": 1440}, {"width": 390, "dark": True}])
def test_the_page_has_no_fault_that_axe_finds(desk: Open, barriers: Barriers, look: dict[str, Any]) -> None:
    seen = desk(**look)
    assert barriers(seen.page) == []
    seen.page.locator("#rows .row").first.click()
    expect(seen.page.locator("#issue-title")).to_be_visible()
    seen.page.get_by_role("button", name="답변", exact=True).first.click()
    assert barriers(seen.page) == []
    assert seen.faults == []
