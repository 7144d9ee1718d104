"""Issues and their events, and every way a row can be unusable."""

import math
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pandas as pd
import pytest

from mapper.domain.category import CATEGORIES, Category
from mapper.domain.issue import status_after
from mapper.errors import CrsUnclear, MissingColumns, UnknownKind
from mapper.frames import ISSUE_EVENTS, ISSUES
from mapper.importers import Reading

Judge = Callable[..., Reading]
CodesByRow = Callable[[Reading], dict[int, set[tuple[str | None, str]]]]

FIELDS = (
    *("id", "유형", "severity", "segment_id", "경도", "위도", "정확도", "발견일", "상태", "확인일", "해결일", "경로"),
    *("도로명주소", "내용", "전화번호"),
)
GOOD = {"id": "A", "유형": "무단투기", "경도": "127.0337", "위도": "37.7381", "발견일": "2025-03-04 09:30"}


def table(*rows: Any) -> str:
    made = ({**GOOD, **row} for row in rows)
    return "\n".join([",".join(FIELDS), *(",".join(row.get(name, "") for name in FIELDS) for row in made)]) + "\n"


def at(text: str) -> pd.Timestamp:
    return pd.Timestamp(text, tz="Asia/Seoul")


def test_an_issue_is_read(judge_text: Judge) -> None:
    row = {
        "severity": "3",
        "정확도": "12",
        "경로": "로드체킹",
        "도로명주소": "의정부시 호국로1298번길 21",
        "내용": "봉투 셋",
    }
    reading = judge_text("issues", table(row))
    assert reading.faults == ()
    [found] = reading.frame(ISSUES).to_dict("records")
    assert (found["x"], found["y"]) == pytest.approx((958914.82, 1971044.63), abs=0.01)
    assert {key: found[key] for key in ("source_key", "category", "severity", "accuracy_m", "road_name", "origin")} == {
        "source_key": "A",
        "category": "illegal_dumping",
        "severity": 3,
        "accuracy_m": 12,
        "road_name": "호국로1298번길",
        "origin": "patrol",
    }
    assert (found["description"], found["address"], found["reported_at"], found["segment_id"]) == (
        "봉투 셋",
        "의정부시 호국로1298번길 21",
        at("2025-03-04 09:30"),
        None,
    )
    assert found["recorded_at"] is pd.NaT


@pytest.mark.parametrize("header", ["주소", "위치", "발생장소", "사고위치(지번)", "사고장소", "소재지지번주소"])
def test_where_it_is_in_words_is_kept_for_staff(header: str, judge_text: Judge) -> None:
    reading = judge_text("issues", f"id,유형,발견일,{header}\nA,낙서,2025-03-04,가능동 1-2 놀이터 앞\n")
    assert reading.frame(ISSUES)["address"].tolist() == ["가능동 1-2 놀이터 앞"]
    assert "0 of 1 addresses name a road; addresses are kept for staff, and never shown in public." in map(
        str, reading.notes
    )


def test_what_is_left_out_has_a_default_or_stays_unknown(judge_text: Judge) -> None:
    reading = judge_text("issues", table({"경도": "", "위도": ""}))
    [found] = reading.frame(ISSUES).to_dict("records")
    assert (found["severity"], found["origin"]) == (2, "file")
    assert math.isnan(found["x"])
    assert math.isnan(found["accuracy_m"])
    assert {"severity_assumed", "unplaced"} <= {note.code for note in reading.notes}


def test_a_picked_segment_is_kept(judge_text: Judge) -> None:
    picked = "3f0f7f0e-2f4b-4c6e-9d0a-5c5b0f6a1b2c"
    assert judge_text("issues", table({"segment_id": picked})).frame(ISSUES)["segment_id"].tolist() == [UUID(picked)]


@pytest.mark.parametrize("category", CATEGORIES, ids=lambda category: category.id)
def test_every_category_is_known_by_its_id_and_labels(judge_text: Judge, category: Category) -> None:
    rows = [{"id": str(i), "유형": word} for i, word in enumerate((category.id, category.label_ko, category.label_en))]
    assert judge_text("issues", table(*rows)).frame(ISSUES)["category"].tolist() == [category.id] * 3


EVENTS = [
    ({}, []),
    ({"상태": "접수"}, []),
    ({"상태": "현장 확인", "확인일": "2025-03-06"}, [("verified", "2025-03-06")]),
    ({"상태": "확인"}, [("verified", "2025-03-04 09:30")]),
    ({"확인일": "2025-03-06"}, [("verified", "2025-03-06")]),
    ({"상태": "반려", "확인일": "2025-03-06"}, [("rejected", "2025-03-06")]),
    ({"상태": "반려", "해결일": "2025-03-07"}, [("rejected", "2025-03-07")]),
    ({"상태": "해결", "해결일": "2025-03-20"}, [("resolved", "2025-03-20")]),
    ({"상태": "", "해결일": "2025-03-20"}, [("resolved", "2025-03-20")]),
    ({"상태": "종결", "해결일": "2025-03-20"}, [("closed", "2025-03-20")]),
    (
        {"상태": "처리 완료", "확인일": "2025-03-06", "해결일": "2025-03-20"},
        [("verified", "2025-03-06"), ("resolved", "2025-03-20")],
    ),
]


