"""Pages and headers: nothing from another host, nothing inline."""

from __future__ import annotations

import gzip
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from mapper.domain.category import CATEGORIES
from mapper.domain.rubric import RUBRIC
from web.static_files import StaticFile, StaticFiles


@pytest.mark.parametrize("path", ["/", "/method"])
def test_a_page_is_korean_and_asks_only_this_host(client: FlaskClient, path: str) -> None:
    page = client.get(path).text
    assert '<html lang="ko">' in page
    assert re.findall(r'(?:src|href|action)="((?:https?:)?//[^"]*)"', page) == []
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    assert re.findall(r"<style|\bstyle=|\bon\w+=", page) == []


@pytest.mark.parametrize("path", ["/", "/method"])
def test_everything_a_page_names_is_served(client: FlaskClient, path: str) -> None:
    links = re.findall(r'(?:src|href)="(/[^"#]*)"', client.get(path).text)
    assert links
    for link in links:
        with client.get(link, follow_redirects=True) as answer:
            assert answer.status_code == 200, link


@pytest.mark.parametrize("path", ["/", "/healthz", "/api/v1/map", "/nothing", "/tiles/segments/10/1/1.mvt"])
def test_every_answer_carries_the_policy(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_method_page_holds_every_item_and_category(client: FlaskClient) -> None:
    page = client.get("/method").text
    assert all(item.label_ko in page for item in RUBRIC.items)
    assert all(category.label_ko in page for category in CATEGORIES)


@pytest.mark.parametrize("path", ["/", "/method"])
def test_what_a_page_loads_may_be_kept_for_good(client: FlaskClient, path: str) -> None:
    links = re.findall(r'(?:src|href)="(/static/[^"#]*)"', client.get(path).text)
    assert links
    for link in links:
        assert "immutable" in client.get(link).headers["Cache-Control"], link


def test_the_map_needs_one_script_and_one_style(app: Flask, client: FlaskClient) -> None:
    shell = app.extensions["golmok_shell"]
    page = client.get("/").text
    assert (len(shell.scripts), len(shell.styles)) == (1, 1)
    assert all(address in page for address in (*shell.scripts, *shell.styles))
    script = client.get(shell.scripts[0]).text
    assert script.index("Leaflet") < script.index("golmok.open =") < script.index("golmok.style = {")
    style = client.get(shell.styles[0]).text
    assert style.index("--krds-") < style.index(".leaflet-pane") < style.index(".map-page")


def test_a_static_file_is_sent_compressed_to_who_can_read_it(client: FlaskClient) -> None:
    plain = client.get("/static/css/site.css")
    packed = client.get("/static/css/site.css", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2
    assert packed.headers["Vary"] == "Accept-Encoding"


def test_only_the_address_of_this_edition_is_kept_for_good(client: FlaskClient) -> None:
    for path in ("/static/css/site.css", "/static/v/000000000000/css/site.css"):
        answer = client.get(path)
        assert answer.headers["Cache-Control"] == "no-cache"
        assert client.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("name", ["nothing.css", "../app.py", "v/1/../../app.py", "layers/../base.py", ""])
def test_nothing_but_static_files_is_served(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/{name}").status_code == 404


def test_another_content_is_another_address() -> None:
    def edition(content: bytes) -> str:
        return StaticFiles({"a.css": StaticFile(content, None, "text/css")}).address("a.css")

    assert edition(b"a {}") == edition(b"a {}") != edition(b"b {}")


def test_alive_and_ready(client: FlaskClient) -> None:
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200


def test_no_answer_sends_on_to_whatever_host_was_named(client: FlaskClient) -> None:
    answer = client.get("/static//css/base.css", headers={"Host": "evil.example"})
    assert (answer.status_code, "Location" in answer.headers) == (404, False)
