"""The page of findings in a real browser: one question, its numbers, its map and its rows, all of it in the address."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from mapper.operations.database import Sessions

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


def number(told: str) -> int:
    return int(told.replace(",", ""))


def test_a_number_leads_to_its_rows_and_to_the_map(findings: Open) -> None:
    seen = findings("/plan/findings?show=coverage")
    page: Page = seen.page
    never = page.locator("#figure-never strong").inner_text()
    page.locator("#figure-never").press("Enter")
    expect(page.locator("#bar strong")).to_have_text(f"{never}구간")
    expect(page.locator("#grid tbody tr")).to_have_count(min(50, number(never)))
    expect(page.locator("#figure-never")).to_have_attribute("aria-pressed", "true")
    assert "where=state:no_survey" in page.url
    page.wait_for_function(f"() => ({PAINTED})('no_survey') > 0")
    assert page.evaluate(PAINTED, "no_survey") <= number(never)
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


def test_rows_of_a_past_day_open_its_card(findings: Open, own_city: Sessions) -> None:
    with own_city() as session:
        day = session.scalar(text("SELECT min(as_of) FROM grade_run WHERE official"))
    seen = findings(f"/plan/findings?show=blind-spots&where=&as_of={day}")
    page: Page = seen.page
    score = page.locator("#grid tbody tr").first.locator("td").nth(1).inner_text()
    page.locator("#grid tbody .row-open").first.press("Enter")
    expect(page.locator(".card-then")).to_contain_text("알던 대로의 카드")
    expect(page.locator("#card")).to_contain_text(score.strip()[1:].strip())
    assert seen.faults == []


def test_numbers_that_are_sums_or_measures_lead_to_their_rows_too(findings: Open) -> None:
    seen = findings("/plan/findings?show=reporting")
    page: Page = seen.page
    cell = page.locator("#parts .row-count[id$=-incidents]").first
    told = number(cell.inner_text())
    cell.press("Enter")
    expect(cell).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#grid th[aria-sort=descending]")).to_have_text("일 (첫 민원)▼")
    place = 1 + page.locator("#grid thead th").all_text_contents().index("일 (첫 민원)▼")
    counts = [number(one) for one in page.locator(f"#grid tbody tr > :nth-child({place})").all_inner_texts()]
    assert counts == sorted(counts, reverse=True)
    assert (sum(counts), min(counts) > 0) == (told, True)
    assert "#rows=issues," in (
        page.locator(f"#grid tbody tr > :nth-child({place}) a").first.get_attribute("href") or ""
    )
    page.locator("#tabs a[data-key=raters]").click()
    kappa = page.locator("#parts [data-part=item] .row-count[id$=-kappa]").first
    expect(kappa).to_be_attached(timeout=SLOW_MS)
    page.locator("#parts [data-part=item] summary").press("Enter")
    kappa.press("Enter")
    pairs = page.locator("#parts [data-part=item] .row-count[id$=-pairs]").first.inner_text()
    expect(page.locator("#bar strong")).to_have_text(re.compile(rf"^{pairs}(구간|행)"))
    assert "where=both:" in page.url
    assert seen.faults == []


def test_silence_that_cannot_be_told_from_chance_is_a_list_of_its_own(findings: Open) -> None:
    seen = findings("/plan/findings?show=blind-spots")
    page: Page = seen.page
    found = page.locator("#grid tbody tr[data-id]").count()
    for key in ("too_few", "unsure"):
        figure = page.locator(f"#figure-{key}")
        told = figure.locator("strong").inner_text()
        assert number(told) > found
        figure.press("Enter")
        expect(page.locator("#bar strong")).to_have_text(f"{told}구간")
        expect(figure).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#limits")).to_contain_text("우연과 가릴 수 없고")
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
