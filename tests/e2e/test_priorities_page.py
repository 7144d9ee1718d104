"""Priorities in a real browser: weights stand in the address, a list is sent in one act and taken back."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from mapper.operations.database import Sessions

Open = Callable[..., Any]


@pytest.fixture
def rank(visit_as: Open) -> Open:
    """Open the page as the planner."""

    def open_page(query: str = "", **look: Any) -> Any:
        seen = visit_as("made-planner", f"/plan/priorities{query}", **look)
        expect(seen.page.locator("#row-1")).to_be_visible()
        seen.page.wait_for_load_state("networkidle")
        return seen

    return open_page


ORDER = "() => [...document.querySelectorAll('.rank-table tbody tr[data-id]')].map((row) => row.dataset.id).join()"


def test_weights_rank_and_a_list_is_sent_and_taken_back(rank: Open, own_city: Sessions) -> None:
    with own_city.begin() as session:
        session.execute(
            text("INSERT INTO team (id, name, recorded_at) VALUES (gen_random_uuid(), '가상 추진단', now())")
        )
    seen = rank("?due=overdue")
    page: Page = seen.page
    before = page.evaluate(ORDER)
    expect(page.locator("#whole")).to_have_text("12")
    page.locator("#weight-grade").fill("0")
    page.locator("#weight-grade").press("Enter")
    expect(page).to_have_url(re.compile(r"\?due=overdue&weights=0,1,2,1,1,1,2$"))
    expect(page.locator("#whole")).to_have_text("8")
    page.wait_for_function(f"(before) => ({ORDER})() !== before", arg=before)
    page.locator("#row-1").press("Enter")
    points = page.locator("#shares-1 tbody td:last-child").all_inner_texts()
    assert sum(map(float, points)) == pytest.approx(
        float(page.locator("#shares-1 tfoot td:last-child").inner_text()), abs=0.05
    )
    page.locator("#pick-1").press("Space")
    page.locator("#pick-2").press("Space")
    expect(page.locator("#picked")).to_have_text("2구간 고름")
    page.locator("#send").press("Enter")
    expect(page.locator(".rank-effect")).to_contain_text("2구간")
    page.locator("#list-name").fill("<img src=x onerror=alert(1)>")
    page.locator("#list-name").press("Enter")
    expect(page.locator("#dialog")).to_be_visible()  # no team is chosen for anybody
    page.locator("#list-team").select_option(label="가상 추진단")
    page.locator("#list-name").press("Enter")
    expect(page.locator("#dialog")).to_be_hidden()
    expect(page.locator("#picked")).to_have_text("0구간 고름")
    page.locator("#lists-open").click()
    expect(page.locator(".rank-lists strong")).to_have_text("<img src=x onerror=alert(1)>")
    page.get_by_role("button", name="거두기").press("Enter")
    expect(page.locator(".rank-lists .is-over")).to_have_count(1)
    page.reload()
    expect(page.locator("#weight-grade")).to_have_value("0")
    assert seen.faults == []


LISTED = """
    SELECT list_id, string_agg(segment_id::text, ',' ORDER BY ordinal) FROM listed_segment JOIN segment_list ON id = list_id
    WHERE kind = 'visit' GROUP BY list_id
"""


def test_what_was_picked_before_stands_by_the_weights_of_now_and_is_kept_once(rank: Open, own_city: Sessions) -> None:
    seen = rank()
    page: Page = seen.page
    first = page.evaluate(ORDER)
    page.locator("#pick-1").press("Space")
    for weight in page.locator(".rank-weight:not([data-criterion=length]) [type=number]").all():
        weight.fill("0")
    page.locator("#weight-grade").press("Enter")
    page.wait_for_function(f"(before) => ({ORDER})() !== before", arg=first)
    longest = page.evaluate(ORDER).split(",")[0]
    page.locator("#pick-1").press("Space")
    expect(page.locator("#picked")).to_have_text("2구간 고름")
    page.locator("#keep").click()
    page.locator("#list-name").fill("두 곳")
    page.locator("#dialog .is-main").dblclick()
    expect(page.locator("#picked")).to_have_text("0구간 고름")
    planned = page.get_by_role("link", name="이 목록으로 방문 계획하기")
    expect(planned).to_be_focused()
    with own_city() as session:
        [(kept, stops)] = session.execute(text(LISTED)).all()
    assert stops == f"{longest},{first.split(',')[0]}"
    assert planned.get_attribute("href") == f"/visits/new?list={kept}"
    page.goto(f"{page.url.split('?')[0]}?page=99")
    expect(page.locator("#pick-1, .nothing, tr[data-id]").first).to_be_attached()
    assert page.evaluate(ORDER)
    assert seen.faults == []


def test_the_past_is_ranked_as_it_was_known_and_nothing_of_it_is_sent(rank: Open, own_city: Sessions) -> None:
    with own_city() as session:
        day = session.scalar(text("SELECT min(as_of) FROM grade_run WHERE official"))
    seen = rank("?overall=E&overall=D")
    page: Page = seen.page
    now = page.evaluate(ORDER)
    page.locator("#past-open").press("Enter")
    page.locator("#past-day").fill(str(day))
    page.get_by_role("button", name="그날 보기").press("Enter")
    expect(page.locator("#then")).to_contain_text("과거를 보고 있습니다")
    page.wait_for_function(f"(before) => ({ORDER})() !== before && ({ORDER})() !== ''", arg=now)
    page.locator("#pick-1").press("Space")
    expect(page.locator("#picked")).to_have_text("1구간 고름")
    for act in ("#send", "#keep"):
        expect(page.locator(act)).to_be_disabled()
    expect(page.locator("#rank-then")).to_be_visible()
    told = page.locator("#list .row-count").first
    issues = int(told.inner_text())
    told.press("Enter")
    expect(page.locator("#then")).to_contain_text("과거를 보고 있습니다")
    expect(page.locator("#grid tbody tr[data-id]")).to_have_count(issues)
    page.locator("#way-priorities").press("Enter")
    expect(page.locator("#then")).to_be_visible()
    assert f"as_of={day}" in page.url
    page.locator("#then-now").press("Enter")
    expect(page.locator("#then")).to_be_hidden()
    page.wait_for_function(f"(before) => ({ORDER})() === before", arg=now)
    assert seen.faults == []


@pytest.mark.parametrize("look", [{}, {"width": 390, "height": 844, "dark": True}])
def test_nothing_keeps_anybody_out(rank: Open, barriers: Callable[[Page], list[str]], look: dict[str, Any]) -> None:
    seen = rank("?overall=D", **look)
    seen.page.locator("#row-1").press("Enter")
    assert barriers(seen.page) == []
    if "width" in look:
        seen.page.locator("#panel-toggle").click()
    else:
        seen.page.locator("#pick-1").check()
        seen.page.locator("#keep").click()
    assert barriers(seen.page) == []
    assert seen.faults == []
