"""Complaints, without who filed them."""

from collections.abc import Callable

import pandas as pd

from mapper.frames import COMPLAINTS
from mapper.importers import Reading

Judge = Callable[..., Reading]
CodesByRow = Callable[[Reading], dict[int, set[tuple[str | None, str]]]]

HEADER = "민원번호,분류,경도,위도,접수일시,주소,민원내용,민원인,연락처\n"
PLACE = "127.0337,37.7381"


def test_a_complaint_is_read(judge_text: Judge) -> None:
    row = f"M1,불법 주·정차,{PLACE},2025-03-04 09:30,의정부시 시민로 1,소방차가 못 들어옵니다,가나다,010-0000-0000\n"
    reading = judge_text("complaints", HEADER + row)
    assert reading.faults == ()
    [found] = reading.frame(COMPLAINTS).to_dict("records")
    assert (found["source_key"], found["category"], found["road_name"]) == ("M1", "illegal_parking", "시민로")
    assert found["address"] == "의정부시 시민로 1"
    assert found["text"] == "소방차가 못 들어옵니다"
    assert found["filed_at"] == pd.Timestamp("2025-03-04 09:30", tz="Asia/Seoul")
    [note] = [note for note in reading.notes if note.code == "columns_contact"]
    assert note.fields["columns"] == ["민원인", "연락처"]
    assert "가나다" not in str(reading.report())


def test_kinds_are_known_by_their_words_and_what_is_unknown_is_usual_with_a_note(judge_text: Judge) -> None:
    said = ["고충민원", "건의", "법령 질의", "질의민원", "", "청원", "즉시"]
    rows = "\n".join(f"M{at},낙서,{PLACE},2025-03-04,{kind}" for at, kind in enumerate(said))
    reading = judge_text("complaints", "민원번호,분류,경도,위도,접수일,민원종류\n" + rows)
    kinds = reading.frame(COMPLAINTS)["kind"].tolist()
    assert kinds == ["grievance", "suggestion", "legal_question", "question", "grievance", "grievance", "at_once"]
    [note] = [note for note in reading.notes if note.code == "kinds_unknown"]
    assert note.fields["rows"] == [7]


DIRTY = [
    (f"M1,낙서,{PLACE},2025-03-04,,,,", set()),
    ("M2,낙서,,,2025-03-04,,,,", set()),
    (f"M3,시끄러움,{PLACE},2025-03-04,,,,", {("분류", "unknown_word")}),
    (f"M4,낙서,{PLACE},45443,,,,", {("접수일시", "excel_serial")}),
    ("M5,낙서,37.7381,127.0337,2025-03-04,,,,", {("경도", "swapped")}),
    ("M6,낙서,-122.4,37.8,2025-03-04,,,,", {("경도", "out_of_korea")}),
    (f",낙서,{PLACE},2025-03-04,,,,", {("민원번호", "blank")}),
    (f"M8,낙서,{PLACE},2025-03-04,,,", {(None, "ragged")}),
]


def test_every_dirty_row_is_named(judge_text: Judge, codes_by_row: CodesByRow) -> None:
    reading = judge_text("complaints", HEADER + "\n".join(row for row, _ in DIRTY))
    assert codes_by_row(reading) == {line: found for line, (_, found) in enumerate(DIRTY, start=2) if found}
    assert reading.frame(COMPLAINTS)["source_key"].tolist() == ["M1", "M2"]


def test_points_of_a_geojson_are_places(judge_features: Judge, codes_by_row: CodesByRow) -> None:
    own = {"분류": "낙서", "접수일": "2025-03-04"}
    reading = judge_features(
        "complaints",
        ({"id": 1, **own}, {"type": "Point", "coordinates": [127.0337, 37.7381, 12.0]}),
        ({"id": 2, **own}, None),
        ({"id": 3, **own}, {"type": "LineString", "coordinates": [[127, 37], [127.1, 37]]}),
        ({"id": 4, **own}, {"type": "Point", "coordinates": [37.7381, 127.0337]}),
    )
    assert codes_by_row(reading) == {3: {("geometry", "wrong_shape")}, 4: {("geometry", "swapped")}}
    assert reading.frame(COMPLAINTS)["source_key"].tolist() == ["1", "2"]
    assert reading.frame(COMPLAINTS)["x"].isna().tolist() == [False, True]
