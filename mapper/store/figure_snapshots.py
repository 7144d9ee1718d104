"""Published figures: appended, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from mapper.store.tables import FigureSnapshotRow


@dataclass(frozen=True)
class StoredSnapshot:
    """Figures as they were published.

    Attributes
    ----------
    id : UUID
        Of the publication.
    scope : str
        Code of the city; empty for everything.
    as_of : date
        Korean date of the figures.
    known_at : datetime
        What was recorded later was not known.
    body : bytes
        What was published, as canonical JSON.
    digest, signature : bytes
        Its SHA-256, and the signature of the machine.
    published_at : datetime
        When.
    """

    id: UUID
    scope: str
    as_of: date
    known_at: datetime
    body: bytes
    digest: bytes
    signature: bytes
    published_at: datetime


_COLUMNS: Final = [getattr(FigureSnapshotRow, name) for name in StoredSnapshot.__dataclass_fields__]


def add(session: Session, snapshot: StoredSnapshot, *, user_id: UUID | None) -> None:
    """Store a publication.

    Parameters
    ----------
    session : Session
        Not committed.
    snapshot : StoredSnapshot
        New.
    user_id : UUID or None
        Who publishes.
    """
    session.execute(insert(FigureSnapshotRow).values(**vars(snapshot), user_id=user_id))


def snapshots(session: Session, *, scope: str | None = None) -> list[StoredSnapshot]:
    """Read what was published.

    Parameters
    ----------
    session : Session
        Only read.
    scope : str, optional
        Of this city only.

    Returns
    -------
    list of StoredSnapshot
        The newest first.
    """
    asked = select(*_COLUMNS).order_by(FigureSnapshotRow.published_at.desc(), FigureSnapshotRow.id)
    if scope is not None:
        asked = asked.where(FigureSnapshotRow.scope == scope)
    return [StoredSnapshot(*row) for row in session.execute(asked)]


def snapshot(session: Session, snapshot_id: UUID) -> StoredSnapshot | None:
    """Read one publication.

    Parameters
    ----------
    session : Session
        Only read.
    snapshot_id : UUID
        Which.

    Returns
    -------
    StoredSnapshot or None
        None when there is none.
    """
    found = session.execute(select(*_COLUMNS).where(FigureSnapshotRow.id == snapshot_id)).one_or_none()
    return None if found is None else StoredSnapshot(*found)
