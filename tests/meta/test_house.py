"""The house keeps its proportions and its words."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import gis_data
import layers
import mapper
import web
from mapper import crs

Tool = Callable[[str], dict[str, Any]]
PACKAGES = (gis_data, layers, mapper, web)

NAMELESS = {"common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}
"""Names of files that say nothing about what is in them."""

SYNONYMS = {
    "alleyway": "alley",
    "incident": "issue",
    "inspection": "survey",
    "laneway": "alley",
    "petition": "complaint",
    "precinct": "district",
    "ticket": "issue",
}
"""Words that are not used, and the word of the glossary that is."""


@pytest.mark.parametrize("what", ["modules", "functions"])
def test_modules_and_functions_are_short(root: Path, tool: Tool, what: str) -> None:
    house = tool("house")
    lengths = house["measure"](root)[what]
    assert house["is_within"](what, lengths), house["say"](what, lengths)


def test_functions_are_measured_without_their_docstring(tmp_path: Path, tool: Tool) -> None:
    source = (
        'def long(\n    x: int,\n) -> int:\n    """Say.\n\n    More.\n    """\n    def inner(): pass\n    return x\n'
    )
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "made.py").write_text(source)
    measured = tool("house")["measure"](tmp_path)
    assert measured == {
        "modules": {"web/made.py": 9},
        "functions": {"web/made.py:1 long": 5, "web/made.py:8 inner": 1},
    }
    assert not tool("house")["is_within"]("functions", {"short": 2, "middle": 4, "long": 81})
    assert not tool("house")["is_within"]("modules", {"one": 151})


def test_every_file_is_named_for_what_is_in_it(root: Path, written: list[Path]) -> None:
    parts = {part for path in written for part in path.relative_to(root).parts}
    assert {part for part in parts if NAMELESS & set(re.split(r"[^a-z]+", part.lower()))} == set()


def test_the_four_packages_are_those_of_this_checkout(root: Path) -> None:
    """A distribution with a package of the same name would win over ours without a word."""
    assert {Path(package.__file__ or "").resolve().parent.parent for package in PACKAGES} == {root}


def test_tests_are_no_packages(root: Path) -> None:
    """`tests/web/__init__.py` would make `import web` mean the tests."""
    assert list((root / "tests").rglob("__init__.py")) == []


def test_only_one_file_writes_the_code_of_a_reference_system(root: Path) -> None:
    codes = re.compile("|".join(map(str, (crs.KOREA_TM, crs.WGS84, crs.WEB_MERCATOR))))
    found = {
        path.relative_to(root).as_posix()
        for path in python_of_the_packages()
        for value in constants(ast.parse(path.read_text("utf-8")))
        if codes.search(str(value))
    }
    assert found == {"mapper/crs.py"}


def test_code_uses_the_words_of_the_glossary(root: Path) -> None:
    glossary = (root / "docs" / "glossary.md").read_text("utf-8")
    assert all(f"| {word} |" in glossary for word in SYNONYMS.values())
    wrong = [
        f"{path.relative_to(root)}:{line} {name}: say {SYNONYMS[word]}"
        for path in python_of_the_packages()
        for name, line in identifiers(ast.parse(path.read_text("utf-8")))
        for word in re.findall("[a-z]+", re.sub(r"([A-Z])", r"_\1", name).lower())
        if word in SYNONYMS
    ]
    assert wrong == []


def python_of_the_packages() -> Iterator[Path]:
    folders = [Path(package.__file__ or "").resolve().parent for package in PACKAGES]
    files = (path for folder in folders for path in sorted(folder.rglob("*.py")))
    return (path for path in files if path.parent.name != "versions")


def constants(tree: ast.AST) -> Iterator[object]:
    """Every literal but docstrings, which stand alone."""
    alone = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and node not in alone)


def identifiers(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno
