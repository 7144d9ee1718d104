from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from web.cli import main


@dataclass(frozen=True)
class Result:
    returncode: int
    stdout: str
    stderr: str


Golmok = Callable[..., Result]


@pytest.fixture
def golmok(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Golmok:
    """Call the command as its script does, in a clean environment and an empty folder."""
    for name in [name for name in os.environ if name.startswith("GOLMOK_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str, **environment: str) -> Result:
        monkeypatch.setattr(sys, "argv", ["golmok", *arguments])
        with monkeypatch.context() as patched:
            for name, value in environment.items():
                patched.setenv(name, value)
            with pytest.raises(SystemExit) as ended:
                main()
        written = capfd.readouterr()
        return Result(int(ended.value.code or 0), written.out, written.err)

    return call
