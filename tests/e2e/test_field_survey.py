"""Surveys on the field page in a real browser: sixteen taps, by thumb or by keys, stored as they were given."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import text

from mapper.domain.rubric import RUBRIC
from mapper.operations.database import Sessions
from web.clock import now, today

SEGMENTS_A_DAY = 3
Answer = int | str | None
ANSWERS: dict[str, Answer] = {
    item.id: answer
    for item, answer in zip(RUBRIC.items, [0, "na", 2, 4, 1, 0, 2, None, 3, 0, 1, 2, "na", 0, 1, 2], strict=True)
}
STORED = [{"na": -1}.get(answer, answer) if isinstance(answer, str) else answer for answer in ANSWERS.values()]
Open = Callable[..., Any]


@dataclass
class Round:
    """A surveyor with a list for today, at their phone."""

    seen: Any
    page: Page
    surveyor: str
    segments: list[str]


@pytest.fixture
def surveyor(on_phone: Open, own_city: Sessions, staff: Any, district: str) -> Callable[[], Round]:
    """Give a new surveyor a list, log them in and show it."""

    def start() -> Round:
        user = staff.add(f"made-{uuid4().hex[:8]}", district)
        with own_city.begin() as session:
            dealt = session.execute(
                text(
                    "INSERT INTO survey_task (id, user_id, day, segment_id, ordinal, recorded_at)"
                    " SELECT gen_random_uuid(), :user, :day, id, row_number() OVER (ORDER BY id), :now FROM segment"
                    " WHERE district_id = (SELECT id FROM district WHERE code = :code) AND superseded_at IS NULL"
                    " ORDER BY id LIMIT :most RETURNING segment_id"
                ),
                {"user": user.id, "day": today(), "now": now(), "code": district, "most": SEGMENTS_A_DAY},
            )
            segments = [str(segment) for segment in dealt.scalars()]
        seen = on_phone(user.name, "/field#/survey")
        expect(seen.page.locator(".survey-tally")).to_contain_text(f"0/{SEGMENTS_A_DAY}")
        return Round(seen, seen.page, user.name, segments)

    return start


def begin(page: Page) -> None:
    page.get_by_role("button", name="조사 시작").click()
    expect(page.locator(".survey-name")).to_contain_text(f"1/{len(ANSWERS)}")


def levels(page: Page) -> Locator:
    return page.locator(".survey-level")


def tap(page: Page, answer: Answer) -> None:
    """Answer the item that is shown, with one tap."""
    if answer is None:
        page.get_by_role("button", name="확인 못함").tap()
    elif answer == "na":
        page.get_by_role("button", name="해당 없음").tap()
    else:
        levels(page).nth(int(answer)).tap()


def stored(own_city: Sessions, surveyor: str) -> list[dict[str, Any]]:
    with own_city() as session:
        found = session.execute(
            text(
                "SELECT segment_id::text AS segment, rubric, levels, duration_s, method,"
                " ARRAY(SELECT item FROM photo_use WHERE survey_id = survey.id) AS photos"
                " FROM survey WHERE surveyor = :surveyor ORDER BY walked_at"
            ),
            {"surveyor": surveyor},
        )
        return [dict(row) for row in found.mappings()]


def test_sixteen_taps_make_a_survey_without_a_signal_and_the_next_segment_follows(
    surveyor: Callable[[], Round], own_city: Sessions, effort: Callable[..., Any]
) -> None:
    walk = surveyor()
    page = walk.page
    page.context.set_offline(True)
    begin(page)
    drawn = page.evaluate(
        "Promise.all([...document.images].map((drawing) => drawing.decode())).then(({ length }) => length)"
    )
    assert drawn == 3
    expect(page.locator("[aria-pressed=true]")).to_have_count(0)
    spent = effort(page)
    for answer in ANSWERS.values():
        tap(page, answer)
    expect(page.locator(".survey-row strong")).to_have_count(len(ANSWERS))
    assert spent() == (16, 0)
    expect(page.locator(".survey-row").nth(3)).to_contain_text("4 위험")
    expect(page.locator(".survey-left")).to_have_text("사진 없는 심각·위험 2개")
    page.get_by_role("button", name="저장").tap()

    expect(page.locator(".survey-tally")).to_contain_text(f"1/{SEGMENTS_A_DAY}")
    expect(page.locator(".survey-stop[aria-current] .survey-number")).to_have_text("2")
    assert page.url.endswith("#/survey")
    expect(page.locator("#queue-bar")).to_contain_text("저장 1")
    assert stored(own_city, walk.surveyor) == []
    page.context.set_offline(False)
    expect(page.locator("#queue-bar")).to_contain_text("확인 1")
    (found,) = stored(own_city, walk.surveyor)
    assert found.pop("duration_s") > 0
    assert found == {
        "segment": walk.segments[0],
        "rubric": RUBRIC.version,
        "levels": STORED,
        "method": "picked",
        "photos": [],
    }


def test_keys_alone_make_a_survey(surveyor: Callable[[], Round], own_city: Sessions) -> None:
    walk = surveyor()
    page = walk.page
    tab_to(page, page.get_by_role("button", name="조사 시작"))
    page.keyboard.press("Enter")
    for number, (item, answer) in enumerate(ANSWERS.items(), 1):
        expect(page.locator(".survey-name")).to_contain_text(f"{number}/{len(ANSWERS)}")
        if item == "R1" or not isinstance(answer, int):
            name = {"na": "해당 없음", None: "확인 못함", 0: "0 양호"}[answer]
            tab_to(page, page.get_by_role("button", name=name).first)
            page.keyboard.press("Enter")
        else:
            page.keyboard.press(str(answer))
        expect(page.locator(".survey-name")).to_be_focused()
    tab_to(page, page.get_by_role("button", name="저장"))
    page.keyboard.press("Enter")
    expect(page.locator("#queue-bar")).to_contain_text("확인 1")
    assert [survey["levels"] for survey in stored(own_city, walk.surveyor)] == [STORED]
    assert walk.seen.faults == []


def tab_to(page: Page, target: Locator) -> None:
    for _ in range(40):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{target} cannot be reached by keys")


def test_a_long_press_means_not_applicable_where_it_may(surveyor: Callable[[], Round]) -> None:
    page = surveyor().page
    begin(page)
    expect(page.get_by_role("button", name="해당 없음")).to_have_count(0)
    levels(page).nth(1).click(delay=900)
    expect(page.locator(".survey-name")).to_contain_text("2/16")
    expect(page.locator(".survey-back")).to_contain_text("1 경미")
    levels(page).nth(1).click(delay=900)
    expect(page.locator(".survey-name")).to_contain_text("3/16")
    expect(page.locator(".survey-back")).to_contain_text("해당 없음")


def test_answers_outlive_a_reload_can_be_changed_and_photos_are_asked_for(
    surveyor: Callable[[], Round], own_city: Sessions, slow_pictures: Callable[[Page], None]
) -> None:
    walk = surveyor()
    page = walk.page
    begin(page)
    for answer in (0, 3, 4):
        tap(page, answer)
    expect(page.locator(".survey-ask")).to_contain_text("담장·옹벽·외벽 4 위험")
    page.locator(".survey-ask input").set_input_files(a_photo())
    expect(page.locator(".survey-ask")).to_have_count(0)
    page.reload()
    expect(page.locator(".survey-name")).to_contain_text("4/16")
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator("#screen")).to_contain_text("다른 창에서 쓰고 있습니다")
    other.close()
    page.goto(page.url.split("#")[0] + "#/survey")
    expect(page.locator(".survey-stop[aria-current]")).to_contain_text("쓰는 중, 답 3개")
    page.get_by_role("button", name="이어서 조사하기").click()

    page.get_by_role("button", name="앞 항목").click()
    page.get_by_role("button", name="앞 항목").click()
    expect(levels(page).nth(3)).to_have_attribute("aria-pressed", "true")
    tap(page, 1)
    expect(page.locator(".survey-name")).to_contain_text("4/16")
    for answer in (*[0] * 12, 4):
        tap(page, answer)
    slow_pictures(page)
    page.locator(".survey-summary input").set_input_files(a_photo())
    page.get_by_role("button", name="저장").click()  # before that photo is in
    expect(page.locator(".survey-tally")).to_contain_text(f"1/{SEGMENTS_A_DAY}")
    expect(page.locator("#queue-bar")).to_contain_text(re.compile("보냄 1|확인 1"))
    (found,) = stored(own_city, walk.surveyor)
    assert (found["levels"], sorted(found["photos"])) == ([0, 1, 4, *[0] * 12, 4], ["R3", "W8"])


def a_photo() -> dict[str, Any]:
    picture = BytesIO()
    Image.effect_noise((640, 480), 40).convert("RGB").save(picture, "JPEG")
    return {"name": "wall.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}
