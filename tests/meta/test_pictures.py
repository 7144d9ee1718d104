"""The tool that takes pictures knows every page there is."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from mapper.operations.database import Sessions
from mapper.settings import Settings
from web.access import ROUTES
from web.app import create_app

WEB = Path(__file__).parents[2] / "web"
Tool = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, demo_sessions: Sessions) -> Flask:
    """The application with its staff's part, of which nothing about households is asked here."""
    return create_app(Settings(data_dir=tmp_path_factory.mktemp("data")), demo_sessions, demo_sessions)


def test_every_route_is_a_page_or_answers_none(tool: Tool, app: Flask) -> None:
    pictures = tool("pictures")
    pages = {rule.endpoint for rule in pictures["page_rules"](app)}
    shown = {route.endpoint for route in ROUTES if "GET" in route.methods}
    assert pages <= shown
    assert len(pages) > 90
    parts = {rule.rule.split("/")[1] for rule in pictures["page_rules"](app)}
    assert {"cases", "plan", "visits", "meetings", "figures", "admin", "oversight", "ogc"} <= parts


def test_what_is_no_page_answers_data(tool: Tool, app: Flask) -> None:
    pictures, client = tool("pictures"), app.test_client()
    others = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and pictures["is_no_page"](rule.rule) and not rule.arguments
    ]
    assert len(others) > 30
    answers = {path: client.get(path) for path in others}
    pages = [path for path, answer in answers.items() if answer.status_code == 200 and answer.mimetype == "text/html"]
    assert [path for path in pages if "attachment" not in answers[path].headers.get("Content-Disposition", "")] == []


def test_what_it_shows_beside_pages_is_there(tool: Tool, app: Flask) -> None:
    pictures = tool("pictures")
    rules = {rule.rule for rule in pictures["page_rules"](app)}
    assert pictures["SCREENS"].keys() <= app.view_functions.keys()
    assert {path for paths in pictures["EXAMPLES"].values() for path in paths} <= rules
    screens = (WEB / "static" / "field" / "screens.js").read_text("utf-8")
    assert [one for one in pictures["SCREENS"]["field.index"] if one.more.removeprefix("#/") not in screens] == []
    scripts = "".join(path.read_text("utf-8") for path in sorted((WEB / "static" / "js").glob("*.js")))
    shapes = "".join(path.read_text("utf-8") for path in sorted((WEB / "templates").glob("*.html")))
    pressed = {one for screens in pictures["SCREENS"].values() for screen in screens for one in screen.press}
    named = {name for one in pressed for name in re.findall(r"#((?!why-|row-|pick-)[\w-]+)", one)}
    assert {"out-open", "past-open", "table-switch", "send", "keep"} <= named
    assert [one for one in named if f'id="{one}"' not in shapes and f'"{one}"' not in scripts] == []
