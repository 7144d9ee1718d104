"""The page of field teams in a real browser: without a network, over restarts of the browser, and with somebody else's login."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from PIL import ExifTags, Image
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import text

from mapper.domain.reader import Reader, Role
from mapper.operations.database import Sessions
from mapper.operations.people import keys, users
from web.clock import now

Barriers = Callable[[Page], list[str]]

OPERATOR = Reader(None, "tests", Role.ADMIN, None, "cli")
SPACE_FORGOTTEN_MS = 3_000
"""After this, Chromium looks anew how much room an origin has whose pages were closed."""

MOST_TAPS = 6
COUNT_EFFORT = """() => {
    if (window.taps === undefined) {
        addEventListener("click", ({ isTrusted }) => (window.taps += isTrusted), true);
        addEventListener("keydown", () => (window.keys += 1), true);
    }
    window.taps = window.keys = 0;
}"""
WALKERS = ("made-walker", "made-other")
BUSIEST = "SELECT district_id FROM segment GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
Open = Callable[..., BrowserContext]


@pytest.fixture(scope="module")
def city(own_city: Sessions) -> Sessions:
    with own_city.begin() as session:
        code = session.execute(text(f"SELECT code FROM district WHERE id = ({BUSIEST})")).scalar()
        for name in WALKERS:
            users.add_user(session, name, Role.FIELD, (code,), every=False, by=OPERATOR, now=now())
    return own_city


@pytest.fixture(scope="module")
def server(own_server: str) -> str:
    return own_server


@pytest.fixture(scope="module")
def doorstep(city: Sessions) -> dict[str, float]:
    """A place on a segment of the walkers' district, as a phone would say it."""
    with city() as session:
        found = session.execute(
            text(
                "SELECT ST_X(p) AS longitude, ST_Y(p) AS latitude FROM (SELECT ST_Transform("
                f"ST_LineInterpolatePoint(line, 0.5), 4326) AS p FROM segment WHERE district_id = ({BUSIEST})"
                " ORDER BY length_m DESC, id LIMIT 1) AS middle"
            )
        ).one()
    return {**found._asdict(), "accuracy": 6.5}


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A photo as a camera makes it: large, and lying on its side."""
    path = tmp_path_factory.mktemp("photos") / "alley.jpg"
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    Image.radial_gradient("L").resize((2400, 1800)).convert("RGB").save(path, exif=exif)
    return path


@pytest.fixture
def phone(browser: Browser, tmp_path: Path, doorstep: dict[str, float]) -> Iterator[Open]:
    """Open a browser with a profile of its own, which can be closed and opened again."""
    opened: list[BrowserContext] = []

    def start(profile: str = "profile") -> BrowserContext:
        context = browser.browser_type.launch_persistent_context(
            str(tmp_path / profile),
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu"],
            viewport={"width": 390, "height": 844},
            has_touch=True,
            is_mobile=True,
            locale="ko-KR",
            geolocation=doorstep,  # type: ignore[arg-type] # the three numbers it wants
            permissions=["geolocation"],
        )
        context.set_default_timeout(15_000)
        opened.append(context)
        return context

    yield start
    for context in opened:
        context.close()


def link_for(city: Sessions, name: str) -> str:
    with city.begin() as session:
        return keys.add_link(session, users.user_named(session, name), by=OPERATOR, now=now(), loopback_only=True)


def enter(page: Page, server: str, city: Sessions, name: str) -> None:
    """Log in, and wait until the page is kept on the phone."""
    page.goto(f"{server}/login/link/{link_for(city, name)}")
    page.locator("main form button").click()
    page.wait_for_url(server + "/")
    page.goto(server + "/field")
    expect(page.locator("html[data-kept=true]")).to_be_attached()
    expect(page.locator(".home-about")).to_contain_text(name)


def log_issue(page: Page, category: str = "쓰레기 흩어짐", photo: Path | None = None) -> None:
    """Log an issue in five taps, one more where something like it is near, and one for the camera; nothing is typed."""
    page.evaluate(COUNT_EFFORT)
    page.get_by_role("link", name="불편사항 등록").click()
    expect(page.locator("#title")).to_have_text("어디입니까?")
    expect(page.locator(".log-where")).not_to_have_text("가까운 구간이 없습니다")
    page.get_by_role("button", name="여기가 맞습니다").click()
    page.get_by_role("button", name=category, exact=True).last.click()
    expect(page.locator("#title")).to_have_text(re.compile("심합니까|이것입니까"))
    if "이것입니까" in page.locator("#title").inner_text():
        page.get_by_role("button", name="아니요, 다른 것입니다").click()
    page.get_by_role("button", name="심각").click()
    if photo is not None:
        page.locator("#camera").set_input_files(photo)
        expect(page.locator(".log-photo")).to_have_count(1)
    page.get_by_role("button", name="등록하기").click()
    expect(page.locator("#title")).to_have_text("저장했습니다")
    taps, keys = page.evaluate("[window.taps, window.keys]")
    assert (taps <= MOST_TAPS, keys) == (True, 0), taps


def log_issue_far(page: Page) -> None:
    """Log an issue where no segment of theirs is near."""
    page.get_by_role("link", name="불편사항 등록").click()
    expect(page.locator(".log-where")).to_have_text("가까운 구간이 없습니다")
    page.get_by_role("button", name="여기가 맞습니다").click()
    page.get_by_role("button", name="반사경 파손", exact=True).last.click()
    page.get_by_role("button", name="보통").click()
    page.get_by_role("button", name="등록하기").click()
    expect(page.locator("#title")).to_have_text("저장했습니다")


def stored(city: Sessions, category: str) -> list[tuple[Any, ...]]:
    with city() as session:
        found = session.execute(
            text(
                "SELECT i.severity, p.method, i.accuracy_m FROM receipt r JOIN issue i USING (id)"
                " LEFT JOIN placement p ON p.issue_id = i.id WHERE r.subject = 'issue' AND i.category = :category"
            ),
            {"category": category},
        )
        return [tuple(row) for row in found]


def test_what_is_logged_without_a_signal_outlives_the_browser_and_is_stored_once(
    phone: Open, server: str, city: Sessions
) -> None:
    context = phone()
    page = context.new_page()
    enter(page, server, city, "made-walker")
    expect(page.locator("#queue-bar")).to_contain_text("저장 0")
    page.wait_for_function("document.documentElement.dataset.sending === 'idle'")

    context.set_offline(True)
    page.goto(server + "/field?language=xx")  # which there is not, and is not remembered
    page.goto(server + "/field")
    log_issue(page)
    expect(page.locator("#queue-bar")).to_contain_text("저장 1")
    context.close()

    context = phone()
    context.set_offline(True)
    page = context.new_page()
    page.goto(server + "/field")
    expect(page.locator("#queue-bar")).to_contain_text("저장 1")
    assert stored(city, "litter") == []
    context.set_offline(False)
    expect(page.locator("[data-notice=login]")).to_contain_text("그대로 있고")  # the login went with the browser
    enter(page, server, city, "made-walker")
    expect(page.locator("#queue-bar")).to_contain_text("확인 1")
    assert stored(city, "litter") == [(3, "picked", 6.5)]

    context.set_offline(True)
    log_issue(page, "무단투기")
    context.set_offline(False)
    expect(page.locator("#queue-bar")).to_contain_text("확인 2")
    assert len(stored(city, "illegal_dumping")) == 1


def test_another_person_on_the_phone_sees_nothing_of_the_first(phone: Open, server: str, city: Sessions) -> None:
    context = phone()
    page = context.new_page()
    enter(page, server, city, "made-walker")
    context.set_offline(True)
    log_issue(page, "악취")
    page.get_by_role("link", name="첫 화면으로").click()
    context.set_offline(False)
    context.clear_cookies()  # their login ended before anything was sent
    page.goto(server + "/login")
    page.wait_for_load_state("networkidle")
    context.set_offline(True)
    page.goto(server + "/field")
    expect(page.locator("#screen")).to_contain_text("한 번 로그인해 주세요")

    context.set_offline(False)
    enter(page, server, city, "made-other")
    expect(page.locator("#queue-bar")).to_contain_text("저장 0")
    page.goto(server + "/field#/queue")
    expect(page.locator(".queue-item")).to_have_count(0)
    assert "악취" not in page.locator("main").inner_text()
    assert stored(city, "odour") == []

    context.clear_cookies()
    enter(page, server, city, "made-walker")
    expect(page.locator("#queue-bar")).to_contain_text("확인 1")
    assert len(stored(city, "odour")) == 1


def test_whoever_leaves_a_phone_leaves_nothing_open_in_any_window(phone: Open, server: str, city: Sessions) -> None:
    context = phone()
    page, beside = context.new_page(), context.new_page()

    def nobody_is_here() -> None:
        expect(beside.locator("#screen")).to_contain_text("한 번 로그인해 주세요")
        for is_offline in (False, True):
            context.set_offline(is_offline)
            page.goto(server + "/field")
            expect(page.locator("#screen")).to_contain_text("한 번 로그인해 주세요")
        context.set_offline(False)

    enter(page, server, city, "made-walker")
    beside.goto(server + "/field")
    expect(beside.locator(".home-about")).to_contain_text("made-walker")
    page.goto(server + "/me")
    page.locator("main").get_by_role("button", name="로그아웃").click()
    page.wait_for_url(server + "/login")
    nobody_is_here()

    enter(page, server, city, "made-walker")
    expect(beside.locator(".home-about")).to_contain_text("made-walker")
    first = context.cookies()
    context.clear_cookies()
    page.goto(f"{server}/login/link/{link_for(city, 'made-other')}")
    page.locator("main form button").click()
    page.wait_for_url(server + "/")
    context.set_offline(True)
    page.goto(server + "/field")
    for window in (page, beside):  # the other window may have asked who is here before the signal went
        expect(window.locator("#screen")).to_contain_text(re.compile("한 번 로그인해 주세요|made-other"))
        expect(window.locator("#screen")).not_to_contain_text("made-walker")
    context.set_offline(False)
    page.goto(server + "/field")
    for window in (page, beside):
        expect(window.locator(".home-about")).to_contain_text("made-other")
    context.clear_cookies()
    context.add_cookies(first)  # type: ignore[arg-type] # what comes out of it goes in again
    beside.evaluate("window.dispatchEvent(new Event('online'))")
    for window in (page, beside):
        expect(window.locator(".home-about")).to_contain_text("made-walker")

    with city.begin() as session:
        users.kill(session, users.user_named(session, "made-walker"), by=OPERATOR, now=now())
    context.clear_cookies()  # as they go with the browser
    beside.evaluate("window.dispatchEvent(new Event('online'))")
    nobody_is_here()


CLOCK = """
const Real = Date;
const now = () => Real.now() + Number(localStorage.getItem("ahead"));
globalThis.Date = class extends Real {
  constructor(...said) { super(...(said.length ? said : [now()])); }
  static now() { return now(); }
};
"""
"""A clock that is ahead for as long as the phone remembers; what goes by in a page is counted right."""


def test_a_clock_that_is_put_right_before_sending_keeps_nothing_back(phone: Open, server: str, city: Sessions) -> None:
    context = phone()
    context.add_init_script(CLOCK)
    page = context.new_page()
    enter(page, server, city, "made-walker")

    def log_by_a_wrong_clock(category: str) -> None:
        context.set_offline(True)
        page.evaluate("localStorage.setItem('ahead', 86_400_000)")
        log_issue(page, category)
        page.evaluate("localStorage.setItem('ahead', 0)")

    log_by_a_wrong_clock("방범 사각지대")
    expect(page.locator(".log-emergency a").first).to_have_text("112 범죄, 위협")
    context.set_offline(False)
    expect(page.locator("[data-notice=clock]")).to_contain_text("1440분 빨랐습니다")
    page.get_by_role("link", name="첫 화면으로").click()
    log_by_a_wrong_clock("과속·통과차량")
    page.goto(server + "/field")  # what went by since is not known any more
    context.set_offline(False)
    expect(page.locator("[data-notice=clock]")).to_contain_text("가장 가까운 때로")
    expect(page.locator("#queue-bar")).to_contain_text("확인 2")
    with city() as session:
        told = session.execute(
            text(
                "SELECT i.category, r.answer ->> 'clock_note', r.recorded_at - i.reported_at < interval '2 minutes'"
                " AND i.reported_at <= r.recorded_at FROM receipt r JOIN issue i USING (id)"
                " WHERE i.category IN ('blind_spot', 'speeding') ORDER BY 1"
            )
        ).all()
    assert [tuple(one) for one in told] == [("blind_spot", None, True), ("speeding", "ahead", True)]


def answer_until_photos(page: Page, category: str) -> None:
    page.get_by_role("link", name="불편사항 등록").click()
    page.get_by_role("button", name="여기가 맞습니다").click()
    page.get_by_role("button", name=category, exact=True).last.click()
    expect(page.locator("#title")).to_have_text(re.compile("심합니까|이것입니까"))
    if "이것입니까" in page.locator("#title").inner_text():
        page.get_by_role("button", name="아니요, 다른 것입니다").click()
    page.get_by_role("button", name="위험").click()
    expect(page.locator("#title")).to_have_text("사진")


def test_a_draft_is_found_again_in_one_window_at_a_time_and_carries_its_drawn_photo(
    phone: Open, server: str, city: Sessions, snapshot: Path
) -> None:
    context = phone()
    page = context.new_page()
    enter(page, server, city, "made-walker")
    answer_until_photos(page, "낙서")
    page.locator("#camera").set_input_files(snapshot)
    page.get_by_role("button", name="표시 그리기").click()
    canvas = page.locator("canvas.log-canvas")
    canvas.focus()
    for key in ("Enter", *["ArrowRight"] * 5, *["ArrowDown"] * 5, "Enter"):
        page.keyboard.press(key)
    page.get_by_role("button", name="다 그렸습니다").click()
    expect(page.locator(".log-photo")).to_have_count(1)

    other = context.new_page()
    other.goto(page.url)
    expect(other.locator("#screen")).to_contain_text("다른 창에서 쓰고 있습니다")
    page.close()
    other.goto(server + "/field")
    other.get_by_role("link", name="낙서").click()
    expect(other.locator(".log-photo")).to_have_count(1)
    other.get_by_role("button", name="등록하기").click()
    expect(other.locator("#queue-bar")).to_contain_text("확인 1")
    with city() as session:
        kept = session.execute(
            text(
                "SELECT count(*), max(p.width), max(p.height) FROM photo_use u JOIN photo p USING (sha256)"
                " JOIN issue i ON i.id = u.issue_id WHERE i.category = 'graffiti' AND u.moment = 'before'"
            )
        ).one()
    assert tuple(kept) == (1, 1200, 1600)  # upright


def test_what_the_server_refuses_says_why_holds_nobody_up_and_can_be_put_right(
    phone: Open, server: str, city: Sessions, doorstep: dict[str, float]
) -> None:
    context = phone()
    page = context.new_page()
    enter(page, server, city, "made-walker")
    context.set_geolocation({"longitude": 126.5, "latitude": 33.4, "accuracy": 5})
    log_issue_far(page)
    expect(page.locator("#queue-bar")).to_contain_text("멈춤 1")
    page.get_by_role("link", name="첫 화면으로").click()
    context.set_geolocation(doorstep)  # type: ignore[arg-type] # the three numbers it wants
    log_issue(page, "불법광고물")
    expect(page.locator("#queue-bar")).to_contain_text("확인 1")

    page.locator("#queue-bar").click()
    expect(page.locator(".queue-item.is-stuck")).to_contain_text("담당 동 밖이거나")
    page.get_by_role("button", name="새 기록으로 고치기").click()
    page.get_by_role("button", name="핀으로 정한 자리").click()
    page.get_by_role("button", name="여기가 맞습니다").click()
    page.get_by_role("button", name="반사경 파손", exact=True).last.click()
    page.get_by_role("button", name="보통").click()
    page.get_by_role("button", name="등록하기").click()
    expect(page.locator("#queue-bar")).to_contain_text("확인 2")
    expect(page.locator("#queue-bar")).not_to_contain_text("멈춤")
    assert len(stored(city, "broken_mirror")) == 1


def test_the_queue_goes_to_a_file_and_into_another_phone_of_the_same_person_only(
    phone: Open, server: str, city: Sessions, snapshot: Path, tmp_path: Path
) -> None:
    context = phone()
    page = context.new_page()
    enter(page, server, city, "made-walker")
    context.set_offline(True)
    log_issue(page, "빗물받이 막힘", photo=snapshot)
    page.locator("#queue-bar").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="보낼 것을 파일로").click()
    file = tmp_path / "queue.json"
    download.value.save_as(file)
    assert "빗물받이" not in file.read_text("utf-8")
    context.close()

    context = phone("second")
    page = context.new_page()
    enter(page, server, city, "made-other")
    page.goto(server + "/field#/queue")
    page.locator("#queue-file").set_input_files(file)
    expect(page.locator("#queue-file-said")).to_contain_text("이 사람의")
    enter(page, server, city, "made-walker")
    page.goto(server + "/field#/queue")
    page.locator("#queue-file").set_input_files(file)
    expect(page.locator("#queue-bar")).to_contain_text("확인 1")
    assert len(stored(city, "blocked_drain")) == 1


def test_a_full_phone_says_so_and_loses_nothing(phone: Open, server: str, city: Sessions) -> None:
    context = phone()
    page = context.new_page()
    enter(page, server, city, "made-walker")
    answer_until_photos(page, "잡초·공터 방치")
    address = page.url
    page.close()
    beside = context.new_page()
    beside.goto(server + "/method")
    browser_itself = context.new_cdp_session(beside)
    browser_itself.send("Storage.overrideQuotaForOrigin", {"origin": server, "quotaSize": 1})
    beside.wait_for_timeout(SPACE_FORGOTTEN_MS)
    page = context.new_page()
    page.goto(address)
    page.locator("#words").fill("화단이 무너짐")
    page.get_by_role("button", name="등록하기").click()
    expect(page.locator("[data-notice=store]")).to_contain_text("남은 자리가 없어", timeout=2_000)
    assert stored(city, "weeds") == []
    browser_itself.send("Storage.overrideQuotaForOrigin", {"origin": server})
    page.get_by_role("button", name="등록하기").click()
    expect(page.locator("#queue-bar")).to_contain_text("확인 1")
    assert len(stored(city, "weeds")) == 1


def test_a_new_edition_asks_first_and_the_queue_outlives_it(
    phone: Open, server: str, city: Sessions, own_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = phone()
    page = context.new_page()
    enter(page, server, city, "made-walker")
    context.set_offline(True)
    log_issue(page, "볼라드 파손")
    second = context.new_page()
    second.goto(server + "/field")
    monkeypatch.setattr(own_app.extensions["golmok_static"], "edition", "abcdef012345")
    context.clear_cookies()  # nothing is sent before the change
    context.set_offline(False)
    page.reload()
    notice = page.locator("[data-notice=edition]")
    expect(notice).to_contain_text("새 판이 준비되었습니다")
    assert "abcdef012345" not in page.content()
    notice.get_by_role("button", name="지금 바꾸기").click()
    page.wait_for_function("document.documentElement.innerHTML.includes('abcdef012345')")
    expect(page.locator("#queue-bar")).to_contain_text("저장 1")
    expect(second.locator("[data-notice=edition]")).to_contain_text("새 판으로 바꿨습니다")


def test_no_barrier_is_found_on_any_screen(
    phone: Open, barriers: Barriers, server: str, city: Sessions, snapshot: Path
) -> None:
    page = phone().new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    enter(page, server, city, "made-walker")

    def look(title: str) -> None:
        expect(page.locator("#title")).to_have_text(title)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # one of the two it knows
            faults.extend(f"{title}, {scheme}: {barrier}" for barrier in barriers(page))
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), title

    look("골목 현장")
    page.get_by_role("link", name="불편사항 등록").click()
    look("어디입니까?")
    page.get_by_role("button", name="여기가 맞습니다").click()
    look("무엇입니까?")
    page.get_by_role("button", name="난간 파손", exact=True).last.click()
    expect(page.locator("#title")).to_have_text(re.compile("심합니까|이것입니까"))
    if "이것입니까" in page.locator("#title").inner_text():
        page.get_by_role("button", name="아니요, 다른 것입니다").click()
    look("얼마나 심합니까?")
    page.get_by_role("button", name="위험").click()
    page.locator("#camera").set_input_files(snapshot)
    expect(page.locator(".log-photo")).to_have_count(1)
    look("사진")
    page.get_by_role("button", name="표시 그리기").click()
    look("표시 그리기")
    page.locator("#queue-bar").click()
    look("보낼 것")
    assert faults == []
