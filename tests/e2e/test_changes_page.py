"""What changed, in a real browser: two days on the map, in numbers and as a table; one day after the other."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from mapper.operations.database import Sessions

Open = Callable[..., Any]

DAYS = "SELECT as_of::text FROM grade_run WHERE official ORDER BY as_of"
FELL = """
    SELECT count(*) FROM grade AS was JOIN grade AS now USING (segment_id)
    WHERE was.run_id = (SELECT id FROM grade_run WHERE official ORDER BY as_of LIMIT 1)
        AND now.run_id = (SELECT id FROM grade_run WHERE official ORDER BY as_of DESC LIMIT 1)
        AND was.overall_grade < now.overall_grade
"""
PAINTED = """([key, axis, value]) => golmok.together(golmok.shell.map).layers.find((layer) => layer.key === key)
    .contents().flatMap(({ features }) => features).filter(({ props }) => props[axis] === value).length"""
CUT = "key => golmok.shell.map.getPane(`golmok-${key}`).style.clipPath"


@pytest.fixture
def days(own_city: Sessions) -> list[str]:
    with own_city() as session:
        return list(session.scalars(text(DAYS)))


@pytest.fixture
def changes(visit_as: Open) -> Open:
    """Open the page as the planner, and wait until two days are compared."""

    def open_page(path: str = "/plan/changes", **look: Any) -> Any:
        seen = visit_as("made-planner", path, **look)
        expect(seen.page.locator("#kind-worse")).to_be_attached()
        seen.page.wait_for_load_state("networkidle")
        return seen

    return open_page


def test_what_became_worse_is_counted_painted_and_listed_with_its_reasons(
    changes: Open, own_city: Sessions, days: list[str]
) -> None:
    with own_city() as session:
        fell = session.scalar(text(FELL))
    seen = changes(f"/plan/changes?before={days[0]}&after={days[-1]}")
    page: Page = seen.page
    assert page.evaluate(PAINTED, ["segments", "change", "better"]) > 0
    page.locator("#kind-worse").press("Space")
    page.locator("#table-switch").click()
    expect(page.locator("#grid tbody tr[data-id]")).to_have_count(min(fell, 50))
    assert "kind=worse" in page.url
    assert page.evaluate(PAINTED, ["segments", "change", "better"]) == 0 < fell
    expect(page.locator("#grid .change-why li").first).to_contain_text("−")
    page.locator("#grid .row-open").first.press("Enter")
    expect(page.locator("#golmok-card-title")).to_be_focused()
    page.locator("#clear").click()
    expect(page.locator("#kind-worse")).not_to_be_checked()
    page.locator("details:has(#districts) summary").press("Enter")
    cell = page.locator("#districts .row-count[id$=worse]").first
    told = int(cell.inner_text())
    cell.press("Enter")
    expect(page.locator("#grid tbody tr[data-id]")).to_have_count(min(told, 50))
    expect(cell).to_have_attribute("aria-pressed", "true")
    assert re.search(r"kind=worse&district=\d{10}|district=\d{10}&kind=worse", page.url)
    page.locator("#clear").click()
    expect(page.locator("#kind-worse")).not_to_be_checked()
    page.locator("#before").fill("1999-01-01")
    expect(page.locator("#said")).to_contain_text("첫 공식 등급은")
    for shown in ("#kinds", "#grid"):
        expect(page.locator(shown)).not_to_be_visible()
    page.locator("#before").fill(days[0])
    expect(page.locator("#grid")).to_be_visible()
    assert seen.faults == []


def test_a_card_is_of_the_later_of_the_two_days(changes: Open, days: list[str]) -> None:
    seen = changes(f"/plan/changes?before={days[0]}&after={days[1]}")
    page: Page = seen.page
    page.locator("#table-switch").click()
    row = page.locator("#grid tbody tr[data-id]").first
    then = row.locator("td").nth(3).inner_text()
    row.locator(".row-open").press("Enter")
    expect(page.locator(".card-then")).to_contain_text("알던 대로의 카드")
    expect(page.locator("#card")).to_contain_text(then.strip()[1:].strip())
    assert seen.faults == []


def test_two_days_are_swiped_and_all_are_played(changes: Open, days: list[str]) -> None:
    seen = changes(f"/plan/changes?before={days[0]}&after={days[-1]}&mode=swipe")
    page: Page = seen.page
    line = page.get_by_role("slider", name="밀어서 견주기")
    before = page.evaluate(CUT, "before")
    line.press("ArrowRight")
    expect(line).to_have_attribute("aria-valuenow", "52")
    assert page.evaluate(CUT, "before") != before
    first, last = (page.evaluate(PAINTED, [key, "overall", "A"]) for key in ("before", "segments"))
    assert first > 0 < last != first
    page.get_by_role("radio", name="시간순").check()
    page.locator("#play").press("Enter")
    expect(page.locator("#live")).to_contain_text("모두 보았습니다")
    expect(page.locator("#moment")).to_have_value(str(len(days) - 1))
    assert len({request for request in seen.requests if "/grades/columns?" in request}) == len(days)
    assert page.evaluate(PAINTED, ["segments", "overall", "A"]) == last
    assert page.evaluate(CUT, "segments") == ""
    assert seen.faults == []


def test_nothing_keeps_anybody_out(
    changes: Open,
    barriers: Callable[[Page], list[str]],
    barriers_in_any_look: Callable[[Page], dict[str, list[str]]],
    days: list[str],
) -> None:
    seen = changes(f"/plan/changes?before={days[0]}&after={days[-1]}", width=390, height=844)
    page: Page = seen.page
    page.locator("#panel-toggle").click()
    assert barriers(page) == []
    page.locator("#panel-toggle").click()
    page.get_by_role("radio", name="시간순").check()
    expect(page.locator("#time")).to_be_visible()
    assert barriers(page) == []
    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("radio", name="밀어서 견주기").check()
    expect(page.locator("#swipe")).to_be_visible()
    assert barriers(page) == []
    page.locator("#modes input").first.check()
    page.locator("#table-switch").click()
    expect(page.locator("#grid tbody tr[data-id]").first).to_be_visible()
    assert barriers_in_any_look(page) == {}
    assert seen.faults == []
