"""When users were last here, and which names somebody failed to log in with."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mapper.store.tables import LoginFailureRow, LoginRow, TokenRow


def last_seen(session: Session) -> dict[UUID, datetime]:
    """Return when each user was last here, with a login or a token.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    dict of UUID to datetime
        By id of the user; without those who never were, or whose logins are too old to be kept.
    """
    logins = select(LoginRow.user_id, LoginRow.seen_at).where(LoginRow.user_id.is_not(None))
    tokens = select(TokenRow.user_id, TokenRow.seen_at).where(TokenRow.seen_at.is_not(None))
    seen = logins.union_all(tokens).subquery()
    latest = select(seen.c.user_id, func.max(seen.c.seen_at)).group_by(seen.c.user_id)
    return {user_id: moment for user_id, moment in session.execute(latest)}  # noqa: C416 - dict() does not take rows by their type


def failures_by_name(session: Session, *, since: datetime) -> dict[bytes, tuple[int, datetime]]:
    """Count the failures of each name that was typed.

    Parameters
    ----------
    session : Session
        Only read.
    since : datetime
        Older ones do not count.

    Returns
    -------
    dict of bytes to tuple
        How many and when the latest was, by keyed hash of the name.
    """
    row = LoginFailureRow
    counted = select(row.name_key, func.count(), func.max(row.recorded_at)).where(
        row.name_key.is_not(None), row.recorded_at > since
    )
    found = session.execute(counted.group_by(row.name_key))
    return {key: (count, latest) for key, count, latest in found if key is not None}
