"""Every Korean sentence that people see has its English, and nothing Korean is shown without being looked up."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from web.blueprints.admin.import_words import NOTES, REPAIRS

PLACES = re.compile(r"%%|%\(\w+\)[\d.]*\w|\{\w+(?::[^}]*)?\}")
HANGUL = re.compile("[가-힣]")
SHOWN_AS_WRITTEN = {
    "한국어",
    REPAIRS["counted_words"],
    NOTES["legal_districts"],
    "보낸날 또는 돈날",
}
"""What has Korean in its English too: an example, kinds of district, a language's own name, columns of a table."""


@pytest.fixture(scope="module")
def catalogue(tool: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    return tool("catalogue")


def test_the_catalogue_holds_what_the_code_says_and_nothing_else(catalogue: dict[str, Any]) -> None:
    stale = "the catalogue is out of step; run: .venv/bin/python tools/catalogue.py"
    assert catalogue["CATALOGUE"].read_text("utf-8") == catalogue["in_step"](catalogue["english"]()), stale


def test_the_tool_writes_only_when_it_is_told_to(
    catalogue: dict[str, Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file, main = tmp_path / "messages.po", catalogue["main"]
    file.write_text("stale", "utf-8")
    told = {"CATALOGUE": file, "sentences": lambda: {"골목": ["web/made.py"]}, "left_bare": list}
    for name, value in told.items():
        monkeypatch.setitem(main.__globals__, name, value)
    for argument, end in (("--help", "0"), ("--check", "messages.po is not done")):
        with pytest.raises(SystemExit) as left:
            main([argument])
        assert str(left.value.code).startswith(end)
    assert file.read_text("utf-8") == "stale"
    main([])
    assert '#: web/made.py\nmsgid "골목"' in file.read_text("utf-8")


def test_every_sentence_has_its_english(catalogue: dict[str, Any]) -> None:
    english = catalogue["english"]()
    assert len(english) > 500
    assert [korean for korean, said in english.items() if not said] == []


def test_the_english_has_the_places_for_values_that_the_korean_has(catalogue: dict[str, Any]) -> None:
    english = catalogue["english"]()
    unlike = {
        korean for korean, said in english.items() if sorted(PLACES.findall(korean)) != sorted(PLACES.findall(said))
    }
    assert unlike == set()


def test_the_english_is_english(catalogue: dict[str, Any]) -> None:
    assert {korean for korean, said in catalogue["english"]().items() if HANGUL.search(said)} == SHOWN_AS_WRITTEN


def test_no_korean_is_shown_without_being_looked_up(catalogue: dict[str, Any]) -> None:
    assert catalogue["left_bare"]() == []
