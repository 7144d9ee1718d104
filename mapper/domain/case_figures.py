"""상담창구 figures: how many cases a desk took in, and what became of them, each the length of a list of rows.

They are counted from what stands in clear of cases and records alone, as it was known at the end of a day. Whoever works with
households of a district reads them; they are no release, and no planner sees them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from mapper.domain.case_record import Record, counted
from mapper.domain.case_stage import Waiting, stage_of, waiting
from mapper.domain.label import Label


@dataclass(frozen=True)
class CaseHistory:
    """A case as it was known at the end of a day.

    Attributes
    ----------
    id : UUID
        Of the case.
    district_code : str
        Of its desk.
    received_on : date
        Korean date of its intake.
    records : tuple of Record
        What had been written by then.
    holidays : frozenset of date
        Of the city, beside the national ones.
    """

    id: UUID
    district_code: str
    received_on: date
    records: tuple[Record, ...]
    holidays: frozenset[date] = frozenset()

    @property
    def stage(self) -> str:
        """Where it stood."""
        return stage_of(self.records)

    @property
    def waiting(self) -> list[Waiting]:
        """What was due, the earliest first."""
        return waiting(self.received_on, self.records, extra=self.holidays)


@dataclass(frozen=True)
class Figure:
    """A figure of the desks.

    Attributes
    ----------
    key : str
        Stable.
    label, definition : Label
        What it is called, and which rows it counts.
    rows : callable
        Ids of what it counts, of some cases, as of a day.
    """

    key: str
    label: Label
    definition: Label
    rows: Callable[[Sequence[CaseHistory], date], list[UUID]]


def _at(*stages: str) -> Callable[[Sequence[CaseHistory], date], list[UUID]]:
    return lambda cases, _: [one.id for one in cases if one.stage in stages]


def _begun(kind: str, *states: str) -> Callable[[Sequence[CaseHistory], date], list[UUID]]:
    return lambda cases, _: [
        one.about or one.id
        for case in cases
        for one in counted(case.records, kind)
        if not states or one.state in states
    ]


def _late(cases: Sequence[CaseHistory], as_of: date) -> list[UUID]:
    return [one.id for one in cases if any(due.is_late(as_of) for due in one.waiting)]


FIGURES: Final = (
    Figure(
        "desk.received",
        Label("접수", "Received"),
        Label("기간 안에 접수한 사례", "Cases received in the period"),
        lambda cases, _: [one.id for one in cases],
    ),
    Figure(
        "desk.closed",
        Label("종결", "Closed"),
        Label("그 가운데 종결한 사례", "Those of them that are closed"),
        _at("closed"),
    ),
    Figure(
        "desk.aftercare",
        Label("사후관리", "After-care"),
        Label("그 가운데 사후관리 중인 사례", "Those of them in after-care"),
        _at("aftercare"),
    ),
    Figure(
        "desk.open",
        Label("진행", "Under way"),
        Label("그 가운데 종결하지도 사후관리 중이지도 않은 사례", "Those of them neither closed nor in after-care"),
        _at("received", "assessed", "decided", "served"),
    ),
    Figure(
        "desk.late",
        Label("기한 지남", "Overdue"),
        Label("그 가운데 기한이 지난 일이 있는 사례", "Those of them with something overdue"),
        _late,
    ),
    Figure(
        "desk.sessions",
        Label("상담", "Consultations"),
        Label("그 사례의 상담", "Consultations of those cases"),
        _begun("note"),
    ),
    Figure(
        "desk.visits", Label("방문", "Visits"), Label("다녀온 방문", "Visits that were made"), _begun("visit", "made")
    ),
    Figure(
        "desk.links",
        Label("연계", "Services linked"),
        Label("연계된 서비스", "Services that were linked"),
        _begun("referral", "linked"),
    ),
    Figure(
        "desk.supports",
        Label("먼저 지원", "Support first"),
        Label("먼저 한 지원", "Support given first"),
        _begun("support"),
    ),
    Figure(
        "desk.unreported",
        Label("보고 전", "Not reported"),
        Label("아직 보고하지 않은 먼저 지원", "Support given first that is not reported yet"),
        _begun("support", "given"),
    ),
)
"""Every figure, in order."""


def conferences_by_month(cases: Iterable[CaseHistory]) -> dict[str, Counter[str]]:
    """Count conferences by month and by what they decided.

    Parameters
    ----------
    cases : iterable of CaseHistory
        Any.

    Returns
    -------
    dict of str to Counter
        By month, such as ``2026-09``, the latest first: how many decided what.
    """
    found: dict[str, Counter[str]] = {}
    for one in (one for case in cases for one in counted(case.records, "conference")):
        found.setdefault(f"{one.on:%Y-%m}", Counter())[one.state] += 1
    return dict(sorted(found.items(), reverse=True))


def by_district(cases: Iterable[CaseHistory]) -> dict[str, list[CaseHistory]]:
    """Part cases by their desks.

    Parameters
    ----------
    cases : iterable of CaseHistory
        Any.

    Returns
    -------
    dict of str to list of CaseHistory
        In order of district codes; as many as there are desks that took a case in.
    """
    parted: dict[str, list[CaseHistory]] = {}
    for one in sorted(cases, key=lambda one: one.district_code):
        parted.setdefault(one.district_code, []).append(one)
    return parted
