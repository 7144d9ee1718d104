"""CSV by RFC 4180 that Excel opens in Korean, and that computes nothing."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
import shapely

from mapper.domain.export_layer import Detail
from mapper.domain.inert import inert
from mapper.exporters import Names

Written = Callable[..., Path]

COMMANDS = ("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://example.org")', "SUM(A1:A9)", 'DDE("cmd";"/C calc";"x")')
FORMULAS = [
    f"{space}{sign}{command}"
    for command in COMMANDS
    for sign in "=+-@＝＋－＠"
    for space in ("", " ", "\t", "\r", "\n", "\u00a0", "\u3000")
]


def read(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def test_it_begins_with_a_mark_and_ends_lines_as_the_standard_says(written: Written) -> None:
    content = written("csv", texts=("가길", "나길")).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n") == 3


def test_texts_come_back_whole(written: Written, nasty: tuple[str | None, ...]) -> None:
    header, *rows = read(written("csv"))
    assert header[:3] == ["구간 번호", "골목 이름", "도로명코드"]
    assert header[-1] == "WKT"
    assert [row[1] for row in rows] == ["'" + nasty[0], *(text or "" for text in nasty[1:])]  # type: ignore[operator] # the first is a text
    assert {len(row) for row in rows} == {len(header)}


def test_numbers_and_dates_stay_what_they_are(written: Written) -> None:
    header, first, *_ = read(written("csv", names=Names.EN))
    row = dict(zip(header, first, strict=True))
    assert (row["length_m"], row["surveyed_on"]) == ("-12.5", "2026-11-21")
    assert shapely.from_wkt(row["WKT"]).coords[1] == (127.0312346, 37.7312346)


@pytest.mark.parametrize("names", list(Names))
def test_points_have_two_columns(written: Written, names: Names) -> None:
    header, first, *_, last = read(written("csv", "issues", Detail.STAFF, names=names))
    assert header[-2:] == (["경도", "위도"] if names is Names.KO else ["lon", "lat"])
    assert (first[-2:], last[-2:]) == (["127.03", "37.73"], ["", ""])


def test_points_can_be_in_metres(written: Written, metres: int) -> None:
    header, first, *_ = read(written("csv", "issues", crs=metres))
    assert header[-2:] == ["X좌표", "Y좌표"]
    assert float(first[-1]) == pytest.approx(2_000_000 - 0.27 * 111_000)


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_text_is_a_formula(formula: str) -> None:
    assert inert(formula) == f"'{formula}"


@pytest.mark.parametrize("text", ["가길", "3-1번지", "a=b", "'이미", " 가길", "", None])
def test_other_texts_are_left_alone(text: str | None) -> None:
    assert inert(text) == text
