"""Welfare shops, as everybody may know them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from mapper.errors import MissingColumns
from mapper.frames import SHOPS
from mapper.importers import Reading

Judge = Callable[..., Reading]

SHOPS_CSV = """지정번호,상호,업종,도로명주소,영업시간,하는일,지정일,대표자 연락처,경도,위도
S-1,가상슈퍼,편의점,가상로 1,07:00~23:00,안부를 묻습니다,2024-03-02,010-0000-0000,127.05,37.74
S-2,가상약국,약국,가상로 2,,,,010-0000-0001,127.051,37.741
"""


def judged(judge_text: Judge, changed: str = "", to: str = "") -> Reading:
    return judge_text("shops", SHOPS_CSV.replace(changed, to) if changed else SHOPS_CSV)


def test_shops_are_read_without_whoever_keeps_them(judge_text: Judge) -> None:
    reading = judged(judge_text)
    assert reading.faults == ()
    frame = reading.frame(SHOPS)
    assert frame[["source_key", "sector", "name"]].to_numpy().tolist() == [
        ["S-1", "store", "가상슈퍼"],
        ["S-2", "pharmacy", "가상약국"],
    ]
    assert frame["joined_on"].tolist() == [date(2024, 3, 2), None]
    assert frame["hours"].tolist()[0] == "07:00~23:00"
    assert (
        not frame.astype("string")
        .apply(lambda column: column.str.contains("010-0000"))
        .fillna(value=False)
        .any(axis=None)
    )
    [contact] = [note for note in reading.notes if note.code == "columns_contact"]
    assert contact.fields == {"columns": ["대표자 연락처"]}


@pytest.mark.parametrize(
    ("changed", "to", "code"),
    [
        ("편의점", "우주선", "unknown_word"),
        ("가상슈퍼", "", "blank"),
        ("127.05,37.74\n", ",\n", "no_position"),
        ("안부를 묻습니다", "010-0000-1234로 전화", "personal_data"),
        ("안부를 묻습니다", "가" * 201, "too_long"),
        ("2024-03-02", "어제", "not_a_date"),
        ("S-2", "S-1", "repeated"),
    ],
)
def test_a_row_that_cannot_be_shown_comes_back(judge_text: Judge, changed: str, to: str, code: str) -> None:
    reading = judged(judge_text, changed, to)
    assert code in [fault.code for fault in reading.faults]
    assert len(reading.frame(SHOPS)) == (0 if code == "repeated" else 1)


def test_shops_without_an_id_are_known_by_name_and_address(judge_text: Judge) -> None:
    plain = "상호,업종,주소,경도,위도\n가상슈퍼,슈퍼,가상로 1,127.05,37.74\n가상슈퍼,슈퍼,가상로 9,127.06,37.74\n"
    keys = judge_text("shops", plain).frame(SHOPS)["source_key"].tolist()
    moved = judge_text("shops", plain.replace("127.05", "127.0501")).frame(SHOPS)["source_key"].tolist()
    assert len(set(keys)) == 2
    assert keys == moved


def test_a_file_without_positions_is_refused(judge_text: Judge) -> None:
    with pytest.raises(MissingColumns):
        judge_text("shops", "상호,업종\n가상슈퍼,슈퍼\n")
