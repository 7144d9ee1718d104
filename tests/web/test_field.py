"""What a phone keeps of the page of field teams: nothing about anybody, and all that the page needs."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from mapper.domain.category import CATEGORIES
from mapper.domain.emergency import DANGEROUS
from mapper.domain.reader import Role


def kept(worker: str) -> tuple[str, list[str]]:
    """Return the edition of a service worker, and the addresses that it keeps."""
    found = re.match(r'const EDITION = (".*?");\nconst FILES = (\[.*?\]);\n', worker)
    assert found
    return json.loads(found[1]), json.loads(found[2])


def test_the_shell_is_the_same_for_everybody_and_sets_no_cookie(client: FlaskClient, office: Any) -> None:
    stranger = client.get("/field")
    walker = office.browser(office.add("made-walker", Role.FIELD, office.districts()[0])).get("/field")
    assert stranger.text == walker.text
    assert "made-walker" not in walker.text
    assert "csrf" not in walker.text
    assert stranger.headers.getlist("Set-Cookie") == []
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=", stranger.text) == []


def test_every_category_has_one_picture_under_one_heading(client: FlaskClient) -> None:
    found = re.search(r'data-vocabulary="([^"]*)"', client.get("/field").text)
    assert found
    words = json.loads(unescape(found[1]))
    assert words["dangerous"] == DANGEROUS
    assert {one["number"] for one in words["emergencies"]} >= set(DANGEROUS.values())
    listed = [category for group in words["groups"] for category in group["categories"]]
    assert sorted(listed) == sorted(category.id for category in CATEGORIES)
    for category in listed:
        assert client.get(f"/static/field/icons/{category}.svg").mimetype == "image/svg+xml"


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_worker_keeps_all_that_the_shell_and_its_scripts_ask_for(client: FlaskClient, language: str) -> None:
    answer = client.get("/field/sw.js")
    assert answer.headers["Service-Worker-Allowed"] == "/field"
    assert answer.mimetype == "text/javascript"
    edition, files = kept(answer.text)
    assert len(edition) == 12
    assert f"/field?language={language}" in files
    shell = client.get(f"/field?language={language}").text
    named = set(re.findall(r'(?:src|href)="(/(?:static|language)/[^"]+)"', shell))
    icons = set(re.findall(r'<link rel="(?:icon|apple-touch-icon)"[^>]*href="([^"]+)"', shell))
    assert named - icons <= set(files)
    scripts = [file for file in files if "/field/" in file and file.endswith(".js")]
    for script in scripts:
        text = client.get(script).text
        folder = script.rsplit("/", 1)[0]
        assert {f"{folder}/{name}" for name in re.findall(r'from "\./([^"]+)"', text)} <= set(files)
    for file in files:
        with client.get(file) as kept_file:
            assert kept_file.status_code == 200, file


def test_the_edition_is_one_whatever_language_the_browser_has(client: FlaskClient) -> None:
    korean = client.get("/field/sw.js").text
    client.set_cookie("golmok_language", "en")
    assert client.get("/field/sw.js").text == korean


def test_the_page_can_be_put_on_a_home_screen(client: FlaskClient) -> None:
    answer = client.get("/field/app.webmanifest")
    assert answer.mimetype == "application/manifest+json"
    manifest = answer.get_json()
    assert (manifest["start_url"], manifest["scope"], manifest["display"]) == ("/field", "/field", "standalone")
    for icon in manifest["icons"]:
        with client.get(icon["src"]) as picture:
            assert picture.mimetype == icon["type"]
