"""``golmok user``: what it prints, refuses, and writes down."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from mapper.operations.database import Sessions

Golmok = Callable[..., Any]


@pytest.fixture
def user(golmok: Golmok, own_url: str) -> Golmok:
    return lambda *arguments: golmok("user", *arguments, GOLMOK_DATABASE_URL=own_url)


def listed(user: Golmok) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(user("list", "--json").stdout)["users"]
    return found


@pytest.mark.parametrize("arguments", [
    ("--role", "field"),
    ("--role", "welfare"),
    ("--role", "welfare", "--district", "all"),
    ("--role", "field", "--district", "all", "--district", "1"),
    ("--role", "planner", "--district", "1"),
    ("--role", "public"),
    ("--role", "king"),
    (),
])  # fmt: skip
def test_a_user_without_a_fit_role_and_districts_is_refused(user: Golmok, arguments: tuple[str, ...]) -> None:
    result = user("add", "made", *arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr
    assert listed(user) == []


def test_an_unknown_district_names_near_ones(golmok: Golmok, demo_url: str, demo_sessions: Sessions) -> None:
    with demo_sessions() as session:
        code, name = session.execute(text("SELECT code, name FROM district ORDER BY code LIMIT 1")).one()
    arguments = ("user", "add", "made", "--role", "field", "--dry-run", "--district")
    refused = golmok(*arguments, code[:-1] + "9", GOLMOK_DATABASE_URL=demo_url)
    assert refused.returncode == 2
    assert f"{code} {name}" in refused.stderr
    taken = golmok(*arguments, code, "--json", GOLMOK_DATABASE_URL=demo_url)
    assert json.loads(taken.stdout)["districts"] == [code]
    assert json.loads(golmok("user", "list", "--json", GOLMOK_DATABASE_URL=demo_url).stdout) == {"users": []}


def test_users_are_added_changed_disabled_and_listed(user: Golmok) -> None:
    assert user("add", "made", "--role", "field", "--district", "11", "--district", "12").returncode == 0
    assert user("add", "every", "--role", "field", "--district", "all").returncode == 0
    assert user("add", "made", "--role", "admin").returncode == 2
    assert user("district", "made", "13", "14").returncode == 0
    assert user("disable", "made").returncode == 0
    assert user("token", "made").returncode == 2
    assert listed(user) == [
        {"name": "every", "role": "field", "districts": "all", "password": False, "second_factor": False, "disabled": False},
        {"name": "made", "role": "field", "districts": ["13", "14"], "password": False, "second_factor": False, "disabled": True},
    ]  # fmt: skip
    shown = user("list").stdout.splitlines()
    assert [line.split() for line in shown] == [["every", "field", "all"], ["made", "field", "13,", "14", "disabled"]]
    assert user("enable", "made").returncode == 0
    assert user("totp-reset", "made").returncode == 0
    assert not listed(user)[1]["disabled"]


def test_an_unknown_user_is_named_with_near_ones(user: Golmok) -> None:
    user("add", "planner-1", "--role", "planner")
    result = user("token", "planer-1")
    assert result.returncode == 2
    assert "planner-1" in result.stderr


def test_the_token_and_the_link_are_the_last_line(user: Golmok) -> None:
    user("add", "made", "--role", "planner")
    token = user("token", "made", "--scope", "read", "--days", "3", "--label", "QGIS").stdout
    assert re.fullmatch(r"golmok_[\w-]{43}\n", token)
    told = json.loads(user("token", "made", "--json").stdout)
    assert (told["scopes"], told["name"]) == (["export", "read"], "made")
    link = user("link", "made", "--address", "https://city.example/").stdout
    assert re.fullmatch(r"https://city\.example/login/link/[\w-]{43}\n", link)
    assert user("token", "made", "--days", "367").returncode == 2
    assert user("token", "made", "--scope", "everything").returncode == 2


def test_killing_ends_everything_and_says_how_much(user: Golmok, own_sessions: Sessions) -> None:
    for name in ("one", "two"):
        user("add", name, "--role", "planner")
        user("token", name)
        user("link", name)
    assert user("kill").returncode == user("kill", "one", "--all").returncode == 2
    dry = json.loads(user("kill", "--all", "--dry-run", "--json").stdout)
    assert dry == {"logins": 0, "links": 2, "tokens": 2}
    assert json.loads(user("kill", "one", "--json").stdout) == {"logins": 0, "links": 1, "tokens": 1}
    assert json.loads(user("kill", "--all", "--json").stdout) == {"logins": 0, "links": 1, "tokens": 1}
    with own_sessions() as session:
        log = session.execute(text("SELECT action, subject, role, origin FROM write_log ORDER BY recorded_at")).all()
    assert [tuple(row[:2]) for row in log][-2:] == [("user.kill", "one"), ("user.kill", "everybody")]
    assert {tuple(row[2:]) for row in log} == {("admin", "cli")}
    assert len(log) == 8


def test_a_dry_run_keeps_nothing(user: Golmok, own_sessions: Sessions) -> None:
    assert user("add", "made", "--role", "planner", "--dry-run").returncode == 0
    assert listed(user) == []
    with own_sessions() as session:
        assert session.execute(text("SELECT count(*) FROM write_log")).scalar_one() == 0


def test_a_password_is_asked_for_twice_and_must_be_good(user: Golmok, monkeypatch: pytest.MonkeyPatch) -> None:
    user("add", "made", "--role", "planner")
    for typed, status in (("made-planner-123", 2), ("보라색 우산 열두 자루", 0)):
        monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _prompt, typed=typed: typed)
        assert user("password", "made").returncode == status
    assert listed(user)[0]["password"]
