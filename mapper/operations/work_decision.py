"""A decision about issues that is carried out: its act, what it appends to each of them, and the entry of the log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from mapper.domain.access import districts_for
from mapper.domain.issue import event_kind
from mapper.domain.reader import Reader
from mapper.domain.work import ActKind, Refusal, Standing, Work
from mapper.errors import InvalidInput, NotFound
from mapper.operations.live_grades import regrade_segments
from mapper.store import acts, assignments
from mapper.store.acts import Moved
from mapper.store.decided import ASSIGNMENTS, CLASSIFICATIONS, decide
from mapper.store.engine import Session
from mapper.store.live_grades import segments_of
from mapper.store.write_log import log_write

PERMISSION: Final = "work"
"""What all of this needs."""


@dataclass(frozen=True)
class Outcome:
    """What a decision does, or would do.

    Attributes
    ----------
    done : tuple of Standing
        The issues that it is carried out on, as they stood before.
    refused : tuple of Refusal
        The others, with the reason.
    into : UUID or None
        The issue that they are merged into in the end.
    """

    done: tuple[Standing, ...]
    refused: tuple[Refusal, ...]
    into: UUID | None = None


@dataclass(frozen=True)
class Decision:
    """A decision that is carried out.

    Attributes
    ----------
    act : UUID
        Id of its act.
    by : Reader
        Who decides.
    work : Work
        What is decided.
    outcome : Outcome
        On which issues it is carried out, and on which it is not.
    now : datetime
        By the clock of knowledge.
    occurred_at : datetime
        When it was decided.
    new_id : callable
        Makes the ids.
    """

    act: UUID
    by: Reader
    work: Work
    outcome: Outcome
    now: datetime
    occurred_at: datetime
    new_id: Callable[[], UUID]

    @property
    def issues(self) -> list[UUID]:
        """The issues that it is carried out on."""
        return [standing.issue for standing in self.outcome.done]


def shown(outcome: Outcome, work: Work) -> list[dict[str, Any]]:
    """Return what was refused as JSON has it, with both states.

    Parameters
    ----------
    outcome : Outcome
        Of a decision.
    work : Work
        What was decided.

    Returns
    -------
    list of dict
        ``issue``, ``why``, ``status`` (now) and ``wanted`` (where it should have gone).
    """
    wanted = work.move and event_kind(work.move).leads_to
    return [
        {"issue": str(one.issue), "why": one.why, "status": one.status, "wanted": wanted} for one in outcome.refused
    ]


def carry_out(session: Session, one: Decision) -> None:
    """Store a decision with all that comes of it; live grades follow.

    Parameters
    ----------
    session : Session
        Not committed.
    one : Decision
        Its issues may be none: what was refused on all of them is kept too.
    """
    keep_act(session, one, reach=districts_for(PERMISSION, one.by))
    if one.issues:
        _WRITERS[one.work.kind](session, one)


def keep_act(session: Session, one: Decision, *, reach: list[str] | None) -> None:
    """Store who decided what about which issues, and on which of them it was refused.

    Parameters
    ----------
    session : Session
        Not committed.
    one : Decision
        As it was decided.
    reach : list of str or None
        Codes of the districts that whoever decided reaches; None for every district.
    """
    work, outcome, by = one.work, one.outcome, one.by
    details = {
        "by": by.name,
        "issues": [str(issue) for issue in one.issues],
        "count": len(one.issues),
        "refused": shown(outcome, work),
        "move": work.move,
        "said_at": one.occurred_at.isoformat(),
        "reach": reach,
    }
    acts.add(
        session,
        one.act,
        kind=str(work.kind),
        undoes=None,
        user_id=by.user_id,
        reason=work.reason,
        details=details,
        recorded_at=one.now,
    )
    codes = {standing.district_code for standing in outcome.done}
    log_write(
        session,
        by,
        f"work.{work.kind}",
        subject=str(one.act),
        now=one.now,
        district_code=codes.pop() if len(codes) == 1 else None,
        move=work.move,
        count=len(one.issues),
        refused=len(outcome.refused),
    )


def _move(session: Session, one: Decision) -> None:
    acts.move(
        session,
        one.act,
        [Moved(standing.issue, _after(standing, one.occurred_at)) for standing in one.outcome.done],
        kind=str(one.work.move),
        blocker=one.work.blocker,
        into=one.outcome.into,
        recorded_at=one.now,
        new_id=one.new_id,
    )
    regrade_segments(session, segments_of(session, one.issues))


def _assign(session: Session, one: Decision) -> None:
    team, department = one.work.team, one.work.department
    if team is not None and not assignments.team_works(session, team):
        raise NotFound(f"No team {team} is at work; choose one of the list.", team=str(team))
    said = {"team_id": team, "department": department}
    decide(session, ASSIGNMENTS, one.act, one.issues, said, recorded_at=one.now, new_id=one.new_id)


def _classify(session: Session, one: Decision) -> None:
    said = {"kind": one.work.deadline}
    decide(session, CLASSIFICATIONS, one.act, one.issues, said, recorded_at=one.now, new_id=one.new_id)


def _tell(session: Session, one: Decision) -> None:
    acts.tell(
        session,
        one.issues,
        str(one.work.words),
        for_reporters=one.work.kind is ActKind.REPLY,
        user_id=one.by.user_id,
        recorded_at=one.now,
        new_id=one.new_id,
    )


def _keep(session: Session, one: Decision) -> None:
    if one.by.user_id is None:
        raise InvalidInput(f"{one.by.name} is no user, and so has no shortlist; log in as one.", field="kind")
    keep_at_hand(session, one.work.kind, one.issues, user=one.by.user_id, now=one.now)


_WRITERS: Final = {
    ActKind.MOVE: _move,
    ActKind.ASSIGN: _assign,
    ActKind.CLASSIFY: _classify,
    ActKind.REPLY: _tell,
    ActKind.NOTE: _tell,
    **dict.fromkeys((ActKind.SHORTLIST, ActKind.UNLIST, ActKind.FOLLOW, ActKind.UNFOLLOW), _keep),
}


def keep_at_hand(session: Session, kind: ActKind, issues: Sequence[UUID], *, user: UUID, now: datetime) -> list[UUID]:
    """Put issues on somebody's shortlist or among what they follow, or take them off.

    Parameters
    ----------
    session : Session
        Not committed.
    kind : ActKind
        ``SHORTLIST``, ``UNLIST``, ``FOLLOW`` or ``UNFOLLOW``.
    issues : sequence of UUID
        At least one.
    user : UUID
        Who.
    now : datetime
        When.

    Returns
    -------
    list of UUID
        Those for which that changed something.
    """
    table = assignments.SHORTLIST if kind in {ActKind.SHORTLIST, ActKind.UNLIST} else assignments.FOLLOWERS
    if kind in {ActKind.SHORTLIST, ActKind.FOLLOW}:
        return assignments.keep(session, table, issues, user=user, recorded_at=now)
    return assignments.drop(session, table, issues, user=user)


def _after(standing: Standing, occurred_at: datetime) -> datetime:
    """Return when something happens next to an issue: a phone that was offline tells of it after what others did."""
    if standing.moved_at is None:
        return occurred_at
    return max(occurred_at, standing.moved_at + timedelta.resolution)
