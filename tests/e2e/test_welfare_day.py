"""A day in the life, in a real browser: told of on a phone without a signal, followed by a case worker across 추석, overseen by a supervisor."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import text

from mapper.domain.calendar import KST
from mapper.domain.reader import Role
from mapper.operations.people import users
from web import clock
from web.clock import now, today

Open = Callable[..., Any]

BEFORE_CHUSEOK = datetime(2026, 9, 22, 9, 30, tzinfo=KST)
"""A Tuesday: from Thursday to Saturday nobody works, and on Sunday neither."""
PICTURES = os.environ.get("GOLMOK_PICTURES")
"""Folder in which each step is kept as a picture, where somebody wants to look at them."""
TOLD = {"where": "가상시 없는로 9, 반지하", "who": "혼자 사는 어르신", "words": "우편물이 쌓이고 사흘째 불이 꺼져 있음"}
NAME = "타파하"
STEPS = 12
"""What the case worker writes down after the intake."""


class Clock:
    """The server's, which is put forward day by day."""

    def __init__(self) -> None:
        self.ahead = BEFORE_CHUSEOK - datetime.now(KST)

    def forward_to(self, month: int, day: int) -> None:
        there = now().astimezone(KST)
        self.ahead += datetime(2026, month, day, 9, 30, tzinfo=KST) - there


@pytest.fixture(scope="module")
def time() -> Iterator[Clock]:
    held = Clock()

    class Then(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override] # moments as anybody else's
            return datetime.now(tz) + held.ahead

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "datetime", Then)
        yield held


@pytest.fixture
def picture() -> Callable[[Page, str], None]:
    """Keep a picture of the whole page."""

    def keep(page: Page, name: str) -> None:
        if PICTURES:
            page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)

    return keep


def give_reason(page: Page, reason: str) -> None:
    page.get_by_label(reason, exact=True).check()
    page.get_by_role("button", name="열기").click()


def fill(page: Page, way: str, *chosen: str, **typed: str) -> None:
    """Follow a way from the desk of a case, answer its one question, and come back."""
    page.get_by_role("link", name=way).first.click()
    for choice in chosen:
        page.get_by_label(choice, exact=True).check()
    for name, words in typed.items():
        page.locator(f"#write [name={name}]").fill(words)
    page.get_by_role("button", name="저장").click()
    expect(page.get_by_role("status")).to_have_text("적었습니다.")


def tell(visit_as: Open, picture: Callable[[Page, str], None], barriers: Callable[[Page], list[str]]) -> None:
    """An honorary worker tells of a household where there is no signal."""
    seen = visit_as("made-honorary", "/tell", width=390, height=844)
    page: Page = seen.page
    expect(page.locator("html[data-ready]")).to_be_attached()
    page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    page.context.set_offline(True)
    page.goto(page.url)
    expect(page.locator("html[data-ready]")).to_be_attached()
    assert barriers(page) == []
    for name, words in TOLD.items():
        page.locator(f"#tip [name={name}]").fill(words)
    picture(page, "01-tell-without-signal-390")
    page.get_by_role("button", name="잠가서 보내기").click()
    expect(page.locator("#waiting")).to_have_text("잠긴 채로 기다리는 제보 1건")
    kept = page.evaluate(
        "async () => { const { waiting } = await import('/static/tell/queue.js').catch(() => ({}));"
        " return waiting ? JSON.stringify(await waiting()) : JSON.stringify(await new Promise((go) => {"
        " const asked = indexedDB.open('golmok-tell'); asked.onsuccess = () => {"
        " const all = asked.result.transaction('tips').objectStore('tips').getAll();"
        " all.onsuccess = () => go(all.result); }; })); }"
    )
    assert "sealed" in kept
    assert not any(words in kept for words in TOLD.values())
    assert "없는로" not in page.content()
    picture(page, "02-tell-kept-sealed-390")
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#waiting")).to_have_text("기다리는 제보가 없습니다.")
    expect(page.locator("#said")).to_have_text("동 상담창구에 보냈습니다.")
    picture(page, "03-tell-sent-390")


