"""What a planner takes away, in a real browser: a file of what is shown, a link anybody opens, a map in another site."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from mapper.operations.database import Sessions
from web.blueprints import board

Open = Callable[..., Any]


@pytest.fixture
def outside() -> Iterator[tuple[str, dict[str, str]]]:
    """Another site on this machine: its address, and what its one page says."""
    page = {"body": ""}

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page["body"].encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as site:
        Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{site.server_port}", page
        site.shutdown()


def test_what_is_shown_goes_out(
    visit_as: Open,
    own_app: Flask,
    browser: Browser,
    barriers_in_any_look: Callable[[Page], dict[str, list[str]]],
    outside: tuple[str, dict[str, str]],
) -> None:
    own_app.config["EMBED_ORIGINS"] = (outside[0],)
    page: Page = visit_as("made-planner", "/plan?overall=E").page
    expect(page.locator("#chosen strong")).to_be_visible(timeout=30_000)  # the city is read for the first time
    page.locator("#out-open").click()
    expect(page.locator("#out-what")).to_have_text("종합 등급: E")
    assert barriers_in_any_look(page) == {}
    page.locator("#out [name=turn]").select_option("portrait")
    page.locator("#out [name=title]").fill("골목 <b>지도</b>")
    with page.expect_download(timeout=60_000) as taken:
        page.get_by_role("link", name="PDF").dispatch_event("click")  # a click would wait for the file to be made
    assert taken.value.suggested_filename.startswith("골목 지도_")
    assert "overall=E" in taken.value.url
    assert "turn=portrait" in taken.value.url
    code = page.locator("#out-code").input_value()
    page.get_by_role("link", name="읽기 전용 링크 만들기").click()
    page.locator("#purpose").fill("설명회")
    page.locator("main .is-main").click()
    address = page.locator("#made").input_value()

    anybody = browser.new_context(locale="ko-KR").new_page()
    faults: list[str] = []
    anybody.on("pageerror", lambda error: faults.append(str(error)))
    anybody.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    anybody.goto(address)
    expect(anybody.locator(".shown-chosen")).to_contain_text("종합 등급: E")
    expect(anybody.locator("#legend li")).to_have_count(6, timeout=30_000)
    assert barriers_in_any_look(anybody) == {}
    anybody.locator("#table-switch").press("Enter")
    expect(anybody.locator("#grid tbody tr").first).to_contain_text("E")
    assert barriers_in_any_look(anybody) == {}

    outside[1]["body"] = f"<title>x</title>{code}"
    anybody.goto(outside[0])
    expect(anybody.frame_locator("iframe").locator("#legend li")).to_have_count(6, timeout=30_000)
    assert faults == []
    assert anybody.context.cookies() == []
    anybody.context.close()


def test_what_takes_long_is_made_behind_the_scenes(
    visit_as: Open,
    own_app: Flask,
    own_city: Sessions,
    work_off: Callable[[Sessions, Path], None],
    barriers: Callable[[Page], list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(board, "SEGMENTS_AT_ONCE", 10)
    page: Page = visit_as("made-planner", "/plan?overall=E").page
    expect(page.locator("#chosen strong")).to_be_visible()
    page.locator("#out-open").click()
    page.locator("#out [name=extent]").select_option("chosen")
    expect(page.locator("#out-behind")).to_be_visible()
    page.get_by_role("link", name=re.compile("^PDF")).click()
    begin = page.get_by_role("button", name="만들기 시작")
    expect(begin).to_be_visible()
    assert barriers(page) == []
    begin.click()
    expect(page.locator(".job progress")).to_be_visible()
    assert barriers(page) == []
    work_off(own_city, own_app.config["DATA_DIR"])
    with page.expect_download() as taken:
        page.get_by_role("link", name="내려받기").click()
    assert taken.value.suggested_filename.startswith("골목 지도_")
    assert barriers(page) == []
