"""Surveys: a level for each item of the rubric, and every way a row can be unusable."""

import math
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pandas as pd
import pytest

from mapper.domain.rubric import RUBRIC
from mapper.errors import MissingColumns
from mapper.frames import SURVEYS
from mapper.importers import Reading

Judge = Callable[..., Reading]
CodesByRow = Callable[[Reading], dict[int, set[tuple[str | None, str]]]]

SEGMENT = "3f0f7f0e-2f4b-4c6e-9d0a-5c5b0f6a1b2c"
ITEMS = RUBRIC.item_ids
GOOD = {"id": "S", "segment_id": SEGMENT, "date": "2025-05-02 10:20", "surveyor": "가상조사원", "duration_s": "78"}
FIELDS = ("id", "segment_id", "lon", "lat", "accuracy", "date", "surveyor", "rubric", "duration_s", *ITEMS)


def table(*rows: Any) -> str:
    made = ({**GOOD, **dict.fromkeys(ITEMS, "1"), **row} for row in rows)
    return "\n".join([",".join(FIELDS), *(",".join(row.get(name, "") for name in FIELDS) for row in made)]) + "\n"


def test_a_survey_is_read(judge_text: Judge) -> None:
    reading = judge_text("surveys", table({"R1": "0", "R2": "na", "R3": "", "R4": "4", "W8": "해당없음", "W7": "심각"}))
    assert reading.faults == ()
    [row] = reading.frame(SURVEYS).to_dict("records")
    assert row["source_key"] == "S"
    assert row["segment_id"] == UUID(SEGMENT)
    assert row["levels"] == (0, -1, None, 4, *[1] * 10, 3, -1)
    assert row["walked_at"] == pd.Timestamp("2025-05-02 10:20", tz="Asia/Seoul")
    assert (row["surveyor"], row["rubric"], row["duration_s"]) == ("가상조사원", "1.0", 78)
    assert math.isnan(row["x"])
    assert row["recorded_at"] is pd.NaT


def test_a_position_stands_in_for_the_segment(judge_text: Judge) -> None:
    row = {"segment_id": "", "lon": "127.0337", "lat": "37.7381", "accuracy": "8"}
    [found] = judge_text("surveys", table(row)).frame(SURVEYS).to_dict("records")
    assert found["segment_id"] is None
    assert (found["x"], found["y"]) == pytest.approx((958914.82, 1971044.63), abs=0.01)
    assert found["accuracy_m"] == 8


def test_the_picked_segment_outweighs_the_position(judge_text: Judge) -> None:
    [found] = judge_text("surveys", table({"lon": "127.0337", "lat": "37.7381"})).frame(SURVEYS).to_dict("records")
    assert found["segment_id"] == UUID(SEGMENT)
    assert math.isnan(found["x"])


def test_points_of_a_geojson_are_positions(judge_features: Judge) -> None:
    own = {"id": "S", "조사일": "2025-05-02", "조사자": "가상조사원", **dict.fromkeys(ITEMS, 2)}
    reading = judge_features("surveys", (own, {"type": "Point", "coordinates": [127.0337, 37.7381]}))
    assert reading.faults == ()
    assert reading.frame(SURVEYS)["x"].tolist() == pytest.approx([958914.82], abs=0.01)


@pytest.mark.parametrize("written", ["3", "3.0", "심각"])
def test_a_level_may_be_written_in_these_ways(judge_text: Judge, written: str) -> None:
    assert judge_text("surveys", table({"R1": written})).frame(SURVEYS)["levels"].iloc[0][0] == 3


@pytest.mark.parametrize("written", ["na", "NA", "n/a", "해당 없음", "해당없음", "-"])
def test_not_applicable_may_be_written_in_these_ways(judge_text: Judge, written: str) -> None:
    assert judge_text("surveys", table({"R2": written})).frame(SURVEYS)["levels"].iloc[0][1] == -1


@pytest.mark.parametrize("written", ["", "확인 못함"])
def test_not_observed_may_be_written_in_these_ways(judge_text: Judge, written: str) -> None:
    assert judge_text("surveys", table({"R2": written})).frame(SURVEYS)["levels"].iloc[0][1] is None


DIRTY = [
    ({"id": "good"}, set()),
    ({"id": "half a level", "R1": "2.5"}, {("R1", "not_a_level")}),
    ({"id": "beyond the scale", "W3": "5"}, {("W3", "not_a_level")}),
    ({"id": "below the scale", "W3": "-1"}, {("W3", "not_a_level")}),
    ({"id": "words", "R5": "나쁨"}, {("R5", "not_a_level")}),
    ({"id": "no way out", "R1": "na"}, {("R1", "always_applies")}),
    ({"id": "nothing seen", **dict.fromkeys(ITEMS, "")}, {("R1", "nothing_observed")}),
    ({"id": "spoilt date", "date": "1905-07-15"}, {("date", "excel_serial")}),
    ({"id": "tomorrow", "date": "2025-07-01"}, {("date", "in_future")}),
    ({"id": "nobody", "surveyor": ""}, {("surveyor", "blank")}),
    ({"id": "old rubric", "rubric": "0.9"}, {("rubric", "unknown_word")}),
    ({"id": "nowhere", "segment_id": ""}, {("segment_id", "nowhere")}),
    ({"id": "not an id", "segment_id": "17"}, {("segment_id", "not_an_id")}),
    ({"id": "half placed", "lon": "127.03"}, {("lat", "half_a_position")}),
    ({"id": "swapped", "lon": "37.7", "lat": "127.03"}, {("lon", "swapped")}),
    ({"id": "too slow", "duration_s": "90000"}, {("duration_s", "out_of_range")}),
    ({"id": "no time", "duration_s": "0"}, {("duration_s", "out_of_range")}),
    ({"id": "twice"}, {("id", "repeated")}),
    ({"id": "twice"}, {("id", "repeated")}),
    ({"id": "", "R1": "x", "W1": "y"}, {("id", "blank"), ("R1", "not_a_level"), ("W1", "not_a_level")}),
]


def test_every_dirty_row_is_named(judge_text: Judge, codes_by_row: CodesByRow) -> None:
    reading = judge_text("surveys", table(*[row for row, _ in DIRTY]))
    assert codes_by_row(reading) == {line: found for line, (_, found) in enumerate(DIRTY, start=2) if found}
    assert reading.frame(SURVEYS)["source_key"].tolist() == ["good"]


def test_an_item_that_always_applies_says_which(judge_text: Judge) -> None:
    [fault] = judge_text("surveys", table({"R1": "na"})).faults
    assert "R1 쓰레기·무단투기 applies to every segment" in str(fault)


def test_missing_items_are_all_named(judge_text: Judge) -> None:
    with pytest.raises(MissingColumns, match=r"no column for surveyor \(조사자\), R2 \(빈집·방치건물\), R3 ") as caught:
        judge_text("surveys", "id,segment_id,date,R1\n1,,,\n")
    assert caught.value.fields["missing"] == ["surveyor", *ITEMS[1:]]
    assert caught.value.fields["found"] == ["id", "segment_id", "date", "R1"]


def test_a_file_that_tells_no_place_is_refused(judge_text: Judge) -> None:
    content = ",".join(["date", "surveyor", *ITEMS]) + "\n"
    with pytest.raises(MissingColumns, match="no column for segment or lon"):
        judge_text("surveys", content)
