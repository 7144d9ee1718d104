"""The set-up script on machines that lack something: one sentence, and nothing installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "tools" / "bootstrap.py"


def call(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GOLMOK_")}
    return subprocess.run(
        [sys.executable, SCRIPT, *arguments],
        env=kept | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_without_apt_one_sentence_says_what_to_install(tmp_path: Path) -> None:
    result = call("setup", PATH=str(tmp_path))
    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert all(word in result.stderr for word in ("PostGIS", "Chromium", "GOLMOK_DATABASE_URL"))


def test_an_old_python_is_named() -> None:
    source = SCRIPT.read_text("utf-8").replace("OLDEST_PYTHON = (3, 11)", "OLDEST_PYTHON = (99, 0)")
    old = subprocess.run(
        [sys.executable, "-c", source.replace("__file__", repr(str(SCRIPT))), "setup"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert old.returncode == 1
    assert "too old" in old.stderr


@pytest.mark.parametrize("verb", ["run", "test", "setup", "bench", "faults"])
def test_make_forwards_every_verb_to_the_script(verb: str) -> None:
    shown = subprocess.run(["make", "-n", verb], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert f"tools/bootstrap.py {verb}" in shown
