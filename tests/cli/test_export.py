"""``golmok export``: a whole file or none, and a line in the log."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import geopandas as gpd
import pytest
import shapely
from sqlalchemy import text

from mapper.operations.database import Sessions
from mapper.operations.network import load_alleys, load_districts

Golmok = Callable[..., Any]
BEGINNING = datetime(2024, 1, 1, tzinfo=UTC)


@pytest.fixture
def export(golmok: Golmok, own_url: str, own_sessions: Sessions) -> Golmok:
    """The command, over a city of one district, two alleys and one survey that a log can be kept of."""
    district = gpd.GeoDataFrame(
        {"code": ["4115099000"], "name": ["가상동"]},
        geometry=[shapely.box(957_950, 1_970_950, 958_400, 1_971_400)],
        crs=5179,
    )
    columns = {"source_id": ["L1", "L2"], "alley_key": ["가길", "나길"], "name": ["가길", "나길"], "road_code": None}
    alleys = gpd.GeoDataFrame(
        columns | {"width_m": 4.0, "road_class": "길", "graded": True, "level": ""},
        geometry=[shapely.LineString([(958_000, y), (958_100, y)]) for y in (1_971_000, 1_971_100)],
        crs=5179,
    )
    with own_sessions.begin() as session:
        load_districts(
            session, district.astype({"code": "string", "name": "string"}), recorded_at=BEGINNING, new_id=uuid4
        )
        texts = dict.fromkeys((*columns, "road_class", "level"), "string")
        load_alleys(session, alleys.astype(texts), recorded_at=BEGINNING, new_id=uuid4)
        survey = """
            INSERT INTO survey (id, source_key, segment_id, method, surveyor, rubric, levels, walked_at, recorded_at)
            SELECT gen_random_uuid(), 's', id, 'picked', '조사원-01', '1.0', array_fill(0, ARRAY[16]), :day, :day
            FROM segment LIMIT 1
        """
        session.execute(text(survey), {"day": BEGINNING})
    return lambda *arguments: golmok("export", *arguments, GOLMOK_DATABASE_URL=own_url)


def test_a_file_is_written_whole_and_logged(export: Golmok, tmp_path: Path, own_sessions: Sessions) -> None:
    path = tmp_path / "구간 2026.11.geojson"
    result = export("segments", "-o", str(path), "--json")
    assert result.returncode == 0, result.stderr
    answer = json.loads(result.stdout)
    features = json.loads(path.read_text("utf-8"))["features"]
    assert (answer["rows"], answer["bytes"], answer["detail"]) == (len(features), path.stat().st_size, "public")
    assert "open_issues" not in features[0]["properties"]
    assert list(tmp_path.iterdir()) == [path]
    with own_sessions() as session:
        logged = session.execute(text("SELECT origin, details FROM write_log WHERE action = 'export'")).all()
    assert logged == [("cli", {"rows": 2, "format": "geojson", "detail": "public", "filters": {}})]


def test_staff_detail_has_to_be_said(export: Golmok, tmp_path: Path) -> None:
    assert export("surveys", "-o", str(tmp_path / "a.csv")).returncode == 2
    result = export("surveys", "-o", str(tmp_path / "조사.shp.zip"), "--detail", "staff", "--crs", "5186")
    assert result.returncode == 0, result.stderr
    assert "조사.shp.zip: 1 rows" in result.stdout


def test_a_file_that_is_there_stays_unless_forced(export: Golmok, tmp_path: Path) -> None:
    path = tmp_path / "동.csv"
    path.write_text("mine")
    refused = export("districts", "-o", str(path))
    assert (refused.returncode, path.read_text()) == (2, "mine")
    assert "--force" in refused.stderr
    assert export("districts", "-o", str(path), "--force").returncode == 0
    assert path.read_bytes().startswith("\ufeff행정동".encode())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("segments", "-o", "a.exe"), "geojson"),
        (("segments", "-o", "a"), "geojson"),
        (("households", "-o", "a.csv"), "segments, issues"),
        (("segments", "-o", "a.csv", "--grade", "F"), "ungraded"),
        (("segments", "-o", "a.csv", "--from", "2024-01-01"), "from"),
        (("segments", "-o", "a.csv", "--district", "1"), "has no district 1"),
        (("segments", "-o", "a.kml", "--crs", "5179"), "kml has no crs 5179"),
        (("segments", "-o", "nowhere/a.csv"), "folder that exists"),
        (("segments", "-o", "a.csv", "--as-of", "gestern"), "gestern"),
    ],
)
def test_bad_input_is_named_and_leaves_nothing(
    export: Golmok, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    result = export(*arguments)
    assert result.returncode == 2
    assert words in result.stderr
    assert "Traceback" not in result.stderr
    assert list(tmp_path.iterdir()) == []
