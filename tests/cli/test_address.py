"""``golmok address``: from words to a place and back, for people and for machines."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.address_files import EUIJEONGBU_DONG, GASANG_RO, at, complaints, file_of, line, number

Golmok = Callable[..., Any]


@pytest.fixture
def loaded(golmok: Golmok, own_url: str, tmp_path: Path) -> Golmok:
    def call(*arguments: str) -> Any:
        return golmok(*arguments, GOLMOK_DATABASE_URL=own_url)

    lines = [line("위치정보요약DB", **EUIJEONGBU_DONG, **GASANG_RO, **number(n), **at(n)) for n in (10, 12)]
    path = tmp_path / "entrc_202601.txt"
    path.write_bytes(file_of(*lines))
    done = call("import", "run", "addresses", str(path))
    assert done.returncode == 0, done.stderr
    return call


def test_an_address_is_said_with_how_surely_and_why(loaded: Golmok) -> None:
    said = loaded("address", "find", "의정부시", "가상로", "12").stdout
    assert said.startswith("의정부시 가상로 12: sure, 0.99: 경기도 의정부시 가상로 12 (의정부동), 127.0")
    assert "within 15 m (the entrance of the building)" in said
    assert "not found (no such road: 없는로)" in loaded("address", "find", "의정부시 없는로 12").stdout


def test_a_file_of_addresses_is_answered_for_machines(loaded: Golmok, tmp_path: Path) -> None:
    path = tmp_path / "asked.txt"
    path.write_text("의정부시 가상로 10\n\n의정부시 가상로 11\n부산 중구 가상로 10\n", "utf-8-sig")
    found = json.loads(loaded("address", "find", "--file", str(path), "--json").stdout)["addresses"]
    assert [one["certainty"] for one in found] == ["sure", "unsure", "none"]
    assert found[2]["reasons"] == [
        {"code": "elsewhere", "value": "부산광역시 중구", "words": "no addresses of 부산광역시 중구 are loaded"}
    ]


def test_a_point_has_its_nearest_address(loaded: Golmok) -> None:
    found = json.loads(loaded("address", "find", "의정부시 가상로 12", "--json").stdout)["addresses"][0]["found"]
    where = (str(found["lon"]), str(found["lat"]))
    assert loaded("address", "reverse", *where).stdout == "경기도 의정부시 가상로 12 (의정부동), 0 m\n"
    near = json.loads(loaded("address", "reverse", *where, "--limit", "5", "--json").stdout)["addresses"]
    assert [one["far_m"] for one in near] == [0.0, 2.0]
    assert loaded("address", "reverse", "129.0", "35.1").stdout == "No address is within 500 m.\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("find",), "Give an address"),
        (("find", "--file", "nowhere.txt"), "does not exist"),
        (("reverse", "2.3", "48.8"), "is not in the range"),
    ],
)
def test_what_makes_no_sense_is_refused(golmok: Golmok, demo_url: str, arguments: tuple[str, ...], said: str) -> None:
    result = golmok("address", *arguments, GOLMOK_DATABASE_URL=demo_url)
    assert (result.returncode, result.stdout) == (2, "")
    assert said in result.stderr


def test_addresses_are_looked_up_again_after_a_newer_file(loaded: Golmok, tmp_path: Path) -> None:
    table = complaints(tmp_path, "C-1,낙서,2025-03-04,의정부시 가상로 30,,", "C-2,낙서,2025-03-04,어딘가,,")
    assert loaded("import", "run", "complaints", str(table)).returncode == 0
    path = tmp_path / "entrc_202602.txt"
    path.write_bytes(file_of(line("위치정보요약DB", **EUIJEONGBU_DONG, **GASANG_RO, **number(30), **at(200))))
    assert loaded("import", "run", "addresses", str(path)).returncode == 0

    def again(*options: str) -> dict[str, Any]:
        said: dict[str, Any] = json.loads(loaded("address", "again", "--json", *options).stdout)
        return said

    assert again("--dry-run") == {
        "sought": 2,
        "changed": 1,
        "kept": False,
        "effects": {"assigned": 0, "ask": 0, "unassigned": 1, "address_unknown": 0},
    }
    assert (again()["changed"], again()["changed"]) == (1, 0)
    assert loaded("address", "again").stdout == "2 addresses looked up again: nothing new.\n"
