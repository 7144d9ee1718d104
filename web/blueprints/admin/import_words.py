"""What an import says: faults, notes and repairs by their code, each to be said in the language of the reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from web.languages import gettext

FAULTS: Final = {
    "always_applies": "이 항목은 ‘해당 없음’일 수 없습니다.",
    "blank": "빈칸입니다. 값을 채우거나 행을 지워 주세요.",
    "collection": "여러 종류의 도형이 섞여 있습니다.",
    "contradiction": "상태와 날짜가 맞지 않습니다.",
    "coordinates": "좌표를 읽을 수 없습니다.",
    "excel_serial": "엑셀이 날짜를 숫자로 바꾸었습니다.",
    "geometry": "도형을 읽을 수 없습니다.",
    "glued": "두 수가 붙어 있습니다.",
    "half_a_position": "두 좌표 가운데 하나만 있습니다.",
    "in_future": "오늘보다 뒤의 날짜입니다.",
    "invalid_shape": "도형의 경계가 스스로 엇갈립니다.",
    "kostat_code": "통계청 코드입니다. 행정안전부 코드가 필요합니다.",
    "mixed_srid": "다른 행과 좌표계가 다릅니다.",
    "no_day": "연월만 있고 날짜(일)가 없습니다.",
    "no_position": "위치가 없습니다. 좌표를 채우거나 행을 지워 주세요.",
    "no_shape": "도형이 없습니다.",
    "no_such_date": "없는 날짜입니다.",
    "not_a_code": "행정동 코드가 아닙니다.",
    "not_a_count": "0 이상의 정수가 아닙니다.",
    "not_a_date": "날짜가 아닙니다. 2024-05-31처럼 적어 주세요.",
    "not_a_feature": "GeoJSON의 Feature가 아닙니다.",
    "not_a_level": "0에서 4까지의 단계가 아닙니다.",
    "not_a_month": "연월이 아닙니다. 2024-05처럼 적어 주세요.",
    "not_a_number": "숫자가 아닙니다.",
    "not_an_id": "구간 아이디가 아닙니다.",
    "not_finite": "좌표가 유한한 수가 아닙니다.",
    "not_whole": "정수가 아닙니다. 파일을 다시 내려받아 주세요.",
    "not_wkt": "WKT 도형이 아닙니다.",
    "nothing_observed": "관찰한 항목이 하나도 없습니다.",
    "nowhere": "구간도 좌표도 없습니다.",
    "open_ring": "면의 경계가 닫히지 않았습니다.",
    "other_city": "시도나 시군구의 이름이 코드와 다릅니다.",
    "out_of_korea": "좌표가 대한민국 밖입니다.",
    "out_of_order": "두 날짜의 앞뒤가 바뀌었습니다.",
    "out_of_range": "있을 수 있는 값의 범위를 벗어났습니다.",
    "personal_data": "전화번호·전자우편·주민등록번호가 들어 있습니다. 누구나 보는 값이니 빼 주세요.",
    "properties": "속성을 읽을 수 없습니다.",
    "ragged": "칸 수가 머리글과 다릅니다.",
    "repeated": "같은 이름이 두 번 나옵니다.",
    "repeated_key": "같은 아이디의 행이 또 있습니다.",
    "swapped": "두 좌표가 서로 바뀐 것 같습니다.",
    "too_early": "날짜가 너무 오래되었습니다.",
    "too_long": "글이 너무 깁니다.",
    "too_many_vertices": "도형의 꼭짓점이 너무 많습니다.",
    "turned_down": "조사 도구에서 반려한 제출입니다.",
    "undated_end": "해결했다고 적혀 있는데 그 날짜가 없습니다.",
    "unknown_word": "정해진 말이 아닙니다.",
    "unstorable_text": "저장할 수 없는 글자가 있습니다.",
    "wrong_shape": "도형의 종류가 맞지 않습니다.",
    "zero_length": "길이가 없는 선입니다.",
}
"""What is wrong with a row."""

NOTES: Final = {
    "address_layout": "공식 자료 ‘{layout}’의 형식입니다.",
    "blank_rows": "빈 행 {rows}개를 건너뛰었습니다.",
    "codes_completed": "여덟 자리 행정동 코드 {rows}개 뒤에 00을 붙였습니다.",
    "codes_current": "시도 코드가 바뀌기 전의 코드 {rows}개를 지금 코드로 읽었습니다.",
    "columns_binary": "읽을 수 없는 종류의 열을 뺐습니다: {columns}",
    "columns_computed": "파일이 계산해 내는 열은 읽지 않았습니다: {columns}",
    "columns_contact": "연락처로 보여 읽지도 저장하지도 않은 열: {columns}",
    "columns_ignored": "쓰지 않은 열: {columns}",
    "columns_read": "읽은 열: {columns}",
    "crs": "좌표계는 {crs}입니다.",
    "deleted_records": "지워진 레코드 {rows}개를 건너뛰었습니다.",
    "delimiter": "칸을 나누는 글자: {delimiter}",
    "duplicates_said": "다른 민원과 같다고 적힌 행: {rows}",
    "edition": "{day} 기준 자료입니다. 더 새로운 자료가 말한 것은 그대로 둡니다.",
    "encoding": "문자 인코딩은 {encoding}입니다.",
    "equal_rows": "앞의 행과 똑같은 {rows}행도 따로 두었습니다.",
    "far_from_others": "다른 행에서 아주 먼 곳에 있는 행: {rows}",
    "flattened": "높이 값이 있는 도형 {features}개를 평면으로 읽었습니다.",
    "form_export": "{tool}에서 내보낸 조사 결과입니다.",
    "formula_errors": "#N/A 같은 오류가 난 칸 {cells}개는 빈칸으로 읽었습니다.",
    "formulas_unsaved": "값이 저장되지 않은 수식 칸 {cells}개는 빈칸으로 읽었습니다. 엑셀에서 열어 다시 저장하면 값이 들어갑니다.",
    "half_characters": "칸이 좁아 끝 글자가 잘린 값 {values}개에서 그 글자를 뺐습니다.",
    "header_line": "머리글 줄을 찾았습니다.",
    "header_repeated": "두 번 나오는 열 이름: {columns}",
    "header_trimmed": "열 이름 앞뒤의 빈칸을 떼었습니다: {columns}",
    "held_back": "값을 밝히지 않은 행: {rows}",
    "keys_from_content": "아이디 열이 없어 행의 내용으로 구별합니다.",
    "kinds_unknown": "민원종류를 알 수 없어 고충민원으로 받은 행: {rows}",
    "kostat_codes": "통계청 코드로 된 행정동이 {rows}개입니다. 행정안전부 코드를 쓰는 자료와는 이어지지 않습니다.",
    "layer": "‘{layer}’ 레이어를 읽었습니다.",
    "legal_districts": "행정동이 아니라 법정동인 경계가 {rows}개입니다. 행정동별 집계와 권한에는 쓰이지 않으니, 행정동이 필요하면 TL_SCCO_GEMD나 adm_cd2가 있는 파일을 등록해 주세요.",
    "lines_split": "여러 갈래 도형 {features}개를 선 {lines}개로 나누었습니다.",
    "links_not_followed": "다른 파일로 가는 링크 {links}개는 따라가지 않았습니다.",
    "links_paired": "양방향 링크 {pairs}쌍을 한 길로 합쳤습니다.",
    "lone_layer": "레이어가 하나뿐인 파일이라 ‘{layer}’ 레이어는 찾지 않았습니다.",
    "not_roads": "도로 종류가 없는 선 {rows}개를 뺐습니다.",
    "points_astray": "같은 도로의 다른 점에서 아주 멀거나 우리나라 밖에 있어 뺀 점: {rows}개 (행 {some})",
    "repeated_points": "선 {features}개에서 겹친 점을 뺐습니다.",
    "road_names": "주소 {addresses}개 가운데 {named}개에서 도로명을 찾았습니다.",
    "schema": "{schema} 형식의 열입니다.",
    "severity_assumed": "심각도가 없는 {rows}행은 ‘보통’으로 셉니다.",
    "srid_unknown": "알 수 없는 SRID {srid}는 쓰지 않았습니다.",
    "sums_left_out": "합계 행을 뺐습니다: {rows}",
    "tags_unreadable": "태그를 읽을 수 없는 행이 {rows}개 있습니다.",
    "unplaced": "위치가 없는 행이 {rows}개 있습니다.",
    "unseen_left_out": "눈에 보이지 않는 글자를 칸 {cells}개에서 뺐습니다.",
    "verification_undated": "확인 날짜가 없는 행이 {rows}개 있습니다.",
    "widths_unused": "있을 수 없는 도로 폭 {rows}개를 쓰지 않았습니다.",
    "words_exchanged": "말을 바꾸어 읽은 칸이 {rows}개 있습니다.",
}
"""What an import chose or left out; names in braces are values of the note."""

ALARMS: Final = frozenset(
    {"far_from_others", "formula_errors", "formulas_unsaved", "half_characters", "kostat_codes", "legal_districts"}
)
"""Those that a person should look at before going on."""

REPAIRS: Final = {
    "swapped": "바뀐 두 좌표를 서로 바꾸기 (그래야만 대한민국 안일 때)",
    "counted_words": "말 속의 수만 읽기: 13회(사고빈발) → 13",
    "excel_serial": "엑셀 숫자를 날짜로 읽기: 45443 → 2024-05-31",
    "coordinate_text": "기호 속의 좌표만 읽기: 127.03°E → 127.03",
    "open_ring": "닫히지 않은 경계를 처음 점으로 닫기",
    "invalid_ring": "엇갈린 경계를 풀기 (넓이가 0.1% 안에서 같을 때)",
}
"""What can be put right, and how."""

_OTHER: Final = "이 행은 쓸 수 없습니다."
_MOST_NAMED: Final = 12


def fault_sentence(code: str) -> str:
    """Say what is wrong with a row.

    Parameters
    ----------
    code : str
        Of the fault.

    Returns
    -------
    str
        A general sentence for a fault of another edition of the program.
    """
    return gettext(FAULTS.get(code, _OTHER))


def note_sentence(note: Mapping[str, Any]) -> str:
    """Say what an import chose or left out.

    Parameters
    ----------
    note : mapping
        With ``code``, ``fields`` and the English ``sentence``.

    Returns
    -------
    str
        The English one for a note of another edition of the program.
    """
    try:
        return gettext(NOTES[note["code"]]).format_map({name: _said(value) for name, value in note["fields"].items()})
    except KeyError:
        return str(note["sentence"])


def repair_label(code: str) -> str:
    """Say what a repair does.

    Parameters
    ----------
    code : str
        Of the repair.

    Returns
    -------
    str
        Its code for a repair of another edition of the program.
    """
    return gettext(REPAIRS.get(code, code))


def rows_said(rows: Iterable[int]) -> str:
    """Name rows, not endlessly.

    Parameters
    ----------
    rows : iterable of int
        Their numbers.

    Returns
    -------
    str
        The first of them, and how many more.
    """
    numbers = list(rows)
    more = len(numbers) - _MOST_NAMED
    first = ", ".join(map(str, numbers[:_MOST_NAMED]))
    return (
        gettext("%(rows)s행 외 %(more)s행", rows=first, more=f"{more:,}")
        if more > 0
        else gettext("%(row)s행", row=first)
    )


def _said(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} ← {column}" for name, column in value.items())
    if isinstance(value, list | tuple):
        more = len(value) - _MOST_NAMED
        first = ", ".join(map(str, value[:_MOST_NAMED]))
        return gettext("%(first)s 외 %(more)s개", first=first, more=more) if more > 0 else first
    return f"{value:,}" if isinstance(value, int) else str(value)
