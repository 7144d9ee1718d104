"""열람 점검 in a real browser: a supervisor reviews a month, opens a household with a proof, and asks for a district."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pyotp
import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from mapper.domain.access_log import MOST_REFUSALS
from mapper.domain.access_reason import Reason
from mapper.domain.household import Household, Person, Tier
from mapper.domain.reader import Reader, Role
from mapper.errors import HouseholdNotFound
from mapper.operations.crisis import keeping, overseeing
from mapper.operations.crisis.entering import Look
from mapper.operations.people import second_factor, users
from web.clock import now

Barriers = Callable[[Page], list[str]]
Open = Callable[..., Any]

HOME = Household(address="가상시 없는로 12", people=(Person("가나다", 1950, "010-0000-1234"),), notes="낮에만 전화")


@pytest.fixture(scope="module")
def looked(own_app: Flask, staff: Any, district: str) -> Reader:
    """A supervisor, and what a worker and another supervisor did before."""
    households, vault = own_app.extensions["golmok_staff"]
    names = {"made-welfare": Role.WELFARE, "made-second": Role.SUPERVISOR, "made-boss": Role.SUPERVISOR}
    worker, second, boss = (staff.add(name, district, role=role).reader("192.0.2.7") for name, role in names.items())
    at = now()
    with households.begin() as session:
        taken = keeping.take_in(session, vault, HOME, Look(worker, Reason("visit"), at), district_code=district)
    with households.begin() as session:
        overseeing.read_one(session, vault, taken.household_id, Look(second, Reason("conference"), at, at))
    for _ in range(MOST_REFUSALS):
        with households.begin() as session, pytest.raises(HouseholdNotFound):
            keeping.destroy(session, vault, uuid4(), Look(worker, Reason("correction"), at))
    return boss


@pytest.fixture
def authenticator(own_app: Flask, staff: Any, looked: Reader) -> Callable[[str], pyotp.TOTP]:
    """Gives somebody a second factor, of which the next code is still good."""

    def given(name: str) -> pyotp.TOTP:
        totp, early = pyotp.TOTP(second_factor.new_secret()), now() - timedelta(seconds=60)
        seal = own_app.extensions["golmok_seal"]
        with staff.city.begin() as session:
            user = users.user_named(session, name)
            second_factor.set_up(session, seal, user, totp.secret, totp.at(early), by=looked, now=early)
        return totp

    return given


def test_a_month_is_reviewed_and_a_household_opened_with_a_proof(
    visit_as: Open, looked: Reader, authenticator: Callable[[str], pyotp.TOTP], barriers: Barriers
) -> None:
    seen = visit_as(looked.name, "/oversight")
    page = seen.page
    totp = authenticator(looked.name)
    expect(page.get_by_role("heading", name="바로 살펴볼 것 1건")).to_be_visible()
    assert barriers(page) == []
    page.get_by_label("무엇이었습니까?").fill("교육하며 연습한 것")
    page.get_by_role("button", name="살펴봄").click()
    expect(page.get_by_role("status")).to_have_text("경보를 살펴본 것으로 적었습니다.")
    page.get_by_role("link", name="맡지 않은 가구를 봄").click()
    assert barriers(page) == []
    page.get_by_label("본인에게 물어봄").check()
    page.get_by_label("알아본 것").fill("사례회의를 앞두고 확인함")
    page.get_by_role("button", name="점검함").click()
    row = page.get_by_role("row", name="맡지 않은 가구를 봄")
    expect(row).to_contain_text("본인에게 물어봄")

    row.get_by_role("link").click()
    page.locator("tbody a").click()
    page.get_by_label("사례회의").check()
    page.get_by_role("button", name="열기").click()
    expect(page.get_by_role("heading", name="본인 확인")).to_be_visible()
    assert barriers(page) == []
    page.get_by_label("인증 앱의 여섯 자리 번호").fill(totp.now())
    page.keyboard.press("Enter")
    expect(page.get_by_text(HOME.address)).to_be_visible()
    assert barriers(page) == []
    assert [fault for fault in seen.faults if "403" not in fault] == []


def test_a_hidden_case_that_nobody_follows_any_more_is_handed_on_by_number(
    visit_as: Open,
    own_app: Flask,
    staff: Any,
    district: str,
    authenticator: Callable[[str], pyotp.TOTP],
    barriers: Barriers,
) -> None:
    households, vault = own_app.extensions["golmok_staff"]
    gone = staff.add("made-gone", district, role=Role.WELFARE).reader("192.0.2.8")
    staff.add("made-third", district, role=Role.SUPERVISOR)
    look = Look(gone, Reason("visit"), now(), now())
    with households.begin() as session:
        keeping.take_in(session, vault, HOME, look, district_code=district, tier=Tier.SEALED)
    with staff.city.begin() as session:
        users.disable_user(session, users.user_named(session, gone.name), by=gone, now=now())
    seen = visit_as("made-third", "/oversight/cases", width=390, height=844, dark=True)
    page: Page = seen.page
    totp = authenticator("made-third")
    page.get_by_role("link", name="따로 보호하는 사례").click()
    page.get_by_label("인증 앱의 여섯 자리 번호").fill(totp.now())
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2)).to_have_count(1)
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label("맡을 사람").select_option("made-welfare")
    page.get_by_label("까닭").fill("맡던 사람이 떠남")
    page.get_by_role("button", name="맡기기").click()
    expect(page.get_by_role("status")).to_have_text("맡겼습니다. 이제 그 사람에게만 보입니다.")
    expect(page.get_by_role("heading", level=2)).to_have_count(0)
    assert not any(word in page.content() for word in (HOME.address, "가나다"))
    assert [fault for fault in seen.faults if "403" not in fault] == []


def test_every_page_of_it_bars_nobody_on_a_phone_in_the_dark(
    visit_as: Open, looked: Reader, own_server: str, barriers: Barriers
) -> None:
    page = visit_as("made-second", "/oversight", width=390, height=844, dark=True).page
    for path in ("/oversight", "/oversight/cases", "/oversight/approvals", "/oversight/exposed"):
        page.goto(own_server + path)
        assert barriers(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
