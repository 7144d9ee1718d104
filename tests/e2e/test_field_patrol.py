"""A patrol on the field page in a real browser: walked without a signal, over a restart, and sent as one record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from mapper.domain.reader import Reader
from mapper.operations.database import Sessions
from mapper.operations.patrol_plans import PlanDraft, add_plan
from mapper.operations.people import teams
from mapper.operations.people.teams import TeamPlan
from web.clock import now

Barriers = Callable[[Page], list[str]]

PLANNED = 5
ROUTE = """
    WITH longest AS (SELECT district_id, line FROM segment WHERE graded ORDER BY length_m DESC, id LIMIT 1)
    SELECT code, ARRAY(
        SELECT id FROM segment WHERE district_id = district.id AND graded AND superseded_at IS NULL
        ORDER BY segment.line <-> longest.line, id LIMIT :most
    ) AS route, ST_X(middle) AS longitude, ST_Y(middle) AS latitude
    FROM longest JOIN district ON district.id = district_id
    CROSS JOIN LATERAL ST_Transform(ST_LineInterpolatePoint(longest.line, 0.5), 4326) AS middle
"""

MAP_IS_WHOLE = """() => {
    const [map, drawn] = ["#map", "#map canvas"].map((one) => document.querySelector(one).getBoundingClientRect());
    return drawn.left <= map.left && drawn.top <= map.top && drawn.right >= map.right && drawn.bottom >= map.bottom;
}"""
"""Whether lines are drawn wherever the map shows."""


@dataclass
class Crew:
    """A team with a plan for every day, and where its first segment is."""

    walkers: dict[str, UUID]
    team: UUID
    plan: UUID
    route: list[str]
    here: dict[str, float]


@pytest.fixture
def crew(own_city: Sessions, staff: Any, operator: Reader) -> Crew:
    with own_city() as session:
        code, route, longitude, latitude = session.execute(text(ROUTE), {"most": PLANNED}).one()
    walkers = {name: staff.add(name, code).id for name in ("made-walker", "made-partner")}
    with own_city.begin() as session:
        team = teams.add_team(
            session, TeamPlan("가상동 추진단", [code], [*walkers.values()], []), by=operator, now=now(), new_id=uuid4
        )
        draft = PlanDraft(team.id, "앞길", range(7), route)
        plan = add_plan(session, draft, by=operator, now=now(), new_id=uuid4)
    here = {"longitude": longitude, "latitude": latitude, "accuracy": 12}
    return Crew(walkers, team.id, plan, [str(segment) for segment in route], here)


@pytest.fixture
def page(on_phone: Callable[..., Any], crew: Crew) -> Page:
    """The first screen of a walker, kept on the phone, which has no signal any more."""
    page: Page = on_phone("made-walker", place=crew.here).page
    expect(page.locator(".patrol-plan")).to_contain_text("앞길")
    page.context.set_offline(True)
    return page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def is_open_to_all(page: Page, barriers: Barriers) -> None:
    """By light and by dark, with everything large enough for a thumb."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert barriers(page) == [], scheme
    small = "all => all.filter((one) => one.offsetHeight && one.offsetHeight < 48).map((one) => one.outerHTML)"
    assert page.locator("#screen button, #screen a").evaluate_all(small) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def drag_the_map(page: Page) -> None:
    """Drag it farther than what is drawn around it, to the left."""
    page.mouse.move(330, 250)
    page.mouse.down()
    for x in range(330, 29, -30):
        page.mouse.move(x, 250)
    page.mouse.up()


def find_something(page: Page, describe: Callable[..., None]) -> None:
    """Log what was found on the segment that stands to be looked at, and go back to the patrol."""
    press(page, "불편사항 발견")
    describe(page, "볼라드 파손", "심각")
    press(page, "등록하기")
    page.get_by_role("link", name="로드체킹 이어서").click()


