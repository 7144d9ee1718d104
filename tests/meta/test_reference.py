"""The pages of docs that code can tell are what the code tells."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from web.cli import golmok

Tool = Callable[[str], dict[str, Any]]


@pytest.mark.parametrize("file", ["cli.md", "layers.md"])
def test_the_page_is_what_the_code_tells(root: Path, tool: Tool, file: str) -> None:
    page = tool("reference")["PAGES"][file]()
    stale = f"docs/{file} is out of date; write it anew with: .venv/bin/python tools/reference.py"
    assert (root / "docs" / file).read_text("utf-8") == page, stale


def test_the_tool_writes_only_when_it_is_told_to(tool: Tool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    main = tool("reference")["main"]
    (tmp_path / "page.md").write_text("stale", "utf-8")
    monkeypatch.setitem(main.__globals__, "DOCS", tmp_path)
    monkeypatch.setitem(main.__globals__, "PAGES", {"page.md": lambda: "fresh"})
    for argument, end in (("--help", "0"), ("--check", "These are out of date")):
        with pytest.raises(SystemExit) as left:
            main([argument])
        assert str(left.value.code).startswith(end)
    assert (tmp_path / "page.md").read_text("utf-8") == "stale"
    main([])
    assert (tmp_path / "page.md").read_text("utf-8") == "fresh"


def test_every_command_and_option_says_what_it_does(tool: Tool) -> None:
    silent = [
        f"{context.command_path} {name}"
        for context in tool("reference")["contexts"](golmok, "golmok")
        for name, text in [
            ("", context.command.help),
            *((part.name, part.help) for part in context.command.params if isinstance(part, click.Option)),
        ]
        if not text
    ]
    assert silent == []
