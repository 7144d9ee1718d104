"""What lies in the checkout belongs to no one machine, and its pages hold together."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

MACHINE = re.compile(rb"(?<![\w.}/-])/(?:root|home|Users|work)/")
"""Where a path of one machine begins."""

REGISTRY = re.compile(rb"\b(?:pypi|npmjs|pythonhosted)\.(?:org|com|net)")
"""Hosts that a mirror or a closed network replaces."""

LINK = re.compile(r"\]\((?![a-z]+:|#)([^)#\s]+)")


@pytest.mark.parametrize("pattern", [MACHINE, REGISTRY], ids=["path of a machine", "host of a registry"])
def test_no_file_depends_on_one_machine(root: Path, written: list[Path], pattern: re.Pattern[bytes]) -> None:
    assert len(written) > 300
    assert [path.relative_to(root).as_posix() for path in written if pattern.search(path.read_bytes())] == []


def test_no_file_knows_where_this_checkout_lies(root: Path, written: list[Path]) -> None:
    around = b"|".join(re.escape(os.fsencode(beside)) for beside in root.parent.iterdir())
    here = re.compile(rb"(?<![\w.}/-])(?:" + around + rb")\b")
    assert [path.relative_to(root).as_posix() for path in written if here.search(path.read_bytes())] == []


def test_continuous_integration_calls_the_command_that_people_call(root: Path) -> None:
    script = root / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert re.search(r"^make test\b", script.read_text("utf-8"), re.MULTILINE)


def test_decisions_are_numbered_without_gaps(root: Path) -> None:
    records = sorted((root / "docs" / "adr").iterdir())
    assert [path.name[:5] for path in records] == [f"{number:04d}-" for number in range(1, len(records) + 1)]
    for path in records:
        text = path.read_text("utf-8")
        assert text.startswith(f"# {path.name[:4]}. "), path.name
        assert re.search(r"^Status: (proposed|accepted|replaced by \d{4}), \d{4}-\d\d-\d\d$", text, re.MULTILINE), (
            path.name
        )


def test_every_link_between_pages_leads_somewhere(root: Path, written: list[Path]) -> None:
    pages = [path for path in written if path.suffix == ".md"]
    links = [(page, target) for page in pages for target in LINK.findall(page.read_text("utf-8"))]
    broken = [f"{page.relative_to(root)}: {target}" for page, target in links if not (page.parent / target).exists()]
    assert broken == []
    assert links
