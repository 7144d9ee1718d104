"""The checkout these tests look at."""

from __future__ import annotations

import os
import runpy
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def written() -> list[Path]:
    """Every file that people write here: not what `.gitignore` leaves out, and nothing hidden but `.ci`."""
    ignored = [pattern.rstrip("/") for pattern in (ROOT / ".gitignore").read_text("utf-8").split()]

    def is_written(path: Path) -> bool:
        inside = path.relative_to(ROOT).as_posix()
        hidden = path.name.startswith(".") and path.is_dir() and path.name != ".ci"
        return not hidden and not any(fnmatch(path.name, pattern) or inside == pattern for pattern in ignored)

    found = []
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if is_written(Path(folder, name))]
        found += [path for path in (Path(folder, name) for name in files) if is_written(path)]
    return sorted(found)


@pytest.fixture(scope="session")
def tool() -> Callable[[str], dict[str, Any]]:
    """What a script of `tools` defines, without running it."""
    return lambda name: runpy.run_path(str(ROOT / "tools" / f"{name}.py"))
