"""Excel workbooks: cells as people typed them, the sheet that is meant, and what is no workbook."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from mapper.errors import ArchiveRefused, LayerUnclear, UnreadableFile
from mapper.importers.formats import parse
from mapper.importers.source import Source
from mapper.importers.table import Table

Row = list[Any]


def book(**sheets: list[Row]) -> Workbook:
    made = Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return made


def saved(made: Workbook) -> bytes:
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def read(content: bytes, layers: tuple[str, ...] = (), **options: str) -> Table:
    return parse(Source("made.xlsx", ".xlsx", content, **options), layers)


def cells(table: Table) -> dict[str, list[str]]:
    return dict(zip(table.header, map(list, table.columns), strict=True))


def notes(table: Table) -> dict[str, dict[str, Any]]:
    return {note.code: note.fields for note in table.notes}


def test_cells_are_written_as_people_typed_them() -> None:
    values = [4_115_051_000, 3.0, 37.4291855629, 1e20, "0012", True, None, dt.date(2024, 1, 2)]
    row = [*values, dt.datetime.fromisoformat("2024-01-02 03:04:05"), dt.time(3, 4), dt.date(1905, 7, 15), " 골목 "]
    table = read(saved(book(자료=[[f"c{i}" for i in range(len(row))], row])))
    assert [column[0] for column in table.columns] == [
        *("4115051000", "3", "37.4291855629", "100000000000000000000", "0012", "TRUE", "", "2024-01-02"),
        *("2024-01-02 03:04:05", "03:04:00", "1905-07-15", " 골목 "),
    ]
    assert (table.unit, list(table.rows), table.shapes, table.claim.text) == ("row", [2], None, None)


def test_rows_keep_the_numbers_of_the_sheet() -> None:
    table = read(saved(book(a=[["점검 결과"], [], ["id", "유형"], [1, "낙서"], [], [2, "잡초"]])))
    assert (cells(table), list(table.rows)) == ({"id": ["1", "2"], "유형": ["낙서", "잡초"]}, [4, 6])
    assert notes(table)["header_line"] == {"line": 3, "lines": [3], "titles": ["점검 결과"]}
    assert notes(table)["blank_rows"] == {"rows": 1}


def test_merged_names_are_joined_over_three_rows() -> None:
    made = book(
        a=[
            ["위험요인 현황"],
            ["연번", "위치", None, None, "사고", None],
            [None, "좌표", None, "주소", "유형", "일자"],
            [None, "경도", "위도", None, None, None],
            [1, 127.03, 37.74, "가", "나", "다"],
        ]
    )
    sheet = made["a"]
    for merged in ("A1:F1", "A2:A4", "B2:D2", "B3:C3", "D3:D4", "E2:F2", "E3:E4", "F3:F4"):
        sheet.merge_cells(merged)
    table = read(saved(made))
    assert table.header == ("연번", "위치 좌표 경도", "위치 좌표 위도", "위치 주소", "사고 유형", "사고 일자")
    assert list(table.rows) == [5]


def test_blank_columns_around_a_table_are_no_columns() -> None:
    table = read(saved(book(a=[[None, "id", None, "유형", None], [None, 1, None, "낙서"], [None, 2, "x", "잡초"]])))
    assert cells(table) == {"id": ["1", "2"], "(column 3)": ["", "x"], "유형": ["낙서", "잡초"]}


def test_failed_formulas_are_blank_and_told() -> None:
    made = book(a=[["id", "값"], [1, None], [2, 5]])
    made["a"]["B2"] = "#N/A"
    made["a"]["B2"].data_type = "e"
    table = read(saved(made))
    assert cells(table)["값"] == ["", "5"]
    assert notes(table)["formula_errors"] == {"cells": 1}


def test_formulas_without_their_values_are_blank_and_told() -> None:
    made = book(a=[["id", "값", "수"], [1, "=1+1", 3], [2, "=A2", 4], [3, 5, "=SUM(C2:C3)"]])  # nothing here reckons
    table = read(saved(made))
    assert cells(table) == {"id": ["1", "2", "3"], "값": ["", "", "5"], "수": ["3", "4", ""]}
    assert notes(table)["formulas_unsaved"] == {"cells": 3}
    assert "formula_errors" not in notes(table)


@pytest.mark.timeout(20)
def test_blanks_behind_a_formula_take_no_time_to_speak_of() -> None:
    whole, padded = ZipFile(BytesIO(saved(book(a=[["id", "값"], [1, "=1+1"]])))), BytesIO()
    with ZipFile(padded, "w", ZIP_DEFLATED) as file:
        for name in whole.namelist():
            file.writestr(name, re.sub(rb"</f><v[^c]*", b"</f>" + b" " * 250_000 + b"<v>2</v></", whole.read(name)))
    assert cells(read(padded.getvalue()))["값"] == ["2"]


def test_blank_and_hidden_sheets_are_left_aside() -> None:
    made = book(자료=[["id"], [1]], Sheet2=[], 코드=[["code"], [9]])
    made["코드"].sheet_state = "hidden"
    content = saved(made)
    assert read(content).header == ("id",)
    assert read(content, layer="코드").header == ("code",)


def test_several_sheets_are_asked_about_or_preferred() -> None:
    content = saved(book(자료=[["id"], [1]], 코드=[["code"], [9]]))
    with pytest.raises(LayerUnclear, match=r"자료 \(2 rows\); 코드 \(2 rows\)\. Say which with --layer") as caught:
        read(content)
    assert caught.value.fields["found"] == ["자료", "코드"]
    assert notes(read(content, ("코드",)))["layer"] == {"layer": "코드"}
    assert read(content, layer="자료").header == ("id",)


def test_a_sheet_from_corner_to_corner_is_refused() -> None:
    """Its reader would ask for half a terabyte, and the process would be gone."""
    made = book(a=[["id"]])
    made["a"]["XFD1048576"] = 1
    with pytest.raises(ArchiveRefused, match=r"sheet1\.xml spans 1,048,576 rows by 16,384 columns"):
        read(saved(made))


def packed(sheet: str, *texts: str, **members: str) -> bytes:
    """Write a workbook by hand, as others than Excel may."""
    names = "http://schemas.openxmlformats.org"
    relation = f'<Relationship Id="r{{}}" Type="{names}/officeDocument/2006/relationships/{{}}" Target="{{}}"/>'
    opening = f'<{{}} xmlns="{names}/spreadsheetml/2006/main" xmlns:r="{names}/officeDocument/2006/relationships">'
    relations = f'<Relationships xmlns="{names}/package/2006/relationships">{{}}</Relationships>'
    at = members.pop("at", "worksheets/sheet1.xml")
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{names}/package/2006/content-types"/>',
        "_rels/.rels": relations.format(relation.format(1, "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": opening.format("workbook")
        + '<sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations.format(
            relation.format(1, "worksheet", at) + relation.format(2, "sharedStrings", "sharedStrings.xml")
        ),
        "xl/sharedStrings.xml": opening.format("sst") + "".join(f"<si><t>{text}</t></si>" for text in texts) + "</sst>",
        f"xl/{at}": opening.format("worksheet") + f"<sheetData>{sheet}</sheetData></worksheet>",
        **{name.replace("__", "/"): content for name, content in members.items()},
    }
    archive = BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return archive.getvalue()


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">' + "".join(cells) + "</row>"


def noise(size: int) -> str:
    """Make text that cannot be packed to nothing."""
    return random.Random(7).randbytes(size // 2).hex()


NAMES = row(1, '<c r="A1" t="s"><v>0</v></c>', '<c r="B1" t="s"><v>1</v></c>')
PLAIN = '<c t="s"><v>0</v></c>'


def test_a_workbook_of_shared_texts_is_read_wherever_its_sheet_stands() -> None:
    sheet = NAMES + row(2, '<c r="A2"><v>7</v></c>', '<c r="B2" t="s"><v>2</v></c>')
    for content in (packed(sheet, "id", "유형", "낙서"), packed(sheet, "id", "유형", "낙서", at="s.xml")):
        assert cells(read(content)) == {"id": ["7"], "유형": ["낙서"]}


def test_cells_without_a_reference_are_read_in_their_order() -> None:
    sheet = "".join(f"<row>{PLAIN}{PLAIN.replace('0', '1')}</row>" for _ in range(300))
    assert read(packed(sheet, "id", "유형")).rows_in == 299


@pytest.mark.parametrize(
    "sheet",
    [
        "<row>" + PLAIN * 3000 + "</row>" + f"<row>{PLAIN}</row>" * 3000,
        "<row>" + PLAIN * 9 + '</row><row r="1048576">' + PLAIN + "</row>",
        '<row><c r="XFC1"/>' + PLAIN * 9 + "</row>" + f"<row>{PLAIN}</row>" * 500,
    ],
    ids=["uncounted", "rows counted", "one far out"],
)
def test_a_sheet_that_does_not_say_how_far_it_reaches_is_measured(sheet: str) -> None:
    with pytest.raises(ArchiveRefused, match=r"sheet1\.xml spans [\d,]+ rows by [\d,]+ columns, expected at most 8,"):
        read(packed(sheet, "id"))


def test_a_sheet_in_another_place_is_measured_too() -> None:
    with pytest.raises(ArchiveRefused, match=r"xl/s\.bin spans 1,048,576 rows by 16,384 columns"):
        read(packed(row(1, '<c r="A1"/>') + row(1048576, '<c r="XFD1048576"/>'), "id", at="s.bin"))


@pytest.mark.parametrize("value", ["2", "02", "x", "", "&#50;"])
def test_a_long_text_that_many_cells_quote_is_refused(value: str) -> None:
    """Two kilobytes of it become more than there is: the reader copies it for each cell."""
    cell = f'<c t="s"><v>{value}</v></c>'
    sheet = NAMES + "".join(row(number, cell) for number in range(2, 2002))
    with pytest.raises(ArchiveRefused, match=r"sheet1\.xml repeats [\d,]+ bytes of text, expected at most 134,"):
        read(packed(sheet, *["가" * 30_000] * 3))


def test_a_long_text_that_few_cells_quote_is_read() -> None:
    sheet = (
        NAMES
        + row(2, '<c r="A2" t="s"><v>2</v></c>')
        + "".join(
            row(number, f'<c r="A{number}" t="s"><v>0</v></c>', f'<c r="B{number}"><v>{number}.5</v></c>')
            for number in range(3, 3003)
        )
    )
    assert read(packed(sheet, "id", "값", "가" * 30_000)).rows_in == 3001


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (packed(NAMES + "<!-- <row> --><row>" + PLAIN + "</row>", "id", "b"), "not written as Excel does"),
        (packed(NAMES + f'<row>{PLAIN}<x a="<row>"/></row>', "id", "b"), "not written as Excel does"),
        (packed(NAMES + f'<row a="{noise(3_000_000)}" r="2"/>', "id", "b"), "a tag or a text over a megabyte long"),
        (packed(NAMES, "id", "b<!-- </si> -->c"), "not written as Excel does"),
        (
            packed(NAMES, "id", "b", xl__sharedStrings2xml="<sst><si><t>c</t></si></sst>"),
            "several tables of shared texts",
        ),
        (packed(NAMES, "id", "b", **{"content.xml": "<a/>"}), "an ODS or XLSB workbook; save it as .xlsx"),
        (packed(NAMES, "id", "b", **{"xl/workbook.bin": "a"}), "an ODS or XLSB workbook; save it as .xlsx"),
    ],
)
def test_a_workbook_that_cannot_be_measured_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(ArchiveRefused, match=sentence):
        read(content)


def test_a_workbook_of_before_2007_is_named() -> None:
    with pytest.raises(UnreadableFile, match=r"made\.xls ends in '\.xls', expected one of .*\.xlsx"):
        parse(Source("made.xls", ".xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)))


def test_a_blank_workbook_is_said() -> None:
    with pytest.raises(UnreadableFile, match="sheet 'a' is blank, expected column names"):
        read(saved(book(a=[])))


def test_a_locked_workbook_is_said() -> None:
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    with pytest.raises(UnreadableFile, match=r"locked with a password.*save it without one"):
        read(content)


def test_what_is_no_workbook_is_said(zipped: Callable[..., bytes]) -> None:
    with pytest.raises(UnreadableFile, match="damaged or no workbook"):
        read(zipped({"a.csv": b"id"}))
    with pytest.raises(UnreadableFile, match=r"before 2007 \(\.xls\), expected \.xlsx"):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(UnreadableFile, match="begins with 69 64, expected an Excel workbook"):
        read(b"id")


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_workbook_cut_short_is_refused(share: float) -> None:
    content = saved(book(a=[["id"], [1]]))
    with pytest.raises(UnreadableFile, match="cut short"):
        read(content[: int(share * len(content))])


def test_a_workbook_under_another_name_is_named() -> None:
    content = saved(book(a=[["id"], [1]]))
    for suffix in (".csv", ".geojson", ".gpkg", ".shp"):
        with pytest.raises(UnreadableFile, match=r"is an Excel workbook, expected .*; give it its own ending, \.xlsx"):
            parse(Source(f"made{suffix}", suffix, content))


def test_a_workbook_in_an_archive_is_read_by_its_sheet(zipped: Callable[..., bytes]) -> None:
    content = zipped({"자료.xlsx": saved(book(a=[["id"], [1]], b=[["code"], [2]]))})
    assert parse(Source("made.zip", ".zip", content, layer="b")).header == ("code",)
    with pytest.raises(LayerUnclear, match=r"made\.zip/자료\.xlsx holds 2 layers"):
        parse(Source("made.zip", ".zip", content))
