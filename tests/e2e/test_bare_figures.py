"""No number stands bare on the planner's pages: each is a way to its rows, or is something else, which is said here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from mapper.domain.meeting import MeetingDraft, Ties
from mapper.operations.agendas import add_item
from mapper.operations.database import Sessions
from mapper.operations.decisions import Decided, decide, move_decision
from mapper.operations.findings.kept import FINDERS
from mapper.operations.meeting_access import Writer
from mapper.operations.meetings import add_meeting
from mapper.operations.people import users
from web.clock import now, today

Open = Callable[..., Any]

SLOW_MS = 60_000
"""What a busy machine may take to find something for the first time."""

WAYS = ("a[href]", "button", "label:has(input)")
"""What is pressed to see the rows."""

NO_FIGURES = {
    "#grid tbody tr, #list tbody tr, #rows tbody tr": "a row that numbers lead to",
    "#bar strong, #ranked, #picked, h2": "how many rows stand below",
    "summary": "how many options are chosen, or unfolded by it",
    "[data-label=차이]": "the difference of two numbers that lead to theirs",
    ".pager": "which page of the rows",
    "thead, caption": "what a column is called",
    "time, option": "a day, or a name to choose",
    ".golmok-quiet": "what readers of screens are told of a figure that stands elsewhere",
    ".rank-mark": "which row lies there on the map",
    ".leaflet-control": "the scale of the map, and its sources",
    ".plan-hint, .hint, .meaning, [id^=meaning-], #limits, #definition": "a sentence on how a figure comes about",
    "#issue-legend ul": "how large a point is for how many",
    ".rank-weights": "the weights, which are set there",
}
BARE = """([ways, others]) => {
    for (const one of document.querySelectorAll("main details")) one.open = true;
    const found = [];
    const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const { data, parentElement: box } = walker.currentNode;
        const figure = data.replace(/\\d{4}\\. ?\\d{1,2}\\. ?\\d{1,2}\\.?|\\d{4}-\\d\\d-\\d\\d|\\d{1,2}:\\d\\d|\\d+월|\\d+일|[가-힣]+\\d동/g, "");
        if (!/[1-9]/.test(figure) || !box.checkVisibility() || box.closest(ways) || box.closest(others)) continue;
        found.push(`${data.trim()} in ${box.tagName}.${box.className}#${box.closest("[id]")?.id}`);
    }
    return found;
}"""


def bare(page: Page) -> list[str]:
    """Find the numbers that nothing leads on from; of none at all there are no rows."""
    found: list[str] = page.evaluate(BARE, [", ".join(WAYS), ", ".join(NO_FIGURES)])
    return found


@pytest.fixture(scope="module")
def _meeting(own_city: Sessions, district: str) -> None:
    """One that was held, came to two decisions, and saw one of them executed."""
    held_at = now() - timedelta(days=20)
    with own_city.begin() as session:
        by = users.user_named(session, "made-planner").reader("tests")
        draft = MeetingDraft("residents", "가상 주민회의", "주민센터", held_at, (district,))
        made = add_meeting(session, draft, Writer(by, held_at - timedelta(days=2), uuid4))
        add_item(session, made, "어두운 골목", Writer(by, held_at - timedelta(days=1), uuid4))
        late = Decided("가로등을 단다.", Ties(), None, None, today() - timedelta(days=5))
        writer = Writer(by, held_at + timedelta(hours=2), uuid4)
        done, _ = (decide(session, made, late, writer) for _ in range(2))
        move_decision(session, made, done, Writer(by, now(), uuid4), to="executed", reason="", on=today())


@pytest.fixture
def open_at(visit_as: Open) -> Callable[..., Page]:
    """Open a page as the planner, once there is something to be seen of the rows."""

    def open_page(path: str, shown: str) -> Page:
        page: Page = visit_as("made-planner", path).page
        expect(page.locator(shown).first).to_be_visible(timeout=SLOW_MS)
        page.wait_for_load_state("networkidle")
        return page

    return open_page


@pytest.mark.parametrize(
    "path", ["/plan#rows=segments", "/plan?due=overdue#rows=issues", "/plan?as_of=2024-07-01#rows=segments"]
)
def test_the_map_of_the_planner(open_at: Callable[..., Page], path: str) -> None:
    assert bare(open_at(path, "#grid tbody tr[data-id]")) == []


def test_what_changed(open_at: Callable[..., Page]) -> None:
    page = open_at("/plan/changes", "#kinds .plan-count")
    page.locator("#table-switch").click()
    expect(page.locator("#grid tbody tr").first).to_be_visible()
    assert bare(page) == []


def test_findings(open_at: Callable[..., Page]) -> None:
    page = open_at("/plan/findings", "#figures button")
    left = {}
    for key in FINDERS:
        page.locator(f"#tabs [data-key={key}]").click()
        expect(page.locator("body:not([aria-busy]) #figures button").first).to_be_visible(timeout=SLOW_MS)
        expect(page.locator(f"#tabs [data-key={key}]")).to_have_attribute("aria-current", "page")
        left[key] = bare(page)
    assert {key: found for key, found in left.items() if found} == {}


def test_priorities(open_at: Callable[..., Page]) -> None:
    assert bare(open_at("/plan/priorities", "#list tbody tr[data-id]")) == []


def test_figures(open_at: Callable[..., Page]) -> None:
    assert bare(open_at("/figures?as_of=2024-07-04&against=2024-01-04", "tbody a")) == []


@pytest.mark.usefixtures("_meeting")
@pytest.mark.parametrize(
    ("path", "shown"), [("/meetings", "table tbody tr"), ("/meetings/decisions", "#rows tbody tr")]
)
def test_meetings(open_at: Callable[..., Page], path: str, shown: str) -> None:
    assert bare(open_at(path, shown)) == []


def test_a_number_that_leads_nowhere_is_found(open_at: Callable[..., Page]) -> None:
    page = open_at("/meetings", "main h1")
    page.evaluate(
        "() => document.querySelector('main').append(Object.assign(document.createElement('p'), { textContent: '1,234건' }))"
    )
    assert bare(page) == ["1,234건 in P.#content"]
