"""Commands over a real database: what they print, and how they end."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from mapper.importers import IMPORTERS
from mapper.operations.database import Sessions

Golmok = Callable[..., Any]

CASE = {
    "id": "made-1",
    "input": {
        "as_of": "2025-07-01",
        "length_m": 100.0,
        "audits": [
            {
                "audit": "a1",
                "date": "2025-07-01",
                "levels": {f"{axis}{number}": 1 for axis in "RW" for number in range(1, 9)},
            }
        ],
        "issues": [],
        "previous": None,
    },
}


def assert_one_sentence(result: Any, *words: str, status: int) -> None:
    assert result.returncode == status, result.stderr
    assert "Traceback" not in result.stderr + result.stdout
    assert result.stderr.startswith("golmok: ")
    assert all(word in result.stderr for word in words), result.stderr


def test_help_lists_every_noun(golmok: Golmok) -> None:
    result = golmok("--help")
    assert result.returncode == 0
    assert all(noun in result.stdout for noun in ("run", "serve", "doctor", "db", "demo", "import", "grade", "map"))


def test_recompute_prints_the_result_of_every_case(golmok: Golmok, tmp_path: Path) -> None:
    path = tmp_path / "cases.json"
    path.write_text(json.dumps([CASE]), "utf-8")
    result = golmok("grade", "recompute", str(path))
    assert result.returncode == 0, result.stderr
    case = json.loads(result.stdout)["cases"][0]
    assert (case["id"], case["result"]["overall"]["score"], case["result"]["overall"]["grade"]) == ("made-1", 75.0, "B")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", ["not JSON"]),
        ("[{]", ["not JSON"]),
        ('[{"id": "x", "input": {"length_m": NaN}}]', ["NaN"]),
        (json.dumps([CASE | {"input": CASE["input"] | {"length_m": -1}}]), ["made-1", "length_m", "-1"]),
        ("[" * 100_000, ["not JSON"]),
    ],
    ids=["empty", "broken", "NaN", "negative length", "deep"],
)
def test_recompute_names_what_is_wrong(golmok: Golmok, tmp_path: Path, content: str, words: list[str]) -> None:
    path = tmp_path / "cases.json"
    path.write_text(content, "utf-8")
    assert_one_sentence(golmok("grade", "recompute", str(path)), *words, status=2)


def test_a_missing_file_is_named(golmok: Golmok) -> None:
    assert_one_sentence(golmok("grade", "recompute", "nothing.json"), "nothing.json", status=2)


def test_a_card_is_explained_line_by_line(golmok: Golmok, demo_url: str, demo_sessions: Sessions) -> None:
    with demo_sessions() as session:
        statement = text("SELECT segment_id::text FROM grade WHERE overall_grade = 'D' ORDER BY segment_id LIMIT 1")
        segment = session.execute(statement).scalar_one()
    card = json.loads(golmok("grade", "explain", segment, "--json", GOLMOK_DATABASE_URL=demo_url).stdout)
    assert round(sum(line["points"] for line in card["overall"]["lines"]), 2) == card["overall"]["score"]
    shown = golmok("grade", "explain", segment, GOLMOK_DATABASE_URL=demo_url).stdout
    assert all(line["label"] in shown for line in card["overall"]["lines"])


def test_a_run_may_be_repeated_at_the_time_it_prints(golmok: Golmok, demo_url: str) -> None:
    first = json.loads(golmok("grade", "run", "--dry-run", "--json", GOLMOK_DATABASE_URL=demo_url).stdout)
    again = golmok(
        "grade", "run", "--dry-run", "--json", "--as-of", first["as_of"], "--known-at", first["known_at"],
        GOLMOK_DATABASE_URL=demo_url,
    )  # fmt: skip
    assert json.loads(again.stdout)["digest"] == first["digest"]


def test_a_stored_run_is_verified_bit_for_bit(golmok: Golmok, demo_url: str, demo_sessions: Sessions) -> None:
    with demo_sessions() as session:
        runs = session.execute(text("SELECT id::text FROM grade_run ORDER BY as_of, created_at")).scalars().all()
    assert len(runs) == 4
    for run in (runs[0], runs[-1]):
        result = golmok("grade", "verify", run, GOLMOK_DATABASE_URL=demo_url)
        assert (result.returncode, "to the last bit" in result.stdout) == (0, True)


def test_with_a_server_of_ones_own_there_is_no_private_cluster(golmok: Golmok, demo_url: str) -> None:
    assert golmok("db", "status", GOLMOK_DATABASE_URL=demo_url).returncode == 2


def test_a_map_is_not_written_where_nothing_can_be(golmok: Golmok, demo_url: str, tmp_path: Path) -> None:
    result = golmok("map", "render", "-o", str(tmp_path / "nowhere" / "map.html"), GOLMOK_DATABASE_URL=demo_url)
    assert_one_sentence(result, "nowhere", "cannot be written", status=2)


def test_an_unknown_segment_is_one_sentence(golmok: Golmok, demo_url: str) -> None:
    unknown = "00000000-0000-4000-8000-000000000000"
    result = golmok("grade", "explain", unknown, GOLMOK_DATABASE_URL=demo_url)
    assert_one_sentence(result, unknown, status=2)


def test_the_map_is_written_as_one_file(golmok: Golmok, demo_url: str, tmp_path: Path) -> None:
    output = tmp_path / "지도.html"
    result = golmok("map", "render", "-o", str(output), GOLMOK_DATABASE_URL=demo_url)
    assert result.returncode == 0, result.stderr
    page = output.read_text("utf-8")
    assert re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="(?!data:)[^"]', page) == []


def test_the_demo_is_loaded_into_an_empty_database_only(golmok: Golmok, demo_url: str) -> None:
    result = golmok("demo", "load", "--segments", "300", GOLMOK_DATABASE_URL=demo_url)
    assert_one_sentence(result, "another GOLMOK_DATA_DIR", status=2)


def test_a_dry_run_of_the_demo_keeps_nothing(golmok: Golmok, own_url: str) -> None:
    result = golmok(
        "demo", "load", "--segments", "300", "--as-of", "2024-02-29", "--dry-run", GOLMOK_DATABASE_URL=own_url
    )
    assert result.returncode == 0, result.stderr
    assert "저장하지 않음" in result.stdout
    empty = golmok("grade", "run", GOLMOK_DATABASE_URL=own_url)
    assert_one_sentence(empty, "import alleys", status=1)


@pytest.mark.parametrize("day", ["0001-01-01", "1970-01-01", "9999-12-31"])
def test_the_demo_is_of_a_day_that_can_be(golmok: Golmok, own_url: str, day: str) -> None:
    result = golmok("demo", "load", "--segments", "300", "--as-of", day, GOLMOK_DATABASE_URL=own_url)
    assert_one_sentence(result, day, "give a date from", status=2)


def test_a_taken_port_is_said_before_anything_starts(golmok: Golmok, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        result = golmok("serve", "--port", port, GOLMOK_DATA_DIR=str(tmp_path / "data"))
    assert_one_sentence(result, port, "--port", status=1)
    assert not (tmp_path / "data").exists()


def test_a_server_that_is_not_there_is_one_sentence(golmok: Golmok) -> None:
    url = "postgresql://nobody:hidden-word@127.0.0.1:9/none"
    result = golmok("db", "upgrade", GOLMOK_DATABASE_URL=url)
    assert_one_sentence(result, "does not answer", "GOLMOK_DATABASE_URL", status=1)
    assert "hidden-word" not in result.stderr


def test_without_binaries_the_install_line_is_given(golmok: Golmok, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    result = golmok("db", "upgrade", GOLMOK_PG_BINDIR=str(empty), GOLMOK_DATA_DIR=str(tmp_path / "data"))
    assert_one_sentence(result, str(empty), "postgresql-postgis", status=1)


@pytest.mark.parametrize("kind", ["", "people"])
def test_an_unknown_kind_lists_the_kinds(golmok: Golmok, demo_url: str, kind: str) -> None:
    result = golmok("import", "check", kind, "x.csv", GOLMOK_DATABASE_URL=demo_url)
    assert_one_sentence(result, ", ".join(importer.kind for importer in IMPORTERS), status=2)
