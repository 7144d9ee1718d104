"""What a phone tells late: whether it can still come before what others did meanwhile, none of which is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from mapper.domain.issue import MOVES, event_kind, status_of
from mapper.domain.work import Standing


@dataclass(frozen=True)
class Happened:
    """Something that happened to an issue and was not taken back.

    Attributes
    ----------
    kind : str
        Of `mapper.domain.issue.EVENT_KINDS`.
    by : UUID or None
        The user who decided it, where one did.
    occurred_at : datetime
        When.
    """

    kind: str
    by: UUID | None
    occurred_at: datetime


def standing_then(now: Standing, history: Sequence[Happened], *, said_at: datetime, move: str) -> Standing:
    """Return where an issue stood when a move was said, if all that happened to it since may follow the move.

    Parameters
    ----------
    now : Standing
        Where it stands.
    history : sequence of Happened
        In the order in which it occurred.
    said_at : datetime
        When the move was said.
    move : str
        Kind of its event.

    Returns
    -------
    Standing
        Where it stood then; where it stands now, when what happened since could not have happened after the move.
    """
    earlier = [one for one in history if one.occurred_at <= said_at]
    since = history[len(earlier) :]
    last = earlier[-1] if earlier else None
    then = replace(
        now,
        status=status_of(last.kind if last else None),
        moved_by=last.by if last else None,
        moved_at=last.occurred_at if last else None,
    )
    is_in_order = move in MOVES[then.status] and _may_follow(move, since)
    return then if since and is_in_order else now


def _may_follow(move: str, since: Sequence[Happened]) -> bool:
    status = event_kind(move).leads_to
    for one in since:
        is_confirmed = one.kind == "resolved" and one.by is not None
        if one.kind not in MOVES[status] or (is_confirmed and status != "fixed"):
            return False
        status = event_kind(one.kind).leads_to
    return True
