"""Every screen of the field page in a real browser: nothing bars anybody, by light or by dark, and all is large enough for a thumb."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from mapper.domain.category import category_by_id
from mapper.domain.reader import Reader
from mapper.operations.database import Sessions
from mapper.operations.patrol_plans import PlanDraft, add_plan
from mapper.operations.people.teams import TeamPlan, add_team
from web.clock import now, today

Barriers = Callable[[Page], list[str]]
Open = Callable[..., Any]

ISSUE = """
    SELECT issue_id, issue_state.category, segment_id, ST_X(there) AS longitude, ST_Y(there) AS latitude, 5 AS accuracy
    FROM issue_state JOIN segment ON segment.id = segment_id JOIN district ON district.id = district_id
    JOIN issue ON issue.id = issue_id CROSS JOIN LATERAL ST_Transform(point, 4326) AS there
    WHERE code = :code AND NOT merged AND resolved_at IS NULL
        AND NOT EXISTS (SELECT FROM issue_event WHERE issue_event.issue_id = issue.id)
    ORDER BY issue_state.reported_at DESC, issue_id LIMIT 1
"""
NAMES = "import(document.querySelector('script[type=module]').src.replace('app.js', 'screens.js')).then((all) => all.SCREENS.map(({ name }) => name))"
SHOW = """(path) => new Promise((shown) => {
    new MutationObserver((_, seen) => (seen.disconnect(), requestAnimationFrame(shown)))
        .observe(document.getElementById("screen"), { childList: true });
    location.hash = path;
})"""
LATE_AREAS = """() => {
    const real = fetch;
    globalThis.fetch = async (address, ...more) => {
        const answer = await real(address, ...more);
        if (`${address}`.includes("/field/area?")) await new Promise((go) => setTimeout(go, 500));
        return answer;
    };
}"""
IN_THE_DARK = "axe.run({ runOnly: ['color-contrast'] }).then(({ violations }) => violations.flatMap(({ nodes }) => nodes.map(({ html }) => html)))"
TOO_SMALL = """(all) => all
    .filter((one) => one.checkVisibility() && Math.min(one.offsetWidth, one.offsetHeight) < 44)
    .map((one) => one.outerHTML)"""
OF_A_DISTRICT = re.compile(r"^(\d{2,3} m|1 km)$")
"""What the scale says of a map of a few hundred segments."""
TO_TAP = (
    ".field-head :is(button, a), .field-notices :is(button, a), #screen :is(button, a, summary, textarea, label.tool)"
)


@dataclass
class Walker:
    """Somebody of a team with a plan, a list of segments to survey, and an issue to work on."""

    issue: UUID
    category: str
    segment: UUID
    team: UUID
    plan: UUID
    place: dict[str, float]


@pytest.fixture(scope="module")
def walker(own_city: Sessions, staff: Any, district: str, operator: Reader) -> Walker:
    user = staff.add("made-walker", district)
    staff.add("made-partner", district)
    with own_city.begin() as session:
        found = session.execute(text(ISSUE), {"code": district}).mappings().one()
        team = add_team(
            session, TeamPlan("가상동 추진단", [district], [user.id], []), by=operator, now=now(), new_id=uuid4
        )
        draft = PlanDraft(team.id, "앞길", range(7), [found["segment_id"]])
        plan = add_plan(session, draft, by=operator, now=now(), new_id=uuid4)
        session.execute(
            text(
                "INSERT INTO survey_task (id, user_id, day, segment_id, ordinal, recorded_at)"
                " VALUES (gen_random_uuid(), :user, :day, :segment, 1, :now)"
            ),
            {"user": user.id, "day": today(), "segment": found["segment_id"], "now": now()},
        )
    place = {key: float(found[key]) for key in ("longitude", "latitude", "accuracy")}
    return Walker(
        found["issue_id"], category_by_id(found["category"]).label_ko, found["segment_id"], team.id, plan, place
    )


@dataclass
class Inspection:
    """Looks at one screen after the other."""

    page: Page
    barriers: Barriers
    seen: set[str] = field(default_factory=set)

    def show(self, path: str) -> None:
        self.page.evaluate(SHOW, f"#/{path}")
        self.look()

    def press(self, name: str, role: Any = "button") -> None:
        self.page.get_by_role(role, name=name, exact=True).last.click()

    def look(self, title: str | None = None) -> None:
        page = self.page
        if title:
            expect(page.locator("#title")).to_have_text(title)
        at = page.evaluate("location.hash")
        self.seen.add(at.removeprefix("#/").split("/")[0])
        page.emulate_media(color_scheme="light")
        assert self.barriers(page) == [], at
        page.emulate_media(color_scheme="dark")
        assert page.evaluate(IN_THE_DARK) == [], at
        assert page.locator(TO_TAP).evaluate_all(TOO_SMALL) == [], at
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), at


@pytest.fixture(scope="module")
def seen() -> set[str]:
    return set()


@pytest.fixture
def walk(on_phone: Open, barriers: Barriers, walker: Walker, seen: set[str]) -> Inspection:
    return Inspection(on_phone("made-walker", place=walker.place).page, barriers, seen)


def test_no_barrier_is_found_where_issues_are_logged_sent_and_worked_on(
    walk: Inspection, walker: Walker, snapshot: Path
) -> None:
    page = walk.page
    walk.look("골목 현장")
    page.context.set_offline(True)
    walk.press("불편사항 등록", "link")
    walk.look("어디입니까?")
    walk.press("여기가 맞습니다")
    walk.look("무엇입니까?")
    walk.press(walker.category)
    walk.look("혹시 이것입니까?")
    walk.press("아니요, 다른 것입니다")
    walk.look("얼마나 심합니까?")
    page.get_by_role("button", name="위험").click()
    page.locator("#camera").set_input_files(snapshot)
    expect(page.locator(".log-photo")).to_have_count(1)
    walk.look("사진")
    walk.press("표시 그리기")
    walk.look("표시 그리기")
    walk.press("다 그렸습니다")
    walk.press("등록하기")
    walk.look("저장했습니다")
    walk.show("queue")
    walk.show("todo")
    walk.show(f"issue/{walker.issue}")
    walk.show(f"act/{uuid4()}/{walker.issue}/fixed")
    walk.show(f"act/{uuid4()}/{walker.issue}/merged")


def test_no_barrier_is_found_where_segments_are_surveyed_patrolled_and_edited(walk: Inspection, walker: Walker) -> None:
    page = walk.page
    walk.show("survey")
    page.get_by_role("button", name="조사 시작").click()
    expect(page.locator(".survey-level")).to_have_count(5)
    page.locator(".survey-level").nth(4).click()
    expect(page.locator(".survey-ask")).to_be_visible()
    walk.press("지도 보기")
    walk.look()
    walk.press("모든 답")
    walk.look()
    walk.show("patrol")
    walk.show(f"patrol/{uuid4()}/new/{walker.team}/{walker.plan}")
    walk.press("출발")
    expect(page.locator(".patrol-tally")).to_be_visible()
    walk.look()
    walk.press("이상 없음")
    walk.press("쉬기")
    walk.look("쉬는 중")
    walk.press("마치기")
    walk.look("로드체킹 마치기")
    walk.show("district")
    walk.show("logout")
    of_issue, of_segment = f"edit/{uuid4()}/issue/{walker.issue}", f"edit/{uuid4()}/segment/{walker.segment}"
    for path in ("", "/place", "/description"):
        walk.show(of_issue + path)
    for path in ("", "/width_m", "/stairs"):
        walk.show(of_segment + path)


def test_no_screen_was_left_out(walk: Inspection) -> None:
    elsewhere = {"visit"}  # test_visit_record goes along on one, and looks at its screens
    assert walk.seen | elsewhere == set(walk.page.evaluate(NAMES))


def test_a_segment_is_chosen_on_the_map_by_keys(walk: Inspection, walker: Walker) -> None:
    page = walk.page
    page.locator("#map").focus()
    expect(page.locator(".home-picked")).to_contain_text("구간을 누르면")
    page.keyboard.press("Enter")
    expect(page.locator(".home-picked")).to_have_attribute("data-segment", str(walker.segment))


def test_the_map_begins_at_the_districts_of_a_team_also_when_it_is_opened_again(on_phone: Open, walker: Walker) -> None:
    page: Page = on_phone("made-walker").page
    scale = page.locator(".leaflet-control-scale-line")
    expect(scale).to_have_text(OF_A_DISTRICT)
    page.reload()  # now the area lies on the phone before there is a screen
    expect(page.locator(".home-picked")).to_be_visible()
    expect(scale).to_have_text(OF_A_DISTRICT)


def test_a_language_that_is_chosen_is_the_servers_too(walk: Inspection) -> None:
    page = walk.page
    walk.press("English", "link")
    expect(page.locator("#title")).to_have_text("Field work")
    page.wait_for_function("() => document.documentElement.dataset.sending === 'idle'")
    assert [one["value"] for one in page.context.cookies() if one["name"] == "golmok_language"] == ["en"]
    walk.look("Field work")


def test_a_district_is_taken_along_or_it_is_told_and_nobody_is_called_back(on_phone: Open) -> None:
    page: Page = on_phone("made-planner").page
    districts = page.locator("#screen button.field-row")
    page.evaluate("location.hash = '#/district'")
    districts.first.dispatch_event("click")
    expect(page.locator(".home-ready b")).to_be_visible()
    page.evaluate(LATE_AREAS)
    page.evaluate("location.hash = '#/district'")
    districts.nth(1).dispatch_event("click")
    page.evaluate("location.hash = '#/todo'")
    expect(page.locator("html[data-area=coming]")).to_be_attached()
    expect(page.locator("html[data-area=kept]")).to_be_attached()
    page.wait_for_timeout(200)
    expect(page.locator(".is-todo")).to_be_visible()  # who chose went on meanwhile
    page.evaluate("location.hash = '#/district'")
    expect(districts.first).to_be_visible()
    page.context.set_offline(True)
    districts.first.dispatch_event("click")
    expect(page.get_by_role("alert")).to_have_text("신호가 있는 곳에서 동을 골라 주세요.")
