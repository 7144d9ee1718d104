"""What was tried without an account, by where from."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from mapper.store.tables import ResidentTryRow


def save_try(session: Session, try_id: UUID, *, kind: str, origin_key: bytes, recorded_at: datetime) -> None:
    """Store one try.

    Parameters
    ----------
    session : Session
        Not committed.
    try_id : UUID
        A new id.
    kind : str
        Of try.
    origin_key : bytes
        Keyed hash of where it came from.
    recorded_at : datetime
        When.
    """
    session.execute(insert(ResidentTryRow).values(id=try_id, kind=kind, origin_key=origin_key, recorded_at=recorded_at))


def tries_since(session: Session, *, kind: str, origin_key: bytes, since: datetime) -> tuple[int, datetime | None]:
    """Count the tries from one place.

    Parameters
    ----------
    session : Session
        Only read.
    kind : str
        Of try.
    origin_key : bytes
        Keyed hash of where they came from.
    since : datetime
        Older ones do not count.

    Returns
    -------
    tuple
        How many, and when the earliest of them was.
    """
    row = ResidentTryRow
    counted = select(func.count(), func.min(row.recorded_at)).where(
        row.kind == kind, row.origin_key == origin_key, row.recorded_at > since
    )
    count, earliest = session.execute(counted).one()
    return count, earliest


def forget_tries(session: Session, *, before: datetime) -> None:
    """Forget the tries that count no more.

    Parameters
    ----------
    session : Session
        Not committed.
    before : datetime
        Those that are older.
    """
    session.execute(delete(ResidentTryRow).where(ResidentTryRow.recorded_at < before))
