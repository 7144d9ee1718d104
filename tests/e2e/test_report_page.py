"""Reporting in a real browser, with and without scripts; and what moderators do about it, by mouse and by keys."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import text

from mapper.operations.database import Sessions

Barriers = Callable[[Page], list[str]]

Open = Callable[..., Any]


@pytest.fixture(scope="module")
def server(own_server: str) -> str:
    return own_server


def made_photo() -> dict[str, Any]:
    drawn = BytesIO()
    Image.new("RGB", (2400, 1800), (180, 190, 170)).save(drawn, "JPEG")
    return {"name": "made.jpg", "mimeType": "image/jpeg", "buffer": drawn.getvalue()}


@pytest.mark.parametrize(("width", "dark"), [(390, False), (1440, True)])
def test_a_stranger_reports_what_is_under_the_pin(
    visit: Open, barriers: Barriers, own_city: Sessions, width: int, *, dark: bool
) -> None:
    seen = visit("/", width=width, dark=dark)
    page = seen.page
    page.get_by_role("link", name="불편 신고", exact=True).click()
    with own_city() as session:
        lon, lat, segment = session.execute(
            text("SELECT ST_X(at), ST_Y(at), id FROM (SELECT id, ST_Transform(ST_LineInterpolatePoint(line, 0.5), 4326) AS at"
                 " FROM segment WHERE graded AND length_m > 80 ORDER BY id LIMIT 1) AS one")
        ).one()  # fmt: skip
    page.goto(f"{page.url}#map=18/{lat}/{lon}")
    page.reload()
    assert barriers(page) == []
    danger = page.get_by_role("note")
    expect(danger).to_be_hidden()
    page.get_by_role("radio", name="위험 담장·옹벽").check()
    expect(danger).to_be_visible()
    page.locator("#pin-choices button").first.click()
    expect(page.locator("#pin-said")).to_contain_text("정했습니다")
    page.get_by_label("사진").set_input_files([made_photo()])
    expect(page.locator("#photos-said img")).to_have_count(1)
    assert page.evaluate("document.getElementById('photos').files[0].size") < 200_000
    page.get_by_label("설명").fill("담이 기울었어요. 010-0000-1234")
    page.get_by_role("button", name="신고 보내기").click()
    expect(page.get_by_role("heading", name="접수했습니다")).to_be_visible()
    expect(page.locator(".receipt-code")).to_have_text(re.compile(r"^\w{5}-\w{5}$"))
    expect(page.locator(".as-written")).to_have_text("담이 기울었어요. ●●●")
    assert barriers(page) == []
    with own_city() as session:
        stored = session.execute(
            text("SELECT segment_id, decision FROM placement JOIN complaint USING (issue_id) WHERE code_hash IS NOT NULL"
                 " ORDER BY filed_at DESC LIMIT 1")
        ).one()  # fmt: skip
    assert tuple(stored) == (segment, "assigned")
    assert seen.faults == []


def test_the_form_works_without_scripts(browser: Browser, server: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="ko-KR", viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(server + "/report")
    expect(page.locator("#pinning")).to_be_hidden()
    page.get_by_role("radio", name="낙서").check()
    page.get_by_label("골목 이름이나 주소").fill("가온로 3 세탁소 앞")
    page.get_by_label("사진").set_input_files([made_photo()])
    page.get_by_role("button", name="신고 보내기").click()
    expect(page.get_by_text("신고를 받았습니다")).to_be_visible()
    code = page.locator(".receipt-code").inner_text()
    page.goto(server + "/report/status")
    page.get_by_label("접수번호").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="보기").click()
    expect(page.get_by_role("heading", name="접수했습니다")).to_be_visible()
    context.close()


def test_a_moderator_covers_a_photo_by_mouse_and_keys(
    visit: Open, visit_as: Open, barriers: Barriers, own_city: Sessions
) -> None:
    reported = visit("/report", width=390)
    reported.page.get_by_role("radio", name="낙서").check()
    reported.page.get_by_label("골목 이름이나 주소").fill("가온로 3")
    reported.page.get_by_label("사진").set_input_files([made_photo()])
    reported.page.get_by_role("button", name="신고 보내기").click()
    expect(reported.page.locator(".receipt-code")).to_be_visible()
    seen = visit_as("made-planner", "/moderate")
    page = seen.page
    assert barriers(page) == []
    card = page.locator(".reported-photo").last
    release = card.get_by_role("button", name="가려서 공개")
    expect(release).to_be_disabled()
    card.locator(".boxing").scroll_into_view_if_needed()
    frame = card.locator(".boxing").bounding_box()
    assert frame
    page.mouse.move(frame["x"] + 20, frame["y"] + 20)
    page.mouse.down()
    page.mouse.move(frame["x"] + 120, frame["y"] + 90, steps=3)
    page.mouse.up()
    card.get_by_role("button", name="상자 넣기").focus()
    page.keyboard.press("Enter")
    for key in ("ArrowLeft", "Shift+ArrowDown"):
        page.keyboard.press(key)
    expect(card.locator(".box")).to_have_count(2)
    page.keyboard.press("Delete")
    expect(card.locator(".box")).to_have_count(1)
    use = card.get_attribute("data-use")
    release.click()
    expect(page.locator(".settled")).to_have_text("공개하기로 했습니다.")
    with own_city() as session:
        boxes = session.execute(text("SELECT boxes FROM moderation WHERE use_id = :use"), {"use": use}).scalar_one()
    assert len(boxes) == 1
    assert boxes[0]["width"] == pytest.approx(100 / frame["width"], abs=0.01)
    assert seen.faults == []
