"""The public map in a real browser, over a real server and database."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

Barriers = Callable[[Page], list[str]]

Open = Callable[..., Any]


def api(server: str, path: str) -> Any:
    with urlopen(f"{server}/api/v1/{path}") as answer:
        return json.load(answer)


def wait_for_tiles(page: Page) -> None:
    page.locator(".leaflet-tile-loaded").nth(3).wait_for(state="attached")
    page.wait_for_load_state("networkidle")


def tiles_asked(seen: Any) -> int:
    return sum("/tiles/" in url for url in seen.requests)


def painted(page: Page) -> list[str]:
    """Colours on the canvases of the segments, as they are drawn."""
    found: list[str] = page.evaluate(
        """() => {
          const colours = new Map();
          for (const canvas of document.querySelectorAll(".leaflet-tile-pane canvas, .leaflet-pane canvas")) {
            const { width, height } = canvas;
            if (!width) continue;
            const copy = new OffscreenCanvas(width, height).getContext("2d");
            copy.drawImage(canvas, 0, 0);
            const { data } = copy.getImageData(0, 0, width, height);
            for (let i = 0; i < data.length; i += 4)
              if (data[i + 3] === 255) {
                const key = "#" + [data[i], data[i + 1], data[i + 2]].map((c) => c.toString(16).padStart(2, "0")).join("");
                colours.set(key, (colours.get(key) || 0) + 1);
              }
          }
          return [...colours].filter(([, count]) => count > 40).map(([key]) => key);
        }"""
    )
    return found


@pytest.mark.parametrize(("width", "dark"), [(1440, False), (390, True)])
def test_the_map_asks_only_its_own_host_and_breaks_no_rule(visit: Open, server: str, width: int, *, dark: bool) -> None:
    seen = visit("/", width=width, height=844, dark=dark)
    wait_for_tiles(seen.page)
    assert seen.faults == []
    assert [url for url in seen.requests if not url.startswith((server, "data:", "blob:"))] == []
    assert seen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_every_grade_is_on_the_map_in_its_colour(visit: Open) -> None:
    page = visit("/").page
    wait_for_tiles(page)
    colours = painted(page)
    assert {"#084594", "#4a9bd0", "#f0c93a", "#e5702b", "#7f0d1f"} <= set(colours)


def test_a_d_alley_tells_why(visit: Open, server: str) -> None:
    item = api(server, "segments?grade=D&size=1")["items"][0]
    card = api(server, f"segments/{item['id']}")
    page = visit(f"/#map=18/{card['center'][1]:.6f}/{card['center'][0]:.6f}").page
    wait_for_tiles(page)
    box = page.locator(".golmok-map").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    sheet = page.locator("#card")
    expect(sheet).to_be_visible()
    expect(sheet).to_contain_text(f"{card['overall']['score']:.2f}")
    expect(sheet).to_contain_text("나쁨")
    shown = sheet.inner_text()
    largest = sorted(card["overall"]["lines"], key=lambda line: -abs(line["points"]))[1]
    assert largest["label"] in shown
    assert card["next_action"] in shown


def test_an_ungraded_segment_says_what_to_do(visit: Open, server: str) -> None:
    item = api(server, "segments?grade=ungraded&size=1")["items"][0]
    card = api(server, f"segments/{item['id']}")
    page = visit(f"/#segment={item['id']}").page
    expect(page.locator("#card")).to_contain_text("미조사")
    expect(page.locator("#card")).to_contain_text(card["next_action"])


def test_the_axis_switch_repaints_without_asking_again(visit: Open) -> None:
    seen = visit("/")
    wait_for_tiles(seen.page)
    before, asked = painted(seen.page), tiles_asked(seen)
    seen.page.keyboard.press("4")
    expect(seen.page).to_have_url(re.compile("axis=confidence"))
    seen.page.wait_for_timeout(600)
    assert tiles_asked(seen) == asked
    assert set(painted(seen.page)) != set(before)


def test_search_by_keyboard_opens_the_alley(visit: Open, server: str) -> None:
    name = next(item["name"] for item in api(server, "segments?size=50")["items"] if item["name"])
    page = visit("/").page
    wait_for_tiles(page)
    page.keyboard.press("/")
    page.keyboard.type(name)
    expect(page.locator("#search-list [role=option]").first).to_contain_text(name)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#card")).to_contain_text(name)
    page.keyboard.press("Escape")
    expect(page.locator("#card")).to_be_hidden()


def test_the_table_is_equal_to_the_map(visit: Open, server: str) -> None:
    total = api(server, "segments?grade=D")["total"]
    page = visit("/#view=table&hide=A,B,C,E,ungraded").page
    table = page.locator("#grid table")
    expect(table).to_be_visible()
    expect(page.locator("#grid")).to_contain_text(f"{total:,}")
    rows = table.locator("tbody tr")
    expect(rows).to_have_count(min(total, 50))
    rows.first.locator("button, a").first.click()
    expect(page.locator("#card")).to_be_visible()


def test_the_address_brings_back_what_was_seen(visit: Open, server: str) -> None:
    item = api(server, "segments?grade=C&size=1")["items"][0]
    first = visit("/").page
    wait_for_tiles(first)
    first.keyboard.press("3")
    first.evaluate(f"window.location.hash = window.location.hash + '&segment={item['id']}'")
    expect(first.locator("#card")).to_be_visible()
    again = visit("/" + first.evaluate("window.location.hash")).page
    expect(again.locator("#card")).to_be_visible()
    expect(again.locator("#panel").get_by_role("radio", name="보행")).to_be_checked()


def test_hiding_a_grade_takes_it_off_the_map(visit: Open) -> None:
    page = visit("/#hide=E").page
    wait_for_tiles(page)
    assert "#7f0d1f" not in painted(page)
    assert "#084594" in painted(page)


@pytest.mark.parametrize("path", ["/", "/#view=table", "/method"])
@pytest.mark.parametrize(("width", "dark"), [(1440, False), (390, True)])
def test_no_barrier_is_found(visit: Open, barriers: Barriers, path: str, width: int, *, dark: bool) -> None:
    page = visit(path, width=width, height=844, dark=dark).page
    page.wait_for_load_state("networkidle")
    assert barriers(page) == []


def test_no_barrier_is_found_on_an_open_card(visit: Open, barriers: Barriers, server: str) -> None:
    item = api(server, "segments?grade=D&size=1")["items"][0]
    page = visit(f"/#segment={item['id']}").page
    expect(page.locator("#card")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert barriers(page) == []


def test_without_a_map_the_server_says_so_in_words(visit: Open, server: str) -> None:
    page = visit("/#segment=00000000-0000-4000-8000-000000000000").page
    expect(page.get_by_text("그 구간을 찾을 수 없습니다")).to_be_visible()
