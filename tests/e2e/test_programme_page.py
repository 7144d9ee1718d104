"""사업 in a real browser: its site is found by the name of an alley, chosen as a whole and by press, and shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

Barriers = Callable[[Page], list[str]]
Open = Callable[..., Any]

CHOSEN = "#sites input:checked"
DRAWN = ".site-lit path"


@pytest.fixture(scope="module")
def server(own_server: str) -> str:
    return own_server


def found(page: Page) -> None:
    """Find an alley of several segments by typing."""
    page.locator("#search-text").fill("번길")
    page.locator("#search-list [role=option]", has_text=re.compile(r"([2-9]|\d\d)구간")).first.click()
    expect(page.locator(CHOSEN)).to_have_count(1)


def test_the_site_of_a_project_is_an_alley_found_by_name(visit_as: Open, barriers: Barriers) -> None:
    seen = visit_as("made-planner", "/programmes/new?kind=project")
    page: Page = seen.page
    page.get_by_label("이름", exact=True).fill("골목 상권 살리기")
    page.get_by_label("분야").select_option("business")
    found(page)
    page.locator("#whole button").click()
    rest = page.locator(CHOSEN)
    expect(rest).not_to_have_count(1)
    count = rest.count()
    expect(page.locator(DRAWN)).to_have_count(2 * count)
    rest.last.uncheck()
    expect(page.locator(DRAWN)).to_have_count(2 * (count - 1))
    page.get_by_label("전", exact=True).fill("가게가 비어 있음")
    page.get_by_label("후", exact=True).fill("가게가 다시 열림")
    assert barriers(page) == []
    page.get_by_role("button", name="저장").click()
    expect(page.get_by_role("heading", name="골목 상권 살리기")).to_be_visible()
    expect(page.locator("#sites li")).to_have_count(count - 1)
    expect(page.locator(DRAWN)).to_have_count(2 * (count - 1))
    expect(page.locator(".before-after")).to_contain_text("가게가 다시 열림")
    assert barriers(page) == []
    page.get_by_role("link", name="핵심사업", exact=True).click()
    expect(page.locator("#sites a")).to_have_text(["골목 상권 살리기"])  # which stands on the map of its kind
    expect(page.locator(DRAWN)).to_have_count(2)
    assert barriers(page) == []
    assert seen.faults == []


@pytest.mark.parametrize(("width", "dark"), [(1440, True), (390, False)])
def test_the_form_and_the_page_are_fit_to_be_used(
    visit_as: Open, barriers: Barriers, *, width: int, dark: bool
) -> None:
    seen = visit_as("made-planner", "/programmes/new?kind=space", width=width, dark=dark)
    page: Page = seen.page
    found(page)
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert seen.faults == []


def test_before_and_after_are_added_in_pictures_and_taken_off_again(
    visit_as: Open, barriers: Barriers, tmp_path: Path
) -> None:
    seen = visit_as("made-planner", "/programmes/new?kind=space")
    page: Page = seen.page
    for name, colour in (("before", "#a33"), ("after", "#3a3"), ("more", "#33a")):
        Image.new("RGB", (640, 480), colour).save(tmp_path / f"{name}.jpg")
    (tmp_path / "notes.jpg").write_text("no photo at all")
    page.get_by_label("이름", exact=True).fill("가상동 쉼터 새로 꾸미기")
    page.get_by_label("시작한 날").fill("2024-01-02")
    page.locator("input[name=district]").first.check()
    page.get_by_role("button", name="저장").click()
    add = page.locator("#programme-photos")
    page.locator("#add-photos summary").click()
    add.get_by_label("사진", exact=True).set_input_files([tmp_path / "before.jpg", tmp_path / "notes.jpg"])
    expect(add.locator("#photos-sent input:checked")).to_have_count(1)
    expect(add.locator("#photos-sent .fault")).to_contain_text("notes.jpg: 사진을 받을 수 없습니다")
    add.get_by_label("찍은 날").fill("2023-12-01")
    add.get_by_label("후", exact=True).check()
    assert barriers(page) == []
    add.get_by_role("button", name="사진 더하기").click()
    expect(page.locator("#photo-faults")).to_contain_text("시작한 뒤에 찍은 것")
    expect(add.locator("#photos-sent input:checked")).to_have_count(1)  # nothing is chosen or typed once more
    add.get_by_label("전", exact=True).check()
    add.get_by_role("button", name="사진 더하기").click()
    expect(page.locator(".said")).to_contain_text("사진 1장을 더했습니다")

    page.locator("#add-photos summary").click()
    add.get_by_label("사진", exact=True).set_input_files([tmp_path / "after.jpg", tmp_path / "more.jpg"])
    expect(add.locator("#photos-sent input:checked")).to_have_count(2)
    add.get_by_label("후", exact=True).check()
    add.get_by_label("찍은 날").fill("2024-06-01")
    add.get_by_label("설명").fill("의자와 등을 새로 놓음")
    add.get_by_role("button", name="사진 더하기").click()
    expect(page.locator(".said")).to_contain_text("사진 2장을 더했습니다")
    before, after = (page.locator(".before-after > div").nth(at) for at in range(2))
    expect(before.locator("img")).to_have_count(1)
    expect(after.locator("img")).to_have_count(2)
    expect(after).to_contain_text("의자와 등을 새로 놓음")
    expect(after.locator("img").first).to_have_js_property("naturalWidth", 640)
    assert barriers(page) == []

    after.get_by_role("link", name="사진 빼기").first.click()
    page.get_by_role("button", name="사진 빼기").click()
    expect(page.locator(".said")).to_contain_text("사진을 뺐습니다")
    expect(after.locator("img")).to_have_count(1)
    assert [one for one in seen.faults if "400" not in one] == []


def test_what_a_meeting_found_of_a_project_is_read_on_both_pages(visit_as: Open, barriers: Barriers) -> None:
    seen = visit_as("made-planner", "/programmes/new?kind=project")
    page: Page = seen.page
    page.get_by_label("이름", exact=True).fill("가상 역세권 정비")
    page.get_by_label("분야").select_option("transport")
    page.get_by_role("button", name="저장").click()
    expect(page.get_by_role("heading", name="가상 역세권 정비")).to_be_visible()
    project = page.url
    page.goto(project.partition("/programmes")[0] + "/meetings/new")
    page.get_by_label("종류", exact=True).select_option("strategy")
    page.get_by_label("회의 이름").fill("주간 전략회의")
    page.get_by_label("곳", exact=True).fill("역 앞")
    page.get_by_label("때", exact=True).fill("2024-01-05T10:00")
    page.get_by_role("button", name="만들기").click()
    page.get_by_label("새 안건").fill("역 앞 보도를 살핀다.")
    page.get_by_role("button", name="안건 올리기").click()
    page.get_by_text("사업 고르기").click()
    page.get_by_label("이 안건이 다루는 사업").select_option(label="가상 역세권 정비")
    page.get_by_role("button", name="저장").and_(page.locator("[value=programme]")).click()
    expect(page.locator(".about-programme")).to_contain_text("가상 역세권 정비")
    page.get_by_text("점검 결과 적기").click()
    page.get_by_label("가서 보니").fill("보도 폭이 1.2 m로 좁다.")
    page.get_by_role("button", name="저장").and_(page.locator("[value=finding]")).click()
    expect(page.locator(".finding")).to_contain_text("보도 폭이 1.2 m로 좁다.")
    assert barriers(page) == []
    page.get_by_label("새 결정").fill("보도를 넓힌다.")
    page.locator("#decisions select[name=item]").last.select_option(index=1)
    page.locator("#decisions input[name=due]").last.fill("2024-02-01")
    page.get_by_role("button", name="결정 적기").click()
    expect(page.locator(".decisions > li")).to_have_count(1)
    page.locator(".about-programme a").click()
    told = page.locator("[aria-labelledby=talked-about]").first
    expect(told).to_contain_text("보도 폭이 1.2 m로 좁다.")
    expect(told).to_contain_text("결정 1건 가운데 이행 0건, 기한이 지난 것 1건")
    assert page.url.startswith(project)
    assert barriers(page) == []
    assert seen.faults == []