def take_in(page: Page, picture: Callable[[Page, str], None]) -> str:
    """The desk opens what was told, and takes the household in."""
    page.get_by_role("link", name="제보 1건").click()
    picture(page, "04-tips")
    page.locator("#waiting a").click()
    give_reason(page, "상담")
    expect(page.locator("#told")).to_contain_text(TOLD["words"])
    picture(page, "05-tip-opened")
    page.get_by_role("link", name="새로 접수").click()
    expect(page.locator("#address")).to_have_value(TOLD["where"])
    expect(page.get_by_label("명예사회복지공무원")).to_be_checked()
    for choice in ("생계", "돌봄", "1인가구", "구두 동의", "사례관리", "다른 기관에 제공"):
        page.get_by_label(choice, exact=True).check()
    page.locator("#intake [name=name]").first.fill(NAME)
    picture(page, "06-intake")
    page.get_by_role("button", name="접수하기").click()
    expect(page.get_by_role("status")).to_contain_text("접수했습니다")
    give_reason(page, "방문")
    expect(page.get_by_role("heading", level=1)).to_contain_text(NAME)
    return page.url


def test_a_household_is_followed_across_the_holidays(
    visit_as: Open,
    own_app: Flask,
    own_server: str,
    staff: Any,
    district: str,
    time: Clock,
    picture: Callable[[Page, str], None],
    barriers: Callable[[Page], list[str]],
) -> None:
    for name, role in {
        "made-honorary": Role.HONORARY,
        "made-worker": Role.WELFARE,
        "made-colleague": Role.WELFARE,
        "made-boss": Role.SUPERVISOR,
    }.items():
        staff.add(name, district, role=role)
    tell(visit_as, picture, barriers)

    worker = visit_as("made-worker", "/cases")
    page: Page = worker.page
    case = take_in(page, picture)
    due = page.locator("#due")
    expect(due).to_contain_text("사정 2026. 10. 8.(목)")  # ten working days of which four are holidays and Sundays
    expect(due).to_contain_text("그 사이 쉬는 날: 9. 24. 추석 전날, 9. 25. 추석")
    picture(page, "07-case-with-a-deadline-over-chuseok")
    fill(page, "먼저 지원하기", item="즉석밥과 전기요금", amount="8만 원", words="명절 동안 굶을 수 있다")
    expect(due).to_contain_text("사후 보고 2026. 9. 28.(월)")  # the third working day: two before 추석, one after
    picture(page, "08-support-first")

    time.forward_to(9, 30)
    log_in_again(page, staff, own_server, "made-worker", "/cases")
    expect(page.get_by_role("main")).to_contain_text("기한 지남")
    picture(page, "09-report-overdue-after-the-holidays")
    see_it_is_late(visit_as, own_server, case, picture)
    help_them(page, own_server, case, picture)
    oversee(visit_as, own_app, staff, case.rsplit("/", 1)[1], picture)

    fill_on(page, case, "마침", words="받았다")
    fill(page, "사후관리 적기", words="혼자 장을 본다", due=(today() + timedelta(days=20)).isoformat())
    stands(page, "사후관리")
    picture(page, "16-after-care")
    time.forward_to(10, 26)
    log_in_again(page, staff, own_server, "made-worker", case.removeprefix(own_server))
    give_reason(page, "사후관리")
    fill(page, "종결하기", "목표 달성", words="스스로 지낸다")
    stands(page, "종결")
    picture(page, "17-closed")
    page.goto(f"{own_server}/cases/figures")
    expect(page.get_by_role("row", name="종결").first).to_contain_text("1")
    picture(page, "18-figures")
    see_it_is_closed(visit_as, staff, case, picture)
    assert [fault for fault in worker.faults if "403" not in fault] == []
    asked = " ".join(worker.requests)
    assert not any(word in asked for word in (NAME, "%ED%83%80", "name=", "address=", "/tiles/"))


def number_of(case: str) -> str:
    """As lists call it, which name nobody."""
    key = case.rsplit("/", 1)[1].upper()
    return f"{key[:4]}–{key[4:8]}"


def stands(page: Page, stage: str) -> None:
    expect(page.locator(".steps [aria-current]")).to_have_text(stage)


def see_it_is_late(visit_as: Open, own_server: str, case: str, picture: Callable[[Page, str], None]) -> None:
    """The supervisor sees which case is late, since which day, and whose it is."""
    page: Page = visit_as("made-boss", "/oversight/cases").page
    row = page.get_by_role("row").filter(has_text=number_of(case))
    expect(row).to_contain_text("사후 보고 2026. 9. 28.(월)")
    expect(row).to_contain_text("made-worker")
    expect(page.get_by_role("main")).to_contain_text("기한이 지난 사례 1건")
    expect(page.get_by_role("main")).not_to_contain_text(NAME)
    picture(page, "09b-late-as-the-supervisor-sees-it")


