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
    plan: Open, own_city: Sessions, barriers_in_any_look: Callable[[Page], dict[str, list[str]]]
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
    assert barriers_in_any_look(page) == {}
    assert seen.faults == []


AS_MANY = """() => {
    const told = Number(document.getElementById("open-segments-view").textContent.replace(/\\D/g, ""));
    const rows = document.querySelectorAll("#grid tbody tr[data-id]").length;
    return rows > 0 && rows === Math.min(told, 100);
}"""
"""Whether the table has as many rows as are said to be in view, once both have come."""


def test_every_number_leads_to_its_rows(plan: Open) -> None:
    seen = plan("/plan?due=overdue")
    page: Page = seen.page
    issues = int(page.locator("#open-issues").inner_text().removeprefix("불편사항").replace(",", ""))
    page.locator("#open-issues").press("Enter")
    expect(page.locator("#grid tbody tr[data-id]")).to_have_count(min(issues, 100))
    expect(page.locator("#grid .scroller")).to_be_focused()
    assert {one.inner_text() for one in page.locator("#grid tbody td:nth-child(7)").all()} == {"기한 지남"}
    first = page.locator("#grid tbody a").first
    assert (first.get_attribute("href") or "").startswith(f"/work#{first.inner_text()}")
    page.reload()
    expect(page.locator("#grid tbody tr[data-id]")).to_have_count(min(issues, 100))
    page.keyboard.press("Escape")
    for _ in range(3):
        nearer = page.evaluate("() => golmok.shell.map.getZoom() + 1")
        page.locator(".leaflet-control-zoom-in").click()
        page.wait_for_function("zoom => window.location.hash.includes(`map=${zoom}/`)", arg=nearer)
    seen_now = page.locator("#open-segments-view")
    expect(seen_now).not_to_have_text(page.locator("#chosen strong").inner_text())
    seen_now.press("Enter")
    expect(page.locator("#in-view")).to_be_checked()
    page.wait_for_function(AS_MANY)  # the map is lower beside its table, so what is in view is counted anew
    page.locator("#in-view").press("Space")
    page.locator("#sort-issues").press("Enter")
    expect(page.locator("#grid th[aria-sort=descending]")).to_have_text("불편사항▼")
    most = page.locator("#grid tbody .row-count").first
    told = int(most.inner_text())
    most.press("Enter")
    expect(page.locator("#grid tbody tr[data-id]")).to_have_count(told)
    assert re.search(r"rows=issues,[0-9a-f-]{36}", page.url)
    page.locator("#on-all").press("Enter")
    expect(page.locator("#grid tbody tr[data-id]")).to_have_count(min(issues, 100))
    assert seen.faults == []


def test_the_map_goes_to_the_rows_of_the_table(plan: Open) -> None:
    seen = plan("/plan?overall=E#rows=segments")
    page: Page = seen.page
    worst = page.locator("#chosen strong").inner_text()
    in_view, zoom = page.locator("#open-segments-view"), page.locator("#zoom-rows")
    for _ in range(3):
        nearer = page.evaluate("() => golmok.shell.map.getZoom() + 1")
        page.locator(".leaflet-control-zoom-in").click()
        # a map that still moves goes nowhere else; the address tells when it has come to rest
        page.wait_for_function("zoom => window.location.hash.includes(`map=${zoom}/`)", arg=nearer)
    expect(in_view).not_to_have_text(f"화면 안 {worst}")
    zoom.press("Enter")
    expect(in_view).to_have_text(f"화면 안 {worst}")
    expect(zoom).to_be_focused()
    page.locator("#sort-issues").press("Enter")
    expect(page.locator("#grid th[aria-sort=descending]")).to_have_text("불편사항▼")
    most = page.locator("#grid tbody .row-count").first
    told = int(most.inner_text())
    most.press("Enter")
    expect(page.locator("#grid tbody tr[data-id]")).to_have_count(told)
    zoom.press("Enter")
    page.wait_for_function("() => golmok.shell.map.getZoom() === 17")
    expect(in_view).not_to_have_text(f"화면 안 {worst}")
    assert seen.faults == []


