"""Whoever switches a check off says why, on the same line."""

from __future__ import annotations

import re
import tokenize
import tomllib
from pathlib import Path

import pytest

SWITCHED_OFF = {
    "tool.ruff.lint": r'^\s+"',
    "tool.ruff.lint.per-file-ignores": r'"[A-Z]+\d*"',
    "tool.mypy": r"^exclude",
    "tool.mypy.overrides": r"^ignore_",
    "tool.numpydoc_validation": r"^\s+'",
}
"""Section of pyproject.toml, and what a line of it looks like that switches something off."""

SWITCH = re.compile(r"#\s*(noqa|type:\s*ignore|nosec|numpydoc\s+ignore|pragma|ruff:|mypy:|isort:|pyright:)")
REASONED = re.compile(r"# (noqa: [A-Z]+\d+(, [A-Z]+\d+)*|type: ignore\[[a-z, -]+\])\W+\w+(\W+\w+)+\W*")
REASON = re.compile(r"#\s*\w+(\W+\w+)+\W*$")


def sections(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    name = ""
    for line in text.splitlines():
        if heading := re.fullmatch(r"\[+([^\]]+)\]+", line):
            name = heading[1]
        found.setdefault(name, []).append(line)
    return found


@pytest.mark.parametrize("section", SWITCHED_OFF)
def test_every_check_switched_off_for_all_has_its_reason(root: Path, section: str) -> None:
    lines = sections((root / "pyproject.toml").read_text("utf-8"))[section]
    off = [line for line in lines if re.search(SWITCHED_OFF[section], line)]
    assert off
    assert [line for line in off if not REASON.search(line)] == []


def test_everything_else_is_on(root: Path) -> None:
    tool = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["tool"]
    assert tool["ruff"]["lint"]["select"] == ["ALL"]
    assert tool["mypy"]["strict"] is True
    assert tool["pytest"]["ini_options"]["filterwarnings"] == ["error"]


def test_every_check_switched_off_on_a_line_has_its_reason(root: Path, written: list[Path]) -> None:
    unreasoned = [
        f"{path.relative_to(root)}:{token.start[0]} {token.string}"
        for path in written
        if path.suffix == ".py"
        for token in comments(path)
        if SWITCH.match(token.string) and not REASONED.fullmatch(token.string)
    ]
    assert unreasoned == []


def comments(path: Path) -> list[tokenize.TokenInfo]:
    with path.open("rb") as file:
        return [token for token in tokenize.tokenize(file.readline) if token.type == tokenize.COMMENT]


@pytest.mark.parametrize(
    "comment", ["# noqa", "# noqa: S101", "# type: ignore", "# type: ignore[misc] #", "# noqa: S101 - sorry", "# nosec"]
)
def test_a_switch_without_a_reason_is_seen(comment: str) -> None:
    assert SWITCH.match(comment)
    assert not REASONED.fullmatch(comment)
