"""``golmok import`` over a real database: checked, repaired, left out, remembered, asked."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Golmok = Callable[..., Any]
ISSUES = ["번호,분류,언제,lon,lat", "a,낙서,2024-05-02,127.03,37.74", "b,더러움,45414,37.74,127.03"]
NAMED = ("--map", "category=분류", "--map", "date=언제")


@pytest.fixture
def issues(tmp_path: Path) -> str:
    path = tmp_path / "민원.csv"
    path.write_text("\n".join(ISSUES), "utf-8")
    return str(path)


def test_check_ends_with_what_can_be_repaired(golmok: Golmok, own_url: str, issues: str) -> None:
    result = golmok("import", "check", "issues", issues, *NAMED, GOLMOK_DATABASE_URL=own_url)
    assert result.returncode == 2
    assert "1 of 2 rows cannot be used" in result.stderr
    assert result.stdout.rstrip().endswith("These 1 rows can be repaired: --repair excel_serial --repair swapped")
    assert "Row 3" not in result.stdout
    report = json.loads(
        golmok("import", "check", "issues", issues, *NAMED, "--json", GOLMOK_DATABASE_URL=own_url).stdout
    )
    assert report["repairable"] == {"excel_serial": 1, "swapped": 1}


def test_a_preview_judges_and_tries_nothing(golmok: Golmok, own_url: str, issues: str) -> None:
    told = ("import", "check", "issues", issues, *NAMED, "--json")
    preview, check = (golmok(*told, *more, GOLMOK_DATABASE_URL=own_url) for more in (("--preview",), ()))
    shown, tried = json.loads(preview.stdout), json.loads(check.stdout)
    assert (preview.returncode, shown["effects"], shown["faults"]) == (2, {}, tried["faults"])
    assert tried["effects"]["new"] == 1


def test_a_file_is_repaired_translated_remembered_and_not_taken_in_twice(
    golmok: Golmok, own_url: str, issues: str
) -> None:
    told = (*NAMED, "--repair", "all", "--map-value", "category:더러움=litter")
    first = golmok("import", "run", "issues", issues, *told, "--save-mapping", "구청", GOLMOK_DATABASE_URL=own_url)
    assert first.returncode == 0, first.stderr
    assert "'45414' read as '2024-05-02 00:00:00'" in first.stdout
    listed = json.loads(golmok("import", "mappings", "--json", GOLMOK_DATABASE_URL=own_url).stdout)
    assert [(one["name"], one["options"]["words"]) for one in listed] == [("구청", {"category": {"더러움": "litter"}})]
    again = golmok(
        "import", "run", "issues", issues, "--mapping", "구청", "--repair", "all", "--json", GOLMOK_DATABASE_URL=own_url
    )
    report = json.loads(again.stdout)
    assert (again.returncode, report["stored"], set(report["effects"].values())) == (0, False, {0})
    assert report["already"]
    unknown = golmok("import", "run", "issues", issues, "--mapping", "시청", GOLMOK_DATABASE_URL=own_url)
    assert (unknown.returncode, "구청" in unknown.stderr) == (2, True)
    assert golmok("import", "forget", "구청", GOLMOK_DATABASE_URL=own_url).returncode == 0
    assert golmok("import", "mappings", GOLMOK_DATABASE_URL=own_url).stdout == ""


def test_rows_left_out_are_written_beside_the_person(golmok: Golmok, own_url: str, issues: str, tmp_path: Path) -> None:
    refused = golmok("import", "run", "issues", issues, *NAMED, GOLMOK_DATABASE_URL=own_url)
    assert (refused.returncode, "--skip-bad" in refused.stderr) == (2, True)
    tried = golmok("import", "run", "issues", issues, *NAMED, "--skip-bad", "--dry-run", GOLMOK_DATABASE_URL=own_url)
    assert tried.returncode == 0
    assert not (tmp_path / "민원.refused.csv").exists()
    result = golmok("import", "run", "issues", issues, *NAMED, "--skip-bad", GOLMOK_DATABASE_URL=own_url)
    assert result.returncode == 0, result.stderr
    assert "written to 민원.refused.csv" in result.stdout
    assert "더러움" in (tmp_path / "민원.refused.csv").read_text("utf-8-sig")


@pytest.mark.parametrize(
    "option", [("--repair", "everything"), ("--map-value", "category=litter"), ("--map", "date"), ("--mapping", "none")]
)
def test_an_option_that_says_nothing_is_one_sentence(
    golmok: Golmok, own_url: str, issues: str, option: tuple[str, str]
) -> None:
    result = golmok("import", "check", "issues", issues, *option, GOLMOK_DATABASE_URL=own_url)
    assert (result.returncode, "Traceback" in result.stderr) == (2, False)
    assert option[1] in result.stderr


def test_a_machine_is_told_and_a_person_asked_which_crs_it_is(golmok: Golmok, own_url: str, tmp_path: Path) -> None:
    path = tmp_path / "metres.csv"
    path.write_text("id,category,date,x,y\na,litter,2024-05-02,202970.45,470931.21\n", "utf-8")
    told = golmok("import", "check", "issues", str(path), GOLMOK_DATABASE_URL=own_url)
    assert (told.returncode, "--crs" in told.stderr) == (2, True)
    command = [sys.executable, "-c", "from web.cli import main; main()", "import", "check", "issues", str(path)]
    shown = at_a_terminal(command, {"GOLMOK_DATABASE_URL": own_url}, answer="EPSG:5181\n", after="Which one")
    assert "Which one" in shown
    assert "1 of 1 rows usable" in shown


def at_a_terminal(command: list[str], environment: dict[str, str], *, answer: str, after: str) -> str:
    """Run a command as a person does, answer its question, and return what the screen showed."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env=os.environ | environment | {"TERM": "xterm"}
    )
    os.close(theirs)
    shown, answered, deadline = "", False, time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            shown += os.read(ours, 65_536).decode(errors="replace")
        except OSError:  # the other end is closed: the command has ended
            break
        if after in shown and not answered:
            os.write(ours, answer.encode())
            answered = True
    os.close(ours)
    assert process.wait(10) == 0, shown
    return shown
