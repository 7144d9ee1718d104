"""A visit from its plan to a promise that everybody reads of: written down without a signal, sent once, followed up."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import text

from mapper.domain.calendar import KST
from mapper.domain.reader import Role
from mapper.operations.database import Sessions
from web.clock import now

Barriers = Callable[[Page], list[str]]
Open = Callable[..., Any]
THEME = "어두운 골목을 걷는 날"


@pytest.fixture
def planned(own_city: Sessions, staff: Any, visit_as: Open) -> str:
    """A visit of today with three stops; answers its id."""
    staff.add("made-mayor", role=Role.MAYOR)
    seen = visit_as("made-planner", "/visits/new")
    page: Page = seen.page
    page.get_by_label("주제").fill(THEME)
    page.get_by_label("때", exact=True).fill(f"{now().astimezone(KST):%Y-%m-%dT00:10}")
    page.get_by_label("몇 곳까지").fill("3")
    page.get_by_role("button", name="계획하기", exact=True).click()
    expect(page.locator(".visit-stop")).to_have_count(3)
    assert seen.faults == []
    return page.url.rpartition("/")[2]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def is_open_to_all(page: Page, barriers: Barriers) -> None:
    """By light and by dark, with everything large enough for a thumb."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert barriers(page) == [], scheme
    small = "all => all.filter((one) => one.offsetHeight && one.offsetHeight < 44).map((one) => one.outerHTML)"
    assert (
        page.locator("#screen button, #screen a, #screen input:not(.field-quiet), #screen select").evaluate_all(small)
        == []
    )
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def write_down(page: Page, barriers: Barriers, snapshot: Path) -> None:
    """Who came, an issue, a referral, a promise and a photo."""
    expect(page.get_by_role("button", name="저장하고 보내기")).to_be_disabled()
    page.get_by_label("주민 몇 명").fill("12")
    press(page, "공무원 한 명 더하기")
    press(page, "건의 더하기")
    is_open_to_all(page, barriers)
    press(page, "주민")
    press(page, "불편사항으로 등록")
    page.get_by_label("무엇이라고 했습니까?").fill("가로등이 꺼져 밤에 다니기 무섭다고 함")
    page.get_by_label("어디 이야기입니까?").select_option(index=1)
    page.get_by_label("유형").select_option("streetlight_out")
    page.get_by_label("맡을 부서").fill("도로과")
    is_open_to_all(page, barriers)
    press(page, "담기")
    press(page, "건의 더하기")
    press(page, "상인")
    press(page, "동 창구에 연계")
    expect(page.get_by_label("무엇이라고 했습니까?")).to_have_count(0)
    expect(page.locator(".visit-sealed")).to_contain_text("적지 않습니다")
    press(page, "담기")
    expect(page.locator(".is-lacking")).to_have_count(1)
    page.locator(".visit-entry").nth(1).get_by_role("button").first.click()
    page.get_by_label("어디 이야기입니까?").select_option(index=1)
    press(page, "담기")
    expect(page.locator(".is-lacking")).to_have_count(0)
    press(page, "약속 더하기")
    page.get_by_label("무엇을 약속했습니까?").fill("한 달 안에 가로등을 고칩니다.")
    page.get_by_label("어느 건의에 대한 약속입니까?").select_option(index=1)
    page.get_by_label("어디 이야기입니까?").select_option(index=1)
    press(page, "담기")
    page.locator("#camera-nobody").set_input_files(snapshot)
    expect(page.locator(".log-photo img")).to_have_count(1)


def stored(city: Sessions, statement: str) -> list[Any]:
    with city() as session:
        return list(session.execute(text(statement)).all())


