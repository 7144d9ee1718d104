"""The planner's page in a real browser: what is chosen narrows counts, map and table alike, and stands in the address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from mapper.operations.database import Sessions

Open = Callable[..., Any]

OF_GRADE = """
    SELECT count(*) FROM grade JOIN segment ON segment.id = segment_id AND superseded_at IS NULL
    WHERE run_id = (SELECT id FROM grade_run WHERE official ORDER BY as_of DESC, known_at DESC, id LIMIT 1)
        AND overall_grade = :grade
"""
PAINTED = """letter => {
    const { map, face } = golmok.shell;
    const { layer } = face.registry.find(({ key }) => key === "segments");
    return layer.contents().flatMap(({ features }) => features).filter(({ props }) => props.overall === letter).length;
}"""


@pytest.fixture
def plan(visit_as: Open) -> Open:
    """Open the page as the planner."""

    def open_page(path: str = "/plan", **look: Any) -> Any:
        seen = visit_as("made-planner", path, **look)
        expect(seen.page.locator("#chosen strong")).to_be_visible()
        seen.page.wait_for_load_state("networkidle")
        return seen

    return open_page


def test_a_choice_narrows_the_map_the_counts_and_the_table_and_is_taken_back(plan: Open, own_city: Sessions) -> None:
    with own_city() as session:
        worst = session.scalar(text(OF_GRADE), {"grade": "E"})
    seen = plan()
    page: Page = seen.page
    whole = page.locator("#chosen strong").inner_text()
    assert page.evaluate(PAINTED, "A") > 0
    page.locator("#option-overall-E").press("Space")
    expect(page.locator("#chosen strong")).to_have_text(f"{worst:,}구간")
    assert "overall=E" in page.url
    assert page.evaluate(PAINTED, "A") == 0 < page.evaluate(PAINTED, "E")
    page.locator("#table-switch").click()
    expect(page.locator("#grid tbody tr")).to_have_count(min(worst, 100))
    page.locator("#sort-issues").press("Enter")
    expect(page.locator("#grid th[aria-sort=descending]")).to_have_text("불편사항▼")
    page.locator("#grid tbody .row-open").first.press("Enter")
    expect(page.locator("#golmok-card-title")).to_be_focused()
    page.reload()
    expect(page.locator("#chosen strong")).to_have_text(f"{worst:,}구간")
    page.locator("#clear").click()
    expect(page.locator("#chosen strong")).to_have_text(whole)
    page.go_back()
    expect(page.locator("#chosen strong")).to_have_text(f"{worst:,}구간")
    assert seen.faults == []


@pytest.mark.parametrize("look", [{}, {"width": 390, "height": 844, "dark": True}])
def test_nothing_keeps_anybody_out(plan: Open, barriers: Callable[[Page], list[str]], look: dict[str, Any]) -> None:
    seen = plan("/plan?overall=D&due=overdue", **look)
    if "width" in look:
        seen.page.locator("#panel-toggle").click()
    else:
        seen.page.locator("#table-switch").click()
        expect(seen.page.locator("#grid tbody tr").first).to_be_visible()
    assert barriers(seen.page) == []
    assert seen.faults == []
