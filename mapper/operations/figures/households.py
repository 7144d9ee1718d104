"""Figures of households: desks, outreach, case conferences and finders. A row is a case or a record, by its id and day alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Final

from mapper.domain.case_figures import FIGURES as DESK_FIGURES
from mapper.domain.case_record import Content, Record
from mapper.domain.case_record import counted as begun
from mapper.domain.case_stage import stage_of
from mapper.domain.case_words import UNCOUNTED_RISKS
from mapper.domain.figure import (
    BY_GROUP,
    DIFFERENT,
    EVER,
    LARGEST,
    LARGEST_LATELY,
    MEAN,
    SHARE,
    THIS_YEAR,
    TOTAL,
    WEEK,
    YEAR,
    Counted,
    Definition,
    Rule,
    Span,
)
from mapper.domain.label import Label
from mapper.operations.crisis.figure_counting import CountedCase
from mapper.operations.figures.sources import Figure, Sources

FINDERS: Final = frozenset({"head", "patrol", "search", "honorary", "post", "shop"})
"""Channels of those who find households beside their own work: 명예사회복지공무원 of every kind."""
_WHO: Final = Label("복지 담당", "case workers")
_SAID: Final = {one.key: one for one in DESK_FIGURES}


def _received(cases: list[CountedCase], *stages: str) -> list[Counted]:
    return [
        Counted(one.known.id, one.known.received_on, 1, "", one.known.district_code)
        for one in cases
        if not stages or stage_of(one.known.records) in stages
    ]


def _records(cases: list[CountedCase], kind: str, *states: str) -> Iterator[tuple[CountedCase, Record, Content]]:
    for case in cases:
        for one in begun(case.known.records, kind):
            if not states or one.state in states:
                yield case, one, case.contents.get(one.id, {})


def _row(case: CountedCase, record: Record, brings: float = 1) -> Counted:
    return Counted(record.about or record.id, record.on, brings, str(case.known.id), case.known.district_code)


def _visits(sources: Sources, *, of_team: bool = False) -> list[Counted]:
    made = _records(sources.opened_cases, "visit", "made")
    return [_row(case, one, _lines(said) if of_team else _met(said)) for case, one, said in made]


def _met(said: Content) -> int:
    """Return how many people somebody met: one where that was not written down."""
    met = str(said.get("met", ""))
    return int(met) if met.isascii() and met.isdigit() else 1


def _lines(said: Content) -> int:
    return len({line.strip() for line in str(said.get("people", "")).splitlines() if line.strip()})


def _linked(sources: Sources) -> list[Counted]:
    return [_row(case, one) for case, one, _ in _records(sources.cases, "referral", "linked")]


def _experts(sources: Sources) -> list[Counted]:
    return [_row(case, one, _lines(said)) for case, one, said in _records(sources.opened_cases, "conference")]


def _channel(case: CountedCase) -> str:
    return next(
        (str(case.contents.get(one.id, {}).get("channel", "")) for one in begun(case.known.records, "intake")), ""
    )


def _found(sources: Sources) -> list[CountedCase]:
    return [one for one in sources.opened_cases if _channel(one) in FINDERS]


def _found_rows(sources: Sources) -> list[Counted]:
    return [replace(row, group=_channel(one)) for one in _found(sources) for row in _received([one])]


def _found_links(sources: Sources) -> list[Counted]:
    return [_row(case, one) for case, one, _ in _records(_found(sources), "referral", "linked")]


def _risks(sources: Sources) -> list[Counted]:
    return [
        replace(row, group=risk)
        for one in sources.opened_cases
        for row in _received([one])
        for risk in sorted(
            {_group(str(risk)) for content in one.contents.values() for risk in content.get("risks", ())}
        )
    ]


def _group(risk: str) -> str:
    return "other" if risk in UNCOUNTED_RISKS else risk


def _supports(cases: list[CountedCase]) -> Iterator[tuple[CountedCase, Record, Record]]:
    """Yield what was given first, and the last that was written about it."""
    for case in cases:
        records = {one.id: one for one in case.known.records}
        yield from ((case, records[last.about or last.id], last) for last in begun(case.known.records, "support"))


def _reported(sources: Sources) -> list[Counted]:
    return [_row(case, given, last.state == "reported") for case, given, last in _supports(sources.cases)]


def _hours_to_report(sources: Sources) -> list[Counted]:
    return [
        _row(case, last, (case.known.written_at[last.id] - case.known.written_at[given.id]) / timedelta(hours=1))
        for case, given, last in _supports(sources.cases)
        if last.state == "reported"
    ]


def _definition(key: str, label: Label, counts: Label, span: Span, rule: Rule = TOTAL) -> Definition:
    return Definition(key, label, counts, span, _WHO, rule, of_households=True)


_FOUND: Final = Label(
    "반장·복지순찰대·발굴지원단·명예사회복지공무원·복지등기·복지상점이 찾아 접수한 사례.",
    "Cases that were found by heads of blocks, patrols, search teams, honorary workers, mail rounds or shops.",
)

FIGURES: Final = (
    Figure(
        _definition(
            "desk.received", Label("상담창구 접수", "Received at desks"), _SAID["desk.received"].definition, EVER
        ),
        lambda sources: _received(sources.cases),
    ),
    Figure(
        _definition(
            "desk.closed",
            Label("상담창구 종결", "Closed at desks"),
            Label("접수한 사례 가운데 종결한 사례", "Cases received that are closed"),
            EVER,
        ),
        lambda sources: _received(sources.cases, "closed"),
    ),
    Figure(
        _definition(
            "desk.aftercare",
            Label("상담창구 사후관리", "After-care of desks"),
            Label("접수한 사례 가운데 사후관리 중인 사례", "Cases received that are in after-care"),
            replace(EVER, is_total=False),
        ),
        lambda sources: _received(sources.cases, "aftercare"),
    ),
    Figure(
        _definition(
            "outreach.people_visited",
            Label("방문해 만난 사람", "People met on visits"),
            Label(
                "다녀온 방문에서 만난 사람. 사람 수를 적지 않은 방문은 한 사람, 두 번 만난 사람은 두 번 셉니다.",
                "People met on visits that were made; a visit without a number is one, who was met twice counts twice.",
            ),
            YEAR,
        ),
        _visits,
    ),
    Figure(
        _definition(
            "outreach.services",
            Label("방문으로 연계한 서비스", "Services linked by outreach"),
            Label("연계된 서비스.", "Services that were linked."),
            YEAR,
        ),
        _linked,
    ),
    Figure(
        _definition(
            "outreach.households_week",
            Label("주간 방문 가구", "Households visited in the week"),
            Label("다녀온 방문의 서로 다른 사례.", "Different cases of visits that were made."),
            WEEK,
            DIFFERENT,
        ),
        _visits,
    ),
    Figure(
        _definition(
            "outreach.visit_team",
            Label("방문 팀 인원", "People of a visiting team"),
            Label("다녀온 방문에 함께 간 사람.", "People who went on visits that were made."),
            WEEK,
            LARGEST,
        ),
        lambda sources: _visits(sources, of_team=True),
    ),
    Figure(
        _definition(
            "hub.conference_experts",
            Label("사례회의 전문가", "Experts at a conference"),
            Label("통합사례회의에 온 전문가.", "Experts at a case conference."),
            EVER,
            LARGEST_LATELY,
        ),
        _experts,
    ),
    Figure(
        _definition(
            "hub.linked_services",
            Label("복지허브 연계", "Services linked by hubs"),
            Label("연계된 서비스.", "Services that were linked."),
            EVER,
        ),
        _linked,
    ),
    Figure(
        _definition("finder.cases", Label("명예사회복지공무원 발굴", "Cases found by finders"), _FOUND, THIS_YEAR),
        _found_rows,
    ),
    Figure(
        _definition(
            "finder.links",
            Label("발굴 사례 연계", "Services linked to cases found"),
            Label("그렇게 찾은 사례에 연계된 서비스.", "Services that were linked to cases found so."),
            THIS_YEAR,
        ),
        _found_links,
    ),
    Figure(
        _definition(
            "finder.cases_by_channel",
            Label("발굴 경로별 사례", "Cases found by channel"),
            _FOUND,
            THIS_YEAR,
            BY_GROUP,
        ),
        _found_rows,
    ),
    Figure(
        _definition(
            "support.reported_share",
            Label("보고한 먼저 지원", "Support first that was reported"),
            Label("먼저 한 지원 가운데 사후 보고를 한 것.", "Support given first of which a report was made."),
            YEAR,
            SHARE,
        ),
        _reported,
    ),
    Figure(
        _definition(
            "support.hours_to_report",
            Label("먼저 지원에서 보고까지 시간", "Hours from support to report"),
            Label(
                "보고한 먼저 지원마다, 지원을 적은 때부터 보고를 적은 때까지.",
                "For each reported support, from when it was written down to when its report was.",
            ),
            YEAR,
            MEAN,
        ),
        _hours_to_report,
    ),
    Figure(
        _definition(
            "case.by_risk_group",
            Label("위험군별 사례", "Cases by risk group"),
            Label(
                "접수한 사례. 위험군이 둘인 사례는 둘 다에 세고, 폭력 피해와 자살 위험은 기타에 셉니다.",
                "Cases received; one of two risk groups counts in both, violence and risk of suicide in others.",
            ),
            THIS_YEAR,
            BY_GROUP,
        ),
        _risks,
    ),
)
"""Figures of households."""
