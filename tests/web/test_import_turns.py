"""A file is taken in once however often somebody asks, looked at when there is time, kept when there is room."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from mapper.domain.reader import Reader, Role
from mapper.operations.database import Sessions
from mapper.operations.imports.turns import wait_for_turn
from mapper.operations.imports.uploads import Uploads
from mapper.operations.people import keys, users
from mapper.settings import Settings
from mapper.store import engine
from mapper.store.engine import make_engine, make_sessions
from web.app import create_app
from web.clock import now

OPERATOR = Reader(None, "tests", Role.ADMIN, None, "cli")
NEW = "/admin/imports/files/new"
FILE = "번호,유형,경도,위도,발견일\nM1,무단투기,127.03,37.74,2024-05-01\n".encode("cp949")


@pytest.fixture
def app(own_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    monkeypatch.setattr(engine, "_IN_HASTE", "SET lock_timeout = '300ms'")
    hasty = make_engine(own_url, in_haste=True)
    yield create_app(Settings(city="의정부시", data_dir=tmp_path), make_sessions(hasty))
    hasty.dispose()


@pytest.fixture
def planner(app: Flask, own_sessions: Sessions) -> Callable[[], FlaskClient]:
    with own_sessions.begin() as session:
        user = users.add_user(session, "made-planner", Role.PLANNER, [], every=False, by=OPERATOR, now=now())

    def opened() -> FlaskClient:
        with own_sessions.begin() as session:
            link = f"/login/link/{keys.add_link(session, user, by=OPERATOR, now=now(), loopback_only=True)}"
        browser = app.test_client()
        assert post(browser, link, link).status_code == 302
        return browser

    return opened


def post(browser: FlaskClient, path: str, page: str, **form: Any) -> Any:
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(page).text)
    assert token
    return browser.post(path, data={"csrf_token": token[1], **form})


def test_however_often_it_is_pressed_a_file_is_taken_in_once(
    planner: Callable[[], FlaskClient], own_sessions: Sessions
) -> None:
    windows = [planner() for _ in range(4)]
    path = post(windows[0], NEW, NEW, kind="issues", file=(io.BytesIO(FILE), "불편.csv")).location
    with ThreadPoolExecutor(len(windows)) as at_once:
        list(at_once.map(lambda window: post(window, f"{path}/run", NEW), windows))
    with own_sessions() as session:
        assert session.execute(text("SELECT count(*) FROM job")).scalar_one() == 1


def test_a_full_disk_is_told_and_nothing_is_kept(
    planner: Callable[[], FlaskClient], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = planner()
    with Path("/dev/full").open("r+b", buffering=0) as full:
        monkeypatch.setattr(Uploads, "part", lambda _self: full)
        answer = post(browser, NEW, NEW, kind="issues", file=(io.BytesIO(FILE), "불편.csv"))
    assert (answer.status_code, "저장 공간이 가득" in answer.text) == (503, True)
    assert not list((tmp_path / "uploads").glob("*"))


def test_while_another_file_is_taken_in_the_page_says_so_and_goes_on(
    planner: Callable[[], FlaskClient], own_sessions: Sessions
) -> None:
    browser = planner()
    path = post(browser, NEW, NEW, kind="issues", file=(io.BytesIO(FILE), "불편.csv")).location
    with own_sessions.begin() as session:
        wait_for_turn(session)
        page = browser.get(path)
        assert (page.status_code, "서버가 바빠서" in page.text) == (200, True)
    assert f'action="{path}/run"' in browser.get(path).text
