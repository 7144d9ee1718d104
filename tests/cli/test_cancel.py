"""Ctrl+C in the middle of a command: nothing half-done is left, and the bars say how far it was."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from mapper.store.engine import make_engine

COMPLAINTS = 30_000
Stopped = tuple[int, str]


def run_until(step: str, arguments: list[str], url: str, cwd: Path) -> Stopped:
    """Run the command before a terminal and press Ctrl+C once its bar names a step."""
    terminal, its_end = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", "from web.cli import main; main()", *arguments],
        cwd=cwd,
        env=os.environ | {"GOLMOK_DATABASE_URL": url, "TERM": "xterm", "COLUMNS": "100"},
        stdin=its_end,
        stdout=its_end,
        stderr=its_end,
        start_new_session=True,
    )
    os.close(its_end)
    seen, sent = "", False
    while chunk := read(terminal):
        seen += chunk
        if not sent and step in seen:
            os.killpg(process.pid, signal.SIGINT)
            sent = True
    assert sent, seen
    return process.wait(timeout=30), seen


def read(terminal: int) -> str:
    try:
        return os.read(terminal, 4096).decode(errors="replace")
    except OSError:  # the other end is closed: the command is over
        return ""


@pytest.fixture
def complaints(tmp_path: Path) -> Path:
    file = tmp_path / "complaints.csv"
    rows = (f"made-{number},noise,127.05,37.74,2024-05-01T10:00:00+09:00" for number in range(COMPLAINTS))
    file.write_text("id,category,lon,lat,filed_at\n" + "\n".join(rows) + "\n", "utf-8")
    return file


def count(url: str, table: str) -> int:
    engine = make_engine(url)
    with engine.connect() as connection:
        found: int = connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
    engine.dispose()
    return found


def test_a_stopped_import_keeps_nothing(complaints: Path, demo_url: str, tmp_path: Path) -> None:
    before = {table: count(demo_url, table) for table in ("issue", "complaint", "placement", "import")}
    status, seen = run_until("storing", ["import", "run", "complaints", str(complaints)], demo_url, tmp_path)
    assert status == 1, seen
    assert "what was not finished is not kept" in seen
    assert {table: count(demo_url, table) for table in before} == before
    assert re.search(r"judging .*30,000", seen), "the bar says how many rows"
    assert re.search(r"\d:\d\d:\d\d", seen), "and how long it will take"


@pytest.mark.parametrize(
    ("step", "arguments", "made"),
    [
        ("dumping", ["db", "dump", "city.dump"], "city.dump*"),
        ("writing", ["export", "segments", "-o", "segments.xlsx"], "segments*"),
    ],
)
def test_a_stopped_file_is_not_there(step: str, arguments: list[str], made: str, demo_url: str, tmp_path: Path) -> None:
    status, seen = run_until(step, arguments, demo_url, tmp_path)
    assert status == 1, seen
    assert list(tmp_path.glob(made)) == []
    assert list(tmp_path.glob(".golmok*")) == []


def test_a_file_with_no_room_is_not_there(demo_url: str, tmp_path: Path) -> None:
    script = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000));from web.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "export", "segments", "-o", "segments.geojson"],
        cwd=tmp_path,
        env=os.environ | {"GOLMOK_DATABASE_URL": demo_url},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert "segments.geojson cannot be written (File too large)" in done.stderr
    assert list(tmp_path.iterdir()) == []