def test_a_visit_is_written_down_without_a_signal_followed_up_and_a_promise_published(
    own_city: Sessions,
    planned: str,
    on_phone: Open,
    visit_as: Open,
    barriers: Barriers,
    snapshot: Path,
) -> None:
    phone = on_phone("made-mayor")
    page: Page = phone.page
    is_open_to_all(page, barriers)
    page.context.set_offline(True)
    page.get_by_role("link", name=THEME).click()
    write_down(page, barriers, snapshot)
    is_open_to_all(page, barriers)

    page.reload()
    expect(page.get_by_label("주민 몇 명")).to_have_value("12")
    expect(page.locator(".visit-entry")).to_have_count(3)
    expect(page.locator(".log-photo img")).to_have_count(1)
    press(page, "저장하고 보내기")
    expect(page.locator("#title")).to_have_text("저장했습니다")
    expect(page.locator("#queue-bar")).to_contain_text("저장 1")
    assert stored(own_city, "SELECT id FROM visit_record") == []

    page.context.set_offline(False)
    expect(page.locator(".log-state")).to_contain_text("서버가 확인했습니다")
    heads = stored(own_city, "SELECT kind, heads FROM visit_attendance ORDER BY kind")
    assert [tuple(one) for one in heads] == [("official", 1), ("resident", 12)]
    kinds = "SELECT kind, outcome, words IS NULL, issue_id IS NULL FROM ledger_entry ORDER BY kind, outcome"
    assert [tuple(one) for one in stored(own_city, kinds)] == [
        ("consultation", "issue", False, False),
        ("consultation", "referral", True, True),
        ("promise", None, False, True),
    ]
    assert (
        len(
            stored(own_city, "SELECT sha256 FROM photo_use JOIN photo USING (sha256) WHERE visit_record_id IS NOT NULL")
        )
        == 1
    )
    assert [fault for fault in phone.faults if "ERR_INTERNET_DISCONNECTED" not in fault] == []

    follow_up(visit_as, planned, barriers)
    publish(own_city, visit_as, barriers)


def follow_up(visit_as: Open, planned: str, barriers: Barriers) -> None:
    seen = visit_as("made-planner", f"/visits/{planned}")
    page: Page = seen.page
    expect(page.locator("#went-title + p")).to_contain_text("13명이 왔습니다")
    assert barriers(page) == []
    page.get_by_role("link", name="대장에서 보기").click()
    assert barriers(page) == []
    expect(page.locator("tbody tr")).to_have_count(3)
    page.get_by_role("link", name="가로등을 고칩니다").click()
    page.locator('input[name="to"][value="impossible"]').check()
    expect(page.locator("#blocker")).to_be_visible()
    page.locator('input[name="to"][value="done"]').check()
    expect(page.locator("#blocker")).to_be_hidden()
    page.get_by_label("한 일이나 까닭").fill("가로등 두 개를 새로 달았습니다.")
    press(page, "적기")
    expect(page.locator(".ledger-history")).to_contain_text("가로등 두 개를 새로 달았습니다.")
    assert barriers(page) == []
    assert seen.faults == []


def publish(own_city: Sessions, visit_as: Open, barriers: Barriers) -> None:
    seen = visit_as("made-planner", "/visits/ledger?kind=promise")
    page: Page = seen.page
    page.locator("tbody a").first.click()
    page.get_by_label("공개할 글").fill("꺼진 가로등을 한 달 안에 고치겠습니다.")
    press(page, "공개")
    expect(page.locator(".said")).to_contain_text("공개하기로")
    page.goto(page.url.partition("/visits")[0] + "/promises")
    expect(page.locator(".promises li")).to_have_count(0)
    with own_city.begin() as session:  # three days go by
        session.execute(text("ALTER TABLE ledger_entry DISABLE TRIGGER append_only"))
        session.execute(text("UPDATE ledger_entry SET recorded_at = recorded_at - interval '4 days'"))
        session.execute(text("ALTER TABLE ledger_entry ENABLE TRIGGER append_only"))
    page.reload()
    expect(page.locator(".promises li")).to_contain_text("꺼진 가로등을 한 달 안에 고치겠습니다.")
    expect(page.locator(".promises li")).to_contain_text("지킴")
    assert barriers(page) == []
    assert seen.faults == []
