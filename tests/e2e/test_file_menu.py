"""The menu of files on the map page, by keyboard, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

Barriers = Callable[[Page], list[str]]

Open = Callable[..., Any]


def asked(link: Locator) -> dict[str, list[str]]:
    return parse_qs(urlsplit(link.get_attribute("href")).query)


def test_what_is_on_the_screen_is_what_is_downloaded(visit: Open) -> None:
    page = visit("/#hide=A,B,C,ungraded").page
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="내려받기", exact=True).press("Enter")
    menu = page.get_by_role("dialog", name="자료 내려받기")
    link = menu.get_by_role("link", name="CSV")
    assert asked(link) == {"detail": ["public"], "grade": ["D", "E"]}
    with page.expect_download() as download:
        link.press("Enter")
    lines = download.value.path().read_text("utf-8-sig").splitlines()
    column = lines[0].split(",").index("종합 등급")
    assert {line.split(",")[column] for line in lines[1:]} == {"D", "E"}

    menu.get_by_role("checkbox").press("Space")
    assert asked(link) == {"detail": ["public"]}
    menu.get_by_role("radio", name="구간").press("ArrowRight")
    expect(menu.get_by_role("radio", name="불편사항")).to_be_checked()
    expect(menu.get_by_role("checkbox")).to_be_hidden()
    assert str(link.get_attribute("href")).startswith("/export/issues.csv")
    page.keyboard.press("t")
    expect(page.locator("#grid")).to_be_hidden()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(page.get_by_role("button", name="내려받기", exact=True)).to_be_focused()


def test_the_district_of_the_table_narrows_every_layer(visit: Open, server: str) -> None:
    page = visit("/#view=table").page
    page.get_by_label("동", exact=True).select_option(index=1)
    code = page.get_by_label("동", exact=True).input_value()
    page.get_by_role("button", name="내려받기", exact=True).click()
    menu = page.get_by_role("dialog", name="자료 내려받기")
    for layer in ("구간", "불편사항", "행정동"):
        menu.get_by_role("radio", name=layer).check()
        link = menu.get_by_role("link", name="GeoJSON")
        assert asked(link) == {"detail": ["public"], "district": [code]}
        assert page.request.get(server + str(link.get_attribute("href"))).ok


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (390, True)])
def test_no_barrier_is_found_on_the_open_menu(visit: Open, barriers: Barriers, width: int, *, dark: bool) -> None:
    seen = visit("/#hide=A", width=width, height=844, dark=dark)
    page = seen.page
    page.wait_for_load_state("networkidle")
    if width < 500:
        page.get_by_role("button", name="범례 펼치기").tap()
        page.get_by_role("button", name="자료 내려받기").tap()
    else:
        page.get_by_role("button", name="내려받기", exact=True).click()
    expect(page.get_by_role("dialog", name="자료 내려받기")).to_be_visible()
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert seen.faults == []
