"""Welfare shops and stories in a real browser: on the map and in words for everybody, sealed on the phone that tells."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import text

from mapper.domain.access_reason import Reason
from mapper.domain.household import Household, Person, Tier
from mapper.domain.reader import Reader, Role
from mapper.domain.shop import SHOP_SECTORS
from mapper.operations.crisis import casework, stories
from mapper.operations.crisis.entering import Look
from mapper.operations.shops import shops_of
from web.clock import now

Open = Callable[..., Any]
Barriers = Callable[[Page], list[str]]
PICTURES = os.environ.get("GOLMOK_PICTURES")
"""Folder in which pages are kept as pictures, where somebody wants to look at them."""
TOLD = "오래 혼자 지내던 이웃이 병원에 다니고 반찬을 받으며 모임에 나오게 되었습니다. 이제 먼저 안부를 묻습니다."


def keep(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


@pytest.fixture(scope="module")
def told(own_app: Flask, staff: Any, district: str) -> UUID:
    """A case with a story that was told, and one that waits."""
    households, vault = own_app.extensions["golmok_staff"]
    at = now()
    worker, boss = (
        staff.add(name, district, role=role).reader("tests")
        for name, role in (("made-welfare", Role.WELFARE), ("made-boss", Role.SUPERVISOR))
    )
    home = Household(address="가상시 없는로 12", people=(Person("홍나라", 1950, "010-0000-1234"),))
    typed = {"channel": ["desk"], "needs": ["care"], "words": ["사정"], "how": ["written"], "purposes": ["story"]}

    def look(by: Reader) -> Look:
        return Look(by, Reason("visit"), at, at)

    with households.begin() as session:
        for number in range(10):  # of fewer nothing is told at all
            neighbour = casework.Intake(Household(address=f"가상시 없는로 {number}"), district, Tier.CASE, typed)
            casework.take_in_case(session, vault, neighbour, look(worker))
        case_id = casework.take_in_case(session, vault, casework.Intake(home, district, Tier.CASE, typed), look(worker))
        drafts = [
            stories.write_story(session, vault, case_id, (title, TOLD), look(worker), confirmed=True)
            for title in ("다시 켜진 불", "먼저 묻는 안부")
        ]
    with households.begin() as session:
        stories.decide_story(session, vault, drafts[0], look(boss), told=True)
    return case_id


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (390, True)])
def test_everybody_reads_shops_and_stories(
    window: Open, own_server: str, told: UUID, barriers: Barriers, width: int, *, dark: bool
) -> None:
    seen = window(f"{own_server}/shops", width=width, dark=dark)
    page: Page = seen.page
    expect(page.get_by_role("heading", name="복지상점", exact=True)).to_be_visible()
    assert page.locator(".shops li").count() >= 4
    assert barriers(page) == []
    keep(page, f"shops-{width}")
    page.get_by_role("link", name="병·의원").click()
    expect(page.locator("[aria-current=page]")).to_contain_text("병·의원")
    assert set(page.locator(".shops .badge").all_inner_texts()) == {"병·의원"}
    page.goto(f"{own_server}/stories")
    expect(page.locator(".story")).to_contain_text(TOLD)
    assert "먼저 묻는 안부" not in page.content()
    assert barriers(page) == []
    keep(page, f"stories-{width}")
    assert seen.faults == []


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (390, True)])
def test_a_shop_on_the_map_says_what_it_does(
    window: Open, own_server: str, own_city: Any, district: str, barriers: Barriers, width: int, *, dark: bool
) -> None:
    with own_city() as session:
        shop = shops_of(session, {district})[0]
        place = text(
            "SELECT ST_Y(p), ST_X(p) FROM (SELECT ST_Transform(point, 4326) AS p FROM shop WHERE id = :id) AS s"
        )
        lat, lon = session.execute(place, {"id": shop.id}).one()
    seen = window(f"{own_server}/#map=18/{lat:.6f}/{lon:.6f}&show=shops", width=width, dark=dark)
    page: Page = seen.page
    page.wait_for_function(
        "(id) => golmok.shell?.face.registry.find(({ key }) => key === 'shops')?.layer"
        ".contents().some(({ features }) => features.some(({ props }) => props.id === id))",
        arg=str(shop.id),
    )
    at = page.evaluate("([lat, lon]) => golmok.shell.map.latLngToContainerPoint([lat, lon])", [lat, lon])
    page.locator(".golmok-map").click(position={"x": at["x"], "y": at["y"]})
    told = page.locator(".leaflet-popup-content")
    expect(told).to_contain_text(shop.name)
    expect(told).to_contain_text(SHOP_SECTORS[shop.sector].ko)
    expect(told).to_contain_text(str(shop.hours))
    expect(told).to_contain_text(str(shop.services))
    assert barriers(page) == []
    keep(page, f"shop-on-map-{width}")
    told.get_by_role("link", name="복지상점 목록에서 보기").click()
    expect(page.locator(f"#shop-{shop.id}")).to_be_in_viewport()
    assert seen.faults == []


def test_a_shop_that_tells_is_named_within_the_seal(
    visit_as: Open, own_city: Any, staff: Any, district: str, barriers: Barriers
) -> None:
    staff.add("made-honorary", district, role=Role.HONORARY)
    with own_city() as session:
        name = shops_of(session, {district})[0].name
    page: Page = visit_as("made-honorary", "/tell", width=390, height=844).page
    expect(page.locator("html[data-ready]")).to_be_attached()
    choice = page.get_by_label("어느 복지상점입니까")
    expect(choice).to_be_hidden()
    page.get_by_label("복지상점", exact=True).check()
    choice.select_option(name)
    page.get_by_label("어디입니까").fill("가상시 없는로 9")
    page.get_by_label("무엇을 보았습니까").fill("사흘째 오지 않음")
    assert barriers(page) == []
    keep(page, "tell-shop-390")
    with page.expect_request(lambda one: one.method == "PUT") as sent:
        page.get_by_role("button", name="잠가서 보내기").click()
    assert name not in (sent.value.post_data or "")
    expect(page.locator("#said")).to_have_text("동 상담창구에 보냈습니다.")


def test_whoever_follows_writes_and_whoever_oversees_reads(
    visit_as: Open, own_app: Flask, staff: Any, told: UUID, barriers: Barriers
) -> None:
    page: Page = visit_as("made-welfare", f"/cases/{told}").page
    page.get_by_label("상담", exact=True).check()
    page.get_by_role("button", name="열기").click()
    page.get_by_role("link", name="이야기", exact=True).click()
    page.get_by_label("제목").fill("다시")
    page.get_by_label("이야기", exact=True).fill("홍길동 할머니가 나아졌습니다")
    page.get_by_role("button", name="살펴봐 달라고 하기").click()
    expect(page.get_by_role("alert")).to_contain_text("사람을 알려 줄 수 있는 말")
    expect(page.get_by_label("찾은 것은 사람을 알려 주는 말이 아닙니다")).to_be_visible()
    assert barriers(page) == []
    keep(page, "case-stories-1440")
    page = visit_as("made-boss", "/oversight/stories").page
    assert barriers(page) == []
    keep(page, "oversight-stories-1440")
    page.locator("table a").first.click()
    expect(page.get_by_role("button", name="싣기", exact=True)).to_be_visible()
    assert barriers(page) == []
    keep(page, "oversight-story-1440")
