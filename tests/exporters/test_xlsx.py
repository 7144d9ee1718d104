"""XLSX: a frozen header, a code book, and text that stays text."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from mapper.domain.export_layer import Detail
from mapper.domain.export_layers import export_layer
from mapper.exporters.formats import xlsx

Written = Callable[..., Path]


def test_text_stays_text_and_numbers_stay_numbers(written: Written, nasty: tuple[str | None, ...]) -> None:
    book = load_workbook(written("xlsx"))
    sheet = book["구간"]
    header = [cell.value for cell in sheet[1]]
    assert (sheet.freeze_panes, sheet["A1"].font.bold) == ("A2", True)
    assert header[-2:] == ["경도", "위도"]
    names = [sheet.cell(row, 2) for row in range(2, len(nasty) + 2)]
    assert "f" not in {cell.data_type for cell in names}
    assert names[0].value == nasty[0]
    assert names[2].value == "제어\ufffd문자 <b>&amp;"
    assert [cell.value for cell in names[3:6]] == list(nasty[3:6])
    row = dict(zip(header, [cell.value for cell in sheet[2]], strict=True))
    assert (row["구간 길이"], row["최근 조사일"].date()) == (-12.5, dt.date(2026, 11, 21))
    assert (row["경도"], row["위도"]) == pytest.approx((127.0306173, 37.7306173), abs=1e-6)


@pytest.mark.parametrize(("layer", "detail"), [("segments", Detail.PUBLIC), ("issues", Detail.STAFF)])
def test_the_code_book_explains_every_column(written: Written, layer: str, detail: Detail) -> None:
    sheet = load_workbook(written("xlsx", layer, detail))["코드북"]
    lines = [[cell.value for cell in row] for row in sheet.rows]
    columns = export_layer(layer).edition(detail).columns
    assert lines[0] == ["열 이름", "한글 이름", "정의", "단위", "값"]
    assert [line[0] for line in lines[1:]] == [*(column.label for column in columns), "경도", "위도"]
    assert all(line[2] for line in lines)


def test_what_does_not_fit_on_a_sheet_goes_on_the_next(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 2)
    book = load_workbook(written("xlsx", texts=("가길", "나길", "다길", "라길", "마길")))
    assert book.sheetnames == ["구간", "구간 2", "구간 3", "코드북"]
    assert [book[name]["B2"].value for name in book.sheetnames[:3]] == ["가길", "다길", "마길"]
    assert [book[name]["B1"].value for name in book.sheetnames[:3]] == ["골목 이름"] * 3