def test_a_patrol_without_a_signal_outlives_a_restart_and_is_sent_once_with_what_it_found(
    page: Page, crew: Crew, own_city: Sessions, barriers: Barriers, describe: Callable[..., None]
) -> None:
    tally = page.locator(".patrol-tally")
    page.get_by_role("link", name="앞길").click()
    press(page, "made-partner")
    is_open_to_all(page, barriers)
    press(page, "출발")
    expect(tally).to_contain_text(f"0/{PLANNED}")
    expect(page.locator(".patrol-here")).to_contain_text("지금")
    is_open_to_all(page, barriers)
    press(page, "이상 없음")
    expect(tally).to_contain_text(f"1/{PLANNED}")
    expect(page.locator(".patrol-name")).to_be_focused()
    for key in ("Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    expect(tally).to_contain_text(f"2/{PLANNED}")
    find_something(page, describe)
    expect(tally).to_contain_text(f"3/{PLANNED}")
    expect(tally).to_contain_text("발견 1")
    drag_the_map(page)
    page.wait_for_function(MAP_IS_WHOLE)

    page.reload()
    expect(tally).to_contain_text(f"3/{PLANNED}")
    expect(page.locator(".patrol-stop[aria-current]")).to_have_count(1)
    page.locator(".patrol-stop").first.click()
    press(page, "확인 취소")
    expect(tally).to_contain_text(f"2/{PLANNED}")
    press(page, "이상 없음")
    press(page, "쉬기")
    expect(page.locator("#title")).to_have_text("쉬는 중")
    press(page, "다시 걷기")
    press(page, "마치기")
    expect(page.locator(".patrol-figures")).to_contain_text(f"3/{PLANNED}")
    is_open_to_all(page, barriers)
    press(page, "마치고 보내기")
    expect(page.locator("#title")).to_have_text("저장했습니다")
    expect(page.locator("#queue-bar")).to_contain_text("저장 2")
    assert stored(own_city) == []

    is_refused_and_put_right(page, own_city)
    expect(page.locator("#queue-bar")).to_contain_text("확인 2")
    expect(page.locator(".log-state")).to_contain_text("서버가 확인했습니다")
    [patrol] = stored(own_city)
    assert patrol == {
        "team": crew.team,
        "plan": crew.plan,
        "officers": list(crew.walkers.values()),
        "checked": set(crew.route[:3]),
        "found": [(crew.route[2], "broken_bollard")],
    }


def is_refused_and_put_right(page: Page, city: Sessions) -> None:
    """What was found arrives; the patrol that it names is refused while nobody is in the team, and then put right."""
    districts = run(city, "DELETE FROM team_district RETURNING team_id, district_code")
    members = run(city, "DELETE FROM team_member RETURNING team_id, user_id, role")
    page.context.set_offline(False)
    expect(page.locator("#queue-bar")).to_contain_text("확인 1")
    expect(page.locator("#queue-bar")).to_contain_text("멈춤 1")
    for row in districts:
        run(city, "INSERT INTO team_district VALUES (:team_id, :district_code)", **row)
    for row in members:
        run(city, "INSERT INTO team_member (team_id, user_id, role) VALUES (:team_id, :user_id, :role)", **row)
    page.locator("#queue-bar").click()
    press(page, "고쳐서 보내기")
    expect(page.locator(".patrol-tally")).to_contain_text("발견 1")
    press(page, "마치기")
    press(page, "마치고 보내기")


def run(city: Sessions, statement: str, **values: Any) -> list[dict[str, Any]]:
    with city.begin() as session:
        done: Any = session.execute(text(statement), values)
        return [dict(row) for row in done.mappings()] if done.returns_rows else []


def stored(city: Sessions) -> list[dict[str, Any]]:
    """Patrols that followed a plan: who walked, the segments, and on which segment which issue that names the patrol lies."""
    with city() as session:
        walked = session.execute(
            text("SELECT id, team_id AS team, plan_id AS plan, officers FROM patrol WHERE user_id IS NOT NULL")
        ).mappings()
        patrols = []
        for row in walked.all():
            patrol = dict(row)
            of = {"patrol": patrol.pop("id")}
            checks = "SELECT segment_id::text FROM patrol_check WHERE patrol_id = :patrol"
            finds = (
                "SELECT segment_id::text, issue.category FROM issue JOIN issue_state ON issue_id = issue.id"
                " WHERE patrol_id = :patrol"
            )
            patrol["checked"] = set(session.execute(text(checks), of).scalars())
            patrol["found"] = [tuple(found) for found in session.execute(text(finds), of)]
            patrols.append(patrol)
    return patrols
