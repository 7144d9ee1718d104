"""No number stands bare on the map's and the planner's pages: each is a way to its rows, or something else, which is said here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import text

from mapper.domain.density_rule import Area
from mapper.domain.meeting import MeetingDraft, Ties
from mapper.domain.population import read_population
from mapper.domain.reader import Role
from mapper.operations.agendas import add_item
from mapper.operations.database import Sessions
from mapper.operations.decisions import Decided, decide, move_decision
from mapper.operations.density.freezing import freeze
from mapper.operations.density.written import PLANNER, write
from mapper.operations.findings.kept import FINDERS
from mapper.operations.meeting_access import Writer
from mapper.operations.meetings import add_meeting
from mapper.operations.people import users
from mapper.store import density_releases
from web.clock import now, today

Open = Callable[..., Any]

SLOW_MS = 60_000
"""What a busy machine may take to find something for the first time."""

COUNTS = """
    INSERT INTO household_count (id, key, cell, households, buildings, recorded_at)
    SELECT gen_random_uuid(), 'cell:' || i || ':' || j, ST_Multi(geom), 16, 5, now()
    FROM ST_SquareGrid(100, (SELECT ST_Union(boundary) FROM district WHERE superseded_at IS NULL))
"""

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
    ".golmok-sum, .golmok-verdict, .golmok-axes": "the lines of a grade, and what they add up to",
    ".golmok-spread, #why-chances table": "how likely each grade is: what the method gives, and no count",
    ".golmok-where": "how long the segment of a card is",
    "span.golmok-surveys": "how often a segment was surveyed: surveys one by one are for staff (trust R3)",
    ".golmok-foot": "the version of the rubric",
    "#why-history .why-body, #why-decisions .why-body": "the rows of one segment: surveys, issues, grades, decisions",
    "#why-lift .why-body": "what would be mended, row by row, and what that adds up to",
    ".density-table tbody": "an area of a release and its band, the finest row that there is of a household (trust R1)",
    ".density-key, .density-correlation, .density-limits": "how to read a release, and how well it shows what is so",
    ".shown-grid tbody": "a row that numbers lead to",
    ".shown-pages": "which page of the rows",
    "kbd, code": "a key, or a version",
}
BARE = """([ways, others]) => {
    for (const one of document.querySelectorAll("main details")) one.open = true;
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
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


@pytest.fixture(scope="module")
def _release(own_app: Flask, own_city: Sessions, staff: Any, operator: Any) -> None:
    """One of density, in which something is said of every area; two people stand for it."""
    people, then = [staff.add(name, role=Role.PLANNER) for name in ("made-first", "made-second")], now()
    with own_city.begin() as session:
        session.execute(text(COUNTS))
    households, _ = own_app.extensions["golmok_staff"]
    with households.begin() as session:
        tree = freeze(session, 2024, by=operator, now=then, new_id=uuid4)
        areas = [Area(leaf.path, 10) for leaf in tree.leaves]
        body = write(PLANNER, read_population("2024H1"), tree, areas, correlation=0.8)
        digest = sha256(body).digest()
        kept = density_releases.new_release(PLANNER, "2024H1", 2024, body=body, digest=digest, now=then)
        density_releases.add(session, kept)
        for user in people:
            density_releases.approve(session, kept.id, user.id, user.name, now=then)


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


WHY = ("history", "lift", "decisions", "chances")


def test_an_open_card_and_the_dialogs_of_the_planner(open_at: Callable[..., Page]) -> None:
    page = open_at("/plan?overall=E#rows=segments", "#grid tbody tr[data-id]")
    page.locator("#grid .row-open").first.press("Enter")
    for key in WHY:
        page.locator(f"#why-{key} summary").press("Enter")
        expect(page.locator(f"#why-{key} .why-body > :not(.golmok-note)").first).to_be_visible()
    assert bare(page) == []
    page.locator("#why-history summary").press("Enter")
    page.locator("#card button.golmok-surveys").press("Enter")
    expect(page.locator("#why-history")).to_have_attribute("open", "")
    expect(page.locator("#why-history summary")).to_be_focused()
    page.locator("#past-open").press("Enter")
    expect(page.locator("#past-day")).to_be_visible()
    assert bare(page) == []
    page.locator("#out-open").press("Enter")
    expect(page.locator("#out-what")).to_have_text("종합 등급: E")
    assert bare(page) == []


def test_the_map_of_everybody(window: Open, own_server: str) -> None:
    page: Page = window(f"{own_server}/#view=table").page
    page.locator("#grid .row-open").first.press("Enter")
    expect(page.locator("#golmok-card-title")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert bare(page) == []
    for opener, dialog in (("#keys-open", "#keys"), (".head-tools .files-open", "#files")):
        page.locator(opener).press("Enter")
        expect(page.locator(dialog)).to_be_visible()
        assert bare(page) == [], dialog
        page.keyboard.press("Escape")


def test_maps_that_stand_alone(open_at: Callable[..., Page], window: Open, own_server: str) -> None:
    page = open_at("/plan/links/new?overall=E&overall=D", "#purpose")
    page.locator("#purpose").fill("설명회")
    page.locator("main .is-main").click()
    for address in (page.locator("#made").input_value(), f"{own_server}/embed?overall=E&overall=D"):
        shown: Page = window(address).page
        way = shown.locator("#legend button.shown-count").last
        told = way.inner_text()
        assert bare(shown) == [], address
        way.press("Enter")
        expect(shown.locator("#grid caption")).to_have_text(f"E 매우 나쁨: {told}구간, 나쁜 등급부터")
        expect(shown.locator("#grid")).to_be_focused()
        assert {one.split()[0] for one in shown.locator("#grid tbody td:nth-child(3)").all_inner_texts()} == {"E"}
        shown.get_by_role("button", name="모두 보기").press("Enter")
        whole = shown.locator("#amount button").inner_text().split("구간")[0]
        expect(shown.locator("#grid caption")).to_have_text(f"{whole}구간, 나쁜 등급부터")
        assert bare(shown) == [], address


@pytest.mark.usefixtures("_release")
def test_density(open_at: Callable[..., Page]) -> None:
    assert bare(open_at("/plan/density", ".density-table tbody tr")) == []


def test_a_number_that_leads_nowhere_is_found(open_at: Callable[..., Page]) -> None:
    page = open_at("/meetings", "main h1")
    page.evaluate(
        "() => document.querySelector('main').append(Object.assign(document.createElement('p'), { textContent: '1,234건' }))"
    )
    assert bare(page) == ["1,234건 in P.#content"]
