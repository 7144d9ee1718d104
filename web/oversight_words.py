"""How the access log is said to whoever reviews it."""

from __future__ import annotations

from typing import Final

from mapper.domain.access_log import HELD, REFUSED, UNPROVED
from mapper.domain.access_reason import REASONS
from web.languages import gettext, said

ACTIONS: Final = {
    "alert.list": "경보 목록",
    "alert.see": "경보 살펴봄",
    "approval.ask": "승인 요청",
    "approval.decline": "승인 요청 거절",
    "approval.grant": "승인",
    "approval.list": "승인 목록",
    "case.assign": "사례 배정",
    "case.bring": "사례 옮겨 오기",
    "case.compare": "옮겨 올 사례 대조",
    "case.conferences": "사례회의 현황",
    "case.figures": "상담창구 현황",
    "case.followers": "사례 배정 목록",
    "case.left": "맡은 사람이 없는 보호 사례 목록",
    "case.list": "사례 목록",
    "case.open": "사례 열기",
    "case.read": "사례 보기",
    "escort.look": "동행 시트 보기",
    "case.release": "사례 배정 끝내기",
    "case.take_in_again": "사례 다시 시작",
    "case.write": "사례 적기",
    "density.count": "밀도 집계",
    "figure.count": "지표 집계",
    "expert.add": "전문가 더하기",
    "expert.list": "전문가 목록",
    "expert.withdraw": "전문가 빼기",
    "exposure.report": "노출 범위 조회",
    "honour.add": "명예사회복지공무원 적기",
    "honour.list": "명예사회복지공무원 목록",
    "household.amend": "가구 고치기",
    "household.caseload": "맡은 가구 보기",
    "household.compare": "성 대조 (열람 점검)",
    "household.count": "맡은 가구 세기",
    "household.destroy": "가구 파기",
    "household.end_recusal": "제척 끝내기",
    "household.file": "맡은 가구 내려받기",
    "household.oversee": "가구 보기 (감독)",
    "household.oversee_district": "동 전체 가구 보기",
    "household.read": "가구 보기",
    "household.recuse": "제척",
    "household.search": "가구 찾기",
    "household.shelter": "따로 보호하기",
    "household.take_in": "가구 받기",
    "mail.file": "발굴 회차 내려받기",
    "mail.hand_in": "발굴 회차 등록",
    "mail.list": "발굴 회차 목록",
    "mail.open": "발굴 회차 열기",
    "mail.settle": "발굴 회차 정리",
    "oversight.mark": "이상 징후 점검",
    "oversight.review": "열람 점검",
    "recusal.list": "제척 목록",
    "story.decline": "이야기 싣지 않음",
    "story.list": "이야기 목록",
    "story.read": "이야기 보기",
    "story.tell": "이야기 싣기",
    "story.write": "이야기 적기",
    "tip.hand_in": "제보 받음",
    "tip.list": "제보 목록",
    "tip.open": "제보 열기",
    "tip.settle": "제보 정리",
}
"""By action; what is refused is said with a word more."""

_ENDINGS: Final = {
    REFUSED: "%(action)s: 거절됨",
    HELD: "%(action)s: 거절이 많아 멈춤",
    UNPROVED: "%(action)s: 본인 확인을 물음",
}


def access_label(action: str) -> str:
    """Say an action of the access log.

    Parameters
    ----------
    action : str
        Of an entry.

    Returns
    -------
    str
        One of another edition of the program as it is.
    """
    for ending, told in _ENDINGS.items():
        if action.endswith(ending):
            plain = action.removesuffix(ending)
            return gettext(told, action=gettext(ACTIONS.get(plain, plain)))
    return gettext(ACTIONS.get(action, action))


def reason_label(reason: str, words: str) -> str:
    """Say why somebody looked.

    Parameters
    ----------
    reason, words : str
        Of an entry.

    Returns
    -------
    str
        The choice, and what was added.
    """
    chosen = said(REASONS[reason]) if reason in REASONS else reason
    return f"{chosen} · {words}" if words else chosen
