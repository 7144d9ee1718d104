"""Official files of addresses: every layout, told by its lines, in CP949 without a header."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from mapper.domain.address import Exactness
from mapper.errors import UnreadableFile, WrongKind
from mapper.frames import ADDRESSES
from mapper.importers import Reading, read
from mapper.importers.address_layout import LAYOUTS, layout_of
from tests.address_files import EUIJEONGBU_DONG, GASANG_RO, HERE, at, file_of, line, number

TODAY = dt.date(2026, 3, 31)
Write = Callable[[str, str | bytes], Path]
ROAD = {name: GASANG_RO[name] for name in ("도로명코드", "지하여부")}
ROAD_12 = {**GASANG_RO, **number(12, 1)}
KEY_12 = {**ROAD, **number(12, 1)}
LOT_34 = {"산여부": 1, "번지": 34, "호": 5}
NUMBER_25 = "4115010100100340005000001"
DEGREES = {"X좌표": "127.0337", "Y좌표": "37.7381"}
CENTRE = {"중심X좌표": f"{HERE[0]:.3f}", "중심Y좌표": f"{HERE[1]:.3f}"}

WHERE = {"road_code": "411503000001", "main": 12, "sub": 1}
AREA = {"province": "경기도", "city": "의정부시", "legal_code": "4115010100", "town": "의정부동"}
LOT = {"lot_mountain": True, "lot_main": 34, "lot_sub": 5}
POINT = {"exactness": Exactness.ENTRANCE}

MADE: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    (
        "위치정보요약DB",
        {
            **EUIJEONGBU_DONG,
            **ROAD_12,
            **at(),
            "시군구용건물명": "가상빌라",
            "우편번호": "11600",
            "행정동명": "의정부1동",
        },
        WHERE | AREA | POINT | {"building": "가상빌라", "postcode": "11600", "district": "의정부1동"},
    ),
    (
        "도로명주소 출입구 정보",
        {**EUIJEONGBU_DONG, **ROAD_12, **at(), "관리번호": NUMBER_25 + "0", "이동사유코드": "34"},
        WHERE | AREA | POINT | {"management_no": NUMBER_25 + "0", "gone": False},
    ),
    (
        "도로명주소 한글",
        {
            **EUIJEONGBU_DONG,
            **ROAD_12,
            **LOT_34,
            "관리번호": NUMBER_25 + "0",
            "이동사유코드": "63",
            "효력발생일": "20240101",
        },
        WHERE | AREA | LOT | {"gone": True, "exactness": Exactness.NONE},
    ),
    (
        "도로명주소 한글 관련지번",
        {**EUIJEONGBU_DONG, **KEY_12, **LOT_34, "관리번호": NUMBER_25 + "0"},
        WHERE | AREA | LOT,
    ),
    (
        "건물DB",
        {
            **EUIJEONGBU_DONG,
            **ROAD_12,
            **LOT_34,
            "관리번호": NUMBER_25,
            "건축물대장건물명": "가상빌라",
            "기초구역번호": "11600",
        },
        WHERE | AREA | LOT | {"building": "가상빌라", "postcode": "11600"},
    ),
    ("건물DB 관련지번", {**EUIJEONGBU_DONG, **KEY_12, **LOT_34}, WHERE | AREA | LOT),
    (
        "건물DB 도로명코드",
        {
            "시군구코드": "41150",
            "도로명번호": "3000001",
            "도로명": "가상로",
            "시도명": "경기도",
            "시군구명": "의정부시",
        },
        {"road_code": "411503000001", "road": "가상로", "city": "의정부시"},
    ),
    (
        "내비게이션용DB 건물",
        {**EUIJEONGBU_DONG, **ROAD_12, **CENTRE, "관리번호": NUMBER_25, "우편번호": "11600"},
        WHERE | AREA | {"exactness": Exactness.CENTRE},
    ),
    ("내비게이션용DB 지번", {**EUIJEONGBU_DONG, **KEY_12, **LOT_34, "관리번호": NUMBER_25}, WHERE | AREA | LOT),
    ("내비게이션용DB 출입구", {**KEY_12, **at(), "법정동코드": "4115010100"}, WHERE | POINT),
    ("주소DB 주소", {**KEY_12, "관리번호": NUMBER_25, "우편번호": "11600"}, WHERE | {"postcode": "11600"}),
    (
        "주소DB 지번",
        {**EUIJEONGBU_DONG, **LOT_34, "관리번호": NUMBER_25},
        AREA | LOT | {"management_no": NUMBER_25, "road_code": None},
    ),
    (
        "주소DB 부가정보",
        {"관리번호": NUMBER_25, "행정동코드": "4115051000", "행정동명": "의정부1동", "시군구용건물명": "가상빌라"},
        {"management_no": NUMBER_25, "district": "의정부1동", "building": "가상빌라"},
    ),
    (
        "주소DB 도로명코드",
        {"도로명코드": "411503000001", "도로명": "가상로", "시도명": "경기도", "시군구명": "의정부시"},
        {"road_code": "411503000001", "road": "가상로"},
    ),
    (
        "기초번호DB",
        {
            "시군구코드": "41150",
            "도로명번호": "3000001",
            "도로명": "가상로",
            "읍면동코드": "41150101",
            "시도명": "경기도",
            "시군구명": "의정부시",
            "읍면동명": "의정부동",
            **number(12, 1),
            **DEGREES,
        },
        WHERE | AREA | {"exactness": Exactness.BASE_NUMBER},
    ),
]


def one(frame: pd.DataFrame) -> dict[str, Any]:
    [row] = frame.to_dict("records")
    return {str(name): None if not isinstance(value, bool) and pd.isna(value) else value for name, value in row.items()}


def test_every_layout_has_a_line_here() -> None:
    assert [name for name, *_ in MADE] == [layout.name for layout in LAYOUTS]


@pytest.mark.parametrize(("name", "cells", "expected"), MADE, ids=[name for name, *_ in MADE])
@pytest.mark.parametrize("end", ["", "|"])
def test_a_line_is_read_by_its_layout(
    write: Write, name: str, cells: dict[str, Any], expected: dict[str, Any], end: str
) -> None:
    path = write("made_202601.txt", file_of(line(name, **cells) + end))
    reading = read("addresses", path, today=TODAY)
    assert reading.faults == ()
    [told] = [note.fields for note in reading.notes if note.code == "address_layout"]
    assert told == {"layout": name}
    found = one(reading.frame(ADDRESSES))
    assert {key: found[key] for key in expected} == expected
    assert found["told_on"] == dt.date(2026, 1, 31)
    if expected.get("exactness"):
        assert (found["x"], found["y"]) == pytest.approx(HERE, abs=0.1)
    elif "exactness" in expected:
        assert found["x"] is None


def judged(write: Write, *lines: str, name: str = "entrc_202601.txt") -> Reading:
    return read("addresses", write(name, file_of(*lines)), today=TODAY)


def summary(**cells: object) -> str:
    return line("위치정보요약DB", **{**EUIJEONGBU_DONG, **ROAD_12, **at(), **cells})


def test_a_file_of_changes_has_a_column_more(write: Write) -> None:
    full = summary()
    cells = full.split("|")[:18]
    frame = judged(write, "|".join(cells), full[: full.rindex("|")] + "|63").frame(ADDRESSES)
    assert frame["gone"].tolist() == [False, True]


def test_lines_with_other_columns_and_moves_nobody_knows_come_back(write: Write) -> None:
    reading = judged(
        write, summary(), "a|b|c", summary(이동사유코드="99"), summary(도로명코드="12"), summary(건물본번="x")
    )
    assert {(fault.code, fault.rows) for fault in reading.faults} == {
        ("ragged", (2,)),
        ("unknown_word", (3,)),
        ("not_a_code", (4,)),
        ("not_a_number", (5,)),
    }
    assert len(reading.frame(ADDRESSES)) == 1


def test_points_at_sea_are_left_out_and_islands_are_not(write: Write) -> None:
    near, island, sea = summary(), summary(**number(13), **at(45_900)), summary(**number(14), **at(180_000))
    reading = judged(write, near, summary(**number(15), **at(20)), island, sea, summary(X좌표="", Y좌표=""))
    frame = reading.frame(ADDRESSES)
    assert frame["exactness"].tolist() == [3, 3, 3, 0, 0]
    [note] = [note for note in reading.notes if note.code == "points_astray"]
    assert note.fields == {"rows": 1, "some": "4"}


def test_codes_and_names_of_before_are_those_of_now(write: Write) -> None:
    reading = judged(
        write,
        summary(
            시도명="강원도", 시군구명="춘천시", 법정동코드="4211010100", 도로명코드="421103000001", X좌표="", Y좌표=""
        ),
        summary(
            시도명="경상북도", 시군구명="군위군", 법정동코드="4772025000", 도로명코드="477203000001", X좌표="", Y좌표=""
        ),
    )
    frame = reading.frame(ADDRESSES)
    assert frame["road_code"].tolist() == ["511103000001", "277203000001"]
    assert frame["province"].tolist() == ["강원특별자치도", "대구광역시"]


def test_a_file_in_an_archive_takes_its_day_from_it(tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("entrc_gyunggi.txt", file_of(summary()))
    path = tmp_path / "202512_made.zip"
    path.write_bytes(held.getvalue())
    assert one(read("addresses", path, today=TODAY).frame(ADDRESSES))["told_on"] == dt.date(2025, 12, 31)


def test_a_file_that_tells_no_day_is_refused(write: Write) -> None:
    with pytest.raises(UnreadableFile, match="YYYYMM"):
        judged(write, summary(), name="entrc_gyunggi.txt")


def test_other_kinds_say_that_it_is_addresses(write: Write) -> None:
    with pytest.raises(WrongKind, match="golmok import run addresses"):
        read("places", write("entrc_202601.txt", file_of(summary())), today=TODAY)


def test_a_line_of_no_layout_is_none() -> None:
    assert layout_of("이름|가상로 3|비고") is None


def test_rows_of_another_city_than_their_code_come_back(write: Write) -> None:
    """Each would be found in the city of its name, and lies in that of its code."""
    reading = judged(
        write,
        *(summary(**number(n)) for n in (1, 3, 5)),
        summary(시도명="서울특별시", 시군구명="종로구"),
        summary(시군구명="수원시 장안구"),
        summary(법정동코드="1111010100"),
        summary(시도명="가상도"),
    )
    assert {(fault.code, fault.column, row) for fault in reading.faults for row in fault.rows} == {
        ("other_city", "시도명", 4),
        ("other_city", "시군구명", 5),
        ("other_city", "시도명", 6),
        ("other_city", "시도명", 7),
    }
    assert len(reading.frame(ADDRESSES)) == 3


def test_exchanged_coordinates_come_back(write: Write) -> None:
    exchanged = summary(**number(14), X좌표=f"{HERE[1]:.3f}", Y좌표=f"{HERE[0]:.3f}")
    reading = judged(write, summary(), exchanged)
    assert [(fault.code, fault.column, fault.rows) for fault in reading.faults] == [("swapped", "X좌표", (2,))]


@pytest.mark.parametrize(("x", "y"), [("", ""), ("0", "0"), ("0.000000", "0.000000"), (f"{HERE[0]:.3f}", "0")])
def test_a_point_that_is_not_told_leaves_its_address(write: Write, x: str, y: str) -> None:
    frame = judged(write, summary(**number(3)), summary(X좌표=x, Y좌표=y)).frame(ADDRESSES)
    assert (len(frame), int((frame["exactness"] > 0).sum())) == (2, 1)


def test_a_line_that_is_cut_off_comes_back_and_the_others_are_read(write: Write) -> None:
    whole = file_of(summary(**number(3)), summary(**number(5)))
    reading = read("addresses", write("entrc_202601.txt", whole[:-35]), today=TODAY)
    assert [(fault.code, fault.rows) for fault in reading.faults] == [("ragged", (2,))]
    assert len(reading.frame(ADDRESSES)) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp949"])
def test_an_encoding_of_somebodys_editor_is_read(write: Write, encoding: str) -> None:
    content = "\r\n" * 8 + f"{summary()}\r\n"
    frame = read("addresses", write("entrc_202601.txt", content.encode(encoding)), today=TODAY).frame(ADDRESSES)
    assert (one(frame)["road"], one(frame)["city"]) == ("가상로", "의정부시")


def test_half_a_character_names_its_line_and_what_settles_it(write: Write) -> None:
    broken = file_of(summary(**number(3)), summary(**number(5))).replace("가상로".encode("cp949"), b"\xb0|", 1)
    with pytest.raises(UnreadableFile, match=r"line 1: neither UTF-8 nor CP949.*--encoding"):
        read("addresses", write("entrc_202601.txt", broken), today=TODAY)


def test_lines_of_another_layout_in_one_file_come_back(write: Write) -> None:
    other = line("도로명주소 한글", 관리번호=NUMBER_25, **EUIJEONGBU_DONG, **ROAD_12)
    reading = judged(write, summary(), other)
    [fault] = reading.faults
    assert (fault.code, fault.rows, fault.expected) == ("ragged", (2,), "18 as in 위치정보요약DB")


def test_an_edition_of_the_future_is_refused(write: Write) -> None:
    """It would stand above every file that comes until then; that of this month is cut when the month ends."""
    assert len(judged(write, summary(), name="entrc_202603.txt").frame(ADDRESSES)) == 1
    with pytest.raises(UnreadableFile, match=r"expected 202603 or earlier.*correct its name"):
        judged(write, summary(), name="entrc_202604.txt")
