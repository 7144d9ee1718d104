"""불편사항 (issue): what may happen to one, and where that leaves it.

"Closed without a fix" is not "resolved": the thing is still wrong, so it still weighs on the grade. Nor is "fixed",
which somebody says who was there: it is resolved when a second person has seen it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from mapper.domain.label import Label
from mapper.errors import StatusMoveRefused, UnknownKind

PUBLICATION_DELAY: Final = timedelta(hours=72)
"""Nothing about an issue is public sooner after it was recorded."""

ORIGINS: Final = ("patrol", "field", "complaint", "file")
"""How an issue reached us: 로드체킹, field team, resident, imported file."""


@dataclass(frozen=True)
class EventKind:
    """One thing that can happen to an issue.

    Attributes
    ----------
    kind : str
        Its name in rows and files.
    label : Label
        Its name on screens.
    family : str
        ``verification``, ``resolution`` or ``merging``; of each family the latest event holds.
    leads_to : str
        Status afterwards.
    """

    kind: str
    label: Label
    family: str
    leads_to: str


EVENT_KINDS: Final = (
    EventKind("verified", Label("현장 확인", "Verified on site"), "verification", "verified"),
    EventKind("rejected", Label("반려", "Rejected"), "verification", "rejected"),
    EventKind("fixed", Label("조치 완료", "Fixed"), "resolution", "fixed"),
    EventKind("resolved", Label("해결", "Resolved"), "resolution", "resolved"),
    EventKind("closed", Label("미해결 종결", "Closed without a fix"), "resolution", "closed"),
    EventKind("reopened", Label("재개", "Reopened"), "resolution", "received"),
    EventKind("merged", Label("병합", "Merged"), "merging", "merged"),
    EventKind("unmerged", Label("병합 취소", "Taken out again"), "merging", "received"),
)

UNDONE: Final = "undone"
"""Kind of the event that takes another one back: neither of the two holds any more."""

OPEN: Final = ("received", "verified", "fixed")
"""Statuses in which somebody still has something to do."""

STATUS_LABELS: Final = {
    "received": Label("접수", "Received"),
    "verified": Label("현장 확인", "Verified on site"),
    "rejected": Label("반려", "Rejected"),
    "fixed": Label("조치 완료(확인 대기)", "Fixed, to be confirmed"),
    "resolved": Label("해결", "Resolved"),
    "closed": Label("미해결 종결", "Closed without a fix"),
    "merged": Label("병합", "Merged"),
}

STATUSES: Final = {status: label.ko for status, label in STATUS_LABELS.items()}
"""What files call each status."""

MOVES: Final = {
    "received": ("verified", "rejected", "fixed", "resolved", "closed", "merged"),
    "verified": ("rejected", "fixed", "resolved", "closed", "merged"),
    "rejected": ("verified", "reopened"),
    "fixed": ("resolved", "reopened", "closed", "merged"),
    "resolved": ("reopened",),
    "closed": ("reopened", "fixed", "resolved"),
    "merged": ("unmerged",),
}
"""The one table of allowed moves: status to the kinds of event that may follow."""

_BY_KIND: Final = {kind.kind: kind for kind in EVENT_KINDS}


def event_kind(kind: str) -> EventKind:
    """Return a kind of event.

    Parameters
    ----------
    kind : str
        Its name in rows.

    Returns
    -------
    EventKind
        The row of `EVENT_KINDS`.

    Raises
    ------
    UnknownKind
        When there is no such kind; the message lists those there are.
    """
    if kind not in _BY_KIND:
        choices = list(_BY_KIND)
        message = f"Nothing called {kind!r} happens to issues; choose one of {', '.join(choices)}."
        raise UnknownKind(message, kind="event", value=kind, choices=choices)
    return _BY_KIND[kind]


def status_of(last: str | None) -> str:
    """Return where an issue stands.

    Parameters
    ----------
    last : str or None
        Kind of the last thing that happened to it and was not taken back; None when nothing has.

    Returns
    -------
    str
        A key of `STATUS_LABELS`.
    """
    return "received" if last is None else event_kind(last).leads_to


def kinds_of(family: str) -> tuple[str, ...]:
    """Return the kinds of event of a family.

    Parameters
    ----------
    family : str
        ``verification``, ``resolution`` or ``merging``.

    Returns
    -------
    tuple of str
        In the order of `EVENT_KINDS`.
    """
    return tuple(kind.kind for kind in EVENT_KINDS if kind.family == family)


def status_after(kinds: Iterable[str], *, issue: str) -> str:
    """Follow an issue through its events.

    Parameters
    ----------
    kinds : iterable of str
        Kinds of event in the order in which they occurred.
    issue : str
        Named in the error.

    Returns
    -------
    str
        A key of `STATUSES`.

    Raises
    ------
    StatusMoveRefused
        At the first event that `MOVES` does not allow.
    """
    status = "received"
    for kind in kinds:
        if kind not in MOVES[status]:
            allowed = ", ".join(MOVES[status])
            message = f"Issue {issue} is {status} and cannot be {kind}; allowed now: {allowed}."
            raise StatusMoveRefused(message, issue=issue, status=status, kind=kind, allowed=MOVES[status])
        status = _BY_KIND[kind].leads_to
    return status


def public_before(now: datetime) -> datetime:
    """Tell until when an issue must have been recorded to be public.

    Parameters
    ----------
    now : datetime
        This moment.

    Returns
    -------
    datetime
        A full hour: when an issue appears must not tell to the second when somebody handed it in.
    """
    return told_before(now) - PUBLICATION_DELAY


def told_before(now: datetime) -> datetime:
    """Tell until when something must have been recorded of a public issue to be told to everybody.

    Parameters
    ----------
    now : datetime
        This moment.

    Returns
    -------
    datetime
        A full hour: times are told by the hour, and whoever asks every minute must not learn the minute.
    """
    return now.replace(minute=0, second=0, microsecond=0)
