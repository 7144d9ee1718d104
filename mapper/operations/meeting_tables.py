"""A meeting, and the decisions of many, as tables for spreadsheets, in Korean like the forms they are copied into."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final

from mapper.domain.calendar import KST
from mapper.domain.decision import DECISION_STATES, Execution, Followed
from mapper.domain.meeting import MEETING_KINDS, ORGANISATION_KINDS, ROLES
from mapper.exporters.sheets import Sheet, book_of, csv_of
from mapper.operations.decision_figures import FIGURES
from mapper.operations.meeting_desk import Desk
from mapper.store.meetings import Line

__all__ = ["book_of", "csv_of", "decisions_sheet", "execution_sheet", "figures_sheet", "meetings_sheet", "sheets_of"]

_CAME: Final = ("단체", "단체 종류", "자격", "인원")
_AGENDA: Final = (
    "순서", "안건", "구간", "불편사항", "찬성", "반대", "기권", "결과", "찬성 순위", "사업", "점검 결과", "식별자",
)  # fmt: skip
_DECISIONS: Final = (
    "회의", "회의 종류", "연 날", "행정동", "결정", "담당 추진단", "기한", "상태", "기한 지남", "바뀐 날", "이유", "적은 사람",
    "구간", "불편사항", "식별자",
)  # fmt: skip
_MEETINGS: Final = ("때", "종류", "회의", "곳", "행정동", "추진단", "참석 인원", "참석 단체", "안건", "취소", "식별자")
_COUNTS: Final = ("구분", "결정", "이행", "이행률 (%)", "추진 중단", "미이행", "기한 지남")
_MINUTES: Final = ("때", "적은 사람", "확정한 사람", "확정한 때", "내용")


def sheets_of(desk: Desk, districts: Mapping[str, str]) -> list[Sheet]:
    """Lay out a meeting.

    Parameters
    ----------
    desk : Desk
        Of one meeting.
    districts : mapping of str to str
        Names of districts by code.

    Returns
    -------
    list of Sheet
        The meeting, who came, the agenda with its votes, the decisions, and every text of the minutes.
    """
    meeting = desk.meeting
    head = (
        ("회의", meeting.title),
        ("종류", MEETING_KINDS[meeting.kind].ko),
        ("때", _moment(meeting.held_at)),
        ("곳", meeting.place),
        ("행정동", _places(meeting.districts, districts)),
        ("추진단", meeting.team_name),
        ("취소", "예" if meeting.cancelled else None),
        ("참석 인원", desk.heads),
    )
    came = [
        (one.organisation.name, ORGANISATION_KINDS[one.organisation.kind].ko, ROLES[one.role].ko, one.heads)
        for one in desk.came
    ]
    minutes = [
        (_moment(one.recorded_at), one.by, one.approved_by, _moment(one.approved_at), one.words) for one in desk.minutes
    ]
    return [
        Sheet("회의", ("항목", "값"), head),
        Sheet("참석", _CAME, came),
        _agenda_sheet(desk),
        decisions_sheet(desk.decisions, districts, today=desk.today),
        Sheet("회의록", _MINUTES, minutes),
    ]


def _agenda_sheet(desk: Desk) -> Sheet:
    lines: list[tuple[str | float | None, ...]] = []
    for item in desk.items:
        ballot = desk.votes.get(item.id)
        counts: tuple[str | float | None, ...] = (None, None, None, None)
        if ballot is not None:
            result = "가결" if ballot.carried else "부결"
            counts = (ballot.in_favour, ballot.against, ballot.abstained, result)
        ties = len(item.ties.segments), sum(one in desk.issues for one in item.ties.issues)
        programme = None if item.programme is None else desk.programmes.get(item.programme)
        about = None if programme is None else programme.draft.title, item.finding or None
        lines.append((item.ordinal, item.words, *ties, *counts, desk.rank(item), *about, str(item.id)))
    return Sheet("안건", _AGENDA, lines)


def decisions_sheet(decisions: Iterable[Followed], districts: Mapping[str, str], *, today: date) -> Sheet:
    """Lay out decisions.

    Parameters
    ----------
    decisions : iterable of Followed
        In their order.
    districts : mapping of str to str
        Names of districts by code.
    today : date
        A Korean date.

    Returns
    -------
    Sheet
        One row each.
    """
    lines = [
        (
            one.title,
            MEETING_KINDS[one.kind].ko,
            one.held_on.isoformat(),
            _places(one.districts, districts),
            one.words,
            one.team_name,
            _day(one.due),
            DECISION_STATES[one.state].ko,
            "예" if one.is_overdue(today) else None,
            _day(one.since),
            one.reason,
            one.by,
            len(one.segments),
            len(one.issues),
            str(one.id),
        )
        for one in decisions
    ]
    return Sheet("결정", _DECISIONS, lines)


def meetings_sheet(lines: Iterable[Line], districts: Mapping[str, str]) -> Sheet:
    """Lay out meetings.

    Parameters
    ----------
    lines : iterable of Line
        In their order.
    districts : mapping of str to str
        Names of districts by code.

    Returns
    -------
    Sheet
        One row each.
    """
    return Sheet(
        "회의",
        _MEETINGS,
        [
            (
                _moment(one.meeting.held_at),
                MEETING_KINDS[one.meeting.kind].ko,
                one.meeting.title,
                one.meeting.place,
                _places(one.meeting.districts, districts),
                one.meeting.team_name,
                one.heads,
                one.organisations,
                one.items,
                "예" if one.meeting.cancelled else None,
                str(one.meeting.id),
            )
            for one in lines
        ],
    )


def execution_sheet(title: str, parts: Mapping[str, Execution], names: Mapping[str, str]) -> Sheet:
    """Lay out what came of decisions, group by group.

    Parameters
    ----------
    title : str
        By what they are counted apart.
    parts : mapping of str to Execution
        By key of the group.
    names : mapping of str to str
        Of the groups; one without a name is called by its key.

    Returns
    -------
    Sheet
        One row each.
    """
    lines = [
        (
            names.get(key, key),
            part.decided,
            part.executed,
            None if part.executed_share is None else round(100 * part.executed_share, 1),
            part.dropped,
            part.open,
            part.overdue,
        )
        for key, part in parts.items()
    ]
    return Sheet(title, _COUNTS, lines)


def figures_sheet(values: Mapping[str, float | None], period: str, as_of: date) -> Sheet:
    """Lay out the figures with what they count.

    Parameters
    ----------
    values : mapping of str to float or None
        From `mapper.operations.decision_figures.figures`.
    period : str
        Which meetings they are of.
    as_of : date
        When it was looked at what became of the decisions.

    Returns
    -------
    Sheet
        One row each.
    """
    lines = [(one.key, one.label.ko, values[one.key], period, as_of.isoformat(), one.meaning.ko) for one in FIGURES]
    return Sheet("지표", ("코드", "이름", "값", "기간", "기준일", "뜻"), lines)


def _places(codes: Iterable[str], districts: Mapping[str, str]) -> str:
    return ", ".join(districts.get(code, code) for code in codes) or "시 전체"


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment.astimezone(KST):%Y-%m-%d %H:%M}"


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
