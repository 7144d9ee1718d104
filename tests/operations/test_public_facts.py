"""Public counts and places: stored once, replaced when they change, and refused where nobody can tell which is meant."""

from __future__ import annotations

import json
import uuid
from datetime import date, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.calendar import KST
from mapper.domain.reader import Reader, Role
from mapper.errors import BadRows
from mapper.operations.imports import taking_in
from mapper.operations.imports.options import FileOptions
from mapper.operations.network import load_districts

BY = Reader(None, "운영자", Role.ADMIN, None, "cli")
BEGINNING = datetime(2024, 1, 1, tzinfo=KST)


def take_in(session: Session, kind: str, path: Path, content: str) -> dict[str, Any]:
    path.write_text(content, "utf-8")
    report = taking_in.import_file(
        session, kind, path, FileOptions(), by=BY, today=date(2025, 6, 30), new_id=uuid.uuid4, refused_to=None
    )
    return report.effects


def refusal(session: Session, kind: str, path: Path, content: str) -> str:
    with pytest.raises(BadRows) as caught:
        take_in(session, kind, path, content)
    report: Any = caught.value.fields["report"]
    return json.dumps([report.faults, report.refused], ensure_ascii=False, default=str)


def add_district(session: Session, code: str, name: str, east: float, size: float = 900) -> None:
    box = shapely.box(958_000 + east, 1_971_000, 958_000 + east + size, 1_972_000)
    frame = gpd.GeoDataFrame({"code": [code], "name": [name]}, geometry=[box], crs=5179)
    load_districts(
        session, frame.astype({"code": "string", "name": "string"}), recorded_at=BEGINNING, new_id=uuid.uuid4
    )


@pytest.fixture
def three_districts(session: Session) -> Session:
    add_district(session, "4115051000", "의정부1동", 0)
    add_district(session, "4115053000", "종로1·2가동", 1000)
    add_district(session, "1111053000", "의정부1동", 2000)
    return session


def households(session: Session) -> dict[str, int | None]:
    found = session.execute(
        text("SELECT code, household_count FROM district WHERE superseded_at IS NULL ORDER BY code")
    )
    return {code: number for code, number in found}  # noqa: C416 - dict() does not take rows by their type


HEADER = "행정동코드,세대수,건물수,기준일\n"


