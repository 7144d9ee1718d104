"""불편사항 (issue): what may happen to one, and where that leaves it.

"Closed without a fix" is not "resolved": the thing is still wrong, so it still weighs on the grade.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from mapper.errors import StatusMoveRefused

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
    label_ko : str
        Its name on screens.
    family : str
        ``verification``, ``resolution`` or ``merging``; of each family the latest event holds.
    leads_to : str
        Status afterwards.
    """

    kind: str
    label_ko: str
    family: str
    leads_to: str


EVENT_KINDS: Final = (
    EventKind("verified", "현장 확인", "verification", "verified"),
    EventKind("rejected", "반려", "verification", "rejected"),
    EventKind("resolved", "해결", "resolution", "resolved"),
    EventKind("closed", "미해결 종결", "resolution", "closed"),
    EventKind("reopened", "재개", "resolution", "received"),
    EventKind("merged", "병합", "merging", "merged"),
    EventKind("unmerged", "병합 취소", "merging", "received"),
)

STATUSES: Final = {
    "received": "접수",
    "verified": "현장 확인",
    "rejected": "반려",
    "resolved": "해결",
    "closed": "미해결 종결",
    "merged": "병합",
}

MOVES: Final = {
    "received": ("verified", "rejected", "resolved", "closed", "merged"),
    "verified": ("rejected", "resolved", "closed", "merged"),
    "rejected": ("verified", "reopened"),
    "resolved": ("reopened",),
    "closed": ("reopened", "resolved"),
    "merged": ("unmerged",),
}
"""The one table of allowed moves: status to the kinds of event that may follow."""

_BY_KIND: Final = {kind.kind: kind for kind in EVENT_KINDS}


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
    return now.replace(minute=0, second=0, microsecond=0) - PUBLICATION_DELAY
