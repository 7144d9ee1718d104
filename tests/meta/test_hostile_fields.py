"""Every field that takes text is given hostile texts, or it is written down why not."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

TAG = re.compile(r"""<(input|textarea)\b((?:\{\{.*?\}\}|\{%.*?%\}|"[^"]*"|'[^']*'|[^>"'])*)>""", re.DOTALL)
MADE = re.compile(r"\bel\(\s*\"(input|textarea)\",\s*(?=\{)")
NO_TEXT = {"hidden", "checkbox", "radio", "date", "datetime-local", "number", "range", "file", "password"}
OTHERWISE = re.compile(r"createElement\(\s*[\"'](?:input|textarea)|contenteditable(?!\])|contentEditable|designMode")
"""Ways to make a field that nothing here would find."""


def in_template(text: str) -> Iterator[str]:
    """The name of every text field of a template, or its id where it has no name."""
    for tag, has in TAG.findall(text):
        kind = re.search(r'(?<![\w-])type="([^"]*)"', has)
        if tag == "textarea" or kind is None or kind[1] not in NO_TEXT:
            named = [re.search(rf'(?<![\w-]){what}="((?:\{{\{{.*?\}}\}}|[^"])*)"', has) for what in ("name", "id")]
            yield next((one[1] for one in named if one), "no-name")


def in_script(text: str) -> Iterator[str]:
    """The name of every text field that a script makes, or its id; a word of the script where it is a variable."""
    for begin in MADE.finditer(text):
        has = braced(text, begin.end())
        kind = re.search(r'\btype: "([\w-]+)"', has)
        if begin[1] == "textarea" or kind is None or kind[1] not in NO_TEXT:
            named = [re.search(rf'(?<![\w-]){what}(?:: [`"]([^`"]+)[`"])?(?=[,\s}}])', has) for what in ("name", "id")]
            yield next((one[1] or one[0] for one in named if one), "no-name")


def braced(text: str, begin: int) -> str:
    """What stands between a brace and the one that closes it."""
    depth = 0
    for end in range(begin, len(text)):
        depth += (text[end] == "{") - (text[end] == "}")
        if depth == 0:
            return text[begin : end + 1]
    raise AssertionError(text[begin : begin + 80])


@pytest.fixture(scope="module")
def fields(root: Path) -> Counter[tuple[str, str]]:
    """Every text field of the sources, and how often it stands there."""
    found = Counter[tuple[str, str]]()
    for folder, pattern, read in (("templates", "*.html", in_template), ("static", "*.js", in_script)):
        for path in sorted((root / "web" / folder).rglob(pattern)):
            if "vendor" not in path.parts:
                name = path.relative_to(root / "web" / folder).as_posix()
                found.update((name, field) for field in read(path.read_text("utf-8")))
    return found


def test_every_text_field_is_typed_into_or_excused(root: Path, fields: Counter[tuple[str, str]]) -> None:
    known = tomllib.loads((root / "tests" / "e2e" / "hostile" / "fields.toml").read_text("utf-8"))
    typed = {(file, field): kinds for file, those in known["typed"].items() for field, kinds in those.items()}
    excused = {(file, field): why for file, those in known["excused"].items() for field, why in those.items()}
    listed = {one for one in typed.keys() | excused.keys() if one[0] != "no field"}
    assert fields.keys() - listed == set(), "give them texts in tests/e2e/hostile, and list them in its fields.toml"
    assert listed - fields.keys() == set(), "these fields are gone"
    assert all(len(why.split()) > 3 for why in excused.values())
    for field, times in fields.items():
        by_server = field[0].endswith(".html") and field in typed and field not in excused
        assert not by_server or len(set(typed[field])) >= times or field[0].endswith("parts.html"), (field, times)
    assert len(fields) > 80


def test_no_script_makes_a_field_in_another_way(root: Path) -> None:
    scripts = [path for path in (root / "web" / "static").rglob("*.js") if "vendor" not in path.parts]
    texts = {path.name: path.read_text("utf-8") for path in [*scripts, *(root / "layers" / "assets").glob("*.js")]}
    made = {name: OTHERWISE.findall(text) for name, text in texts.items()}
    assert {name: found for name, found in made.items() if found} == {}


@pytest.mark.parametrize(
    ("markup", "named"),
    [
        ('<input name="a">', ["a"]),
        ('<input id="b" type="search" value="{{ x > 1 }}">', ["b"]),
        ('<textarea name="c-{{ d["e"] }}" rows="2">', ['c-{{ d["e"] }}']),
        ('<input type="number" name="f"><input type="hidden" name="g">', []),
    ],
)
def test_a_field_is_found_as_it_is_written(markup: str, named: list[str]) -> None:
    assert list(in_template(markup)) == named


def test_a_field_of_a_script_is_found_as_it_is_written() -> None:
    script = 'el("input", { type: "radio", name: "a" }); el("textarea", { id: `b`, rows: 3, on: { c: 1 } }); el("input", { id, name, rows: 3 })'
    assert list(in_script(script)) == ["b", "name"]
