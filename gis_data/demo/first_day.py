"""What the made city is given so that it is at work on its first day: 추진단 of every 동, 로드체킹 twice a week."""

from __future__ import annotations

from typing import Final

from gis_data.demo.moments import ON_PATROL
from mapper.domain.first_day import FirstDay, Route
from mapper.domain.patrol import TWICE_A_WEEK

FIRST_DAY: Final = FirstDay(
    team="{district} 추진단",
    member="추진단원-{number:02d}",
    members=2,
    route=Route("화·금 로드체킹", TWICE_A_WEEK, segments=30),
    todays=Route("주민 합동 로드체킹", (), segments=12),
    asked=16,
    weeks=4,
    hours=ON_PATROL,
    notes=(
        "",
        "",
        "비가 그친 뒤라 빗물받이를 먼저 보았습니다.",
        "",
        "통장님과 함께 돌았습니다.",
        "",
        "공사 구간은 건너뛰었습니다.",
    ),
    replies=(
        ("접수 안내", "{동} {골목}의 {유형} 민원을 접수했습니다. {처리기한}까지 처리 결과를 알려 드리겠습니다."),
        ("현장 확인 예정", "{동} 추진단이 다음 로드체킹 때 {골목}의 {유형} 건을 현장에서 확인하겠습니다."),
        ("조치 완료", "알려 주신 {골목}의 {유형} 건을 조치했습니다. 다시 불편하시면 접수 번호로 말씀해 주세요."),
        (
            "부서 협의 중",
            "{유형} 건은 다른 부서와 협의가 필요해 시간이 더 걸립니다. {처리기한}까지 경과를 알려 드리겠습니다.",
        ),
    ),
)
