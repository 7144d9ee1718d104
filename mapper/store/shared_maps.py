"""Links to a choice of the public map."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from mapper.store.tables import SharedMapRow, UserRow

_SEEN_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class SharedMap:
    """A link, without its key.

    Attributes
    ----------
    id : UUID
        Of the row.
    by : str
        Name of who made it.
    purpose : str
        What for.
    shown : dict
        What it shows: ``choice`` by facet, ``area`` and ``axis``.
    recorded_at, ends_at : datetime
        From when to when it is good.
    ended_at : datetime or None
        When it was ended before that.
    seen_at : datetime or None
        When it was last opened, to the minute.
    """

    id: UUID
    by: str
    purpose: str
    shown: dict[str, Any]
    recorded_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    seen_at: datetime | None


def save(session: Session, new: SharedMap, *, key_hash: bytes, user_id: UUID | None) -> None:
    """Store a new link.

    Parameters
    ----------
    session : Session
        Not committed.
    new : SharedMap
        As it was made.
    key_hash : bytes
        Of its key.
    user_id : UUID or None
        Who made it.
    """
    session.execute(
        insert(SharedMapRow).values(
            id=new.id,
            key_hash=key_hash,
            user_id=user_id,
            purpose=new.purpose,
            shown=new.shown,
            recorded_at=new.recorded_at,
            ends_at=new.ends_at,
        )
    )


def find(session: Session, key_hash: bytes, *, now: datetime) -> SharedMap | None:
    """Read the link of a key, if it is good, and note that it is used.

    Parameters
    ----------
    session : Session
        Not committed.
    key_hash : bytes
        Of the key that was sent.
    now : datetime
        This moment.

    Returns
    -------
    SharedMap or None
        None when there is none, or not any more.
    """
    good = (SharedMapRow.key_hash == key_hash) & SharedMapRow.ended_at.is_(None) & (SharedMapRow.ends_at > now)
    found = next(iter(_read(session, good)), None)
    if found is not None and (found.seen_at is None or now - found.seen_at >= _SEEN_EVERY):
        session.execute(update(SharedMapRow).where(SharedMapRow.id == found.id).values(seen_at=now))
    return found


def listed(session: Session, user_id: UUID | None) -> list[SharedMap]:
    """Read the links of a user, or everybody's, those that are over too.

    Parameters
    ----------
    session : Session
        Only read.
    user_id : UUID or None
        None for everybody's.

    Returns
    -------
    list of SharedMap
        The newest first.
    """
    return _read(session, SharedMapRow.user_id == user_id if user_id else SharedMapRow.id.is_not(None))


def end(session: Session, link_id: UUID, *, of: UUID | None, by: UUID | None, now: datetime) -> bool:
    """End a link.

    Parameters
    ----------
    session : Session
        Not committed.
    link_id : UUID
        Of the link.
    of : UUID or None
        Whose it must be; None for anybody's.
    by : UUID or None
        Who ends it.
    now : datetime
        This moment.

    Returns
    -------
    bool
        Whether it was good until now.
    """
    good = (SharedMapRow.id == link_id) & SharedMapRow.ended_at.is_(None) & (SharedMapRow.ends_at > now)
    if of is not None:
        good &= SharedMapRow.user_id == of
    ended = update(SharedMapRow).where(good).values(ended_at=now, ended_by=by)
    return session.execute(ended.returning(SharedMapRow.id)).first() is not None


def _read(session: Session, condition: Any) -> list[SharedMap]:
    row = SharedMapRow
    columns = (row.id, UserRow.name, row.purpose, row.shown, row.recorded_at, row.ends_at, row.ended_at, row.seen_at)
    rows = select(*columns).join(UserRow, UserRow.id == row.user_id).where(condition)
    return [SharedMap(*one) for one in session.execute(rows.order_by(row.recorded_at.desc(), row.id))]
