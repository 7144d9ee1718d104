"""The commands of density over a real database: frozen, made, approved by a second person, shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import pytest
from sqlalchemy import text

from mapper.store.engine import make_engine, make_sessions

Golmok = Callable[..., Any]
DISTRICT = """
    INSERT INTO district (id, code, name, household_count, boundary, recorded_at) VALUES (gen_random_uuid(),
    '1111051500', '가상동', 900, ST_Multi(ST_MakeEnvelope(958000, 1971000, 959000, 1972000, 5179)), now())
"""
PASSWORD = "보라색 우산 열두 자루"


class Urls(Protocol):
    owner: str
    app: str
    staff: str


@pytest.fixture
def command(golmok: Golmok, role_urls: Urls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Golmok:
    """The commands over a city of one district with 900 households, whose users all have one password."""
    engine = make_engine(role_urls.owner)
    with make_sessions(engine).begin() as session:
        session.execute(text(DISTRICT))
    engine.dispose()
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _prompt: PASSWORD)
    return lambda *arguments: golmok(
        *arguments,
        GOLMOK_DATABASE_URL=role_urls.owner,
        GOLMOK_APP_DATABASE_URL=role_urls.app,
        GOLMOK_STAFF_DATABASE_URL=role_urls.staff,
        GOLMOK_DATA_DIR=str(tmp_path),
    )


def test_two_people_release_a_half_year(command: Golmok, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("made-one", "made-two"):
        assert command("user", "add", name, "--role", "planner").returncode == 0
        assert command("user", "password", name).returncode == 0
    assert "Nothing was made yet." in command("density", "show").stdout
    frozen = command("density", "freeze", "2025")
    assert "2025: 1 areas" in frozen.stdout
    assert command("density", "freeze", "2025").stdout == frozen.stdout
    tried = command("density", "publish", "2025H1", "--by", "made-one", "--dry-run")
    assert "Nothing is stored." in tried.stdout, tried.stderr
    made = command("density", "publish", "2025H1", "--by", "made-one", "--json")
    assert (json.loads(made.stdout)["released"], json.loads(made.stdout)["approved_by"]) == (False, ["made-one"])
    assert command("density", "show", "2025H1").returncode == 2
    assert "a second person has to approve it" in command("density", "publish", "2025H1", "--by", "made-one").stderr
    released = command("density", "publish", "2025H1", "--by", "made-two")
    assert "made-one and made-two stand for it" in released.stdout
    shown = command("density", "show", "2025H1")
    assert "Fewer than 10, or too close together: nothing is shown" in shown.stdout
    assert "There are bands" in shown.stderr
    answer = json.loads(command("density", "show", "2025H1", "--json").stdout)
    assert (answer["areas"], answer["sha256"]) == ([], json.loads(made.stdout)["sha256"])
    assert command("density", "publish", "2025Q1", "--by", "made-one").returncode == 2
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _prompt: "틀린 암호 하나 둘 셋")
    assert command("density", "publish", "2025H2", "--by", "made-one").returncode == 1
