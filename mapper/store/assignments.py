"""Which teams issues can be assigned to, who keeps an issue at hand, and who wants to hear of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mapper.store.merges import members
from mapper.store.tables import FollowerRow, ShortlistRow, TeamRow

Kept = type[ShortlistRow] | type[FollowerRow]
SHORTLIST: Kept = ShortlistRow
FOLLOWERS: Kept = FollowerRow

_SINCE: Final = text("""
    SELECT issue FROM act AS one
    JOIN act AS later ON later.user_id = one.user_id AND later.recorded_at > one.recorded_at AND later.kind = ANY(:kinds)
    CROSS JOIN LATERAL jsonb_array_elements_text(later.details -> 'issues') AS issue
    WHERE one.id = :act AND NOT EXISTS (SELECT FROM act AS undo WHERE undo.undoes_id = later.id)
""")


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
        Ids; what was merged into them goes with them.
    user : UUID
        Who.

    Returns
    -------
    list of UUID
        Those that were there, by themselves or by what was merged into them.
    """
    whose = {member: issue for issue, member in members(session, issues)}
    gone = delete(table).where(table.user_id == user, table.issue_id.in_(whose)).returning(table.issue_id)
    return sorted({whose[issue] for issue in session.execute(gone).scalars()})


def kept_since(session: Session, act: UUID, kinds: Collection[str]) -> set[UUID]:
    """Return what somebody put on the same list, or took off it, after an act of theirs.

    Parameters
    ----------
    session : Session
        Only read.
    act : UUID
        Id.
    kinds : collection of str
        Kinds of the acts that do so.

    Returns
    -------
    set of UUID
        Issues; without what was taken back.
    """
    return set(map(UUID, session.execute(_SINCE, {"act": act, "kinds": list(kinds)}).scalars()))
