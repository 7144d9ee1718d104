"""``golmok visit``: a visit is planned by a rule, and its pack is written with a reason."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mapper.store.cluster import Attachment, create_database

Golmok = Callable[..., Any]


@pytest.fixture
def visit(golmok: Golmok, attachment: Attachment, demo_template: str) -> Golmok:
    """Call it on a city of its own, as it keeps what it plans."""
    create_database(attachment, "visit_command", template=demo_template)
    url = attachment.url("owner", "visit_command")
    return lambda *arguments: golmok("visit", *arguments, GOLMOK_DATABASE_URL=url)


def test_a_visit_is_planned_and_its_pack_is_written(visit: Golmok, tmp_path: Path) -> None:
    about = ("--theme", "어두운 골목", "--at", "2026-12-01T14:00", "--rule", "worst", "--count", "3")
    tried = json.loads(visit("plan", *about, "--json", "--dry-run").stdout)
    assert tried["visit"] is None
    planned = json.loads(visit("plan", *about, "--json").stdout)
    assert planned["is_exact"]
    assert [stop["order"] for stop in planned["stops"]] == [1, 2, 3]
    assert planned["stops"] == tried["stops"]
    pack = tmp_path / "pack.zip"
    made = visit("export", planned["visit"], "-o", str(pack), "--reason", "현장에 가져감", "--json")
    assert made.returncode == 0, made.stderr
    told = json.loads(made.stdout)
    with zipfile.ZipFile(pack) as packed:
        ends = sorted(name.rpartition(".")[2] for name in packed.namelist())
        assert ends == ["csv", "geojson", "gpx", "html", "kml", "pdf", "xlsx"]
        assert told["export"].encode() in packed.read("golmok-visit-2026-12-01.geojson")
    again = visit("export", planned["visit"], "-o", str(pack), "--reason", "현장에 가져감")
    assert again.returncode == 2
    assert "is there already" in again.stderr


def test_nobody_is_reminded_where_nothing_is_due(visit: Golmok) -> None:
    said = visit("remind")
    assert (said.returncode, said.stdout) == (0, "Nothing is late or due within a week.\n")
    assert json.loads(visit("remind", "--json").stdout)["reminders"] == []
