"""Logins that were refused, by name and by origin."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from mapper.domain.login import NAME_WINDOW
from mapper.store.tables import LoginFailureRow


def save_failure(
    session: Session, failure_id: UUID, *, name_key: bytes | None, origin: str, recorded_at: datetime
) -> None:
    """Store one failure, and forget those that count no more.

    Parameters
    ----------
    session : Session
        Not committed.
    failure_id : UUID
        A new id.
    name_key : bytes or None
        Keyed hash of the name that was typed; None when it counts against the origin only.
    origin : str
        Network address.
    recorded_at : datetime
        When.
    """
    session.execute(delete(LoginFailureRow).where(LoginFailureRow.recorded_at < recorded_at - NAME_WINDOW))
    session.execute(
        insert(LoginFailureRow).values(id=failure_id, name_key=name_key, origin=origin, recorded_at=recorded_at)
    )


def failures_of_name(session: Session, name_key: bytes, *, since: datetime) -> tuple[int, datetime | None]:
    """Count the failures of a name since it last worked.

    Parameters
    ----------
    session : Session
        Only read.
    name_key : bytes
        Keyed hash of the name.
    since : datetime
        Older ones do not count.

    Returns
    -------
    tuple
        How many, and when the latest was.
    """
    row = LoginFailureRow
    counted = select(func.count(), func.max(row.recorded_at)).where(row.name_key == name_key, row.recorded_at > since)
    count, latest = session.execute(counted).one()
    return count, latest


def failures_of_origin(session: Session, origin: str, *, since: datetime) -> tuple[int, datetime | None]:
    """Count the failures from an origin.

    Parameters
    ----------
    session : Session
        Only read.
    origin : str
        Network address.
    since : datetime
        Older ones do not count.

    Returns
    -------
    tuple
        How many, and when the earliest of them was.
    """
    row = LoginFailureRow
    counted = select(func.count(), func.min(row.recorded_at)).where(row.origin == origin, row.recorded_at > since)
    count, earliest = session.execute(counted).one()
    return count, earliest


def forget_failures(session: Session, name_key: bytes) -> None:
    """Forget the failures of a name: it worked.

    Parameters
    ----------
    session : Session
        Not committed.
    name_key : bytes
        Keyed hash of the name.
    """
    session.execute(delete(LoginFailureRow).where(LoginFailureRow.name_key == name_key))
