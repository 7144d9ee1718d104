"""주민회의 of the made city: what two 동 talked about this autumn, and the city's weekly 전략회의."""

from __future__ import annotations

from typing import Final

from mapper.domain.decision import Ballot
from mapper.domain.first_meeting import Point, Talk

_CAME: Final = (
    ("{district} 주민자치회", "council", "resident", 9),
    ("{district} 통장협의회", "civic", "resident", 7),
    ("{district} 자율방범대", "civic", "resident", 5),
    ("{district} 새마을부녀회", "civic", "resident", 4),
    ("{district} 주민센터", "office", "official", 2),
)

OF_A_DISTRICT: Final = (
    Talk(
        "residents",
        "{district} 주민회의: 밤길과 쓰레기",
        "{district} 주민센터 2층 회의실",
        days=36,
        hour=19,
        came=_CAME,
        points=(
            Point(
                "어두운 골목에 가로등을 더 다는 일",
                Ballot(19, 5, 3),
                "가로등 세 곳을 먼저 달고 한 달 뒤 다시 본다.",
                due=30,
                state="executed",
            ),
            Point(
                "쓰레기가 쌓이는 자리에 화분을 놓는 일",
                Ballot(22, 2, 3),
                "화분 여섯 개를 놓고 통장협의회가 물을 준다.",
                due=21,
            ),
            Point(
                "노상 주차를 한쪽으로 모으는 일",
                Ballot(11, 12, 4),
                "차선을 다시 긋는 안을 구청에 낸다.",
                due=28,
                state="dropped",
                reason="소방차가 지날 폭이 나오지 않습니다.",
            ),
        ),
        minutes="밤 열 시 뒤에 학생들이 다니는 길부터 밝히자는 말이 많았습니다.\n"
        "화분은 한 번 놓고 돌보지 않으면 쓰레기통이 된다는 걱정이 있어 돌볼 단체를 함께 정했습니다.",
    ),
    Talk(
        "residents",
        "{district} 주민회의: 겨울 준비",
        "{district} 경로당",
        days=8,
        hour=14,
        came=_CAME[1:],
        points=(
            Point(
                "비탈길에 모래함을 두는 일",
                Ballot(15, 1, 2),
                "모래함 두 곳을 첫눈 전에 놓는다.",
                due=18,
            ),
            Point("빈집 앞 고드름을 살피는 일"),
        ),
        minutes="비탈길 두 곳은 지난겨울에도 넘어진 분이 있어 먼저 하기로 했습니다.",
    ),
    Talk(
        "team",
        "{district} 추진단 회의",
        "{district} 주민센터",
        days=-6,
        hour=10,
        came=(),
        points=(Point("다음 달 로드체킹 경로"),),
    ),
)
"""Of each of some districts; the first of its items is about what was found last."""

OF_THE_CITY: Final = tuple(
    Talk(
        "strategy",
        f"현장 전략회의: {field}",
        "시청 상황실",
        days=days,
        hour=9,
        came=(("시청", "office", "official", 12), ("도시연구원", "expert", "expert", 2)),
        points=(Point(f"{field} 분야 현장 점검 결과", None, f"{field} 분야 보완대책을 낸다.", due=7, state=state),),
    )
    for days, field, state in (
        (22, "교통", "executed"),
        (15, "생태환경", "executed"),
        (8, "문화교육", "open"),
        (1, "기업유치", "open"),
    )
)
"""One a week, on one field after the other."""

DISTRICTS: Final = 3
"""In how many districts meetings were held."""
