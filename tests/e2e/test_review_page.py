"""The review list in a real browser, over a real server and a database of its own, as its decisions are kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from mapper.operations.database import Sessions

Barriers = Callable[[Page], list[str]]

Open = Callable[..., Any]


@pytest.fixture
def review(visit_as: Open) -> Open:
    """Open the page as the planner."""

    def open_page(**look: Any) -> Any:
        seen = visit_as("made-planner", "/review", **look)
        expect(seen.page.locator("#rows li.is-asked")).to_be_visible()
        seen.page.wait_for_load_state("networkidle")
        return seen

    return open_page


def waiting(page: Page) -> int:
    digits = "".join(filter(str.isdigit, page.locator("#waiting").inner_text()))
    return int(digits or 0)


def expect_waiting(page: Page, count: int) -> None:
    expect(page.locator("#waiting")).to_have_text(f"확인 대기 {count:,}건")


def decisions(sessions: Sessions) -> list[tuple[str, int]]:
    with sessions() as session:
        found = session.execute(
            text(
                "SELECT kind, (SELECT count(*) FROM placement WHERE review_id = review.id) FROM review ORDER BY recorded_at"
            )
        )
        return [(kind, count) for kind, count in found]


def test_three_by_keyboard_one_group_and_all_taken_back(review: Open, own_server: str, own_city: Sessions) -> None:
    seen = review()
    page, before = seen.page, waiting(seen.page)
    start = len(decisions(own_city))
    page.keyboard.press("Enter")
    expect_waiting(page, before - 1)
    page.keyboard.press("j")
    expect(page.locator("#rows li").nth(1)).to_have_class("is-asked")
    page.keyboard.press("1")
    expect_waiting(page, before - 2)
    page.keyboard.press("0")
    expect_waiting(page, before - 3)

    page.locator("#tab-groups").click()
    group = page.locator("#pane-groups button.row", has_text="같은 후보").first
    size = int("".join(filter(str.isdigit, group.locator(".count").inner_text())))
    assert size > 1
    group.click()
    expect_waiting(page, size)
    page.keyboard.press("a")
    dialog = page.locator("#confirm")
    expect(dialog).to_contain_text(f"{size}건을 한 번에 정합니까?")
    expect(dialog).to_contain_text("가장 낮은 확률은")
    dialog.get_by_role("button", name="정하기").click()
    expect(page.locator("#waiting")).to_have_text("모두 확인했습니다")
    page.get_by_role("button", name="묶음 풀기").click()
    expect_waiting(page, before - 3 - size)
    assert decisions(own_city)[start:] == [("pick", 1), ("pick", 1), ("leave", 1), ("accept", size)]

    for left in (before - 3, before - 2, before - 1, before):
        page.keyboard.press("u")
        expect_waiting(page, left)
    assert [kind for kind, _ in decisions(own_city)[start + 4 :]] == ["undo"] * 4
    assert seen.faults == []
    assert [url for url in seen.requests if not url.startswith((own_server, "data:", "blob:"))] == []


def test_selected_rows_are_decided_together_by_mouse(review: Open) -> None:
    page = review().page
    before = waiting(page)
    for row in (0, 2):
        page.locator("#rows .check").nth(row).click()
    expect(page.locator("#many")).to_contain_text("고른 2건")
    page.locator("#many").get_by_role("button", name="미배정으로 두기").click()
    page.locator("#confirm").get_by_role("button", name="정하기").click()
    expect_waiting(page, before - 2)
    page.locator("#tab-past").click()
    page.locator("#pane-past").get_by_role("button", name="되돌리기").first.click()
    expect_waiting(page, before)


def test_a_segment_is_picked_on_the_map(review: Open) -> None:
    page = review().page
    before = waiting(page)
    page.locator(".leaflet-tile-loaded").first.wait_for(state="attached")
    mark = page.locator(".candidate-mark").nth(1).bounding_box()
    assert mark is not None
    page.mouse.click(mark["x"] + mark["width"] / 2, mark["y"] + mark["height"] / 2)
    pick = page.locator("#question .other-answers button").first
    expect(pick).to_be_enabled()
    pick.click()
    expect_waiting(page, before - 1)
    page.keyboard.press("u")
    expect_waiting(page, before)


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (390, True)])
def test_no_barrier_and_no_fault_is_found(review: Open, barriers: Barriers, width: int, *, dark: bool) -> None:
    seen = review(width=width, height=844, dark=dark)
    page = seen.page
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    for tab in ("list", "groups", "past"):
        page.locator(f"#tab-{tab}").click()
        page.wait_for_load_state("networkidle")
        assert barriers(page) == []
    assert seen.faults == []


def test_what_others_decided_meanwhile_is_told_and_nothing_is_overwritten(review: Open, own_city: Sessions) -> None:
    first, second = review().page, review().page
    before = waiting(first)
    first.keyboard.press("Enter")
    expect_waiting(first, before - 1)
    count = len(decisions(own_city))
    second.keyboard.press("0")
    expect(second.locator("#notice")).to_contain_text("그 사이에 목록이 바뀌었습니다")
    expect_waiting(second, before - 1)
    assert len(decisions(own_city)) == count
    first.keyboard.press("u")
    expect_waiting(first, before)
