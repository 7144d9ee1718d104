"""사업 in a real browser: its site is found by the name of an alley, chosen as a whole and by press, and shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

Barriers = Callable[[Page], list[str]]
Open = Callable[..., Any]

CHOSEN = "#sites input:checked"
DRAWN = ".site-lit path"


@pytest.fixture(scope="module")
def server(own_server: str) -> str:
    return own_server


def found(page: Page) -> None:
    """Find an alley of several segments by typing."""
    page.locator("#search-text").fill("번길")
    page.locator("#search-list [role=option]", has_text=re.compile(r"([2-9]|\d\d)구간")).first.click()
    expect(page.locator(CHOSEN)).to_have_count(1)


def test_the_site_of_a_project_is_an_alley_found_by_name(visit_as: Open, barriers: Barriers) -> None:
    seen = visit_as("made-planner", "/programmes/new?kind=project")
    page: Page = seen.page
    page.get_by_label("이름", exact=True).fill("골목 상권 살리기")
    page.get_by_label("분야").select_option("business")
    found(page)
    page.locator("#whole button").click()
    rest = page.locator(CHOSEN)
    expect(rest).not_to_have_count(1)
    count = rest.count()
    expect(page.locator(DRAWN)).to_have_count(2 * count)
    rest.last.uncheck()
    expect(page.locator(DRAWN)).to_have_count(2 * (count - 1))
    page.get_by_label("전", exact=True).fill("가게가 비어 있음")
    page.get_by_label("후", exact=True).fill("가게가 다시 열림")
    assert barriers(page) == []
    page.get_by_role("button", name="저장").click()
    expect(page.get_by_role("heading", name="골목 상권 살리기")).to_be_visible()
    expect(page.locator("#sites li")).to_have_count(count - 1)
    expect(page.locator(DRAWN)).to_have_count(2 * (count - 1))
    expect(page.locator(".before-after")).to_contain_text("가게가 다시 열림")
    assert barriers(page) == []
    assert seen.faults == []


@pytest.mark.parametrize(("width", "dark"), [(1440, True), (390, False)])
def test_the_form_and_the_page_are_fit_to_be_used(
    visit_as: Open, barriers: Barriers, *, width: int, dark: bool
) -> None:
    seen = visit_as("made-planner", "/programmes/new?kind=space", width=width, dark=dark)
    page: Page = seen.page
    found(page)
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert seen.faults == []