def test_status_and_dates_become_events(judge_text: Judge) -> None:
    rows = [{"id": f"I{i}", **row} for i, (row, _) in enumerate(EVENTS)]
    reading = judge_text("issues", table(*rows))
    assert reading.faults == ()
    events = reading.frame(ISSUE_EVENTS)
    for i, (_, expected) in enumerate(EVENTS):
        own = events[events["issue_key"] == f"I{i}"]
        assert list(zip(own["kind"], own["occurred_at"], strict=True)) == [(kind, at(day)) for kind, day in expected]
        status_after(own["kind"], issue=f"I{i}")


DIRTY = [
    ({"id": "good", "상태": "확인"}, set()),
    ({"id": "unknown category", "유형": "교통"}, {("유형", "unknown_word")}),
    ({"id": "no category", "유형": ""}, {("유형", "blank")}),
    ({"id": "severity 5", "severity": "5"}, {("severity", "unknown_word")}),
    ({"id": "swapped", "경도": "37.7381", "위도": "127.0337"}, {("경도", "swapped")}),
    ({"id": "null island", "경도": "0", "위도": "0"}, {("경도", "out_of_korea")}),
    ({"id": "latitude alone", "경도": ""}, {("경도", "half_a_position")}),
    ({"id": "not finite", "경도": "NaN"}, {("경도", "not_a_number")}),
    ({"id": "beyond a double", "경도": "1e400"}, {("경도", "not_a_number")}),
    ({"id": "run together", "위도": "35.174535.1741"}, {("위도", "glued")}),
    ({"id": "a decimal point in 127", "경도": "1.27"}, {("경도", "out_of_korea")}),
    ({"id": "accuracy", "정확도": "0"}, {("정확도", "out_of_range")}),
    ({"id": "next to no accuracy", "정확도": "0." + "0" * 300 + "1"}, {("정확도", "out_of_range")}),
    ({"id": "no date", "발견일": ""}, {("발견일", "blank")}),
    ({"id": "1905", "발견일": "1905-07-15"}, {("발견일", "excel_serial")}),
    ({"id": "too soon", "해결일": "2025-03-03"}, {("해결일", "out_of_order")}),
    ({"id": "resolved when", "상태": "해결"}, {("해결일", "undated_end")}),
    ({"id": "open and over", "상태": "접수", "해결일": "2025-03-20"}, {("상태", "contradiction")}),
    ({"id": "status", "상태": "글쎄"}, {("상태", "unknown_word")}),
    ({"id": "origin", "경로": "소문"}, {("경로", "unknown_word")}),
    ({"id": "twice"}, {("id", "repeated")}),
    ({"id": "twice"}, {("id", "repeated")}),
    (
        {"id": "all at once", "유형": "?", "경도": "x", "발견일": "어제"},
        {("유형", "unknown_word"), ("경도", "not_a_number"), ("발견일", "not_a_date")},
    ),
]


def test_every_dirty_row_is_named(judge_text: Judge, codes_by_row: CodesByRow) -> None:
    reading = judge_text("issues", table(*[row for row, _ in DIRTY]))
    assert codes_by_row(reading) == {line: found for line, (_, found) in enumerate(DIRTY, start=2) if found}
    assert reading.frame(ISSUES)["source_key"].tolist() == ["good"]
    assert reading.frame(ISSUE_EVENTS)["issue_key"].tolist() == ["good"]
    assert (reading.rows_in, reading.rows_refused) == (len(DIRTY), len(DIRTY) - 1)


def test_a_ragged_row_is_counted_and_named(judge_text: Judge, codes_by_row: CodesByRow) -> None:
    reading = judge_text("issues", "id,유형,발견일\nA,낙서,2025-03-04\nB,낙서\n")
    assert codes_by_row(reading) == {3: {(None, "ragged")}}
    assert (reading.rows_in, reading.rows_refused, len(reading.frame(ISSUES))) == (2, 1, 1)


def test_an_unknown_category_is_told_once_with_all_rows_and_the_choices(judge_text: Judge) -> None:
    rows = [{"id": str(i), "유형": "교통 사고"} for i in range(3)]
    [fault] = judge_text("issues", table(*rows)).faults
    assert fault.rows == (2, 3, 4)
    assert all(category.label_ko in fault.expected for category in CATEGORIES)


