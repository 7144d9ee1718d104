"""Official files are told by their columns, and one of another kind is refused for what it is."""

from collections.abc import Callable
from typing import Any

import pytest

from mapper.errors import MissingColumns, WrongKind
from mapper.importers import IMPORTERS, Reading
from mapper.importers.formats.osm import LAYERS
from mapper.importers.schema import SCHEMAS, recognised

Judge = Callable[..., Reading]

AREA = {"type": "Polygon", "coordinates": [[[127.0, 37.7], [127.01, 37.7], [127.01, 37.71], [127.0, 37.7]]]}
LINE = {"type": "LineString", "coordinates": [[127.04, 37.74], [127.041, 37.74]]}
POINT = {"type": "Point", "coordinates": [127.04, 37.74]}

OTHERS: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    (
        "alleys",
        {"SIG_CD": "41150", "RDS_MAN_NO": 1, "BSI_INT_SN": 1, "ODD_BSI_MN": 1, "EVE_BSI_MN": 2},
        LINE,
        "is TL_SPRD_INTRVL (도로명주소 기초구간), expected alleys; it cuts roads every 20 m for base numbers",
    ),
    ("alleys", {"SIG_CD": "41150", "RW_SN": 1, "OPERT_DE": "2024"}, AREA, "is the surface of roads, not their line"),
    ("alleys", {"NODE_ID": "1", "NODE_TYPE": "101", "NODE_NAME": "-"}, POINT, "give MOCT_LINK of the same issue"),
    ("alleys", {"PNU": "1", "JIBUN": "1대", "BCHK": "1", "SGG_OID": 1}, AREA, "it is parcels of land"),
    ("districts", {"PNU": "1", "JIBUN": "1대", "BCHK": "1", "COL_ADM_SE": 1}, AREA, "districts are 행정동, as in"),
    ("districts", {"CTPRVN_CD": "41", "CTP_KOR_NM": "경기도"}, AREA, "it is whole provinces; districts are 행정동"),
    ("districts", {"SIG_CD": "41150", "SIG_KOR_NM": "의정부시"}, AREA, "it is whole 시군구; districts are 행정동"),
    ("districts", {"LI_CD": "4182025021", "LI_KOR_NM": "읍내리"}, AREA, "it is parts of 읍 and 면"),
    ("districts", {"ADM_SECT_C": "41150", "SGG_NM": "의정부시", "GID": 1}, AREA, "it is whole 시군구"),
    ("districts", {"BAS_ID": "11601", "BAS_MGT_SN": "1"}, AREA, "it is postal areas"),
    ("places", {"LINK_ID": "1", "F_NODE": "1", "T_NODE": "2", "ROAD_RANK": "107"}, LINE, "golmok import run alleys"),
    ("alleys", {"EMD_CD": "41150101", "EMD_KOR_NM": "의정부동"}, AREA, "golmok import run districts made.geojson"),
    ("places", {"BUL_MAN_NO": 1, "BULD_MNNM": 1, "BULD_NM": "x"}, AREA, "it is buildings, and it is not imported yet"),
]


@pytest.mark.parametrize(("kind", "row", "shape", "sentence"), OTHERS, ids=lambda value: str(value)[:24])
def test_an_official_file_of_another_kind_says_what_it_is(
    kind: str, row: dict[str, Any], shape: dict[str, Any], sentence: str, judge_features: Judge
) -> None:
    with pytest.raises(WrongKind) as caught:
        judge_features(kind, (row, shape))
    assert sentence in caught.value.message


TABLES = [
    (
        "districts",
        "법정동코드\t법정동명\t폐지여부\n1111010100\t서울특별시 종로구 청운동\t존재\n",
        "it is a table of codes",
    ),
    ("districts", "1100000000,서울특별시,존재\n1111000000,서울특별시 종로구,존재\n", "is KIKcd_B"),
    (
        "places",
        "우편번호,시도,시군구,도로명,건물번호,법정동\n11619,경기도,의정부시,서부로,527,가능동\n",
        "not imported yet",
    ),
    ("complaints", "11110|1|1111010100|서울특별시|종로구|청운동|111102005001|자하문로|0|1|\n", "is 도로명주소 DB"),
]


@pytest.mark.parametrize(("kind", "text", "sentence"), TABLES)
def test_a_table_of_codes_or_addresses_says_what_it_is(kind: str, text: str, sentence: str, judge_text: Judge) -> None:
    with pytest.raises(WrongKind) as caught:
        judge_text(kind, text, ".txt")
    assert sentence in caught.value.message


def test_a_list_of_our_own_may_hold_official_columns(judge_text: Judge) -> None:
    reading = judge_text("issues", "id,유형,발견일,PNU,JIBUN,BCHK\nA,낙서,2025-03-04,1,1대,1\n")
    assert (reading.faults, "schema" in {note.code for note in reading.notes}) == ((), False)


def test_columns_missing_from_the_right_kind_are_named(judge_features: Judge) -> None:
    with pytest.raises(MissingColumns, match="no column for name"):
        judge_features("districts", ({"EMD_CD": "41150101", "EMD_KOR": "의정부동"}, AREA))


def test_the_layout_with_the_most_telling_columns_is_taken() -> None:
    interval = ("SIG_CD", "RDS_MAN_NO", "BSI_INT_SN", "ODD_BSI_MN", "EVE_BSI_MN")
    found = [recognised(header) for header in (interval, (*interval, "RN", "ROA_CLS_SE"), ("아무", "열"), ())]
    assert [schema and schema.name for schema in found] == ["TL_SPRD_INTRVL", "TL_SPRD_INTRVL", None, None]


def test_every_layout_serves_a_kind_or_says_what_to_give() -> None:
    kinds = {importer.kind for importer in IMPORTERS}
    assert len({schema.name for schema in SCHEMAS}) == len(SCHEMAS)
    assert all((schema.kind in kinds) != bool(schema.advice) for schema in SCHEMAS)
    assert all(bool(schema.columns) != bool(schema.first_line) for schema in SCHEMAS)


def test_every_layer_a_kind_prefers_is_known() -> None:
    serves = {name: schema.kind for schema in SCHEMAS for name in schema.name.split(" or ")}
    official = [(name, importer.kind) for importer in IMPORTERS for name in importer.layers if name not in LAYERS]
    assert all(serves[name] == kind for name, kind in official)
