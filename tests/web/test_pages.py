"""Pages and headers: nothing from another host, nothing inline."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from mapper.domain.category import CATEGORIES
from mapper.domain.rubric import RUBRIC


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
        with client.get(link) as answer:
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


def test_the_map_script_is_cached_by_its_content(app: Flask, client: FlaskClient) -> None:
    script = app.extensions["golmok_shell"].scripts[-1]
    first = client.get(script)
    assert first.status_code == 200
    again = client.get(script, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_alive_and_ready(client: FlaskClient) -> None:
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200