DRAWN = """() => golmok.shell.face.registry.find(({ key }) => key === "issues").layer.contents()
    .flatMap(({ features, dx, dy }) => features.map(({ props, geom }) => [Math.round(geom[0][0].x + dx), Math.round(geom[0][0].y + dy), props.count]))
    .filter(([x, y], i, all) => all.findIndex((other) => Math.abs(other[0] - x) < 2 && Math.abs(other[1] - y) < 2) === i)
    .reduce((sum, [, , count]) => sum + count, 0)"""


def test_the_layer_of_issues_shows_what_is_chosen_and_says_what_it_means(plan: Open) -> None:
    seen = plan()
    page: Page = seen.page
    page.locator(".plan-layers summary").press("Enter")
    page.locator(".plan-layers input[value=issues]").press("Space")

    def amount() -> int:
        return int(re.sub(r"\D", "", page.locator("#open-issues").inner_text()))

    whole = amount()
    expect(page.locator("#legend-issues")).to_have_text(f"고른 불편사항 {whole:,}건")
    page.wait_for_function(f"whole => ({DRAWN})() === whole", arg=whole)
    expect(page.locator("#issue-legend li")).to_have_count(4)
    page.locator("#option-due-overdue").press("Space")
    page.wait_for_function(
        "whole => !document.getElementById('legend-issues').textContent.includes(whole)", arg=f"{whole:,}"
    )
    overdue = amount()
    expect(page.locator("#legend-issues")).to_have_text(f"고른 불편사항 {overdue:,}건")
    page.wait_for_function(f"few => ({DRAWN})() === few", arg=overdue)
    assert 0 < overdue < whole
    page.locator("#legend-issues").press("Enter")
    expect(page.locator("#grid tbody tr[data-id]")).to_have_count(min(overdue, 100))
    page.locator(".plan-layers input[value=issues]").press("Space")
    expect(page.locator("#issue-legend")).to_be_hidden()
    assert seen.faults == []


@pytest.mark.parametrize("path", ["/plan?overall=E", "/plan/priorities?overall=E"])
def test_the_way_to_another_day_stands_beside_what_the_page_is_as_of(visit_as: Open, path: str) -> None:
    page: Page = visit_as("made-planner", path).page
    said, way = page.locator("#known"), page.locator("#past-open")
    expect(said).to_contain_text("기준")
    (left, right), side = (one.bounding_box() or {} for one in (said, way)), page.locator("#side").bounding_box() or {}
    assert left["x"] + left["width"] <= right["x"]
    assert right["y"] <= left["y"] + left["height"] / 2 <= right["y"] + right["height"]
    assert right["x"] + right["width"] <= side["x"] + side["width"]


def test_the_table_follows_what_is_picked_on_the_map_and_the_focus_stays(plan: Open) -> None:
    seen = plan("/plan#rows=segments")
    page: Page = seen.page
    row = page.locator("#grid tbody tr").nth(80)
    expect(row).not_to_be_in_viewport()
    page.locator(".golmok-map").focus()
    page.evaluate("id => golmok.shell.face.fire('pick', { props: { id } })", row.get_attribute("data-id"))
    expect(row).to_be_in_viewport()
    expect(row).to_have_class("is-selected")
    expect(page.locator("#golmok-card-title")).to_be_visible()
    assert not page.evaluate("document.getElementById('grid').contains(document.activeElement)")
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
    page.locator("#why-lift summary").press("Enter")
    expect(page.locator("#why-lift .why-steps dt").first).to_have_text("그때")
    expect(page.locator("#why-lift .why-steps dd").first).to_contain_text("E")
    page.locator("#why-chances summary").press("Enter")
    expect(page.locator("#why-chances caption")).to_contain_text("그때 알려진 것으로")
    expect(page.locator("#why-chances tbody tr").first.locator(".is-now")).to_contain_text("%")
    expect(page.locator("#why-decisions")).to_have_count(0)
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
