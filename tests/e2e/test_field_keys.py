"""The field page by keys alone: an issue is logged, one is mended, and what waits is sent, looked at and saved to a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import text

from mapper.domain.reader import Reader
from mapper.domain.wanted import Wanted
from mapper.domain.work import ActKind, Work
from mapper.operations import works
from mapper.operations.database import Sessions
from mapper.operations.people import users
from mapper.operations.people.teams import TeamPlan, add_team
from web.clock import now

Open = Callable[..., Any]


OPEN = """
    SELECT issue_id FROM issue_state JOIN segment ON segment.id = segment_id JOIN district ON district.id = district_id
    WHERE NOT merged AND verification = 'unverified' AND resolved_at IS NULL AND code = :code
        AND NOT EXISTS (SELECT FROM issue_event WHERE issue_event.issue_id = issue_state.issue_id)
    ORDER BY reported_at, issue_id LIMIT 1
"""


@pytest.fixture(scope="module")
def task(own_city: Sessions, staff: Any, district: str, operator: Reader) -> UUID:
    """An issue that a team of one is to mend."""
    typist = staff.add("made-typist", district)
    with own_city.begin() as session:
        issue: UUID = session.execute(text(OPEN), {"code": district}).scalar_one()
        planner = users.user_named(session, "made-planner").reader("tests")
        plan = TeamPlan("가상 추진단", [district], [typist.id], [])
        team = add_team(session, plan, by=operator, now=now(), new_id=uuid4)
        wanted, act = Wanted(("received",), issues=(issue,)), Work(ActKind.ASSIGN, team=team.id)
        works.decide(session, planner, wanted, act, expected=1, new_id=uuid4)
    return issue


@pytest.fixture
def phone(on_phone: Open, task: UUID, doorstep: dict[str, float]) -> Page:
    page: Page = on_phone("made-typist", place=doorstep).page
    return page


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    """Go there by Tab, and press."""
    expect(target).to_be_visible()
    for _ in range(60):
        if target.evaluate("element => element === document.activeElement"):
            page.keyboard.press(key)
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} cannot be reached by keys")


def button(page: Page, name: str) -> Locator:
    return page.locator("#screen").get_by_role("button", name=name).first


def test_an_issue_is_logged_waits_and_is_sent(phone: Page, own_city: Sessions, snapshot: Path, tmp_path: Path) -> None:
    page = phone
    page.context.set_offline(True)
    press(page, page.get_by_role("link", name="불편사항 등록"))
    press(page, button(page, "여기가 맞습니다"))
    press(page, button(page, "낙서"))
    near = button(page, "아니요, 다른 것입니다")
    severe = button(page, "위험")
    expect(near.or_(severe).first).to_be_visible()
    if near.is_visible():
        press(page, near)
    press(page, severe)
    with page.expect_file_chooser() as chosen:
        press(page, page.locator("#camera"))
    chosen.value.set_files(snapshot)
    expect(page.locator(".log-photo")).to_have_count(1)
    press(page, button(page, "등록하기"))
    expect(page.locator("#queue-bar")).to_contain_text("저장 1")

    press(page, page.locator("#queue-bar"))
    expect(page.locator("#title")).to_have_text("보낼 것")
    with page.expect_download() as download:
        press(page, button(page, "보낼 것을 파일로"))
    download.value.save_as(tmp_path / "queue.json")
    assert (tmp_path / "queue.json").stat().st_size > 10_000

    page.context.set_offline(False)
    press(page, button(page, "지금 보내기"))
    expect(page.locator("#queue-bar")).to_contain_text("확인 1")
    with own_city() as session:
        kept = "SELECT count(*) FROM issue WHERE category = 'graffiti' AND origin = 'field'"
        assert session.execute(text(kept)).scalar_one() == 1


def test_an_issue_is_mended(phone: Page, own_city: Sessions, snapshot: Path, task: UUID) -> None:
    page = phone
    press(page, page.get_by_role("link", name="할 일"))
    press(page, page.locator(".work-row").first)
    press(page, page.get_by_role("link", name="조치 완료"))
    with page.expect_file_chooser() as chosen:
        press(page, page.locator("#work-camera"))
    chosen.value.set_files(snapshot)
    press(page, page.get_by_role("button", name="고침", exact=True))
    press(page, button(page, "조치 완료"))
    expect(page.locator("#queue-bar")).to_contain_text("확인 1")
    with own_city() as session:
        told = text("SELECT kind FROM issue_event WHERE issue_id = :id AND kind = 'fixed'")
        assert session.execute(told, {"id": task}).scalars().all() == ["fixed"]
