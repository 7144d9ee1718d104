"""로드체킹 in a real browser: a route is chosen on the map or from the list, and every page is fit to be used."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from mapper.domain.calendar import KST
from mapper.domain.patrol import Check, NewPatrol
from mapper.domain.reader import Reader
from mapper.operations.database import Sessions
from mapper.operations.patrols import take_patrol
from mapper.operations.people import teams, users
from mapper.operations.people.sealing import Seal
from mapper.operations.people.teams import TeamPlan
from mapper.operations.receiving import HandedIn
from web.clock import now

Barriers = Callable[[Page], list[str]]

Open = Callable[..., Any]

SINCE = timedelta(hours=2)
"""How long ago the last patrol began; that may have been in the week before."""

BIGGEST = """
    SELECT code FROM district JOIN segment ON district_id = district.id
    WHERE graded GROUP BY code ORDER BY count(*) DESC LIMIT 1
"""
IN_IT = (
    "SELECT segment.id FROM segment JOIN district ON district.id = district_id WHERE code = :code AND graded LIMIT 40"
)


def walk(team: UUID, officer: UUID, segments: list[UUID], at: datetime) -> NewPatrol:
    checks = tuple(Check(one, at + timedelta(minutes=n)) for n, one in enumerate(segments))
    return NewPatrol(uuid4(), team, None, (officer,), at, at + timedelta(hours=1), checks, "비가 왔습니다.", ())


@pytest.fixture(scope="module")
def patrolled(own_city: Sessions, operator: Reader) -> Sessions:
    """With a team that patrolled twice, and three issues that its last patrol found."""
    with own_city.begin() as session:
        user = users.user_named(session, "made-planner")
        code = session.execute(text(BIGGEST)).scalar_one()
        plan = TeamPlan("가상동 추진단", [code], [], [user.id])
        team = teams.add_team(session, plan, by=operator, now=now(), new_id=uuid4)
        segments = list(session.execute(text(IN_IT), {"code": code}).scalars())
        for number, days in enumerate((8, 0)):
            begun = now() - timedelta(days=days) - SINCE
            one = walk(team.id, user.id, segments[number * 15 : number * 15 + 20], begun)
            handed_in = HandedIn(one.id.bytes * 2, {}, timedelta())
            take_patrol(session, one, handed_in, by=operator, seal=Seal(bytes(32)))
        session.execute(
            text(
                "INSERT INTO issue (id, source_key, category, severity, origin, description, patrol_id, point,"
                " reported_at, recorded_at) SELECT gen_random_uuid(), 'found-' || number, category, 2, 'patrol',"
                " '골목 어귀', :patrol, ST_LineInterpolatePoint(line, 0.5), now(), now() FROM segment,"
                " unnest(ARRAY['litter', 'pothole', 'broken_bollard']) WITH ORDINALITY AS one(category, number)"
                " WHERE segment.id = (CAST(:segments AS uuid[]))[number * 4]"
            ),
            {"patrol": one.id, "segments": segments[15:35]},
        )
    return own_city


@pytest.fixture
def patrols(visit_as: Open, patrolled: Sessions) -> Open:
    """Open the desk as the planner."""

    def open_page(path: str = "/patrols", **look: Any) -> Any:
        return visit_as("made-planner", path, **look)

    return open_page


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1440, 390])
def test_every_page_is_fit_to_be_used(patrols: Open, barriers: Barriers, *, width: int, dark: bool) -> None:
    day = (now() - SINCE).astimezone(KST).date()
    seen = patrols(f"/patrols?week={day}", width=width, dark=dark)
    page = seen.page
    expect(page.locator("#map-said")).to_contain_text("살펴보았습니다")
    sheet = page.locator(".patrol-walk").first.get_attribute("href")
    for path in ("/patrols", sheet, "/patrols/figures", "/patrols/plans/new"):
        page.goto(page.url.split("/patrols")[0] + path)
        page.wait_for_load_state("networkidle")
        assert barriers(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert seen.faults == []


def test_a_route_is_chosen_by_keyboard_and_on_the_map(patrols: Open, own_city: Sessions) -> None:
    page = patrols("/patrols/plans/new").page
    page.get_by_label("계획 이름").fill("앞길")
    expect(page.locator("#route-said")).to_contain_text("구간 0곳")
    for _ in range(2):
        page.get_by_role("button", name="더하기").focus()
        page.keyboard.press("Enter")
    expect(page.locator("#route-said")).to_contain_text("구간 2곳")
    page.get_by_role("button", name="2번째").press("Enter")
    expect(page.locator("#route li")).to_have_count(1)
    tapped = page.evaluate(
        """() => {
            const number = document.querySelector(".patrol-number").getBoundingClientRect();
            return [number.x + number.width / 2, number.y + number.height / 2];
        }"""
    )
    page.mouse.click(*tapped)
    expect(page.locator("#route li")).to_have_count(0)
    page.mouse.click(*tapped)
    expect(page.locator("#route li")).to_have_count(1)
    page.get_by_role("button", name="만들기").click()
    expect(page.locator(".said")).to_contain_text("만들었습니다")
    with own_city() as session:
        made = session.execute(text("SELECT weekdays, cardinality(segment_ids) FROM patrol_plan")).one()
    assert tuple(made) == ([1, 4], 1)
