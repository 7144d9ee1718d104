"""A file is taken in whole or not at all, and says what it does."""

from __future__ import annotations

import json
import uuid
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.reader import Reader, Role
from mapper.errors import BadRows
from mapper.operations.imports import taking_in
from mapper.operations.imports.options import FileOptions
from mapper.operations.imports.report import ImportReport

TODAY = date(2024, 7, 1)
PLAIN = FileOptions()
BY = Reader(None, "운영자", Role.ADMIN, None, "cli")
ROADS = [
    ("w1", "residential", [[127.030, 37.740], [127.034, 37.740]]),
    ("w2", "footway", [[127.032, 37.738], [127.032, 37.742]]),
    ("w3", "primary", [[127.034, 37.738], [127.034, 37.742]]),
]


def geojson(path: Path, roads: list[tuple[str, str, Any]]) -> Path:
    features = [
        {
            "type": "Feature",
            "properties": {"osm_id": key, "highway": highway, "name": f"{key}길"},
            "geometry": {"type": "LineString", "coordinates": coordinates},
        }
        for key, highway, coordinates in roads
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def take_in(
    session: Session, kind: str, path: Path, options: FileOptions = PLAIN, refused_to: Path | None = None
) -> ImportReport:
    return taking_in.import_file(
        session, kind, path, options, by=BY, today=TODAY, new_id=uuid.uuid4, refused_to=refused_to
    )


def count(session: Session, table: str) -> int:
    found: int = session.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
    return found


def test_check_reports_what_run_would_do_and_keeps_nothing(session: Session, tmp_path: Path) -> None:
    path = geojson(tmp_path / "roads.geojson", ROADS)
    checked = taking_in.check_file(session, "alleys", path, PLAIN, today=TODAY, new_id=uuid.uuid4)
    assert (count(session, "segment"), count(session, "import")) == (0, 0)
    stored = take_in(session, "alleys", path)
    assert stored.effects == checked.effects
    assert stored.effects["largest_length_difference_m"] < 0.001
    assert (checked.stored, stored.stored) == (False, True)
    assert count(session, "segment") == stored.effects["segments"]
    assert session.execute(text("SELECT report ->> 'file' FROM import")).scalar_one() == "roads.geojson"


def test_one_bad_row_keeps_the_whole_file_out(session: Session, tmp_path: Path) -> None:
    swapped = ("w4", "service", [[37.74, 127.03], [37.75, 127.03]])
    with pytest.raises(BadRows, match="1 of 4 rows") as caught:
        take_in(session, "alleys", geojson(tmp_path / "roads.geojson", [*ROADS, swapped]))
    report: Any = caught.value.fields["report"]
    assert "feature 4" in report.faults[0]["sentence"]
    assert (count(session, "segment"), count(session, "alley"), count(session, "import")) == (0, 0, 0)


def csv(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def survey_csv(path: Path, segment: str, *more: str) -> Path:
    items = [f"{axis}{number}" for axis in "RW" for number in range(1, 9)]
    header = ",".join(["id", "segment_id", "date", "surveyor", *items])
    return csv(path, header, f"s1,{segment},2024-05-01,조사원-01," + ",".join(["1"] * 16), *more)


def test_surveys_are_stored_once_however_often_they_come(
    session: Session, town: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    path = survey_csv(tmp_path / "surveys.csv", town["id"][0])
    assert take_in(session, "surveys", path).effects == {"new": 1, "known": 0}
    again = take_in(session, "surveys", path)
    assert (again.already is not None, again.stored, again.effects) == (True, False, {"new": 0, "known": 0})
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    assert take_in(session, "surveys", path).effects == {"new": 0, "known": 1}
    assert (count(session, "survey"), count(session, "import"), count(session, "write_log")) == (1, 2, 2)


def test_a_survey_of_an_unknown_segment_is_refused_by_name(
    session: Session, town: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    unknown = str(uuid.uuid4())
    row = f"s2,{unknown},2024-05-01,조사원-01," + ",".join(["0"] * 16)
    with pytest.raises(BadRows) as caught:
        take_in(session, "surveys", survey_csv(tmp_path / "surveys.csv", town["id"][0], row))
    report: Any = caught.value.fields["report"]
    assert report.refused == [
        {
            "key": "s2",
            "row": 3,
            "sentence": "surveys.csv, line 3: Survey s2: no graded segment is there; name its segment in the column"
            " segment_id, or correct its place.",
        }
    ]
    assert count(session, "survey") == 0


def test_issues_are_placed_asked_about_or_left_unassigned(
    session: Session, town: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    on_alley, corner, nowhere = ((958_050, 1_971_001), (958_100, 1_971_100), (958_900, 1_971_900))
    degrees = gpd.GeoSeries.from_xy(*zip(on_alley, corner, nowhere, strict=True), crs=5179).to_crs(4326)
    places = [f"{point.x:.7f},{point.y:.7f}" for point in degrees]
    path = csv(
        tmp_path / "issues.csv",
        "id,category,severity,경도,위도,accuracy,date,status,description",
        f"k1,무단투기,3,{places[0]},3,2024-05-02,verified,모퉁이에 봉투가 쌓여 있음",
        f"k2,litter,1,{places[1]},4,2024-05-02,,",
        f"k3,litter,1,{places[2]},4,2024-05-02,,",
        "k4,litter,1,,,,2024-05-02,,",
    )
    effects = take_in(session, "issues", path).effects
    assert {key: effects[key] for key in ("new", "assigned", "ask", "unassigned")} == {
        "new": 4,
        "assigned": 1,
        "ask": 1,
        "unassigned": 2,
    }
    offers = session.execute(text("SELECT offer FROM placement WHERE decision = 'ask'")).scalar_one()
    assert len(offers) == 3
    assert session.execute(text("SELECT kind FROM issue_event")).scalars().all() == ["verified"]


def test_a_complaint_opens_an_unverified_issue_and_keeps_no_contact(
    session: Session, town: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    path = csv(
        tmp_path / "complaints.csv",
        "접수번호,유형,경도,위도,접수일,내용,전화번호",
        "2024-0001,쓰레기 흩어짐,127.0337,37.7381,2024-05-02,골목이 지저분합니다,010-0000-0000",
    )
    report = take_in(session, "complaints", path)
    assert any("전화번호" in note["sentence"] for note in report.notes)
    stored = session.execute(
        text("SELECT row_to_json(complaint)::text || row_to_json(issue)::text FROM complaint, issue")
    )
    assert "010-0000-0000" not in stored.scalar_one()
    assert session.execute(text("SELECT origin, severity FROM issue")).one() == ("complaint", 2)


def test_an_id_that_another_file_has_used_is_not_taken_for_the_same_row(
    session: Session, town: gpd.GeoDataFrame, tmp_path: Path
) -> None:
    header = "id,category,date"
    take_in(session, "issues", csv(tmp_path / "one.csv", header, "1,litter,2024-05-02"))
    assert (
        take_in(session, "issues", csv(tmp_path / "again.csv", header, "1,litter,2024-05-02", "")).effects["known"] == 1
    )
    with pytest.raises(BadRows) as caught:
        take_in(session, "issues", csv(tmp_path / "two.csv", header, "1,odour,2024-05-02", "2,odour,2024-05-02"))
    report: Any = caught.value.fields["report"]
    assert report.refused[0]["sentence"].startswith("two.csv, line 2: 1: another row is stored under this id (litter")
    assert count(session, "issue") == 1


def test_the_next_file_tells_what_has_happened_since(session: Session, town: gpd.GeoDataFrame, tmp_path: Path) -> None:
    header = "id,category,date,status,verified_at,resolved_at"
    first = csv(tmp_path / "week1.csv", header, "w1,litter,2024-05-02,verified,2024-05-03,", "w2,litter,2024-05-02,,,")
    assert take_in(session, "issues", first).effects["events"] == 1
    second = csv(
        tmp_path / "week2.csv",
        header,
        "w1,litter,2024-05-02,resolved,2024-05-03,2024-05-09",
        "w2,litter,2024-05-02,resolved,,2024-05-09",
    )
    effects = take_in(session, "issues", second).effects
    assert (effects["new"], effects["known"], effects["events"]) == (0, 2, 2)
    assert take_in(session, "issues", second).already is not None
    kinds = session.execute(text("SELECT kind, count(*) FROM issue_event GROUP BY 1 ORDER BY 1")).all()
    assert kinds == [("resolved", 2), ("verified", 1)]


@pytest.mark.parametrize("kind", ["districts", "alleys", "surveys", "complaints", "issues"])
def test_a_file_of_nothing_but_bad_rows_is_refused_whole(session: Session, tmp_path: Path, kind: str) -> None:
    nowhere = {"type": "Feature", "properties": {"id": "1"}, "geometry": None}
    path = tmp_path / "bad.geojson"
    columns = {"adm_cd2": "x", "adm_nm": "가동", "highway": "residential", "category": "none", "date": "1905-07-01"}
    columns |= {f"{axis}{number}": "9" for axis in "RW" for number in range(1, 9)} | {"surveyor": "조사원-01"}
    nowhere["properties"] |= columns  # type: ignore[operator] # a plain dict of dicts
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [nowhere]}), "utf-8")
    with pytest.raises(BadRows, match="1 of 1 rows"):
        take_in(session, kind, path)
    assert count(session, "import") == 0
