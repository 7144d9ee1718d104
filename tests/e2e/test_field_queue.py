"""What lies on a phone until it is sent, in a real browser: over restarts, wrong clocks, refusals, full phones and new editions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from sqlalchemy import text

from mapper.operations.database import Sessions

SPACE_FORGOTTEN_MS = 3_000
"""After this, Chromium looks anew how much room an origin has whose pages were closed."""

SLOW_ONCE = """() => {
    const { timeout } = AbortSignal;
    AbortSignal.timeout = () => {
        AbortSignal.timeout = timeout;
        return AbortSignal.abort(new DOMException("", "TimeoutError"));
    };
}"""
"""A phone that is so slow that what takes no time at all is not done in time: nobody else has the draft."""

IN_THE_WAY = """async () => {
    const deaf = indexedDB.open("golmok-outbox");
    await new Promise((opened) => (deaf.onsuccess = opened));
    const newer = indexedDB.open("golmok-outbox", 1000);
    await new Promise((blocked) => (newer.onblocked = blocked));
}"""
"""A window that does not make way for a newer edition: who opens the outbox meanwhile stands behind that."""

Open = Callable[..., Any]
Describe = Callable[..., None]
LogIssue = Callable[..., None]
TakeOver = Callable[[Page, str], None]
Logged = Callable[[str], list[Any]]


@pytest.fixture(scope="module", autouse=True)
def _walkers(staff: Any, district: str) -> None:
    for name in ("made-walker", "made-other"):
        staff.add(name, district)


@pytest.fixture
def phone(on_phone: Open, doorstep: dict[str, float]) -> Page:
    """The field page on the phone of somebody on a segment of theirs."""
    return on_phone("made-walker", place=doorstep).page  # type: ignore[no-any-return] # it is one


@pytest.fixture
def start(browser: Browser, tmp_path: Path, doorstep: dict[str, float]) -> Iterator[Callable[[], Page]]:
    """Start a browser of its own, over what the last one that was started left on the disk."""
    opened: list[BrowserContext] = []

    def launch() -> Page:
        context = browser.browser_type.launch_persistent_context(
            str(tmp_path),
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu"],
            viewport={"width": 390, "height": 844},
            has_touch=True,
            is_mobile=True,
            locale="ko-KR",
            geolocation=doorstep,  # type: ignore[arg-type] # the three numbers it wants
            permissions=["geolocation"],
        )
        context.set_default_timeout(30_000)
        opened.append(context)
        return context.new_page()

    yield launch
    for context in opened:
        context.close()


def test_what_is_logged_without_a_signal_outlives_the_browser_and_is_stored_once(
    start: Callable[[], Page], take_over: TakeOver, own_server: str, log_issue: LogIssue, logged: Logged
) -> None:
    page = start()
    take_over(page, "made-walker")
    expect(page.locator("#queue-bar")).to_contain_text("저장 0")
    expect(page.locator("html[data-sending=idle]")).to_be_attached()
    page.context.set_offline(True)
    page.goto(own_server + "/field?language=xx")  # which there is not, and is not remembered
    page.goto(own_server + "/field")
    log_issue(page)
    expect(page.locator("#queue-bar")).to_contain_text("저장 1")
    page.context.close()

    page = start()
    page.context.set_offline(True)
    page.goto(own_server + "/field")
    expect(page.locator("#queue-bar")).to_contain_text("저장 1")
    assert logged("litter") == []
    page.context.set_offline(False)
    expect(page.locator("[data-notice=login]")).to_contain_text("그대로 있고")  # the login went with the browser
    take_over(page, "made-walker")
    expect(page.locator("#queue-bar")).to_contain_text("확인 1")
    assert logged("litter") == [(3, "picked", 6.5)]

    page.context.set_offline(True)
    log_issue(page, "무단투기")
    page.context.set_offline(False)
    expect(page.locator("#queue-bar")).to_contain_text("확인 2")
    assert len(logged("illegal_dumping")) == 1


CLOCK = """
const Real = Date;
const now = () => Real.now() + Number(localStorage.getItem("ahead"));
globalThis.Date = class extends Real {
  constructor(...said) { super(...(said.length ? said : [now()])); }
  static now() { return now(); }
};
"""
"""A clock that is ahead for as long as the phone remembers; what goes by in a page is counted right."""

A_SEGMENT = """
    SELECT segment.id FROM segment JOIN district ON district.id = district_id
    WHERE code = :code AND segment.superseded_at IS NULL ORDER BY segment.id LIMIT 1
