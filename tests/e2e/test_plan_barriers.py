"""Every page of a planner that no other file looks at whole: nothing on it keeps anybody out, wide and narrow, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from mapper.operations.database import Sessions
from mapper.operations.findings.kept import FINDERS

Open = Callable[..., Any]
SLOW_MS = 60_000
"""What a busy machine may take to find something for the first time."""
LOOKS = [
    {"width": width, "height": height, "dark": dark}
    for width, height in ((1440, 900), (390, 844))
    for dark in (False, True)
]


@pytest.fixture(scope="module")
def first_day(own_city: Sessions) -> str:
    with own_city() as session:
        return str(session.scalar(text("SELECT min(as_of) FROM grade_run WHERE official")))


def opened(page: Page, path: str, *sights: str) -> None:
    page.goto(path)
    for sight in sights:
        expect(page.locator(sight).first).to_be_attached(timeout=SLOW_MS)
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("look", LOOKS)
def test_no_finding_keeps_anybody_out(
    visit_as: Open, own_server: str, barriers: Callable[[Page], list[str]], look: dict[str, Any]
) -> None:
    seen = visit_as("made-planner", "/plan/links", **look)
    page: Page = seen.page
    for key in FINDERS:
        opened(page, f"{own_server}/plan/findings?show={key}", "#figures strong", "#grid tbody tr")
        if look["width"] < 500:
            page.locator("#panel-toggle").click()
        page.evaluate("document.querySelectorAll('#parts details').forEach(part => (part.open = true))")
        assert barriers(page) == [], key
        if look["width"] < 500:
            page.locator("#panel-toggle").click()
            page.locator("#table-switch").click()
            assert barriers(page) == [], key
    assert seen.faults == []


@pytest.mark.parametrize("look", LOOKS)
def test_no_other_page_keeps_anybody_out(
    visit_as: Open, own_server: str, barriers: Callable[[Page], list[str]], first_day: str, look: dict[str, Any]
) -> None:
    seen = visit_as("made-planner", "/plan/links", **look)
    page: Page = seen.page
    pages = {
        "/plan/links": ["main h1"],
        "/plan/links/new?overall=E": ["#purpose"],
        "/plan/out/made": ["main h1"],
        "/plan/density": ["main h2"],
        "/embed?overall=E": ["#legend li"],
        "/plan#rows=issues&layers=issues,segments": ["#grid tbody tr[data-id]", "#legend-issues"],
        f"/plan?as_of={first_day}#rows=segments,view": ["#grid tbody tr[data-id]", "#then:not([hidden])"],
        f"/plan/priorities?overall=E&as_of={first_day}": ["#row-1", "#then:not([hidden])"],
    }
    for path, sights in pages.items():
        opened(page, "about:blank")  # two addresses that differ behind the # alone are one page
        opened(page, own_server + path, *sights)
        assert barriers(page) == [], path
    assert seen.faults == []
