"""Households of the demo city that its case worker follows: at every stage, none of them anybody."""

from __future__ import annotations

from typing import Final

from mapper.domain.first_case import FirstCase, FirstStep
from mapper.domain.household import Person

_AGREED: Final = {"how": ("written",), "purposes": ("follow", "share")}
_ASSESSED: Final = {"needs": ("income", "health"), "level": ("middle",), "words": ("소득이 끊긴 지 두 달째",)}
_MET: Final = {
    "decision": ("managed",),
    "agencies": ("district", "welfare", "health"),
    "people": ("가상복지관 과장\n가상보건소 간호사\n가상동 복지팀장",),
    "words": ("석 달 동안 함께 돕기로 함",),
}
_WENT: Final = {"people": ("방문간호사\n복지팀장\n협의체 위원\n복지통장\n담당",)}


def _intake(channel: str, words: str, *risks: str) -> dict[str, tuple[str, ...]]:
    return {"channel": (channel,), "needs": ("income", "ties"), "risks": risks, "words": (words,), **_AGREED}


CASES: Final = (
    FirstCase(
        1,
        (Person("가나다", 1948, "010-0000-0001"),),
        "가상로 1, 2층",
        _intake("post", "우편물이 쌓여 있음", "alone", "old"),
    ),
    FirstCase(
        8,
        (Person("라마바", 1990, "010-0000-0002"), Person("사아자", 2019, "")),
        "가상로 14",
        _intake("shop", "외상으로 분유를 사러 옴", "single_parent"),
        (
            FirstStep(8, "support", {"item": ("분유와 기저귀",), "amount": ("2주분",), "words": ("먹일 것이 떨어짐",)}),
            FirstStep(2, "visit", _WENT, due_in=2),
        ),
    ),
    FirstCase(
        12,
        (Person("차카타", 1971, "010-0000-0003"),),
        "가상로 27, 지하 1층",
        _intake("patrol", "한낮에도 불이 꺼져 있고 문을 열지 않음", "withdrawn", "alone"),
        (FirstStep(4, "assessment", _ASSESSED),),
    ),
    FirstCase(
        30,
        (Person("파하가", 1955, "010-0000-0004"), Person("나다라", 1958, "")),
        "가상로 33",
        _intake("honorary", "두 사람 모두 거동이 어려움", "old", "disabled"),
        (
            FirstStep(26, "assessment", _ASSESSED),
            FirstStep(22, "conference", _MET),
            FirstStep(20, "plan", {"need": ("care",), "service": ("방문요양",), "owner": ("가상복지관",)}, due_in=25),
            FirstStep(
                18,
                "referral",
                {"sector": ("public",), "need": ("health",), "agency": ("가상보건소",), "service": ("방문간호",)},
                due_in=10,
            ),
            FirstStep(9, "linked", {"words": ("주 1회 방문 시작",)}, of=3),
            FirstStep(6, "visit", _WENT, due_in=6),
        ),
    ),
    FirstCase(
        95,
        (Person("마바사", 1964, "010-0000-0005"),),
        "가상로 40, 3층",
        _intake("desk", "일을 잃고 집세가 밀림", "jobless", "working_poor"),
        (
            FirstStep(88, "assessment", _ASSESSED),
            FirstStep(85, "conference", _MET),
            FirstStep(
                80, "plan", {"need": ("work",), "service": ("자활 일자리",), "owner": ("가상자활센터",)}, due_in=40
            ),
            FirstStep(45, "done", {"words": ("주 4일 일하기 시작",)}, of=2),
            FirstStep(20, "aftercare", {"words": ("집세를 다시 내고 있음",)}, due_in=30),
        ),
    ),
    FirstCase(
        5,
        (Person("아자차", 1987, ""),),
        "따로 적지 않음",
        _intake("agency", "보호시설에서 연계", "violence"),
        sealed=True,
    ),
)
"""In the order in which they were taken in, the last first."""
