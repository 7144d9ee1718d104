"""The page of findings in a real browser: one question, its numbers, its map and its rows, all of it in the address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

Open = Callable[..., Any]

PAINTED = """state => {
    const { face } = golmok.shell;
    const { layer } = face.registry.find(({ key }) => key === "segments");
    const there = layer.contents().flatMap(({ features }) => features).filter(({ props }) => props.finding === state);
    return new Set(there.map(({ props }) => props.id)).size;
}"""
SLOW_MS = 60_000
"""What a busy machine may take to find something for the first time."""


@pytest.fixture
def findings(visit_as: Open) -> Open:
    """Open the page as the planner, and wait for what it found."""

    def open_page(path: str, **look: Any) -> Any:
        seen = visit_as("made-planner", path, **look)
        expect(seen.page.locator("#figures strong").first).to_be_visible(timeout=SLOW_MS)
        expect(seen.page.locator("#grid tbody tr").first).to_be_attached(timeout=SLOW_MS)
        seen.page.wait_for_load_state("networkidle")
        return seen

    return open_page


def test_a_number_leads_to_its_rows_and_to_the_map(findings: Open) -> None:
    seen = findings("/plan/findings?show=coverage")
    page: Page = seen.page
    never = page.locator("#figure-never strong").inner_text()
    page.locator("#figure-never").press("Enter")
    expect(page.locator("#bar strong")).to_have_text(f"{never}구간")
    expect(page.locator("#grid tbody tr")).to_have_count(min(50, int(never)))
    expect(page.locator("#figure-never")).to_have_attribute("aria-pressed", "true")
    assert "where=state:no_survey" in page.url
    page.wait_for_function(f"() => ({PAINTED})('no_survey') > 0")
    assert page.evaluate(PAINTED, "no_survey") <= int(never)
    assert page.evaluate(PAINTED, "graded") == 0
    page.locator("#all-rows").press("Enter")
    page.wait_for_function(f"() => ({PAINTED})('graded') > 0")
    page.go_back()
    expect(page.locator("#bar strong")).to_have_text(f"{never}구간")
    page.locator("#grid tbody .row-open").first.press("Enter")
    expect(page.locator("#golmok-card-title")).to_be_focused()
    page.keyboard.press("Escape")
    cell = page.locator("#parts .row-count[id$=no_survey]").first
    told = cell.inner_text()
    cell.press("Enter")
    expect(page.locator("#bar strong")).to_have_text(f"{told}구간")
    page.locator("#tabs a[data-key=raters]").click()
    expect(page.locator("#figure-icc")).to_be_visible(timeout=SLOW_MS)
    page.locator("#sort-apart_points").press("Enter")
    expect(page.locator("#grid th[aria-sort=ascending]")).to_have_text("점수 차▲")
    assert "show=raters" in page.url
    assert seen.faults == []


@pytest.mark.parametrize("look", [{}, {"width": 390, "height": 844, "dark": True}])
def test_nothing_keeps_anybody_out(findings: Open, barriers: Callable[[Page], list[str]], look: dict[str, Any]) -> None:
    seen = findings("/plan/findings?show=blind-spots", **look)
    page: Page = seen.page
    if "width" in look:
        page.locator("#legend-box summary").click()
        assert barriers(page) == []
        page.locator("#panel-toggle").click()
        expect(page.locator("#limits")).to_be_visible()
        assert barriers(page) == []
        page.locator("#panel-toggle").click()
        page.locator("#table-switch").click()
    else:
        page.locator("#maps label").nth(1).click()
        expect(page.locator("#legend button").first).to_contain_text("6건")
    assert barriers(page) == []
    assert seen.faults == []
