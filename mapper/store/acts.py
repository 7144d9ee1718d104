"""Acts: what people decided about issues, the events that came of it, and how those are taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from mapper.domain.hindsight import Happened
from mapper.domain.issue import UNDONE
from mapper.store import issue_state
from mapper.store.issue_state import standing_events
from mapper.store.tables import ActRow, IssueEventRow, UpdateRow

LATEST_EVENT: Final = f"""
    SELECT issue_event.id, issue_event.kind, act_id, into_id, occurred_at FROM issue_event
    WHERE issue_event.issue_id = %s AND {standing_events()}
    ORDER BY occurred_at DESC, recorded_at DESC, issue_event.id LIMIT 1
"""
"""SQL of the last thing that happened to the issue ``%s`` and was not taken back."""


@dataclass(frozen=True)
class Moved:
    """What an act did to one issue, or is to do.

    Attributes
    ----------
    issue : UUID
        Id.
    occurred_at : datetime
        After everything else that happened to it.
    """

    issue: UUID
    occurred_at: datetime


@dataclass(frozen=True)
class Undoable:
    """An event of an act, and what has happened since.

    Attributes
    ----------
    event, issue : UUID
        Ids.
    latest_kind : str or None
        Kind of the last event of the issue.
    is_latest : bool
        Whether that is the event itself.
    has_taken : bool
        Whether others were merged into the issue since.
    earlier_kind : str or None
        Kind of the event that is the last one again when it is taken back.
    into : UUID or None
        The issue that its own goes into again then.
    """

    event: UUID
    issue: UUID
    latest_kind: str | None
    is_latest: bool
    has_taken: bool
    earlier_kind: str | None
    into: UUID | None


def add(
    session: Session,
    act: UUID,
    *,
    kind: str,
    undoes: UUID | None,
    user_id: UUID | None,
    reason: str | None,
    details: dict[str, Any],
    recorded_at: datetime,
) -> None:
    """Append an act.

    Parameters
    ----------
    session : Session
        Not committed.
    act : UUID
        Its id.
    kind : str
        A value of ``ActKind``.
    undoes : UUID or None
        The act that it takes back.
    user_id : UUID or None
        Who decided; None for the operator at the machine.
    reason : str or None
        Why.
    details : dict
        What JSON can hold.
    recorded_at : datetime
        When.
    """
    row = ActRow(
        id=act,
        kind=kind,
        undoes_id=undoes,
        user_id=user_id,
        reason=reason,
        details=details,
        recorded_at=recorded_at,
    )
    session.add(row)
    session.flush()


def move(
    session: Session,
    act: UUID,
    moved: Sequence[Moved],
    *,
    kind: str,
    blocker: str | None,
    into: UUID | None,
    recorded_at: datetime,
    new_id: Callable[[], UUID],
) -> None:
    """Append the same event to issues.

    Parameters
    ----------
    session : Session
        Not committed.
    act : UUID
        That says who and why.
    moved : sequence of Moved
        At least one issue.
    kind : str
        Of the event.
    blocker : str or None
        Why a closed one was not fixed.
    into : UUID or None
        The issue that merged ones go into.
    recorded_at : datetime
        Of the act.
    new_id : callable
        Makes the ids.
    """
    shared = {"act_id": act, "kind": kind, "blocker": blocker, "into_id": into, "recorded_at": recorded_at}
    rows = [{"id": new_id(), "issue_id": one.issue, "occurred_at": one.occurred_at, **shared} for one in moved]
    session.execute(insert(IssueEventRow), rows)
    issue_state.follow(session, [one.issue for one in moved])


def events_since(session: Session, act: UUID) -> list[Undoable]:
    """Read the events of an act that were not taken back, and what has happened to their issues since.

    Parameters
    ----------
    session : Session
        Only read.
    act : UUID
        Id.

    Returns
    -------
    list of Undoable
        In order of issue.
    """
    found = session.execute(
        text(
            f"""
            SELECT own.id, own.issue_id, latest.kind, coalesce(latest.id = own.id, false), EXISTS (
                SELECT FROM issue_event WHERE into_id = own.issue_id AND issue_event.recorded_at > own.recorded_at
                    AND {standing_events()}
            ), earlier.kind, earlier.into_id
            FROM issue_event AS own LEFT JOIN LATERAL ({LATEST_EVENT % "own.issue_id"}) AS latest ON true
            LEFT JOIN LATERAL ({LATEST_EVENT % "own.issue_id AND issue_event.id <> own.id"}) AS earlier ON true
            WHERE own.act_id = :act AND {standing_events(event="own")} ORDER BY own.issue_id
            """
        ),
        {"act": act},
    )
    return [Undoable(*row) for row in found]


def histories(session: Session, issues: Sequence[UUID]) -> dict[UUID, list[Happened]]:
    """Read what happened to issues and was not taken back.

    Parameters
    ----------
    session : Session
        Only read.
    issues : sequence of UUID
        Ids.

    Returns
    -------
    dict of UUID to list of Happened
        In the order in which it occurred; without issues to which nothing did.
    """
    found: dict[UUID, list[Happened]] = {}
    if not issues:
        return found
    rows = session.execute(
        text(
            f"""
            SELECT issue_id, issue_event.kind, user_id, occurred_at
            FROM issue_event LEFT JOIN act ON act.id = act_id
            WHERE issue_id = ANY(:issues) AND {standing_events()}
            ORDER BY occurred_at, issue_event.recorded_at, issue_event.id DESC
            """
        ),
        {"issues": list(issues)},
    )
    for issue, *happened in rows:
        found.setdefault(issue, []).append(Happened(*happened))
    return found


def take_back(
    session: Session, act: UUID, events: Sequence[Undoable], *, now: datetime, new_id: Callable[[], UUID]
) -> None:
    """Append for each event another that takes it back: its issue is exactly as it was before.

    Parameters
    ----------
    session : Session
        Not committed.
    act : UUID
        That takes them back.
    events : sequence of Undoable
        At least one.
    now : datetime
        When.
    new_id : callable
        Makes the ids.
    """
    shared = {"act_id": act, "kind": UNDONE, "occurred_at": now, "recorded_at": now}
    rows = [{"id": new_id(), "issue_id": one.issue, "undoes_id": one.event, **shared} for one in events]
    session.execute(insert(IssueEventRow), rows)
    issue_state.follow(session, [one.issue for one in events])


def tell(
    session: Session,
    issues: Sequence[UUID],
    words: str,
    *,
    for_reporters: bool,
    user_id: UUID | None,
    recorded_at: datetime,
    new_id: Callable[[], UUID],
) -> None:
    """Append an update to issues.

    Parameters
    ----------
    session : Session
        Not committed.
    issues : sequence of UUID
        At least one.
    words : str
        What is said.
    for_reporters : bool
        Whether those who filed a complaint read it, and not only staff.
    user_id : UUID or None
        Who says it.
    recorded_at : datetime
        When.
    new_id : callable
        Makes the ids.
    """
    shared = {"words": words, "for_reporters": for_reporters, "user_id": user_id, "recorded_at": recorded_at}
    session.execute(insert(UpdateRow), [{"id": new_id(), "issue_id": issue, **shared} for issue in issues])
