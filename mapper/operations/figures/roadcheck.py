"""로드체킹 and 골목 총조사: what patrols found, and which alleys are surveyed."""

from __future__ import annotations

from typing import Final

from mapper.domain.calendar import KST
from mapper.domain.category import category_by_id
from mapper.domain.figure import EVER, NOW, PER_WEEK, SHARE, TOTAL, Counted, Definition
from mapper.domain.label import Label
from mapper.operations.figures.sources import Figure, Sources
from mapper.operations.patrol_figures import FIGURES as PATROL_FIGURES
from mapper.store import figure_rows, patrol_finds

_WHO: Final = Label("로드체킹 추진단, 해결은 다른 사람이 확인", "patrol teams; a second person sees what is resolved")
_SAID: Final = {one.key: one for one in PATROL_FIGURES}


def _found(sources: Sources) -> list[Counted]:
    return [
        Counted(one.issue, one.found_on, 1, one.category, one.district, category_by_id(one.category).label_ko)
        for one in sources.finds
    ]


def _resolved(sources: Sources) -> list[Counted]:
    return [row for row, one in zip(_found(sources), sources.finds, strict=True) if one.is_resolved]


def _resolved_of_found(sources: Sources) -> list[Counted]:
    return [
        Counted(row.id, row.on, int(one.is_resolved), row.group, row.district, row.words)
        for row, one in zip(_found(sources), sources.finds, strict=True)
    ]


def _walked(sources: Sources) -> list[Counted]:
    walks = patrol_finds.walks(sources.session, sources.codes, known=sources.asked.known, until=sources.asked.until)
    return [Counted(patrol, at.astimezone(KST).date(), 1, str(team)) for patrol, team, at in walks]


def _surveyed(sources: Sources) -> list[Counted]:
    return sources.counted(figure_rows.SURVEYED)


FIGURES: Final = (
    Figure(
        Definition(
            "roadcheck.found",
            Label("로드체킹 발견", "Found on patrol"),
            _SAID["roadcheck.found"].meaning,
            EVER,
            _WHO,
            TOTAL,
        ),
        _found,
    ),
    Figure(
        Definition(
            "roadcheck.resolved",
            Label("로드체킹 해결", "Resolved of what patrols found"),
            Label(
                "로드체킹이 찾은 불편사항 가운데 해결이 확인된 것. 조치 완료(확인 대기)와 미해결 종결은 세지 않습니다.",
                "Issues that patrols found and that were seen to be resolved: neither fixed and waiting to be seen, nor closed "
                "without a fix.",
            ),
            EVER,
            _WHO,
            TOTAL,
        ),
        _resolved,
    ),
    Figure(
        Definition(
            "roadcheck.resolved_share",
            Label("로드체킹 해결률", "Resolved share of patrols"),
            Label("로드체킹 해결을 발견으로 나눈 값.", "What was resolved divided by what patrols found."),
            EVER,
            _WHO,
            SHARE,
        ),
        _resolved_of_found,
    ),
    Figure(
        Definition(
            "roadcheck.patrols_per_week",
            Label("주당 로드체킹", "Patrols per week"),
            Label(
                "추진단이 순찰한 날. 같은 날 두 번은 한 번입니다.",
                "Days on which a team patrolled; twice on a day is once.",
            ),
            EVER,
            _WHO,
            PER_WEEK,
        ),
        _walked,
    ),
    Figure(
        Definition(
            "survey.coverage_share",
            Label("골목 조사율", "Surveyed share of segments"),
            Label(
                "등급을 매기는 구간 가운데 한 번이라도 현장조사한 구간. 다시 나뉜 구간은 나뉘기 전의 조사도 셉니다.",
                "Segments that are graded and were surveyed at least once, themselves or as what they were cut from.",
            ),
            NOW,
            Label("조사원", "surveyors"),
            SHARE,
        ),
        _surveyed,
    ),
)
"""Figures of alleys."""
