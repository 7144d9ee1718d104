"""Surveys out of ODK Central, KoboToolbox and QField, as these tools write them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from openpyxl import Workbook

from mapper.domain.rubric import RUBRIC
from mapper.errors import LayerUnclear
from mapper.frames import SURVEYS
from mapper.importers import Reading, read

Judge = Callable[..., Reading]

ITEMS = RUBRIC.item_ids
HERE = (958914.82, 1971044.63)
LEVELS = dict.fromkeys(ITEMS, "level_2") | {"R1": "0", "R2": "not_applicable", "R3": "R3_4", "W1": "unseen"}
SEEN = (0, -1, 4, *[2] * 5, None, *[2] * 7)


def table(*rows: dict[str, str], delimiter: str = ",") -> str:
    return "\n".join([delimiter.join(rows[0]), *(delimiter.join(row.values()) for row in rows)]) + "\n"


def the_only_row(reading: Reading) -> dict[str, Any]:
    assert reading.faults == ()
    [row] = reading.frame(SURVEYS).to_dict("records")
    return dict(row)


def tool(reading: Reading) -> list[str]:
    return [note.fields["tool"] for note in reading.notes if note.code == "form_export"]


def test_kobo_with_groups_a_geopoint_and_codes(judge_text: Judge) -> None:
    row = {
        "start": "2025-05-02T10:20:00.000+09:00",
        "조사/조사자": "가상조사원",
        "조사/place": "37.7381 127.0337 54.2 4.8",
        "_조사/place_latitude": "37.7381",
        "_조사/place_longitude": "127.0337",
        "_조사/place_altitude": "54.2",
        "_조사/place_precision": "4.8",
        **{f"조사/항목/{item}": level for item, level in LEVELS.items()},
        "_id": "7",
        "_uuid": "0b0e6a52-made",
        "_submission_time": "2025-05-02T01:25:00",
        "_index": "1",
    }
    reading = judge_text("surveys", table(row, delimiter=";"))
    found = the_only_row(reading)
    assert tool(reading) == ["KoboToolbox"]
    assert found["source_key"] == "0b0e6a52-made"
    assert found["levels"] == SEEN
    assert found["surveyor"] == "가상조사원"
    assert found["walked_at"] == pd.Timestamp("2025-05-02 10:20", tz="Asia/Seoul")
    assert (found["x"], found["y"]) == pytest.approx(HERE, abs=0.01)
    assert found["accuracy_m"] == 4.8


@pytest.mark.parametrize(
    "written", ["37.7381 127.0337 0.0 0.0", "[37.7381, 127.0337]", "37.7381, 127.0337", "37.7381 127.0337"]
)
def test_a_geopoint_in_one_column(judge_text: Judge, written: str) -> None:
    row = {"_uuid": "a", "_submission_time": "2025-05-02T01:25:00", "조사일": "2025-05-02", "조사자": "가상조사원"}
    found = the_only_row(judge_text("surveys", table(row | LEVELS | {"_geolocation": f'"{written}"'})))
    assert (found["x"], found["y"]) == pytest.approx(HERE, abs=0.01)
    assert pd.isna(found["accuracy_m"])


ONCE = {
    "SubmissionDate": "2025-05-02T01:25:00.000Z",
    "조사-조사자": "가상조사원",
    "조사-today": "2025-05-02",
    "KEY": "uuid:made-1",
    "SubmitterName": "app user",
}
EACH = {
    "place-Latitude": "37.7381",
    "place-Longitude": "127.0337",
    "place-Altitude": "54",
    "place-Accuracy": "6.5",
    **{f"items-{item}": level for item, level in LEVELS.items()},
}


def test_odk_central_with_a_repeat_finds_what_was_asked_once(tmp_path: Path, today: Any) -> None:
    path = tmp_path / "walk.zip"
    rows = [
        EACH | {"PARENT_KEY": key, "KEY": f"{key}/alleys[{n}]"}
        for key, n in (("uuid:made-1", 1), ("uuid:made-1", 2), ("uuid:made-2", 1))
    ]
    with ZipFile(path, "w") as archive:
        other = ONCE | {"조사-조사자": "가상조사원 둘", "KEY": "uuid:made-2"}
        archive.writestr("walk.csv", table(ONCE, other))
        archive.writestr("walk-alleys.csv", table(*rows))
    with pytest.raises(LayerUnclear):
        read("surveys", path, today=today)
    reading = read("surveys", path, today=today, layer="walk-alleys.csv")
    assert reading.faults == ()
    frame = reading.frame(SURVEYS)
    assert tool(reading) == ["ODK Central"]
    assert frame["source_key"].tolist() == [row["KEY"] for row in rows]
    assert frame["surveyor"].tolist() == ["가상조사원", "가상조사원", "가상조사원 둘"]
    assert frame["levels"].tolist() == [SEEN] * 3
    assert frame["accuracy_m"].tolist() == [6.5] * 3


@pytest.mark.parametrize(
    ("heading", "verdicts"),
    [
        ("ReviewState", ("rejected", "approved", "hasIssues", "")),
        ("_validation_status", ("validation_status_not_approved", "validation_status_approved", "", "")),
    ],
)
def test_what_was_turned_down_in_its_tool_is_not_used(
    judge_text: Judge, heading: str, verdicts: tuple[str, ...]
) -> None:
    rows = [ONCE | EACH | {"KEY": f"uuid:made-{n}", heading: said} for n, said in enumerate(verdicts)]
    reading = judge_text("surveys", table(*rows))
    assert [(fault.code, fault.rows, fault.value) for fault in reading.faults] == [("turned_down", (2,), verdicts[0])]
    assert len(reading.frame(SURVEYS)) == len(verdicts) - 1


def test_kobo_workbook_with_a_repeat_finds_what_was_asked_once(judge_text: Judge, tmp_path: Path, today: Any) -> None:
    book, path = Workbook(), tmp_path / "walk.xlsx"
    once = {
        "today": "2025-05-02",
        "조사자": "가상조사원",
        "_uuid": "made",
        "_submission_time": "2025-05-02",
        "_index": 1,
    }
    each = {f"alleys/{name}": value for name, value in LEVELS.items()} | {
        "alleys/place": "37.7381 127.0337 0 5",
        "_submission__uuid": "made",
        "_submission__id": 7,
        "_index": 3,
        "_parent_table_name": "walk",
        "_parent_index": 1,
    }
    for title, row in (("walk", once), ("alleys", each)):
        sheet = book.create_sheet(title)
        sheet.append(list(row))
        sheet.append(list(row.values()))
    book.remove(book.worksheets[0])
    book.save(path)
    found = the_only_row(read("surveys", path, today=today, layer="alleys"))
    assert found["source_key"] == "made/3"
    assert found["surveyor"] == "가상조사원"
    assert found["levels"] == SEEN
    assert found["accuracy_m"] == 5


def test_a_repeat_by_itself_says_what_it_lacks(judge_text: Judge) -> None:
    with pytest.raises(Exception, match=r"date \(조사일\), surveyor \(조사자\)"):
        judge_text("surveys", table(EACH | {"PARENT_KEY": "uuid:made-1", "KEY": "uuid:made-1/alleys[1]"}))


def test_qfield_geopackage(tmp_path: Path, today: Any) -> None:
    codes = {item: index % 5 for index, item in enumerate(ITEMS)}
    row = {"uuid": "{made-uuid}", "조사일": "2025-05-02T10:20:00", "조사자": "가상조사원", **codes}
    frame = gpd.GeoDataFrame([row], geometry=[shapely.Point(127.0337, 37.7381)], crs=4326).to_crs(5186)
    frame.to_file(tmp_path / "walk.gpkg", layer="surveys", driver="GPKG")
    found = the_only_row(read("surveys", tmp_path / "walk.gpkg", today=today))
    assert found["source_key"] == "{made-uuid}"
    assert found["levels"] == tuple(codes.values())
    assert (found["x"], found["y"]) == pytest.approx(HERE, abs=0.01)


def test_two_groups_with_one_name_stay_apart(judge_text: Judge) -> None:
    row = {"_uuid": "a", "_submission_time": "2025-05-02", "조사일": "2025-05-02", "lon": "127.0337", "lat": "37.7381"}
    twice = {"전/조사자": "가상조사원", "후/조사자": "가상조사원 둘"}
    with pytest.raises(Exception, match="surveyor"):
        judge_text("surveys", table(row | LEVELS | twice))
    reading = judge_text("surveys", table(row | LEVELS | twice), mapping={"surveyor": "후/조사자"})
    assert the_only_row(reading)["surveyor"] == "가상조사원 둘"


def test_headings_of_other_files_are_left_alone(judge_text: Judge) -> None:
    row = {"id": "a", "조사일": "2025-05-02", "조사자": "가상조사원", "place_latitude": "1", "place_longitude": "2"}
    here = {"lon": "127.0337", "lat": "37.7381"}
    reading = judge_text("surveys", table(row | here | LEVELS))
    assert tool(reading) == []
    assert reading.rows.header == (*row, *here, *LEVELS)
