"""Why a file was read as it was, in the language of the reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from web.languages import gettext

REASONS: Final = {
    "given": "{option} 항목에서 지정했습니다.",
    "parameters": "{said_by} 내용({name})의 투영 변수가 이 좌표계와 같습니다.",
    "says": "{said_by}에 {text}(으)로 적혀 있습니다.",
    "describes": "{said_by} 내용을 그대로 따랐습니다.",
    "literally_off": "적힌 그대로(기준면 {datum}) 읽으면 {metres:.0f} m 어긋납니다.",
    "degrees": "{said_by}에는 좌표계가 없고, 값이 경위도(도) 범위입니다.",
    "address_map": "{said_by}에는 좌표계가 없지만, {layer}은(는) 도로명주소 전자지도의 레이어입니다.",
    "only_near": "{said_by}에는 좌표계가 없고, 등록된 행정동 가까이에 놓이는 좌표계는 이것뿐입니다.",
    "only_in_korea": "{said_by}에는 좌표계가 없고, 국내에 놓이는 좌표계는 이것뿐입니다.",
    "mark": "파일 첫머리의 표시(BOM)를 따랐습니다.",
    "valid_utf8": "모든 글자가 UTF-8로 읽힙니다.",
    "valid_cp949": "UTF-8이 아니며, 모든 글자가 CP949로 읽힙니다.",
    "mixed": "두 가지가 섞여 있습니다. UTF-8 {utf8}줄, CP949 {cp949}줄을 줄마다 나누어 읽었습니다.",
    "ascii": "영문과 숫자만 있어 어떻게 읽어도 같습니다.",
    "claimed": "{said_by}에 그렇게 적혀 있고, 모든 값이 {encoding}(으)로 읽힙니다.",
    "lying": "{said_by}에는 {text}(으)로 적혀 있지만 값과 맞지 않아 따르지 않았습니다.",
    "always": "{said_by}은(는) 항상 이것을 씁니다.",
}
"""One sentence for each of `mapper.importers.reason.SENTENCES`."""

SOURCES: Final = {
    "--crs": "좌표계",
    "--encoding": "문자 인코딩",
    "its .prj": "함께 온 .prj 파일",
    "its .cpg": "함께 온 .cpg 파일",
    "its .cst": "함께 온 .cst 파일",
    "its language byte": "DBF의 언어 표시",
    "its crs member": "GeoJSON의 crs 항목",
    "its srs_id": "GeoPackage의 srs_id",
    "its WKT": "도형 글(WKT)의 SRID",
    "its geopoints": "위치(geopoint) 열",
    "a table": "표",
    "a shapefile without a .prj": ".prj가 없는 SHP",
    "a GeoPackage without an srs_id": "srs_id가 없는 GeoPackage",
    "its official layout": "공식 자료의 정해진 형식",
    "GeoJSON without a crs member": "crs 항목이 없는 GeoJSON",
    "the KML standard": "KML 표준",
    "OpenStreetMap": "오픈스트리트맵(OSM)",
    "a GeoPackage": "GeoPackage",
    "a workbook": "엑셀 통합 문서",
}
"""What says it, as importers call it."""


def reasons_said(why: Iterable[Mapping[str, Any]]) -> str:
    """Say why a file was read as it was.

    Parameters
    ----------
    why : iterable of mapping
        ``code`` and ``values`` of each reason.

    Returns
    -------
    str
        Sentences.
    """
    return " ".join(gettext(REASONS[one["code"]]).format(**_named(one["values"])) for one in why)


def _named(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: gettext(SOURCES.get(value, value)) if name in {"said_by", "option"} else value
        for name, value in values.items()
    }
