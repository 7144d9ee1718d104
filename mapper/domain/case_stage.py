"""Where a case stands, and what may be written of it there: one table.

Steps and their clocks are those of 통합사례관리: assessment within 10 days of intake, conference within 5 of that, plan
within 15 of the conference, 30 in all. A clock counts working days, and its first day when that is one, as 민원 처리에
관한 법률 §19 counts from six days on; so a holiday moves every end behind it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from types import MappingProxyType
from typing import Final
from uuid import UUID

from mapper.domain.case_kinds import KINDS, Move
from mapper.domain.case_record import Record, counted, is_open, standing
from mapper.domain.case_words import PLANNED
from mapper.domain.label import Label
from mapper.domain.working_days import add_working_days, working_days_between
from mapper.errors import CaseMoveRefused, InvalidInput

STAGES: Final = {
    "received": Label("접수", "Received"),
    "assessed": Label("사정 마침", "Assessed"),
    "decided": Label("회의 마침", "Decided"),
    "served": Label("서비스 제공", "Being served"),
    "aftercare": Label("사후관리", "After-care"),
    "closed": Label("종결", "Closed"),
}
"""Where a case stands."""

_ALWAYS: Final = ("consent", "note", "visit", "escort", "support", "referral")


def _allowed(stage: str, **leads_to: str) -> dict[str, str]:
    return dict.fromkeys(_ALWAYS, stage) | {"closing": "closed"} | leads_to


ALLOWED: Final = MappingProxyType(
    {
        "received": _allowed("received", assessment="assessed"),
        "assessed": _allowed("assessed", assessment="assessed", conference="decided"),
        "decided": _allowed(
            "decided", assessment="decided", conference="decided", plan="served", aftercare="aftercare"
        ),
        "served": _allowed("served", assessment="served", conference="served", plan="served", aftercare="aftercare"),
        "aftercare": _allowed(
            "aftercare", assessment="aftercare", conference="aftercare", plan="served", aftercare="aftercare"
        ),
        "closed": {},
    }
)
"""The one table of what may be begun, by stage: where the case stands after it. An intake begins the case itself."""

ASSESS_WITHIN: Final = 10
CONFER_WITHIN: Final = 5
PLAN_WITHIN: Final = 15
ALL_WITHIN: Final = 30
REPORT_WITHIN: Final = 3
"""Working days; the last is the city's own rule for 선지원·후보고."""

WAITING: Final = {
    "assessment": Label("사정", "Assessment"),
    "conference": Label("사례회의", "Conference"),
    "plan": Label("계획", "Plan"),
    "report": Label("사후 보고", "Report"),
    "item": Label("계획 항목", "Item of the plan"),
    "visit": Label("방문", "Visit"),
    "escort": Label("시장 방문 동행", "The mayor's visit"),
    "referral": Label("연계 회신", "Answer to a referral"),
    "aftercare": Label("사후 확인", "After-care check"),
}
"""What may be waited for."""


@dataclass(frozen=True, order=True)
class Waiting:
    """Something that is due.

    Attributes
    ----------
    due : date
        Its last day.
    what : str
        A key of `WAITING`.
    about : UUID or None
        The record that it is about; None for a step of the case itself.
    """

    due: date
    what: str
    about: UUID | None = None

    def is_late(self, today: date) -> bool:
        """Tell whether its day has passed.

        Parameters
        ----------
        today : date
            A Korean date.

        Returns
        -------
        bool
            False on the day itself.
        """
        return self.due < today


NEAR_DAYS: Final = 2
"""Working days from which on somebody is reminded of what is due."""


def reminded_of(waiting: Iterable[Waiting], today: date, *, extra: Collection[date] = ()) -> list[Waiting]:
    """Return what somebody is reminded of: what is late, and what is due in the next working days.

    Parameters
    ----------
    waiting : iterable of Waiting
        What is due.
    today : date
        A Korean date.
    extra : collection of date, optional
        Holidays beside the national ones.

    Returns
    -------
    list of Waiting
        In the same order.
    """
    return [one for one in waiting if working_days_between(today, one.due, extra=extra) <= NEAR_DAYS]


def stage_of(records: Iterable[Record]) -> str:
    """Return where a case stands.

    Parameters
    ----------
    records : iterable of Record
        Of the case, in the order in which they were written; what was withdrawn as a mistake led nowhere.

    Returns
    -------
    str
        A key of `STAGES`.
    """
    written = list(records)
    mistaken = {key for key, last in standing(written).items() if last.state == "withdrawn"}
    stage = "received"
    for one in written:
        if one.about is None and one.id not in mistaken:
            stage = ALLOWED[stage].get(one.kind, stage)
    return stage