def test_metres_in_columns_are_asked_about_and_read_when_told(judge_text: Judge) -> None:
    rows = "id,유형,발견일,X좌표,Y좌표\nA,낙서,2025-03-04,958914.82,1971044.63\n"
    with pytest.raises(CrsUnclear, match=r"made\.csv: a table names no CRS, .* fit: .*--crs EPSG:5179"):
        judge_text("issues", rows)
    reading = judge_text("issues", rows, crs="EPSG:5179")
    assert reading.frame(ISSUES)[["x", "y"]].to_numpy().tolist() == [[958914.82, 1971044.63]]


def test_x_and_y_may_hold_degrees(judge_text: Judge) -> None:
    rows = "id,유형,발견일,x좌표,y좌표\nA,낙서,2025-03-04,127.0337,37.7381\n"
    assert judge_text("issues", rows).frame(ISSUES)["x"].tolist() == pytest.approx([958914.82], abs=0.01)


def test_degrees_are_preferred_to_metres_in_one_file(judge_text: Judge) -> None:
    rows = "id,유형,발견일,X,Y,경도,위도\nA,낙서,2025-03-04,203155.9,470626.2,127.0337,37.7381\n"
    assert judge_text("issues", rows).frame(ISSUES)["x"].tolist() == pytest.approx([958914.82], abs=0.01)


def test_one_coordinate_column_alone_is_refused(judge_text: Judge) -> None:
    with pytest.raises(MissingColumns, match="no column for lat"):
        judge_text("issues", "id,유형,발견일,경도\nA,낙서,2025-03-04,127\n")


def test_contact_columns_are_recognised_and_never_read(judge_text: Judge) -> None:
    row = "id,유형,발견일,신고자 성명,휴대폰번호,e-mail,내용\nA,낙서,2025-03-04,홍길동,010-0000-0000,a@example.invalid,벽 낙서\n"
    reading = judge_text("issues", row)
    [note] = [note for note in reading.notes if note.code == "columns_contact"]
    assert note.fields["columns"] == ["신고자 성명", "휴대폰번호", "e-mail"]
    told = str(reading.report()) + reading.frame(ISSUES).to_csv()
    assert not any(secret in told for secret in ("홍길동", "010-0000-0000", "example.invalid"))


def test_a_contact_column_cannot_be_mapped(judge_text: Judge) -> None:
    with pytest.raises(
        MissingColumns, match="column 전화번호 looks like contact data of a resident, which is never read"
    ):
        judge_text("issues", table({}), mapping={"description": "전화번호"})


def test_contact_does_not_change_the_key_of_a_row(judge_text: Judge) -> None:
    rows = "유형,발견일,전화번호\n낙서,2025-03-04,{}\n"
    keys = [judge_text("issues", rows.format(tel)).frame(ISSUES)["source_key"].iloc[0] for tel in ("010", "011")]
    assert keys[0] == keys[1]
    assert keys[0].startswith("row-")


def test_missing_columns_are_all_named_with_what_there_is(judge_text: Judge) -> None:
    with pytest.raises(MissingColumns) as caught:
        judge_text("issues", "번호,종류,언제\n1,낙서,2025-03-04\n")
    assert str(caught.value) == (
        "made.csv has no column for category (유형), date (발견일). Its columns: 번호, 종류, 언제."
        " Say which they are: --map category=COLUMN --map date=COLUMN."
    )


def test_columns_can_be_mapped(judge_text: Judge) -> None:
    mapping = {"category": "종류", "date": " 언제"}
    reading = judge_text("issues", "번호,종류,언제\n1,낙서,2025-03-04\n", mapping=mapping)
    assert reading.frame(ISSUES)["category"].tolist() == ["graffiti"]


def test_a_mapping_to_nothing_is_refused(judge_text: Judge) -> None:
    with pytest.raises(MissingColumns, match=r"no column for description \(내용, told to be '비고'\)"):
        judge_text("issues", table({}), mapping={"description": "비고"})


def test_a_mapping_of_nothing_is_refused(judge_text: Judge) -> None:
    with pytest.raises(UnknownKind, match="--map colour=… names no field, expected one of id, category"):
        judge_text("issues", table({}), mapping={"colour": "id"})


def test_a_column_that_occurs_twice_is_asked_about(judge_text: Judge) -> None:
    with pytest.raises(
        MissingColumns, match=r"has the column '경도' more than once \(columns 4 and 5\), expected one for lon"
    ):
        judge_text("issues", "id,유형,발견일,경도,경도,위도\nA,낙서,2025-03-04,127,127,37.7\n")


def test_a_header_alone_is_no_rows(judge_text: Judge) -> None:
    reading = judge_text("issues", table())
    assert (reading.rows_in, len(reading.frame(ISSUES)), len(reading.frame(ISSUE_EVENTS))) == (0, 0, 0)
