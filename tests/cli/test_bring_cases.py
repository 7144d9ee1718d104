"""``golmok import run cases``: a supervisor proves who they are; what is said of the file holds nothing of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import pytest
from sqlalchemy import text

from mapper.store.engine import make_engine, make_sessions

Golmok = Callable[..., Any]
HERE = "1111051500"
DISTRICT = f"""
    INSERT INTO district (id, code, name, boundary, recorded_at) SELECT gen_random_uuid(),
    '{HERE}', '가상동', ST_Multi(ST_MakeEnvelope(958000, 1971000, 959000, 1972000, 5179)), now()
    WHERE NOT EXISTS (SELECT FROM district)
"""
PASSWORD = "보라색 우산 열두 자루"
REGISTER = """사례번호,행정동,담당자,성명,전화번호,주소,발굴경로,욕구,동의
A-1,가상동,made-welfare,홍가상,010-0000-1234,가상시 없는로 77,동 상담창구,생계,서면 동의
A-2,가상동,made-welfare,김가상,010-0000-5678,가상시 없는로 78,동 상담창구,주거,서면 동의
"""
SECRETS = ("홍가상", "김가상", "010-0000", "없는로")


class Urls(Protocol):
    owner: str
    app: str
    staff: str


@pytest.fixture
def command(golmok: Golmok, role_urls: Urls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Golmok:
    """The commands over a city of one district, whose users all have one password."""
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
        GOLMOK_DATA_DIR=str(tmp_path / "data"),
    )


def test_a_register_is_brought_by_somebody_who_proves_it(
    command: Golmok, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, role in (("made-boss", "supervisor"), ("made-welfare", "welfare")):
        assert command("user", "add", name, "--role", role, "--district", HERE).returncode == 0
        assert command("user", "password", name).returncode == 0
    file = tmp_path / "register.csv"
    file.write_text(REGISTER, "utf-8")
    told = ("--by", "made-boss", "--reason", "이전 대장을 옮김")
    assert "cases" in command("import", "list").stdout
    alone = command("import", "run", "cases", str(file))
    assert (alone.returncode, "--by NAME" in alone.stderr) == (2, True)
    checked = command("import", "check", "cases", str(file), *told)
    assert "2 new households, 0 known before; nothing stored" in checked.stdout, checked.stderr
    bad = tmp_path / "bad.csv"
    bad.write_text(REGISTER.replace("생계", "홍가상의 사정"), "utf-8")
    refused = command("import", "run", "cases", str(bad), *told)
    assert (refused.returncode, "욕구" in refused.stdout, "line 2" in refused.stdout) == (2, True, True)
    taken = command("import", "run", "cases", str(file), *told, "--json")
    assert json.loads(taken.stdout)["new"] == 2
    assert "golmok vault reindex" not in taken.stdout
    again = command("import", "run", "cases", str(file), *told)
    assert "0 new households, 2 known before" in again.stdout
    worker = command("import", "run", "cases", str(file), "--by", "made-welfare", "--reason", "이전 대장을 옮김")
    assert worker.returncode == 1
    monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _prompt: "틀린 암호 하나 둘 셋")
    assert command("import", "run", "cases", str(file), *told).returncode == 1
    said = "".join(one.stdout + one.stderr for one in (alone, checked, refused, taken, again, worker))
    assert not [one for one in SECRETS if one in said]
    left = [one for one in (tmp_path / "data").rglob("*") if one.is_file()]
    assert left, "the key file"
    assert not [one for one in left if any(word.encode() in one.read_bytes() for word in SECRETS)]


def test_none_of_it_is_left_out_into_a_file(command: Golmok, tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    file.write_text(REGISTER, "utf-8")
    refused = command("import", "run", "cases", str(file), "--by", "x", "--reason", "이전 대장을 옮김", "--skip-bad")
    assert (refused.returncode, "all at once" in refused.stderr) == (2, True)
    assert sorted(one.name for one in tmp_path.iterdir() if one.is_file()) == ["register.csv"]
