"""주민회의 in a real browser: a meeting is held, its agenda is tied on the map, voted on, decided and executed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from mapper.domain.meeting import MeetingDraft
from mapper.operations.agendas import add_item
from mapper.operations.database import Sessions
from mapper.operations.meeting_access import Writer
from mapper.operations.meetings import add_meeting
from mapper.operations.people import users
from web.clock import now

Barriers = Callable[[Page], list[str]]
Open = Callable[..., Any]


@pytest.fixture(scope="module")
def meeting(own_city: Sessions, district: str) -> str:
    """One that began an hour ago, with an agenda."""
    held_at = now() - timedelta(hours=1)
    with own_city.begin() as session:
        by = users.user_named(session, "made-planner").reader("tests")
        draft = MeetingDraft("residents", "11월 가상동 주민회의", "가상동 주민센터", held_at, (district,))
        made = add_meeting(session, draft, Writer(by, held_at - timedelta(days=2), uuid4))
        for minute, words in enumerate(("어두운 골목에 가로등을 더 달자", "쓰레기 배출 장소를 옮기자")):
            add_item(session, made, words, Writer(by, held_at - timedelta(days=1) + timedelta(minutes=minute), uuid4))
    return str(made)


def fill(page: Page, section: str, summary: str, **typed: str) -> None:
    """Unfold a form, fill it in, and send it by the key that sends forms."""
    fold = page.locator(f"#{section} details", has=page.locator("summary", has_text=summary)).first
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()
    for name, value in typed.items():
        field = fold.locator(f"[name={name}]")
        field.select_option(value) if field.evaluate("one => one.tagName") == "SELECT" else field.fill(value)
    field.press("Enter")


def test_a_meeting_is_held_tied_voted_decided_and_executed(visit_as: Open, meeting: str, barriers: Barriers) -> None:
    seen = visit_as("made-planner", f"/meetings/{meeting}")
    page: Page = seen.page
    expect(page.locator(".leaflet-tile-loaded").first).to_be_visible()
    page.get_by_role("button", name="안건 1: 지도에서 잇기").press("Enter")
    page.keyboard.type("길")
    expect(page.locator("#search-list [role=option]").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="이 구간 잇기").press("Enter")
    expect(page.locator("#agenda .ties li")).to_have_count(1)
    expect(page.locator(".meeting-number")).to_have_count(1)
    expect(page.locator("#tie")).to_contain_text("이어져 있음")
    page.keyboard.press("Escape")
    unsent = page.locator("#minutes textarea")
    unsent.fill("오간 말을 적는 동안 다른 것을 보냅니다.")
    fill(page, "attendance", "참석 인원 적기", organisation="가상 자율방범대", heads="12")
    expect(page.locator("#attendance-title")).to_contain_text("12명")
    fill(page, "agenda", "표결 적기", against="2", abstained="1", in_favour="9")
    expect(page.locator("#agenda .votes")).to_contain_text("가결")
    new = page.locator("#decisions > form")
    new.get_by_label("새 결정").fill("가로등 세 곳을 단다.")
    new.get_by_label("안건").select_option(index=1)
    new.get_by_role("button", name="결정 적기").click()
    expect(page.locator("#decisions .ties li")).to_have_count(1)
    expect(unsent).to_have_value("오간 말을 적는 동안 다른 것을 보냅니다.")
    assert barriers(page) == []
    page.locator("#decisions summary", has_text="이행 적기").click()
    page.get_by_role("button", name="추진 중단").click()
    expect(page.locator("#told .fault")).to_contain_text("이유를")
    page.get_by_role("button", name="이행 완료").click()
    expect(page.locator("#decisions .badge").first).to_have_text("이행")
    segment = page.locator("#decisions [data-goto]").get_attribute("data-goto")
    page.goto(page.url.split("/meetings")[0] + f"/#segment={segment}")
    page.locator("#why-decisions summary").click()
    expect(page.locator("#why-decisions")).to_contain_text("가로등 세 곳을 단다.")
    assert [fault for fault in seen.faults if "400" not in fault] == []


def test_every_page_is_fit_to_be_used(
    visit_as: Open, meeting: str, barriers_in_any_look: Callable[[Page], dict[str, list[str]]]
) -> None:
    seen = visit_as("made-planner", "/meetings", width=390, height=844)
    page: Page = seen.page
    base = page.url.split("/meetings")[0]
    of_one = ("", "/edit", "/minutes")
    for path in (
        "/meetings",
        "/meetings/new",
        "/meetings/decisions",
        *(f"/meetings/{meeting}{part}" for part in of_one),
    ):
        page.goto(base + path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert barriers_in_any_look(page) == {}, path
    assert seen.faults == []
