"""Join an issue to the one that whoever reports it says it is the same as."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from mapper.domain.access import districts_for
from mapper.domain.issue import status_of
from mapper.domain.new_issue import NewIssue
from mapper.domain.reader import Reader
from mapper.domain.work import ActKind, Standing, Work
from mapper.operations.work_decision import PERMISSION, Decision, Outcome, keep_act
from mapper.store import acts
from mapper.store.acts import Moved
from mapper.store.awaited import not_arrived
from mapper.store.engine import Session
from mapper.store.join_targets import open_target

UNKNOWN: Final = "joins_unknown"
NOT_OPEN: Final = "joins_not_open"
"""Why an issue that named another was stored for itself."""


@dataclass(frozen=True)
class Joining:
    """What comes of the wish to join.

    Attributes
    ----------
    into : UUID or None
        Where the issue goes; None when it stands for itself.
    note : str or None
        Why not where it was to go: `UNKNOWN` or `NOT_OPEN`.
    waits_for : UUID or None
        The one that has not arrived yet: they become one when it does.
    """

    into: UUID | None
    note: str | None
    waits_for: UUID | None = None


def joining_of(session: Session, issue: NewIssue, by: Reader) -> Joining:
    """Look for the issue that a new one names.

    Parameters
    ----------
    session : Session
        Not committed: what has not arrived does not until it ends.
    issue : NewIssue
        Not stored yet.
    by : Reader
        Who reports it: what lies in none of their districts is unknown to them.

    Returns
    -------
    Joining
        Of one that names none: neither ``into`` nor ``note``.
    """
    if issue.joins is None:
        return Joining(None, None)
    if not_arrived(session, [issue.joins]):
        return Joining(None, UNKNOWN, waits_for=issue.joins)
    codes = None if by.districts is None else sorted(by.districts)
    target, is_known = open_target(session, issue.joins, codes=codes)
    if target is not None:
        return Joining(target, None)
    return Joining(None, NOT_OPEN if is_known else UNKNOWN)


def join(
    session: Session, issue: UUID, into: UUID, *, by: Reader, occurred_at: datetime, recorded_at: datetime
) -> None:
    """Merge an issue that was just stored into another, as an act that can be taken back.

    Parameters
    ----------
    session : Session
        Not committed.
    issue, into : UUID
        Ids.
    by : Reader
        Who says that they are one.
    occurred_at : datetime
        When it was reported: it never counted beside the other.
    recorded_at : datetime
        By the clock of knowledge.
    """
    standing = Standing(issue, status_of(None), moved_by=None, moved_at=None, district_code=None)
    work, outcome = Work(ActKind.MOVE, "merged", into=into), Outcome((standing,), (), into)
    one = Decision(uuid4(), by, work, outcome, recorded_at, occurred_at, uuid4)
    keep_act(session, one, reach=districts_for(PERMISSION, by))
    # Whoever logs the issue grades its segment when all of it is stored.
    moved = [Moved(issue, occurred_at)]
    acts.move(session, one.act, moved, kind="merged", blocker=None, into=into, recorded_at=recorded_at, new_id=uuid4)
