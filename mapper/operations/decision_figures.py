"""결정 이행: what meetings decided and what came of it, as figures with the rows behind them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from mapper.domain.decision import Followed, execution, in_order
from mapper.domain.label import Label
from mapper.domain.reader import Reader
from mapper.operations.meeting_access import codes_for
from mapper.operations.meetings import Line, Period, meetings
from mapper.store.decisions import Known, decisions, decisions_about
from mapper.store.engine import Session

__all__ = ["FIGURES", "Evidence", "Figure", "about", "evidence", "figures"]


@dataclass(frozen=True)
class Evidence:
    """The rows behind the figures.

    Attributes
    ----------
    meetings : tuple of Line
        Those of the period that were held, the latest first.
    decisions : tuple of Followed
        What they decided, in order of time.
    as_of : date
        Korean date on which it is looked at what became of that.
    """

    meetings: tuple[Line, ...]
    decisions: tuple[Followed, ...]
    as_of: date


@dataclass(frozen=True)
class Figure:
    """One figure.

    Attributes
    ----------
    key : str
        By which reports name it.
    label : Label
        Its name.
    meaning : Label
        What exactly is counted.
    unit : str
        ``count`` or ``share`` (0 to 1; percent with one decimal on pages).
    of : callable
        Counts it.
    """

    key: str
    label: Label
    meaning: Label
    unit: str
    of: Callable[[Evidence], float | None]


FIGURES: Final = (
    Figure(
        "meeting.held",
        Label("연 회의", "Meetings held"),
        Label("기간 안에 연 회의. 취소된 회의는 세지 않습니다.", "Meetings of the period that were not cancelled."),
        "count",
        lambda evidence: len(evidence.meetings),
    ),
    Figure(
        "meeting.attendance",
        Label("참석 연인원", "Attendance"),
        Label(
            "그 회의마다 적은 참석 인원의 합. 두 번 온 사람은 두 번 셉니다.",
            "People at these meetings; who came to two counts twice.",
        ),
        "count",
        lambda evidence: sum(one.heads for one in evidence.meetings),
    ),
    Figure(
        "meeting.decisions",
        Label("결정", "Decisions"),
        Label("그 회의들이 내린 결정.", "What these meetings decided."),
        "count",
        lambda evidence: len(evidence.decisions),
    ),
    Figure(
        "meeting.executed",
        Label("이행", "Executed"),
        Label(
            "그 가운데 기준일까지 이행을 마친 것. 추진을 중단한 것은 세지 않습니다.",
            "Those of them that were executed by the day; what was dropped does not count.",
        ),
        "count",
        lambda evidence: execution(evidence.decisions, today=evidence.as_of).executed,
    ),
    Figure(
        "meeting.executed_share",
        Label("이행률", "Executed share"),
        Label(
            "이행을 결정으로 나눈 값. 추진을 중단한 것도 결정에 듭니다.",
            "Executed divided by decisions, dropped ones included.",
        ),
        "share",
        lambda evidence: execution(evidence.decisions, today=evidence.as_of).executed_share,
    ),
)
"""Every figure of meetings."""


def evidence(session: Session, period: Period, *, by: Reader, as_of: date) -> Evidence:
    """Read the rows behind the figures.

    Parameters
    ----------
    session : Session
        Only read.
    period : Period
        Which meetings count.
    by : Reader
        Who asks; sees the meetings of their own districts, or all.
    as_of : date
        What became of decisions after this Korean date has not happened.

    Returns
    -------
    Evidence
        From which every figure is counted, so that no figure says anything but its rows.

    Raises
    ------
    NotAllowed
        For a district that is none of theirs.
    """
    held = [
        one
        for one in meetings(session, period, by=by)
        if not one.meeting.cancelled and one.meeting.held_at <= period.known and one.meeting.day <= as_of
    ]
    codes, known = codes_for(by, period.district), Known(period.known, as_of)
    found = decisions(session, codes, known, since=period.since, until=period.until)
    ids = {one.meeting.id for one in held}
    return Evidence(tuple(held), tuple(one for one in found if one.meeting in ids), as_of)


def figures(found: Evidence) -> dict[str, float | None]:
    """Count every figure.

    Parameters
    ----------
    found : Evidence
        The rows.

    Returns
    -------
    dict of str to float or None
        By key; None where there is nothing to divide by.
    """
    return {figure.key: figure.of(found) for figure in FIGURES}


def about(
    session: Session,
    *,
    by: Reader,
    known: datetime,
    as_of: date,
    segments: tuple[UUID, ...] = (),
    issues: tuple[UUID, ...] = (),
) -> list[Followed]:
    """Return what meetings decided about segments or issues.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who asks; sees what meetings of their own districts decided, or all.
    known : datetime
        What was recorded later is not known.
    as_of : date
        What became of decisions after this Korean date has not happened.
    segments, issues : tuple of UUID
        About any of them.

    Returns
    -------
    list of Followed
        What is overdue first.
    """
    found = decisions_about(session, codes_for(by, None), Known(known, as_of), segments=segments, issues=issues)
    return in_order(found, today=as_of)
