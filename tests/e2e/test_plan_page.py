"""The planner's page in a real browser: what is chosen narrows counts, map and table alike, and stands in the address."""

from __future__ import annotations

import re
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
OF_GRADE_THEN = """
    SELECT count(*) FROM grade JOIN grade_run ON grade_run.id = run_id
    WHERE official AND as_of = :day AND overall_grade = :grade
"""
PAINTED = """letter => {
    const { map, face } = golmok.shell;
    const { layer } = face.registry.find(({ key }) => key === "segments");
    return layer.contents().flatMap(({ features }) => features).filter(({ props }) => props.overall === letter).length;
}"""

CHANGED = """
    SELECT segment_id FROM grade JOIN segment ON segment.id = segment_id AND superseded_at IS NULL
    WHERE overall_grade IN ('C', 'D') GROUP BY 1 HAVING count(DISTINCT overall_score) = 2 ORDER BY 1 LIMIT 1
"""
SURVEYED_NOW = """
    INSERT INTO survey (id, source_key, segment_id, method, surveyor, rubric, levels, walked_at, recorded_at)
    SELECT gen_random_uuid(), 'made-up', CAST(:segment AS uuid), 'field', 'made-up', '1.0',
        ARRAY[3, 0, 2, 3, 2, 3, 1, 0, 1, 1, 2, 0, 2, 1, 0, 0], now(), now()
"""
"""Those of the demo city were walked too long ago to grade by."""


def won(price: str) -> float:
    return float(price.removeprefix("₩").replace(",", ""))


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


def test_a_card_tells_what_led_to_its_grade_and_what_would_lift_it(
    plan: Open, own_city: Sessions, barriers: Callable[[Page], list[str]]
) -> None:
    with own_city.begin() as session:
        segment = str(session.scalar(text(CHANGED)))
        session.execute(text(SURVEYED_NOW), {"segment": segment})
    seen = plan(f"/plan#segment={segment}")
    page: Page = seen.page
    page.locator("#why-history summary").press("Enter")
    rows = page.locator("#why-history .why-table tbody tr")
    expect(rows).to_have_count(2)
    told = page.locator("#why-history svg").get_attribute("aria-label") or ""
    numbers = [row.locator("td").first.locator(".why-grade").inner_text()[1:].strip() for row in rows.all()]
    assert numbers == [one.split()[-1] for one in reversed(told.split(", "))]
    expect(page.locator("#why-history .why-facts > li").first).to_contain_text("made-up")
    page.locator("#why-lift summary").press("Enter")
    total = page.locator("#why-lift tfoot td").inner_text()
    prices = page.locator("#why-lift tbody td").all_inner_texts()
    assert sum(map(won, prices)) == pytest.approx(won(total), abs=0.2)
    page.locator("#why-chances summary").press("Enter")
    expect(page.locator("#why-chances tbody tr")).to_have_count(3)
    assert barriers(page) == []
    assert seen.faults == []


def test_the_past_is_shown_as_it_was_known_and_the_page_says_so(
    plan: Open, own_city: Sessions, barriers: Callable[[Page], list[str]]
) -> None:
    with own_city() as session:
        day = session.scalar(text("SELECT min(as_of) FROM grade_run WHERE official"))
        worst = session.scalar(text(OF_GRADE_THEN), {"grade": "E", "day": day})
    seen = plan()
    page: Page = seen.page
    page.locator("#past-open").press("Enter")
    page.locator("#past-day").fill(str(day))
    page.get_by_role("button", name="그날 보기").press("Enter")
    expect(page.locator("#then")).to_contain_text("과거를 보고 있습니다")
    page.locator("#option-overall-E").press("Space")
    expect(page.locator("#chosen strong")).to_have_text(f"{worst:,}구간")
    page.locator("#table-switch").click()
    page.locator("#grid tbody .row-open").first.press("Enter")
    expect(page.locator(".card-then")).to_contain_text("알던 대로")
    assert barriers(page) == []
    page.locator("#out-open").press("Enter")
    expect(page.locator("[data-out='segments.xlsx']")).to_have_attribute("href", re.compile(f"overall=E.*as_of={day}"))
    assert page.locator("[data-out='map.html']").get_attribute("href") is None
    page.keyboard.press("Escape")
    page.reload()
    expect(page.locator("#chosen strong")).to_have_text(f"{worst:,}구간")
    page.locator("#then-now").click()
    expect(page.locator("#then")).to_be_hidden()
    assert "as_of" not in page.url
    page.go_back()
    expect(page.locator("#then")).to_be_visible()
    assert seen.faults == []
