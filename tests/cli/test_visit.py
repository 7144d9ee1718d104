"""``golmok visit``: a visit is planned by a rule, and its pack is written with a reason."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from mapper.store.cluster import Attachment, create_database
from mapper.store.engine import make_engine

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


@pytest.fixture
def source(tmp_path: Path) -> dict[str, str]:
    """Files of a city office, one column of which is called what no element of XML can be."""
    west, south = 127.03, 37.74
    corners = [(-0.001, -0.001), (0.01, -0.001), (0.01, 0.01), (-0.001, 0.01), (-0.001, -0.001)]
    area = {"type": "Polygon", "coordinates": [[(west + x, south + y) for x, y in corners]]}
    lines = [{"type": "LineString", "coordinates": [(west, south + y), (west + 0.001, south + y)]} for y in (0, 0.001)]
    lines.append({"type": "LineString", "coordinates": [(west, south), (west, south + 0.001)]})
    files = {
        "districts": [({"행정동코드": "4115099000", "행정동명": "가상동"}, area)],
        "alleys": [
            (
                {
                    "id": str(number),
                    "도로명": f"가상로 {number}길",
                    "highway": "residential",
                    "119출동": f"출동<{number}>",
                },
                line,
            )
            for number, line in enumerate(lines, 1)
        ],
    }
    for kind, rows in files.items():
        features = [{"type": "Feature", "properties": told, "geometry": shape} for told, shape in rows]
        (tmp_path / f"{kind}.geojson").write_text(
            json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False), "utf-8"
        )
    return {kind: str(tmp_path / f"{kind}.geojson") for kind in files}


@pytest.mark.parametrize("name", ["도로명", "119출동"])
def test_gpx_of_a_city_with_a_korean_column_is_read_by_gpsbabel(
    golmok: Golmok, own_url: str, source: dict[str, str], tmp_path: Path, name: str
) -> None:
    """Whether alleys are named by the column or it is only there, no element is called by it."""
    more: dict[str, tuple[str, ...]] = {"districts": (), "alleys": ("--map", f"name={name}")}
    for kind, file in source.items():
        taken = golmok("import", "run", kind, file, *more[kind], GOLMOK_DATABASE_URL=own_url)
        assert taken.returncode == 0, taken.stderr
    engine = make_engine(own_url)
    with engine.connect() as connection:
        segments = [str(one) for one in connection.scalars(text("SELECT id FROM segment WHERE graded ORDER BY id"))]
    engine.dispose()
    about = ("--theme", "가상로 걷기", "--at", "2026-12-01T14:00", "--json")
    planned = golmok("visit", "plan", *segments, *about, GOLMOK_DATABASE_URL=own_url)
    assert planned.returncode == 0, planned.stderr
    pack = tmp_path / "pack.zip"
    told = (json.loads(planned.stdout)["visit"], "-o", str(pack), "--reason", "현장에 가져감")
    made = golmok("visit", "export", *told, GOLMOK_DATABASE_URL=own_url)
    assert made.returncode == 0, made.stderr
    with zipfile.ZipFile(pack) as packed:
        [found] = [one for one in packed.namelist() if one.endswith(".gpx")]
        gpx = Path(packed.extract(found, tmp_path))
    program = shutil.which("gpsbabel")
    assert program, "gpsbabel is missing; run make setup"
    listed = [program, "-w", "-i", "gpx", "-f", str(gpx), "-o", "unicsv", "-F", "-"]
    rows = subprocess.run(listed, capture_output=True, text=True, check=True, timeout=60).stdout
    names = sorted(row["Name"].partition(". ")[2] for row in csv.DictReader(io.StringIO(rows)))
    assert names == [f"가상로 {one}길" if name == "도로명" else f"출동<{one}>" for one in (1, 2, 3)]
    assert "119출동" not in gpx.read_text("utf-8")
