"""The shape of delimited text: lines, quotes, delimiters, headers."""

from typing import Any

import pytest

from mapper.errors import UnreadableFile
from mapper.importers.claim import CrsClaim
from mapper.importers.formats.csv import parse_csv
from mapper.importers.source import Source
from mapper.importers.table import Table


def parse(content: str | bytes, **options: Any) -> Table:
    raw = content.encode() if isinstance(content, str) else content
    return parse_csv(Source("made.csv", ".csv", raw, **options))


def codes(table: Table) -> set[str]:
    return {note.code for note in table.notes}


def test_rows_are_numbered_by_the_line_they_start_on() -> None:
    table = parse('id,text\n1,"two\nlines"\n2,one\n\n3,"a, b"\n')
    assert table.rows == [2, 4, 6]
    assert table.columns == (("1", "2", "3"), ("two\nlines", "one", "a, b"))
    assert "blank_rows" in codes(table)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_delimiters_and_line_ends_are_found(delimiter: str, end: str) -> None:
    rows = ["id{0}경도{0}위도", '1{0}"127,0"{0}37', "2{0}128{0}38"]
    table = parse(end.join(row.format(delimiter) for row in rows))
    assert table.header == ("id", "경도", "위도")
    assert table.columns[1] == ("127,0", "128")
    assert list(table.rows) == [2, 3]


def test_ragged_rows_are_named_and_left_out() -> None:
    table = parse("a,b,c\n1,2,3\n1,2\n1,2,3,4\n4,5,6,,\n")
    assert list(table.rows) == [2, 5]
    assert [(fault.rows, fault.value) for fault in table.faults] == [((3,), "2 cells"), ((4,), "4 cells")]
    assert str(table.faults[0]) == (
        "made.csv, line 3: '2 cells' given, expected 3 as in the header;"
        " quote cells that hold the delimiter, and fill up the row."
    )
    assert table.rows_in == 4


def test_an_unclosed_quote_names_the_line_it_starts_on() -> None:
    with pytest.raises(UnreadableFile, match=r"made\.csv, line 3: its quotes do not add up"):
        parse('a,b\n1,2\n3,"open\n5,6\n')


def test_an_endless_quoted_cell_names_the_line_it_starts_on() -> None:
    with pytest.raises(UnreadableFile, match="line 2: its quotes do not add up"):
        parse('a,b\n1,"' + "x" * 200_000 + "\n")


def test_a_stray_quote_names_its_line() -> None:
    with pytest.raises(UnreadableFile, match="line 2: its quotes do not add up"):
        parse('a,b\n1,"say "hello" twice"\n')


@pytest.mark.parametrize("content", ["\n\n", ",,,\n", "   \n"])
def test_a_file_without_a_header_is_refused(content: str | bytes) -> None:
    with pytest.raises(UnreadableFile, match="has no header row"):
        parse(content)


def test_blank_lines_above_the_header_are_passed_over() -> None:
    table = parse("\n;;\nid;경도;위도\n1;127;37\n")
    assert (table.header, list(table.rows)) == (("id", "경도", "위도"), [4])
    assert "header_line" in codes(table)


def test_a_header_alone_is_a_table_without_rows() -> None:
    table = parse("a,b\n")
    assert (table.rows_in, table.columns) == (0, ((), ()))


def test_headers_are_trimmed_and_named_and_told() -> None:
    table = parse("id,부대시설 ,,id\n1,2,3,4\n")
    assert table.header == ("id", "부대시설", "(column 3)", "id")
    assert {"header_trimmed", "header_repeated"} <= codes(table)


def test_utf16_from_a_spreadsheet_is_read() -> None:
    table = parse("id\t경도\n1\t127\n".encode("utf-16"))
    assert table.header == ("id", "경도")
    assert table.notes[0].fields == {"encoding": "UTF-16", "sample": "경도"}


def test_a_table_claims_no_crs() -> None:
    assert parse("x,y\n1,2\n").claim == CrsClaim(None, "a table")


def test_titles_above_the_names_are_passed_over() -> None:
    table = parse("위험요인 현황 (2024, 경기)\t\t\n\n연번\t위치\t유형\n1\t호국로\t낙서\n2\t가길\t잡초\n")
    assert (table.header, list(table.rows)) == (("연번", "위치", "유형"), [4, 5])
    [note] = [note for note in table.notes if note.code == "header_line"]
    assert note.fields == {"line": 3, "lines": [3], "titles": ["위험요인 현황 (2024, 경기)"]}


def test_names_on_two_rows_are_joined() -> None:
    table = parse("연번,위치,,유형\n,경도,위도,\n1,127,37,낙서\n")
    assert (table.header, list(table.rows)) == (("연번", "위치 경도", "위치 위도", "유형"), [3])


def test_commas_in_the_cells_of_a_semicolon_file_do_not_split_it() -> None:
    table = parse("id;위치;내용\n" + "".join(f"{i};a,b;c,d,e\n" for i in range(30)))
    assert table.header == ("id", "위치", "내용")
    assert table.faults == ()
