"""사례 in a real browser: a household is found, conferred about, helped, visited, referred, seen after, and let go."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from random import Random
from typing import Any
from uuid import uuid4

import pypdfium2
import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from gis_data.demo.cases import CASES
from mapper.domain.access_reason import Reason
from mapper.domain.agency import Agency, Expert
from mapper.domain.calendar import KST
from mapper.domain.honour import Honour
from mapper.domain.reader import Role
from mapper.domain.tip import Tip
from mapper.operations import agencies
from mapper.operations.crisis import experts, honours, mail_rounds, tips
from mapper.operations.crisis.entering import Look
from mapper.operations.crisis.first_cases import take_in_first_cases
from mapper.operations.database import Sessions
from mapper.operations.people import users
from mapper.operations.vault import desk_box
from web import clock
from web.clock import now, today

Barriers = Callable[[Page], list[str]]
Open = Callable[..., Any]

BEFORE_CHUSEOK = datetime(2026, 9, 21, 10, tzinfo=KST)
"""A Monday: from Thursday on nobody works."""


@pytest.fixture(scope="module", autouse=True)
def _before_chuseok() -> Iterator[None]:
    """Let the server live in the week of 추석 2026."""
    ahead = datetime.now(KST) - BEFORE_CHUSEOK

    class Then(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override] # moments as anybody else's
            return datetime.now(tz) - ahead

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "datetime", Then)
        yield


@pytest.fixture(scope="module")
def worker(staff: Any, district: str) -> str:
    staff.add("made-welfare", district, role=Role.WELFARE)
    return "made-welfare"


@pytest.fixture(scope="module")
def _followed(own_app: Flask, own_city: Sessions, worker: str) -> None:
    """Let the case worker follow the households of the demo."""
    households, vault = own_app.extensions["golmok_staff"]
    with own_city() as city, households.begin() as session:
        by = users.user_named(city, worker).reader("tests")
        take_in_first_cases(session, vault, CASES, city=city, by=by, now=now(), random=Random(7))
        why, here = Look(by, Reason("visit"), now()), min(by.districts or ())
        agency = Agency(uuid4(), "가상푸드뱅크", "civic", "private", "쌀과 반찬", (here,))
        agencies.add_agency(city, agency, by=by, now=now())
        expert = Expert(uuid4(), here, agency.agency_id, "자차카", "팀장")
        experts.add_expert(session, expert, why, of=[agency])
        table = "주소,결과,점검,보낸날\n가상로 5,부재,우편물 쌓임,2026-09-18\n".encode()
        mail_rounds.hand_in_round(session, vault, uuid4(), table, why, district_code=here, name="9월 1차")
        helper = users.add_user(city, "made-honorary", Role.HONORARY, [here], every=False, by=by, now=now())
        honour = Honour(uuid4(), here, helper.id, "reward", today(), 30_000, "교육을 마침")
        honours.add_honour(city, session, honour, why)
        tip = Tip(uuid4(), here, "head", b"")
        key = tips.desk_key(session, vault, Look(helper.reader(""), Reason("other", "제보"), now()))
        sealed = desk_box.seal(key, b'{"where": "1", "words": "2"}', tip.place)
        tips.hand_in(session, replace(tip, sealed=sealed), Look(helper.reader(""), Reason("other", "제보"), now()))
        city.commit()


def give_reason(page: Page, reason: str = "방문") -> None:
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


def test_a_household_is_followed_from_discovery_to_closing(visit_as: Open, worker: str, barriers: Barriers) -> None:
    seen = visit_as(worker, "/cases")
    page: Page = seen.page
    page.get_by_role("link", name="새로 접수").click()
    for choice in ("복지상점", "생계", "1인가구", "서면 동의", "사례관리", "다른 기관에 제공"):
        page.get_by_label(choice, exact=True).check()
    for name, words in {"words": "가게에 며칠째 오지 않음", "address": "가상시 없는로 3", "name": "라마바"}.items():
        page.locator(f"#intake [name={name}]").first.fill(words)
    assert barriers(page) == []
    page.get_by_role("button", name="접수하기").click()
    expect(page.get_by_role("status")).to_contain_text("접수했습니다")
    expect(page.locator("main")).not_to_contain_text("라마바")
    give_reason(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("라마바")
    expect(page.locator("#due")).to_contain_text("사정 2026. 10. 7.(수)")  # the tenth working day, and no calendar's
    expect(page.locator("#due")).to_contain_text("추석")
    fill(page, "먼저 지원하기", item="전기요금", amount="8만 원", words="오늘 밤 춥다")
    fill(page, "사후 보고", approver="팀장", words="확인함")
    fill(page, "사정 적기", "생계", "높음", words="소득이 없다")
    fill(
        page,
        "사례회의 적기",
        "통합사례관리",
        "복지관",
        "병·의원",
        people="가상복지관 과장\n가상의원 의사",
        words="함께 돕는다",
    )
    soon = (today() + timedelta(days=9)).isoformat()
    fill(page, "계획 항목 더하기", "생계", service="긴급생계비", owner="복지팀", due=soon)
    fill(page, "방문 잡기", people="방문간호사", due=today().isoformat())
    fill(page, "다녀옴", people="방문간호사, 통장", words="불이 켜졌다")
    fill(page, "연계하기", "민간", "생계", agency="가상푸드뱅크", service="쌀", due=soon)
    assert barriers(page) == []
    fill(page, "연계됨", words="매달 받는다")
    page.get_by_role("link", name="종결하기").click()
    page.get_by_label("목표 달성").check()
    page.locator("#write [name=words]").fill("스스로 지낸다")
    page.get_by_role("button", name="저장").click()
    expect(page.get_by_role("alert")).to_contain_text("아직 끝나지 않은")
    page.go_back()
    page.go_back()
    fill(page, "마침", words="받았다")
    fill(page, "사후관리 적기", words="장을 보러 다닌다", due=soon)
    expect(page.locator(".steps [aria-current]")).to_have_text("사후관리")
    fill(page, "종결하기", "목표 달성", words="스스로 지낸다")
    expect(page.locator(".steps [aria-current]")).to_have_text("종결")
    assert [fault for fault in seen.faults if "409" not in fault] == []
    asked = [address for address in seen.requests if "/cases" in address]
    assert not any(word in address for address in asked for word in ("라마바", "%EB%9D%BC", "name=", "address="))
    assert not any("/tiles/" in address for address in seen.requests)


@pytest.mark.parametrize(("width", "dark"), [(1440, True), (390, False)])
@pytest.mark.usefixtures("_followed")
def test_every_page_is_fit_to_be_used(
    visit_as: Open, worker: str, barriers: Barriers, *, width: int, dark: bool
) -> None:
    seen = visit_as(worker, "/cases", width=width, dark=dark)
    page: Page = seen.page

    def check(path: str) -> None:
        if folder := os.environ.get("GOLMOK_PICTURES"):
            name = path.rpartition("/")[2] or "cases"
            page.screenshot(path=f"{folder}/page-{name}-{width}{'-dark' if dark else ''}.png", full_page=True)
        assert barriers(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path

    check("/cases")
    page.locator("#open tr", has_text="서비스 제공").get_by_role("link").click()
    check("gate")
    give_reason(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("파하가 외 1명")
    case = page.url
    base = case.split("/cases")[0]
    for path in (
        case,
        f"{case}/write/conference",
        f"{case}/write/referral",
        f"{case}/household",
        f"{case}/followers",
        f"{case}/keeping",
        f"{base}/cases/tips",
        f"{base}/cases/mail",
        f"{base}/agencies",
        f"{base}/honorary",
        f"{base}/cases/conferences",
        f"{base}/cases/figures",
        f"{base}/cases/map",
    ):
        page.goto(path)
        check(path)
    give_reason(page)
    expect(page.locator(".case-map .stop")).to_have_count(2)
    expect(page.locator("#visits")).to_contain_text("가상로 33")
    expect(page.locator("main")).not_to_contain_text("아자차")  # who hides is on no map
    check("map")
    assert seen.faults == []


@pytest.mark.usefixtures("_followed")
def test_every_sheet_of_a_printed_page_says_who_opened_it_and_when(visit_as: Open, worker: str) -> None:
    page: Page = visit_as(worker, "/cases").page
    expect(page.locator(".print-mark")).to_be_hidden()
    with pypdfium2.PdfDocument(page.pdf(width="210mm", height="120mm")) as paper:
        sheets = [sheet.get_textpage().get_text_range() for sheet in paper]
    assert len(sheets) > 1
    assert [one.count(f"{worker} · 2026. 9. 21.(월)") for one in sheets] == [1] * len(sheets)