def help_them(page: Page, own_server: str, case: str, picture: Callable[[Page, str], None]) -> None:
    """From the late report to the service that was linked."""
    page.locator("#open a").first.click()
    give_reason(page, "상담")
    fill(page, "사후 보고", approver="복지팀장", words="연휴 동안 지낸 것을 확인")
    fill(page, "사정 적기", "생계", "높음", words="소득이 없고 혼자 산다")
    stands(page, "사정 마침")
    page.goto(f"{own_server}/cases/conferences")
    expect(page.get_by_role("main")).to_contain_text(number_of(case))
    picture(page, "10-conference-board")
    page.goto(case)
    fill(
        page,
        "사례회의 적기",
        "통합사례관리",
        "복지관",
        "보건소",
        people="가상복지관 과장\n가상보건소 간호사",
        words="석 달 동안 함께 돕는다",
    )
    stands(page, "회의 마침")
    soon = (today() + timedelta(days=12)).isoformat()
    fill(page, "계획 항목 더하기", "생계", service="긴급생계비", owner="복지팀", due=soon)
    stands(page, "서비스 제공")
    expect(page.get_by_role("main")).to_contain_text("긴급생계비")
    fill(page, "방문 잡기", people="방문간호사\n복지통장", due=today().isoformat())
    page.goto(f"{own_server}/cases/map")
    give_reason(page, "방문")
    expect(page.locator("#visits")).to_contain_text(NAME)
    picture(page, "11-visits-of-the-day")
    page.goto(case)
    page.get_by_role("link", name="다녀옴").click()
    page.locator("#write [name=people]").fill("방문간호사\n복지통장")
    page.locator("#write [name=words]").fill("밥을 드시고 방이 따뜻하다")
    page.locator("#write [name=met]").fill("1")
    picture(page, "12-visit-made")
    page.get_by_role("button", name="저장").click()
    expect(page.get_by_role("status")).to_have_text("적었습니다.")
    fill(page, "연계하기", "민간", "생계", agency="가상푸드뱅크", service="쌀", due=soon)
    fill(page, "연계됨", words="매달 10 kg")
    expect(page.get_by_role("main")).to_contain_text("매달 10 kg")
    picture(page, "13-referred-and-linked")


def oversee(visit_as: Open, own_app: Flask, staff: Any, case_id: str, picture: Callable[[Page, str], None]) -> None:
    """The supervisor lets a colleague follow the case too, looks at what stands out, and sees no name."""
    page: Page = visit_as("made-boss", "/oversight/cases").page
    expect(page.get_by_role("main")).to_contain_text("made-worker")
    picture(page, "14-assignment")
    page.get_by_role("table").get_by_role("link").first.click()
    assert case_id in page.url
    with staff.city() as session:
        colleague = users.user_named(session, "made-colleague").id
    page.locator("#user").select_option(str(colleague))
    page.locator("#assign-words").fill("명절 뒤 함께 맡음")
    page.get_by_role("button", name="맡기기").click()
    expect(page.get_by_role("status")).to_have_text("맡은 사람을 바꾸었습니다.")
    expect(page.get_by_role("main")).not_to_contain_text(NAME)
    picture(page, "15-assigned")
    page.goto(page.url.split("/oversight")[0] + "/oversight")
    picture(page, "15b-month")
    expect(page.get_by_role("main")).to_contain_text("열람 기록")


def see_it_is_closed(visit_as: Open, staff: Any, case: str, picture: Callable[[Page, str], None]) -> None:
    """It is on nobody's list any more, and every step of it is in the log under whoever did it."""
    page: Page = visit_as("made-boss", "/oversight/cases").page
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text(number_of(case))
    picture(page, "19-closed-as-the-supervisor-sees-it")
    asked = "SELECT name, action, count(*) FROM crisis.access GROUP BY name, action"
    with staff.city() as session:
        session.execute(text("SELECT set_config('golmok.districts', '*', true)"))
        logged = {(name, action): count for name, action, count in session.execute(text(asked))}
    assert logged["made-worker", "household.take_in"] == 1
    assert logged["made-worker", "case.write"] == STEPS


def fill_on(page: Page, case: str, way: str, **typed: str) -> None:
    page.goto(case)
    fill(page, way, **typed)


def log_in_again(page: Page, staff: Any, own_server: str, name: str, path: str) -> None:
    """A login that lay idle over days has ended."""
    page.goto(own_server + path)
    assert "/login" in page.url
    page.goto(own_server + staff.link(name, path))
    page.locator("main form button").click()
    page.wait_for_url(own_server + path)
