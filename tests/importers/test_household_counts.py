"""Public counts of households and buildings, by cell and by 행정동."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from mapper.errors import MissingColumns
from mapper.frames import HOUSEHOLD_COUNTS
from mapper.importers import Reading

Judge = Callable[..., Reading]
CodesByRow = Callable[[Reading], dict[int, set[tuple[str | None, str]]]]


def cell(east: float) -> dict[str, Any]:
    ring = [[127 + east, 37.7], [127.01 + east, 37.7], [127.01 + east, 37.71], [127 + east, 37.71], [127 + east, 37.7]]
    return {"type": "Polygon", "coordinates": [ring]}


def test_cells_are_read(judge_features: Judge) -> None:
    reading = judge_features(
        "household-counts",
        ({"gid": "다사5875", "세대수": "1,234", "건물수": 56, "기준연월": "202412"}, cell(0)),
        ({"gid": "다사5876", "세대수": 0, "건물수": None, "기준연월": "2024-02"}, cell(0.01)),
    )
    assert reading.faults == ()
    frame = reading.frame(HOUSEHOLD_COUNTS)
    assert frame["key"].tolist() == ["다사5875", "다사5876"]
    assert frame["households"].tolist() == [1234, 0]
    assert frame["buildings"].fillna(-1).tolist() == [56, -1]
    assert frame["counted_on"].tolist() == [dt.date(2024, 12, 31), dt.date(2024, 2, 29)]
    assert [round(shape.area, -4) for shape in frame["cell"]] == [980_000, 980_000]
    assert frame["district_code"].isna().all()


def test_districts_are_read_by_code_or_by_name(judge_text: Judge) -> None:
    by_code = '행정동코드,행정동명,세대수,기준일\n4115051000,의정부1동,"12,345",2024-12-31\n'
    frame = judge_text("household-counts", by_code).frame(HOUSEHOLD_COUNTS)
    assert frame.iloc[0].tolist()[:4] == ["4115051000", "4115051000", "의정부1동", 12345]
    assert frame["counted_on"].tolist() == [dt.date(2024, 12, 31)]
    by_name = judge_text("household-counts", "읍면동,가구수\n경기도 의정부시 의정부1동,7\n").frame(HOUSEHOLD_COUNTS)
    assert (by_name["key"].tolist(), by_name["district_name"].tolist()) == (["의정부1동"], ["의정부1동"])
    assert by_name["district_code"].isna().all()


def test_the_code_may_stand_behind_the_name(judge_text: Judge) -> None:
    text = "행정구역,세대수\n경기도 의정부시 (4115000000),199000\n경기도 의정부시 의정부1동(4115051000),12345\n"
    reading = judge_text("household-counts", text)
    assert reading.frame(HOUSEHOLD_COUNTS)[["district_code", "district_name"]].to_numpy().tolist() == [
        ["4115051000", "의정부1동"]
    ]
    assert "1 rows that add up others are left out." in map(str, reading.notes)


def test_sums_and_numbers_held_back_are_left_out_and_told(judge_text: Judge) -> None:
    rows = "합 계,999\n의정부1동,X\n의정부2동,*\n의정부3동,\n호원1동,-\n호원2동,5\n"
    reading = judge_text("household-counts", f"동명,세대수\n{rows}")
    assert reading.faults == ()
    assert reading.frame(HOUSEHOLD_COUNTS)["households"].tolist() == [5]
    told = {note.code: note.fields["rows"] for note in reading.notes if "rows" in note.fields}
    assert (told["sums_left_out"], told["held_back"]) == ([2], [3, 4, 5, 6])


def test_what_is_no_count_is_refused(judge_text: Judge, codes_by_row: CodesByRow) -> None:
    rows = '가동,-3\n나동,1.5\n다동,많음\n라동,1234567\n마동,"1,23"\n바동,3.0\n바동,4\n,5\n'
    reading = judge_text("household-counts", f"동명,세대수\n{rows}")
    wrong = {row: {("세대수", "not_a_count")} for row in range(2, 7)}
    assert codes_by_row(reading) == wrong | {
        7: {("code", "repeated")},
        8: {("code", "repeated")},
        9: {("code", "blank")},
    }


def test_a_count_is_of_a_month_that_has_begun(judge_text: Judge, codes_by_row: CodesByRow) -> None:
    rows = "가동,1,2025-06\n나동,2,2025년 7월\n다동,3,2024\n라동,4,202413\n마동,5,\n"
    reading = judge_text("household-counts", f"동명,세대수,기준년월\n{rows}")
    assert codes_by_row(reading) == {row: {("기준년월", "not_a_month")} for row in (3, 4, 5)}
    assert reading.frame(HOUSEHOLD_COUNTS)["counted_on"].tolist() == [dt.date(2025, 6, 30), None]


def test_a_cell_without_an_id_is_known_by_its_outline(judge_features: Judge) -> None:
    keys = [
        judge_features("household-counts", ({"가구수": count}, cell(0)), ({"가구수": 3}, cell(0.01)))
        .frame(HOUSEHOLD_COUNTS)["key"]
        .tolist()
        for count in (1, 2)
    ]
    assert keys[0] == keys[1]
    assert len(set(keys[0])) == 2


def test_who_they_are_is_never_read(judge_text: Judge) -> None:
    reading = judge_text(
        "household-counts", "행정동코드,세대수,세대주성명,전화번호\n4115051000,3,홍길동,010-0000-0000\n"
    )
    assert set(reading.frame(HOUSEHOLD_COUNTS).columns) == set(HOUSEHOLD_COUNTS.columns)
    assert {"columns": ["세대주성명", "전화번호"]} in [note.fields for note in reading.notes]


def test_a_file_without_counts_or_places_is_refused(judge_text: Judge) -> None:
    with pytest.raises(MissingColumns, match=r"no column for households \(가구 수\)"):
        judge_text("household-counts", "행정동코드,인구수\n4115051000,3\n")
    with pytest.raises(MissingColumns, match="no column for code or kostat_code or name"):
        judge_text("household-counts", "구역,세대수\nA,3\n")


def test_codes_of_another_office_can_be_mapped(judge_text: Judge) -> None:
    reading = judge_text("household-counts", "ADM_CD,가구수\n1101053,3\n", mapping={"kostat_code": "ADM_CD"})
    assert reading.frame(HOUSEHOLD_COUNTS)["district_code"].tolist() == ["kostat:1101053"]