def test_counts_by_district_come_once_and_reach_the_district(three_districts: Session, tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    first = HEADER + '4115051000,"12,345",900,2024-12-31\n4115053000,500,,2024-12-31\n'
    effects = take_in(three_districts, "household-counts", path, first)
    assert (effects["new"], effects["districts_told"]) == (2, 2)
    assert households(three_districts) == {"1111053000": None, "4115051000": 12345, "4115053000": 500}
    again = take_in(three_districts, "household-counts", path, first + "\n")
    assert (again["new"], again["changed"], again["unchanged"], again["districts_told"]) == (0, 0, 2, 0)
    newer = take_in(three_districts, "household-counts", path, HEADER + "4115051000,12400,901,2025-03-31\n")
    assert (newer["changed"], newer["unchanged"]) == (1, 0)
    kept = "SELECT households, superseded_at IS NULL FROM household_count WHERE district_code = '4115051000' ORDER BY 1"
    assert three_districts.execute(text(kept)).all() == [(12345, False), (12400, True)]
    older = take_in(three_districts, "household-counts", path, first + "\n\n")
    assert (older["older"], older["unchanged"]) == (1, 1)
    assert households(three_districts)["4115051000"] == 12400


def test_a_new_boundary_keeps_the_count(three_districts: Session, tmp_path: Path) -> None:
    take_in(three_districts, "household-counts", tmp_path / "counts.csv", HEADER + "4115051000,700,,\n")
    add_district(three_districts, "4115051000", "의정부1동", 0, size=950)
    assert households(three_districts)["4115051000"] == 700


def test_a_name_is_resolved_when_only_one_district_has_it(three_districts: Session, tmp_path: Path) -> None:
    effects = take_in(three_districts, "household-counts", tmp_path / "counts.csv", "동명,세대수\n종로1.2가동,70\n")
    assert effects["new"] == 1
    assert households(three_districts)["4115053000"] == 70
    told = refusal(
        three_districts, "household-counts", tmp_path / "counts.csv", "동명,세대수\n의정부1동,70\n없는동,3\n"
    )
    assert "2 districts have this name (1111053000, 4115051000)" in told
    assert "없는동: no district of this city has this code or name" in told


def test_rows_of_elsewhere_are_left_out_unless_all_are(three_districts: Session, tmp_path: Path) -> None:
    path = tmp_path / "counts.csv"
    effects = take_in(three_districts, "household-counts", path, HEADER + "4115051000,1,,\n2611051000,2,,\n")
    assert (effects["new"], effects["elsewhere"]) == (1, 1)
    told = refusal(three_districts, "household-counts", path, HEADER + "2611051000,2,,\n")
    assert "2611051000: no district of this city has this code or name" in told


def test_one_district_is_counted_once(three_districts: Session, tmp_path: Path) -> None:
    rows = "행정동코드,동명,세대수\n4115053000,,70\n,종로1·2가동,71\n"
    told = refusal(three_districts, "household-counts", tmp_path / "counts.csv", rows)
    assert "another row counts the same district" in told


def cells(*counts: int | str) -> str:
    features = [
        {
            "type": "Feature",
            "properties": {"gid": f"다사{i}", "가구수": count, "건물수": 30},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [[127 + i / 100, 37.7], [127.01 + i / 100, 37.7], [127 + i / 100, 37.71], [127 + i / 100, 37.7]]
                ],
            },
        }
        for i, count in enumerate(counts)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_counts_by_cell_keep_their_outline(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "cells.geojson"
    assert take_in(session, "household-counts", path, cells(600, "X", 0))["new"] == 2
    assert take_in(session, "household-counts", path, cells(600, "X", 0) + "\n")["unchanged"] == 2
    assert take_in(session, "household-counts", path, cells(601, 3, 0))["changed"] == 1
    stored = text(
        "SELECT key, households, buildings, ST_Area(cell) > 0 FROM household_count WHERE superseded_at IS NULL ORDER BY 1"
    )
    assert session.execute(stored).all() == [
        ("cell:다사0", 601, 30, True),
        ("cell:다사1", 3, 30, True),
        ("cell:다사2", 0, 30, True),
    ]


PLACES = "관리번호,시설명,종류,주소,경도,위도\n"


def test_places_come_once_and_are_replaced_when_they_change(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    first = PLACES + "P1,가공원,공원,가동 1,127.01,37.7\nP2,나공원,공원,나동 1,,\n"
    assert take_in(session, "places", path, first) == {"new": 2, "changed": 0, "unchanged": 0}
    assert take_in(session, "places", path, first + "\n") == {"new": 0, "changed": 0, "unchanged": 2}
    moved = PLACES + "P1,가공원,공원,가동 1,127.02,37.7\nP2,나공원,공원,나동 1,,\n"
    assert take_in(session, "places", path, moved) == {"new": 0, "changed": 1, "unchanged": 1}
    stored = "SELECT source_key, superseded_at IS NULL FROM place ORDER BY 1, 2"
    assert session.execute(text(stored)).all() == [("P1", False), ("P1", True), ("P2", True)]


def test_an_id_that_another_place_has_is_refused(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "places.csv"
    take_in(session, "places", path, PLACES + "1,가공원,공원,가동 1,127.01,37.7\n")
    told = refusal(session, "places", path, PLACES + "1,나쉼터,쉼터,나동 1,127.05,37.7\n")
    assert "Place 1: another place is stored under this id (가공원)" in told
    assert take_in(session, "places", path, PLACES + "1,새공원,공원,가동 1,127.01,37.7\n")["changed"] == 1


def test_an_address_is_stored_with_the_issue_of_a_complaint(session: Session, tmp_path: Path) -> None:
    rows = "접수번호,유형,접수일,주소\n1,쓰레기,2024-05-02,가능동 1-2 놀이터 앞\n"
    take_in(session, "complaints", tmp_path / "complaints.csv", rows)
    assert session.execute(text("SELECT address FROM issue")).scalars().all() == ["가능동 1-2 놀이터 앞"]
