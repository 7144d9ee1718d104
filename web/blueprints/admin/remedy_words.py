"""What to do about a row that cannot be used, by the code of its fault."""

from __future__ import annotations

from typing import Final

from web.languages import gettext

_CORRECT: Final = "값을 바로 적어 주세요."
_FILL: Final = "값을 채우거나 행을 지워 주세요."
_DATE: Final = "2024-05-31처럼 적어 주세요."
_NUMBER: Final = "숫자만 적어 주세요."
_LEVEL: Final = "0, 1, 2, 3, 4 가운데 하나를 적고, 해당이 없으면 na, 보지 못했으면 빈칸으로 두세요."
_PLACE: Final = "좌표를 바로 적거나, 위치를 모르면 두 칸을 모두 비워 주세요."
_SHAPE: Final = "지도 프로그램에서 도형을 고친 다음 다시 내보내 주세요."
_BOTH_DATES: Final = "두 날짜를 견주어 틀린 쪽을 고쳐 주세요."

REMEDIES: Final = {
    "always_applies": "단계를 적고, 보지 못했으면 빈칸으로 두세요.",
    "blank": _FILL,
    "collection": _SHAPE,
    "contradiction": "상태를 고치거나 날짜를 지워 주세요.",
    "coordinates": _PLACE,
    "excel_serial": "셀 서식을 날짜로 바꾸거나, ‘고칠 수 있는 것’에서 날짜로 읽기를 고르세요.",
    "geometry": _SHAPE,
    "glued": "두 수를 두 칸에 나누어 적어 주세요.",
    "half_a_position": "나머지 좌표를 채우거나, 두 칸을 모두 비워 주세요.",
    "in_future": _DATE,
    "invalid_shape": _SHAPE,
    "kostat_code": "행정안전부 행정동 코드 열 자리로 바꾸어 주세요.",
    "mixed_srid": "모든 행을 같은 좌표계로 내보내 주세요.",
    "no_day": _DATE,
    "no_position": "경도와 위도를 적거나 행을 지워 주세요.",
    "no_shape": "도형을 그려 넣거나 행을 지워 주세요.",
    "no_such_date": _DATE,
    "not_a_code": "행정동 코드 열 자리를 적어 주세요.",
    "not_a_count": _NUMBER,
    "not_a_date": _DATE,
    "not_a_feature": "GeoJSON을 다시 내보내 주세요.",
    "not_a_level": _LEVEL,
    "not_a_month": "2024-05처럼 적어 주세요.",
    "not_a_number": _NUMBER,
    "not_an_id": "내려받은 파일의 구간 아이디를 그대로 적어 주세요.",
    "not_finite": _PLACE,
    "not_whole": "파일을 다시 내려받아 주세요.",
    "not_wkt": "POINT (127.03 37.74)처럼 적어 주세요.",
    "nothing_observed": "관찰한 단계를 채우거나 행을 지워 주세요.",
    "nowhere": "구간 아이디나 좌표를 적어 주세요.",
    "open_ring": "‘고칠 수 있는 것’에서 경계 닫기를 고르거나, 도형을 고쳐 주세요.",
    "other_city": "파일을 다시 내려받아 주세요.",
    "out_of_korea": _PLACE,
    "out_of_order": _BOTH_DATES,
    "out_of_range": _CORRECT,
    "personal_data": "전화번호·전자우편·주민등록번호를 빼 주세요.",
    "properties": "GeoJSON을 다시 내보내 주세요.",
    "ragged": "쉼표나 줄바꿈이 든 칸을 큰따옴표로 묶어 다시 저장해 주세요.",
    "repeated": "하나만 남기거나 이름을 바꾸어 주세요.",
    "repeated_key": "하나만 남기거나 아이디를 바로 적어 주세요.",
    "swapped": "두 좌표를 바꾸어 적거나, ‘고칠 수 있는 것’에서 서로 바꾸기를 고르세요.",
    "too_early": _DATE,
    "too_long": "글을 줄여 주세요.",
    "too_many_vertices": _SHAPE,
    "turned_down": "조사 도구에서 승인하고 다시 내보내거나, 빼고 등록하세요.",
    "undated_end": "해결한 날을 적거나 상태를 고쳐 주세요.",
    "unknown_word": "아는 말로 바꾸거나, 유형표에 있는 이름을 적어 주세요.",
    "unstorable_text": "보이지 않는 글자를 지우고 다시 적어 주세요.",
    "wrong_shape": "행마다 그 자료에 맞는 도형 하나를 넣어 주세요.",
    "zero_length": "선을 다시 그리거나 행을 지워 주세요.",
}
"""As `web.blueprints.admin.import_words.FAULTS` says what is wrong."""

PLACELESS: Final = "이 도시 안의 위치나 구간을 적어 주세요."
"""For a sound row that has no place in this city."""


def remedy(code: str) -> str:
    """Say what to do about a row.

    Parameters
    ----------
    code : str
        Of the fault.

    Returns
    -------
    str
        A general sentence for a fault of another edition of the program.
    """
    return gettext(REMEDIES.get(code, _CORRECT))
