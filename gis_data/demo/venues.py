"""모두의 운동장 of the made city: a yard and a hall, opened after school."""

from __future__ import annotations

from typing import Final

from mapper.domain.first_venue import FirstVenue, Wish
from mapper.domain.venue import Hours, VenueDraft

SCHOOLS: Final = 6
"""How many schools open their yard."""

_EVENINGS, _DAYS = Hours(17 * 60, 21 * 60), Hours(9 * 60, 18 * 60)

OF_A_SCHOOL: Final = (
    FirstVenue(
        VenueDraft(
            kind="yard",
            name="운동장",
            owner="",
            rules="축구화 대신 운동화를 신어 주세요.\n끝나면 불을 끄고 쓰레기를 가져갑니다.\n수업과 학교 행사가 먼저입니다.",
            hours=(_EVENINGS,) * 5 + (_DAYS, _DAYS, None),
            slot_min=60,
            most_slots=2,
            capacity=60,
        ),
        size_m=(62.0, 40.0),
        wishes=(
            Wish(1, 1, "group", "동네 조기축구 연습", 18, is_confirmed=True),
            Wish(2, 0, "resident", "아이들과 자전거 타기", 6),
            Wish(2, 0, "group", "어르신 걷기 모임", 14),
        ),
    ),
    FirstVenue(
        VenueDraft(
            kind="hall",
            name="강당",
            owner="",
            rules="실내화를 신어 주세요. 음식은 먹지 않습니다.",
            hours=(Hours(18 * 60, 21 * 60),) * 5 + (_DAYS, None, None),
            slot_min=60,
            most_slots=3,
            capacity=100,
        ),
        wishes=(Wish(3, 0, "resident", "배드민턴 모임", 12),),
    ),
)
"""What a school opens."""