def check_begin(records: Sequence[Record], kind: str) -> None:
    """Refuse to begin what the case does not allow where it stands.

    Parameters
    ----------
    records : sequence of Record
        Of the case, in the order in which they were written.
    kind : str
        Of the record that somebody wants to write.

    Raises
    ------
    CaseMoveRefused
        When the table has no such row, or a case is to be closed while something of it is open.
    """
    stage = stage_of(records)
    if kind not in ALLOWED[stage]:
        allowed = ", ".join(ALLOWED[stage]) or "nothing"
        raise CaseMoveRefused(f"A case that is {stage} takes no {kind[:40]!r}; allowed now: {allowed}.", stage=stage)
    if kind == "closing" and any(is_open(one) for one in standing(records).values()):
        message = "A case is closed once nothing of it is open; finish or end its visits, referrals and plan first."
        raise CaseMoveRefused(message, stage=stage, still_open=True)


def check_move(records: Iterable[Record], about: UUID | None, to: str) -> tuple[Record, Move]:
    """Return what somebody wants to become of something that was begun, if it is allowed.

    Parameters
    ----------
    records : iterable of Record
        Of the case, in the order in which they were written.
    about : UUID or None
        The record that began it.
    to : str
        State afterwards.

    Returns
    -------
    last : Record
        How it stood.
    move : Move
        The row of its kind.

    Raises
    ------
    CaseMoveRefused
        When it is nothing of this case, or its kind has no such move where it stands.
    """
    last = standing(records).get(about) if about else None
    moves = KINDS[last.kind].moves.get(last.state, ()) if last else ()
    move = next((one for one in moves if one.to == to), None)
    if last is None or move is None:
        allowed = ", ".join(one.to for one in moves) or "nothing"
        raise CaseMoveRefused(f"{about} cannot become {to[:40]!r}; allowed now: {allowed}.")
    return last, move


def check_day(on: date, *, received_on: date, today: date) -> None:
    """Refuse a day on which nothing of the case can have been.

    Parameters
    ----------
    on : date
        As given.
    received_on, today : date
        Korean dates of its intake, and of this day.

    Raises
    ------
    InvalidInput
        When it lies outside of them.
    """
    if not received_on <= on <= today:
        raise InvalidInput(f"{on} is no day from {received_on} to {today}; correct the day.", field="on")


def waiting(received_on: date, records: Sequence[Record], *, extra: Collection[date] = ()) -> list[Waiting]:
    """Return what is due in a case.

    Parameters
    ----------
    received_on : date
        Korean date of its intake.
    records : sequence of Record
        In the order in which they were written.
    extra : collection of date, optional
        Holidays beside the national ones.

    Returns
    -------
    list of Waiting
        The earliest first; none of a closed case.
    """
    stage = stage_of(records)
    if stage == "closed":
        return []
    steps = _next_step(received_on, records, stage, extra)
    begun = [one for one in standing(records).values() if is_open(one)]
    supports = [
        Waiting(add_working_days(one.on, REPORT_WITHIN, extra=extra), "report", one.about or one.id)
        for one in begun
        if one.kind == "support"
    ]
    words = {"plan": "item", "visit": "visit", "escort": "escort", "referral": "referral"}
    given = [
        Waiting(one.due_on, words[one.kind], one.about or one.id)
        for one in begun
        if one.kind in words and one.due_on is not None
    ]
    return sorted([*steps, *supports, *given], key=lambda one: (one.due, one.what, str(one.about)))


def _next_step(received_on: date, records: Sequence[Record], stage: str, extra: Collection[date]) -> list[Waiting]:
    """Return the step that the case itself waits for: by its own clock, or that of the whole where it ends before."""
    whole = add_working_days(received_on, ALL_WITHIN, extra=extra)

    def _within(days: int, since: date) -> date:
        return min(whole, add_working_days(since, days, extra=extra))

    if stage == "received":
        return [Waiting(_within(ASSESS_WITHIN, received_on), "assessment")]
    if stage == "assessed":
        return [Waiting(_within(CONFER_WITHIN, counted(records, "assessment")[0].on), "conference")]
    if stage == "decided":
        held = counted(records, "conference")
        planned = list(takewhile(lambda one: one.state in PLANNED, reversed(held)))
        if not planned:
            return []
        first = planned[-1]  # of those since it was decided otherwise; only the very first is of the thirty days
        due = add_working_days(first.on, PLAN_WITHIN, extra=extra)
        return [Waiting(min(whole, due) if first == held[0] else due, "plan")]
    checks = [one.due_on for one in records if one.kind == "aftercare" and one.due_on is not None]
    return [Waiting(checks[-1], "aftercare")] if checks else []
