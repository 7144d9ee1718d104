"""What a city runs and meets for: 핵심사업 and 현장 전략회의, 전략 and 과제, 학습동아리, 우수사례 공유회, and its counters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from mapper.domain.figure import DIFFERENT, EVER, NOW, PER_WEEK, THIS_YEAR, TOTAL, Counted, Definition
from mapper.domain.label import Label
from mapper.operations.figures.sources import Figure, Sources
from mapper.store import figure_rows

_WHO: Final = Label("기획 담당", "planners")
_DISTRICTS: Final = Label("동 주민센터", "district offices")


def _programmes(kind: str) -> Callable[[Sources], list[Counted]]:
    return lambda sources: sources.counted(figure_rows.PROGRAMMES, kind=kind)


def _districts_of(kind: str) -> Callable[[Sources], list[Counted]]:
    def _rows(sources: Sources) -> list[Counted]:
        return [replace(one, group=one.district or "") for one in _programmes(kind)(sources)]

    return _rows


def _came(kind: str, *roles: str) -> Callable[[Sources], list[Counted]]:
    return lambda sources: sources.counted(figure_rows.CAME_TO_MEETINGS, kind=kind, roles=list(roles) or None)


FIGURES: Final = (
    Figure(
        Definition(
            "strategy.projects",
            Label("핵심사업", "Key projects"),
            Label("기준일에 하고 있는 핵심사업.", "Key projects that run on the day."),
            NOW,
            _WHO,
            TOTAL,
        ),
        _programmes("project"),
    ),
    Figure(
        Definition(
            "strategy.fields",
            Label("핵심사업 분야", "Fields of key projects"),
            Label("핵심사업이 있는 분야.", "Fields in which key projects run."),
            NOW,
            _WHO,
            DIFFERENT,
        ),
        _programmes("project"),
    ),
    Figure(
        Definition(
            "strategy.meetings_per_week",
            Label("주당 현장 전략회의", "Strategy meetings per week"),
            Label(
                "현장 전략회의를 연 날. 취소한 회의는 세지 않습니다.",
                "Days with a strategy meeting that was not cancelled.",
            ),
            EVER,
            _WHO,
            PER_WEEK,
        ),
        lambda sources: sources.counted(figure_rows.MEETINGS, kind="strategy"),
    ),
    Figure(
        Definition(
            "plan.strategies",
            Label("전략", "Strategies"),
            Label("기준일에 하고 있는 전략.", "Strategies that run on the day."),
            NOW,
            _WHO,
            TOTAL,
        ),
        _programmes("strategy"),
    ),
    Figure(
        Definition(
            "plan.tasks",
            Label("과제", "Tasks"),
            Label("기준일에 하고 있는 전략의 과제.", "Tasks of strategies that run on the day."),
            NOW,
            _WHO,
            TOTAL,
        ),
        _programmes("task"),
    ),
    Figure(
        Definition(
            "desk.counters",
            Label("상담창구", "Desks"),
            Label("기준일에 무엇이든 상담창구가 열려 있는 동.", "Districts whose desk is open on the day."),
            NOW,
            _DISTRICTS,
            DIFFERENT,
        ),
        _districts_of("desk"),
    ),
    Figure(
        Definition(
            "hub.districts",
            Label("복지허브 동", "Welfare hubs"),
            Label("기준일에 복지허브화를 하고 있는 읍면동.", "Districts that are a welfare hub on the day."),
            NOW,
            _DISTRICTS,
            DIFFERENT,
        ),
        _districts_of("hub"),
    ),
    Figure(
        Definition(
            "studygroup.members",
            Label("학습동아리 구성원", "Members of study groups"),
            Label("학습동아리마다 가장 최근 모임에 온 사람.", "Who came to the latest meeting of each study group."),
            EVER,
            _DISTRICTS,
            replace(TOTAL, label=Label("온 사람을 더한 수", "the sum of those who came")),
        ),
        lambda sources: sources.counted(figure_rows.STUDYING),
    ),
    Figure(
        Definition(
            "sharing.attendees",
            Label("우수사례 공유회 참석", "At the sharing of good practice"),
            Label(
                "우수사례 공유회에 온 사람. 발표한 사람도 셉니다.",
                "Who came to the sharing of good practice, speakers too.",
            ),
            THIS_YEAR,
            Label("행사를 연 부서", "who held it"),
            TOTAL,
        ),
        _came("sharing"),
    ),
    Figure(
        Definition(
            "sharing.speakers",
            Label("우수사례 공유회 발표", "Speakers at the sharing of good practice"),
            Label("우수사례 공유회에서 발표한 사람.", "Who spoke at the sharing of good practice."),
            THIS_YEAR,
            Label("행사를 연 부서", "who held it"),
            TOTAL,
        ),
        _came("sharing", "speaker"),
    ),
)
"""Figures of programmes and meetings."""
