"""``golmok survey``: what it prints, refuses, and leaves as it was."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

Golmok = Callable[..., Any]


@pytest.fixture
def survey(golmok: Golmok, demo_url: str) -> Golmok:
    return lambda *arguments: golmok("survey", *arguments, GOLMOK_DATABASE_URL=demo_url)


def test_a_dry_run_says_what_waits_and_keeps_nothing(survey: Golmok) -> None:
    dealt = json.loads(survey("deal", "--dry-run", "--json").stdout)
    assert dealt["districts"]
    assert all(district["lists"] == {} and district["waiting"] for district in dealt["districts"])
    assert {need for district in dealt["districts"] for need in district["waiting"]} >= {"never", "expired"}
    shown = survey("deal", "--dry-run")
    assert "no new list; waiting:" in shown.stdout
    assert "Nothing was kept" in shown.stderr
    assert json.loads(survey("list", "--json").stdout)["lists"] == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("deal", "--day", "2020-01-01"), "is over"),
        (("deal", "--per-person", "0"), "0 is not in the range"),
        (("ask", str(uuid4())), "No graded segment"),
        (("ask",), "Missing argument"),
    ],
)
def test_what_makes_no_sense_is_refused(survey: Golmok, arguments: tuple[str, ...], said: str) -> None:
    result = survey(*arguments)
    assert (result.returncode, result.stdout) == (2, "")
    assert said in result.stderr
