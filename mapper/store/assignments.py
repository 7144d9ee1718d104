"""Who is to see to an issue, who keeps it at hand, and who wants to hear of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mapper.store.tables import AssignmentRow, FollowerRow, ShortlistRow, TeamRow

Kept = type[ShortlistRow] | type[FollowerRow]
SHORTLIST: Kept = ShortlistRow
FOLLOWERS: Kept = FollowerRow


def team_works(session: Session, team: UUID) -> bool:
    """Tell whether there is such a team, and it was not ended.

    Parameters
    ----------
    session : Session
        Only read.
    team : UUID
        Id.

    Returns
    -------
    bool
        Whether issues can be assigned to it.
    """
    found = select(TeamRow.id).where(TeamRow.id == team, TeamRow.ended_at.is_(None))
    return session.execute(found).first() is not None


def assign(
    session: Session,
    act: UUID,
    issues: Sequence[UUID],
    *,
    team: UUID | None,
    department: str | None,
    recorded_at: datetime,
    new_id: Callable[[], UUID],
) -> None:
    """Append who is to see to issues; of each the latest row holds.

    Parameters
    ----------
    session : Session
        Not committed.
    act : UUID
        That says who decided and why.
    issues : sequence of UUID
        At least one.
    team : UUID or None
        The team.
    department : str or None
        The department; with neither nobody is to see to them any more.
    recorded_at : datetime
        Of the act.
    new_id : callable
        Makes the ids.
    """
    shared = {"team_id": team, "department": department, "act_id": act, "recorded_at": recorded_at}
    session.execute(insert(AssignmentRow), [{"id": new_id(), "issue_id": issue, **shared} for issue in issues])


def put_back(
    session: Session, act: UUID, undoing: UUID, *, recorded_at: datetime, new_id: Callable[[], UUID]
) -> tuple[list[UUID], list[UUID]]:
    """Assign the issues of an act as they were before it, but for those that were assigned anew since.

    Parameters
    ----------
    session : Session
        Not committed.
    act : UUID
        That is taken back.
    undoing : UUID
        That takes it back.
    recorded_at : datetime
        Of the latter.
    new_id : callable
        Makes the ids.

    Returns
    -------
    tuple of list of UUID
        Issues that are as they were, and issues that were assigned anew.
    """
    found = session.execute(
        text(
            """
            SELECT own.issue_id, earlier.team_id, earlier.department, EXISTS (
                SELECT FROM assignment AS later
                WHERE later.issue_id = own.issue_id AND (later.recorded_at, later.id) > (own.recorded_at, own.id)
            )
            FROM assignment AS own LEFT JOIN LATERAL (
                SELECT team_id, department FROM assignment AS one
                WHERE one.issue_id = own.issue_id AND (one.recorded_at, one.id) < (own.recorded_at, own.id)
                ORDER BY recorded_at DESC, id DESC LIMIT 1
            ) AS earlier ON true
            WHERE own.act_id = :act ORDER BY own.issue_id
            """
        ),
        {"act": act},
    ).all()
    rows = [
        AssignmentRow(
            id=new_id(),
            issue_id=issue,
            team_id=team,
            department=department,
            act_id=undoing,
            recorded_at=recorded_at,
        )
        for issue, team, department, has_changed in found
        if not has_changed
    ]
    session.add_all(rows)
    session.flush()
    return [row.issue_id for row in rows], [issue for issue, *_, has_changed in found if has_changed]


def keep(session: Session, table: Kept, issues: Sequence[UUID], *, user: UUID, recorded_at: datetime) -> list[UUID]:
    """Put issues on somebody's shortlist, or somebody among their followers.

    Parameters
    ----------
    session : Session
        Not committed.
    table : Kept
        `SHORTLIST` or `FOLLOWERS`.
    issues : sequence of UUID
        At least one.
    user : UUID
        Who.
    recorded_at : datetime
        When.

    Returns
    -------
    list of UUID
        Those that were not there before.
    """
    rows = [{"issue_id": issue, "user_id": user, "recorded_at": recorded_at} for issue in issues]
    added = insert(table).values(rows).on_conflict_do_nothing().returning(table.issue_id)
    return sorted(session.execute(added).scalars())


def drop(session: Session, table: Kept, issues: Sequence[UUID], *, user: UUID) -> list[UUID]:
    """Take issues off somebody's shortlist, or somebody from among their followers.

    Parameters
    ----------
    session : Session
        Not committed.
    table : Kept
        `SHORTLIST` or `FOLLOWERS`.
    issues : sequence of UUID
        Ids.
    user : UUID
        Who.

    Returns
    -------
    list of UUID
        Those that were there.
    """
    gone = delete(table).where(table.user_id == user, table.issue_id.in_(issues)).returning(table.issue_id)
    return sorted(session.execute(gone).scalars())
