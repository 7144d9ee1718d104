"""District boundaries."""

from collections.abc import Callable
from typing import Any

import pytest

from mapper.errors import MissingColumns
from mapper.frames import DISTRICTS
from mapper.importers import Reading

Judge = Callable[..., Reading]
CodesByRow = Callable[[Reading], dict[int, set[tuple[str | None, str]]]]


def square(lon: float = 127.0, lat: float = 37.7, size: float = 0.01) -> dict[str, Any]:
    ring = [[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]
    return {"type": "Polygon", "coordinates": [ring]}


def dong(code: str = "4115051000", name: str | None = "경기도 의정부시 의정부1동") -> dict[str, Any]:
    return {"adm_cd2": code, "adm_nm": name, "adm_cd": "3103051"}


BOW_TIE = {
    "type": "Polygon",
    "coordinates": [[[127.0, 37.7], [127.1, 37.8], [127.1, 37.7], [127.0, 37.8], [127.0, 37.7]]],
}


def test_districts_are_read(judge_features: Judge) -> None:
    two = {"type": "MultiPolygon", "coordinates": [square()["coordinates"], square(127.1)["coordinates"]]}
    reading = judge_features("districts", (dong(), square()), (dong("4115052000", "의정부2동"), two))
    assert reading.faults == ()
    frame = reading.frame(DISTRICTS)
    assert frame["code"].tolist() == ["4115051000", "4115052000"]
    assert frame["name"].tolist() == ["의정부1동", "의정부2동"]
    assert frame.geom_type.tolist() == ["Polygon", "MultiPolygon"]
    assert frame.crs.to_epsg() == 5179
    assert frame.area.round(-4).tolist() == [980_000, 1_960_000]


def test_official_codes_of_8_digits_are_completed_and_told(judge_features: Judge) -> None:
    reading = judge_features("districts", ({"EMD_CD": 41150101, "EMD_KOR_NM": "의정부동"}, square()))
    assert reading.frame(DISTRICTS)["code"].tolist() == ["4115010100"]
    assert "codes_completed" in {note.code for note in reading.notes}


DIRTY = [
    (dong(), square(), set()),
    (dong("3103052"), square(), {("adm_cd2", "kostat_code")}),
    (dong("41150"), square(), {("adm_cd2", "not_a_code")}),
    (dong("41150-5300"), square(), {("adm_cd2", "not_a_code")}),
    (dong(None), square(), {("adm_cd2", "blank")}),
    (dong("4115054000", ""), square(), {("adm_nm", "blank")}),
    (dong("4115054500"), None, {("geometry", "no_shape")}),
    (
        dong("4115055000"),
        {"type": "LineString", "coordinates": [[127, 37.7], [127.1, 37.7]]},
        {("geometry", "wrong_shape")},
    ),
    (dong("4115055500"), BOW_TIE, {("geometry", "invalid_shape")}),
    (dong("4115056000"), square(37.7, 127.0), {("geometry", "swapped")}),
    (dong("4115056500"), square(-122.4, 37.7), {("geometry", "out_of_korea")}),
    (dong("4115057000"), square(), {("adm_cd2", "repeated")}),
    (dong("4115057000"), square(), {("adm_cd2", "repeated")}),
]


def test_every_dirty_row_is_named(judge_features: Judge, codes_by_row: CodesByRow) -> None:
    reading = judge_features("districts", *[(own, geometry) for own, geometry, _ in DIRTY])
    assert codes_by_row(reading) == {row: found for row, (*_, found) in enumerate(DIRTY, start=1) if found}
    assert reading.frame(DISTRICTS)["name"].tolist() == ["의정부1동"]


def test_names_may_all_be_blank(judge_features: Judge, codes_by_row: CodesByRow) -> None:
    reading = judge_features("districts", (dong(name=""), square()))
    assert codes_by_row(reading) == {1: {("adm_nm", "blank")}}


def test_an_invalid_outline_says_where(judge_features: Judge) -> None:
    [fault] = judge_features("districts", (dong(), BOW_TIE)).faults
    assert fault.value == "Self-intersection[127.05 37.75]"
    assert "repair the outline at that place" in str(fault)


KOSTAT = {"code": "1101053", "name": "사직동", "name_eng": "Sajik-dong", "base_year": "2013"}


def test_the_code_of_another_office_is_explained(judge_features: Judge) -> None:
    [fault] = judge_features("districts", (KOSTAT, square())).faults
    assert "'1101053' given, expected 10 or 8 digits; use the 행정안전부 code" in str(fault)
    assert "say --map kostat_code=code" in str(fault)


def test_the_codes_of_another_office_are_kept_apart_when_a_person_says_so(judge_features: Judge) -> None:
    reading = judge_features("districts", (KOSTAT, square()), mapping={"kostat_code": "code"})
    assert (reading.faults, reading.frame(DISTRICTS)["code"].tolist()) == ((), ["kostat:1101053"])
    assert {"kostat_codes", "schema"} <= {note.code for note in reading.notes}


def test_newer_codes_of_that_office_look_like_the_ministrys_and_are_asked_about(judge_features: Judge) -> None:
    row = {"BASE_DATE": "20250630", "ADM_CD": "11010530", "ADM_NM": "사직동"}
    with pytest.raises(MissingColumns, match=r"no column for code or kostat_code\. Its columns: BASE_DATE, ADM_CD"):
        judge_features("districts", (row, square()))
    reading = judge_features("districts", (row, square()), mapping={"kostat_code": "ADM_CD"})
    assert reading.frame(DISTRICTS)["code"].tolist() == ["kostat:11010530"]


def test_whole_cities_are_no_districts(judge_features: Judge, codes_by_row: CodesByRow) -> None:
    row = {**KOSTAT, "code": "11010", "name": "종로구"}
    assert codes_by_row(judge_features("districts", (row, square()))) == {1: {("code", "not_a_code")}}
    told = judge_features("districts", (row, square()), mapping={"kostat_code": "code"})
    assert codes_by_row(told) == {1: {("code", "not_a_code")}}
    assert "5 digits name a 시군구" in str(told.faults[0])


def test_legal_districts_are_told_from_administrative_ones(judge_features: Judge) -> None:
    legal = ({"EMD_CD": "41150101", "EMD_KOR_NM": "의정부동"}, square())
    own = ({"EMD_CD": "4115051000", "EMD_KOR_NM": "의정부1동"}, square())
    town = ({"EMD_CD": "4182025000", "EMD_KOR_NM": "가평읍"}, square())
    [note] = [str(n) for n in judge_features("districts", legal, own, town).notes if n.code == "legal_districts"]
    assert note.startswith("1 of 3 areas are 법정동, not 행정동")
    assert "legal_districts" not in {note.code for note in judge_features("districts", own, town).notes}


def test_a_file_without_codes_is_refused_with_its_columns(judge_features: Judge) -> None:
    with pytest.raises(
        MissingColumns, match=r"no column for code or kostat_code\. Its columns: name, 인구\..*--map code="
    ):
        judge_features("districts", ({"name": "의정부1동", "인구": 1}, square()))
