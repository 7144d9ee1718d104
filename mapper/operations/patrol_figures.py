"""The figures of 로드체킹: each a definition over rows, which are handed out with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from mapper.domain.access import Reach, require
from mapper.domain.calendar import KST, end_of
from mapper.domain.label import Label
from mapper.domain.patrol_find import Find, days_per_week, tally
from mapper.domain.reader import Reader
from mapper.errors import NotAllowed
from mapper.store import patrol_finds as rows
from mapper.store.engine import Session

PERMISSION: Final = "patrol"


@dataclass(frozen=True)
class Scope:
    """Which rows count.

    Attributes
    ----------
    first, last : date
        Korean dates of what was found, both included; what became of it is looked at as of the end of the last one
        and of what was known then, or is by now.
    known : datetime
        What was recorded later is not known.
    district : str or None
        Code; None for every one that the reader reaches.
    category : str or None
        Id; None for all.
    """

    first: date
    last: date
    known: datetime
    district: str | None = None
    category: str | None = None


@dataclass(frozen=True)
class Evidence:
    """The rows behind the figures.

    Attributes
    ----------
    finds : tuple of Find
        What was found, in order of time.
    walked : tuple of (UUID, date)
        Team and Korean date of each patrol.
    last : date
        Last day of the period.
    """

    finds: tuple[Find, ...]
    walked: tuple[tuple[UUID, date], ...]
    last: date


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
        ``count``, ``share`` (0 to 1; percent with one decimal on pages) or ``per_week``.
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
        "roadcheck.found",
        Label("발견", "Found"),
        Label(
            "기간 안에 로드체킹이 찾은 불편사항. 같은 것으로 병합된 것은 한 번만, 반려된 것도 셉니다.",
            "Issues that patrols found in the period. What was merged counts once; what was rejected counts too.",
        ),
        "count",
        lambda evidence: tally(evidence.finds).found,
    ),
    Figure(
        "roadcheck.resolved",
        Label("해결", "Resolved"),
        Label(
            "그 가운데 해결이 확인된 것. 조치 완료(확인 대기)와 미해결 종결은 세지 않습니다.",
            "Those of them that were seen to be resolved: neither fixed and waiting to be seen, nor closed without a fix.",
        ),
        "count",
        lambda evidence: tally(evidence.finds).resolved,
    ),
    Figure(
        "roadcheck.resolved_share",
        Label("해결률", "Resolved share"),
        Label("해결을 발견으로 나눈 값.", "Resolved divided by found."),
        "share",
        lambda evidence: tally(evidence.finds).resolved_share,
    ),
    Figure(
        "roadcheck.patrols_per_week",
        Label("주당 로드체킹", "Patrols per week"),
        Label(
            "추진단마다 처음 순찰한 주부터 온전한 주에 순찰한 날 수의 평균. 첫 주가 끝나기 전에는 그 주에 순찰한 날 수.",
            "Days on which a team patrolled in a whole week, from its first one on, on average; before that is over, so far.",
        ),
        "per_week",
        lambda evidence: days_per_week(evidence.walked, last=evidence.last),
    ),
)
"""Every figure of 로드체킹."""


def evidence(session: Session, scope: Scope, *, by: Reader) -> Evidence:
    """Read the rows behind the figures.

    Parameters
    ----------
    session : Session
        Only read.
    scope : Scope
        Which rows count.
    by : Reader
        Who asks; sees their own districts, or all.

    Returns
    -------
    Evidence
        From which every figure is counted, so that no figure says anything but its rows.

    Raises
    ------
    NotAllowed
        For a district that is none of theirs.
    """
    codes, until = _codes(scope, by), end_of(scope.last)
    found = rows.finds(session, codes, known=scope.known, until=until)
    days = [
        (team, started_at.astimezone(KST).date())
        for _, team, started_at in rows.walks(session, codes, known=scope.known, until=until)
    ]
    return Evidence(
        finds=tuple(one for one in found if one.found_on >= scope.first and scope.category in {None, one.category}),
        walked=tuple((team, day) for team, day in days if day >= scope.first),
        last=scope.last,
    )


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


def _codes(scope: Scope, by: Reader) -> Sequence[str] | None:
    if require(PERMISSION, by) is Reach.OWN and by.districts is not None:
        if scope.district is None:
            return sorted(by.districts)
        if scope.district not in by.districts:
            message = f"{scope.district!r} is none of the districts of {by.name}; choose one of theirs."
            raise NotAllowed(message, permission=PERMISSION)
    return None if scope.district is None else [scope.district]