"""


def test_a_clock_that_is_put_right_before_sending_keeps_nothing_back(
    phone: Page, own_city: Sessions, own_server: str, district: str, log_issue: LogIssue
) -> None:
    phone.context.add_init_script(CLOCK)
    with phone.expect_request_finished(lambda asked: "/field/area" in asked.url):  # it knows its segments
        phone.reload()

    def log_by_a_wrong_clock(category: str) -> None:
        phone.context.set_offline(True)
        phone.evaluate("localStorage.setItem('ahead', 86_400_000)")
        log_issue(phone, category)
        phone.evaluate("localStorage.setItem('ahead', 0)")

    log_by_a_wrong_clock("방범 사각지대")
    expect(phone.locator(".log-emergency a").first).to_have_text("112 범죄, 위협")
    phone.context.set_offline(False)
    expect(phone.locator("[data-notice=clock]")).to_contain_text("24시간 빨랐습니다")
    phone.get_by_role("link", name="첫 화면으로").click()
    log_by_a_wrong_clock("과속·통과차량")
    phone.goto(own_server + "/field")  # what went by since is not known any more
    phone.context.set_offline(False)
    expect(phone.locator("[data-notice=clock]")).to_contain_text("가장 가까운 때로")
    expect(phone.locator("#queue-bar")).to_contain_text("확인 2")

    phone.evaluate("localStorage.setItem('ahead', 10_800_000)")
    phone.reload()
    expect(phone.locator("html[data-sending=idle]")).to_be_attached()  # it heard how late it really is
    phone.context.set_offline(True)
    with own_city() as session:
        segment = session.execute(text(A_SEGMENT), {"code": district}).scalar_one()
    phone.evaluate(f"location.hash = '#/edit/{uuid4()}/segment/{segment}'")
    phone.get_by_role("button", name="계단").click()
    phone.locator(".edit-answer").last.click()
    expect(phone.locator(".edit-row.is-new")).to_be_visible()
    phone.evaluate("localStorage.setItem('ahead', 0)")  # while the edit is being written
    phone.get_by_role("button", name="고친 것 저장").click()
    phone.context.set_offline(False)
    expect(phone.locator("#queue-bar")).to_contain_text("확인 3")
    with own_city() as session:
        edited = session.execute(
            text(
                "SELECT r.answer ->> 'clock_note', r.recorded_at - e.edited_at < interval '1 minute' FROM receipt r"
                " JOIN edit e USING (id) WHERE e.segment_id = :segment"
            ),
            {"segment": segment},
        ).one()
        assert tuple(edited) == (None, True)
        told = session.execute(
            text(
                "SELECT i.category, r.answer ->> 'clock_note', r.recorded_at - i.reported_at < interval '2 minutes'"
                " AND i.reported_at <= r.recorded_at FROM receipt r JOIN issue i USING (id)"
                " WHERE i.category IN ('blind_spot', 'speeding') ORDER BY 1"
            )
        ).all()
    assert [tuple(one) for one in told] == [("blind_spot", None, True), ("speeding", "ahead", True)]


TAP_TWICE = """() => new Promise((told) => {
    const tap = (button) => {
        button.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true, pointerType: "touch" }));
        button.click();
    };
    new MutationObserver((_, seen) => {
        seen.disconnect();
        tap(document.querySelector(".log-tile"));
        setTimeout(() => told(document.getElementById("title").textContent), 400);
    }).observe(document.getElementById("screen"), { childList: true });
    tap(document.querySelector(".screen.is-log .action"));
})"""
"""Confirm the place; the finger comes down again just as the categories come up under it."""


def test_a_draft_is_found_again_in_one_window_at_a_time_and_carries_its_drawn_photo(
    phone: Page, own_city: Sessions, own_server: str, snapshot: Path, describe: Describe
) -> None:
    phone.evaluate(SLOW_ONCE)
    phone.get_by_role("link", name="불편사항 등록").click()
    expect(phone.get_by_role("button", name="여기가 맞습니다")).to_be_enabled()
    assert phone.evaluate(TAP_TWICE) == "무엇입니까?"  # the second tap chose nothing
    phone.evaluate("location.hash = location.hash.replace('category', 'place')")
    describe(phone, "낙서", "위험")
    phone.locator("#camera").set_input_files(snapshot)
    phone.get_by_role("button", name="표시 그리기").click()
    canvas = phone.locator("canvas.log-canvas")
    canvas.focus()
    for key in ("Enter", *["ArrowRight"] * 5, *["ArrowDown"] * 5, "Enter"):
        phone.keyboard.press(key)
    phone.get_by_role("button", name="다 그렸습니다").click()
    expect(phone.locator(".log-photo")).to_have_count(1)

    phone.evaluate("location.hash = location.hash.replace(/draw.*/, 'photos')")
    other = phone.context.new_page()
    other.goto(phone.url)
    expect(other.locator("#screen")).to_contain_text("다른 창에서 쓰고 있습니다")
    phone.close()
    expect(other.locator(".log-photo")).to_have_count(1)  # it goes on by itself
    other.get_by_role("button", name="등록하기").click()
    expect(other.locator("#queue-bar")).to_contain_text("확인 1")
    with own_city() as session:
        kept = session.execute(
            text(
                "SELECT count(*), max(p.width), max(p.height) FROM photo_use u JOIN photo p USING (sha256)"
                " JOIN issue i ON i.id = u.issue_id WHERE i.category = 'graffiti' AND u.moment = 'before'"
            )
        ).one()
    assert tuple(kept) == (1, 1200, 1600)  # upright


def test_no_place_is_stored_that_nobody_chose_and_nobody_is_at(phone: Page, doorstep: dict[str, float]) -> None:
    phone.context.set_geolocation(None)  # after it was known
    phone.get_by_role("link", name="불편사항 등록").click()
    here, confirm = phone.locator(".log-where"), phone.get_by_role("button", name="여기가 맞습니다")
    expect(here).to_have_text("아직 정하지 않은 자리입니다")
    expect(confirm).to_be_disabled()
    phone.context.set_geolocation(doorstep)  # type: ignore[arg-type] # the three numbers it wants
    expect(confirm).to_be_enabled()
    phone.context.set_geolocation(None)
    expect(confirm).to_be_disabled()
    phone.locator("#map").press("ArrowRight")
    expect(confirm).to_be_enabled()
    expect(phone.locator(".field-hint")).to_have_text("지도를 움직여 정한 자리입니다.")


def test_what_the_server_refuses_says_why_holds_nobody_up_and_can_be_put_right(
    phone: Page,
    doorstep: dict[str, float],
    snapshot: Path,
    tmp_path: Path,
    describe: Describe,
    log_issue: LogIssue,
    logged: Logged,
) -> None:
    phone.context.set_geolocation({"longitude": 126.5, "latitude": 33.4, "accuracy": 5})
    phone.get_by_role("link", name="불편사항 등록").click()
    describe(phone, "반사경 파손", "보통", near=False)
    phone.get_by_role("button", name="등록하기").click()
    expect(phone.locator("#queue-bar")).to_contain_text("멈춤 1")
    phone.get_by_role("link", name="첫 화면으로").click()
    phone.context.set_geolocation(doorstep)  # type: ignore[arg-type] # the three numbers it wants
    phone.context.route("**/api/v1/photos/*", refuse)
    log_issue(phone, "불법광고물", photo=snapshot)
    expect(phone.locator("#queue-bar")).to_contain_text("멈춤 2")

    phone.locator("#queue-bar").click()
    expect(phone.locator(".queue-item.is-stuck").filter(has_text="반사경")).to_contain_text("담당 동 밖이거나")
    phone.get_by_role("button", name="이 사진 없이 끝내기").click()
    phone.get_by_role("button", name="한 번 더 누르세요").click()
    expect(phone.locator("#queue-bar")).to_contain_text("확인 1")
    expect(phone.locator(".queue-item.is-confirmed")).to_contain_text("1장은 보내지 않음")
    with phone.expect_download() as download:
        phone.get_by_role("button", name="보낼 것을 파일로").click()
    file = tmp_path / "before.json"
    download.value.save_as(file)
    phone.get_by_role("button", name="고쳐서 보내기").click()
    phone.get_by_role("button", name="핀으로 정한 자리").click()
    describe(phone, "반사경 파손", "보통")
    phone.get_by_role("button", name="등록하기").click()
    expect(phone.locator("#queue-bar")).to_contain_text("확인 2")
    expect(phone.locator("#queue-bar")).not_to_contain_text("멈춤")
    phone.locator("#queue-bar").click()
    phone.locator("#queue-file").set_input_files(file)  # as it was before
    expect(phone.locator("#queue-file-said")).to_have_text("0건을 가져왔습니다.")
    assert len(logged("broken_mirror")) == 1


def refuse(route: Route) -> None:
    """Take no photo."""
    if route.request.method != "PUT":
        return route.continue_()
    return route.fulfill(status=400, json={"error": {"code": "photo_refused", "message": "읽을 수 없는 사진입니다."}})


def test_the_queue_goes_to_a_file_and_into_another_phone_of_the_same_person_only(
    phone: Page,
    on_phone: Open,
    take_over: TakeOver,
    own_server: str,
    snapshot: Path,
    slow_pictures: Callable[[Page], None],
    tmp_path: Path,
    log_issue: LogIssue,
    logged: Logged,
) -> None:
    phone.context.set_offline(True)
    slow_pictures(phone)
    log_issue(phone, "빗물받이 막힘", photo=snapshot)
    phone.locator("#queue-bar").click()
    expect(phone.locator(".queue-item").first).to_contain_text("사진 1장")
    with phone.expect_download() as download:
        phone.get_by_role("button", name="보낼 것을 파일로").click()
    file = tmp_path / "queue.json"
    download.value.save_as(file)
    assert "빗물받이" not in file.read_text("utf-8")
    phone.context.close()

    page: Page = on_phone("made-other", "/field#/queue").page
    page.locator("#queue-file").set_input_files(file)
    expect(page.locator("#queue-file-said")).to_contain_text("이 사람의")
    take_over(page, "made-walker")
    page.goto(own_server + "/field#/queue")
    page.locator("#queue-file").set_input_files(file)
    expect(page.locator("#queue-bar")).to_contain_text("확인 1")
    assert len(logged("blocked_drain")) == 1


def test_a_full_phone_says_so_and_loses_nothing(
    start: Callable[[], Page], take_over: TakeOver, own_server: str, describe: Describe, logged: Logged
) -> None:
    page = start()
    take_over(page, "made-walker")
    page.get_by_role("link", name="불편사항 등록").click()
    describe(page, "잡초·공터 방치", "위험")
    expect(page.locator("#title")).to_have_text("사진")
    context, address = page.context, page.url
    page.close()
    beside = context.new_page()
    beside.goto(own_server + "/method")
    browser_itself = context.new_cdp_session(beside)
    browser_itself.send("Storage.overrideQuotaForOrigin", {"origin": own_server, "quotaSize": 1})
    beside.wait_for_timeout(SPACE_FORGOTTEN_MS)
    page = context.new_page()
    page.goto(address)
    page.locator("#words").fill("화단이 무너짐")
    page.get_by_role("button", name="등록하기").click()
    expect(page.locator("[data-notice=store]")).to_contain_text("남은 자리가 없어")
    expect(page.get_by_role("button", name="등록하기")).to_be_enabled()  # it is over, and was not another's fault
    assert logged("weeds") == []
    browser_itself.send("Storage.overrideQuotaForOrigin", {"origin": own_server})
    page.get_by_role("button", name="등록하기").click()
    expect(page.locator("#queue-bar")).to_contain_text("확인 1")
    assert len(logged("weeds")) == 1


def test_a_new_edition_asks_first_and_the_queue_outlives_it(
    phone: Page, own_server: str, own_app: Flask, log_issue: LogIssue, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = phone.context
    context.set_offline(True)
    log_issue(phone, "볼라드 파손")
    second = context.new_page()
    second.goto(own_server + "/field")
    monkeypatch.setattr(own_app.extensions["golmok_static"], "edition", "abcdef012345")
    context.clear_cookies()  # nothing is sent before the change
    context.set_offline(False)
    phone.reload()
    notice = phone.locator("[data-notice=edition]")
    expect(notice).to_contain_text("새 판이 준비되었습니다")
    assert "abcdef012345" not in phone.content()
    notice.get_by_role("button", name="지금 바꾸기").click()
    phone.wait_for_function("() => document.documentElement.innerHTML.includes('abcdef012345')")
    expect(phone.locator("#queue-bar")).to_contain_text("저장 1")
    expect(second.locator("[data-notice=edition]")).to_contain_text("새 판으로 바꿨습니다")


def test_an_outbox_that_is_slow_to_open_is_waited_for(phone: Page, own_server: str) -> None:
    hoarder = phone.context.new_page()
    hoarder.goto(own_server + "/field")
    hoarder.locator("html[data-area=kept]").wait_for(state="attached")
    hoarder.evaluate(IN_THE_WAY)
    beside = phone.context.new_page()
    beside.clock.install()
    beside.goto(own_server + "/field")
    expect(beside.locator("#title")).to_be_visible()
    beside.clock.run_for(10_000)
    expect(beside.get_by_role("alert")).to_contain_text("다른 창이 있으면 모두 닫아 주세요")
    hoarder.close()
    expect(beside.locator("#queue-bar")).to_contain_text("저장 0")
    expect(beside.get_by_text("불편사항 등록").first).to_be_visible()
