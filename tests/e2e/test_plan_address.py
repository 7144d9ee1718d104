"""The planner's page does what its address says: when it opens, on the way back, and when a link is pasted into it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect
from sqlalchemy import text

from mapper.operations.database import Sessions

Open = Callable[..., Any]

GRADED = "SELECT segment_id FROM grade JOIN segment ON segment.id = segment_id AND superseded_at IS NULL LIMIT 1"
CENTRE = "() => { const { lat, lng } = golmok.shell.map.getCenter(); return [lat.toFixed(4), lng.toFixed(4)]; }"


def go(page: Page, hash_: str) -> None:
    page.evaluate("(hash) => { location.hash = hash; }", hash_)


def test_a_link_into_the_page_that_is_open_is_followed_and_so_is_the_way_back(plan: Open, own_city: Sessions) -> None:
    with own_city() as session:
        segment = session.scalar(text(GRADED))
    seen = plan("/plan?overall=D")
    page: Page = seen.page
    few = page.locator("#chosen strong").inner_text()
    begun = re.compile(r"/plan\?overall=D#map=16/[\d.]+/[\d.]+$")
    expect(page).to_have_url(begun)
    centre = page.evaluate(CENTRE)
    go(page, f"#map=17/37.7380/127.0340&axis=walking&segment={segment}&layers=-issues,segments&rows=segments")
    expect(page.locator("#axes input[value=walking]")).to_be_checked()
    expect(page.locator("#golmok-card-title")).to_be_visible()
    expect(page.locator("#grid tbody tr").first).to_be_visible()
    assert page.evaluate(CENTRE) == ["37.7380", "127.0340"]
    expect(page.locator("#chosen strong")).to_have_text(few)
    for part in ("overall=D", "axis=walking", f"segment={segment}", "rows=segments", "layers=-issues,segments"):
        assert part in page.url
    page.go_back()
    expect(page.locator("#axes input[value=overall]")).to_be_checked()
    expect(page.locator("#card")).to_be_hidden()
    expect(page.locator("#grid")).to_be_hidden()
    expect(page).to_have_url(begun)
    assert page.evaluate(CENTRE) == centre
    assert seen.faults == []


def test_an_address_that_says_nonsense_of_the_map_shows_it_as_at_first(plan: Open) -> None:
    seen = plan()
    page: Page = seen.page
    whole = page.locator("#chosen strong").inner_text()
    go(page, "#axis=<b>&layers=%%&rows=nothing&map=a/b/c")
    expect(page).to_have_url(re.compile(r"#map=\d+/[\d.]+/[\d.]+$"))
    expect(page.locator("#axes input[value=overall]")).to_be_checked()
    expect(page.locator("#chosen strong")).to_have_text(whole)
    assert seen.faults == []


def test_a_slash_leads_to_the_search_from_anywhere_but_a_field(plan: Open) -> None:
    page: Page = plan().page
    field = page.locator("#search-field")
    page.locator("#table-switch").focus()
    page.keyboard.press("/")
    expect(field).to_be_focused()
    page.keyboard.press("/")
    expect(field).to_have_value("/")
