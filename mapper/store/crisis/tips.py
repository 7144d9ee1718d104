"""Tips as they are stored: sealed until a desk has settled them."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mapper.domain.tip import Tip, TipLine
from mapper.store.tables import TipRow

_LINE: Final = [getattr(TipRow, one.name) for one in fields(TipLine)]
_SETTLED_SHOWN: Final = 50


def add(session: Session, tip: Tip, *, by: UUID | None, now: datetime) -> bool:
    """Store a tip, unless it is there.

    Parameters
    ----------
    session : Session
        Reaching its district; not committed.
    tip : Tip
        New, or sent again.
    by : UUID or None
        Who tells it.
    now : datetime
        This moment.

    Returns
    -------
    bool
        Whether it was not there before.
    """
    values: dict[str, Any] = {one.name: getattr(tip, one.name) for one in fields(Tip)}
    values |= {"digest": digest_of(tip), "sent_by": by, "received_at": now}
    stored = insert(TipRow).values(values).on_conflict_do_nothing().returning(TipRow.id)
    return session.execute(stored).scalar_one_or_none() is not None


def digest_of(tip: Tip) -> bytes:
    """Return by what a tip is known again once what it said is gone.

    Parameters
    ----------
    tip : Tip
        As handed in.

    Returns
    -------
    bytes
        SHA-256 of what is sealed; its place is in there.
    """
    return sha256(tip.place.encode() + tip.sealed).digest()


def stored_digest(session: Session, tip_id: UUID, by: UUID | None) -> bytes | None:
    """Return by what a stored tip is known.

    Parameters
    ----------
    session : Session
        Reaching its district; only read.
    tip_id : UUID
        Which.
    by : UUID or None
        Who told it.

    Returns
    -------
    bytes or None
        None when somebody else told it, or it is of another district.
    """
    asked = select(TipRow.digest).where(TipRow.id == tip_id, TipRow.sent_by == by)
    found: bytes | None = session.execute(asked).scalar_one_or_none()
    return found


def waiting(session: Session) -> list[TipLine]:
    """Read the tips that nobody has settled.

    Parameters
    ----------
    session : Session
        Reaching the reader's districts; only read.

    Returns
    -------
    list of TipLine
        The one that waits longest first.
    """
    asked = select(*_LINE).where(TipRow.settled_at.is_(None)).order_by(TipRow.received_at, TipRow.id)
    return [TipLine(*row) for row in session.execute(asked)]


def settled(session: Session) -> list[TipLine]:
    """Read the tips that were settled last.

    Parameters
    ----------
    session : Session
        Reaching the reader's districts; only read.

    Returns
    -------
    list of TipLine
        The latest first, 50 at most.
    """
    asked = (
        select(*_LINE).where(TipRow.settled_at.is_not(None)).order_by(TipRow.settled_at.desc()).limit(_SETTLED_SHOWN)
    )
    return [TipLine(*row) for row in session.execute(asked)]


def held(session: Session, tip_id: UUID) -> Tip | None:
    """Read a tip that waits, which nobody else settles until the transaction ends.

    Parameters
    ----------
    session : Session
        Reaching the reader's districts.
    tip_id : UUID
        Which.

    Returns
    -------
    Tip or None
        None when none waits there.
    """
    asked = select(*(getattr(TipRow, one.name) for one in fields(Tip))).where(TipRow.id == tip_id)
    row = session.execute(asked.where(TipRow.settled_at.is_(None)).with_for_update()).one_or_none()
    return None if row is None else Tip(*row)


def settle(session: Session, tip_id: UUID, outcome: str, *, by: UUID | None, now: datetime) -> None:
    """Store what a desk made of a tip, and destroy what it said.

    Parameters
    ----------
    session : Session
        Holding it; not committed.
    tip_id : UUID
        Which.
    outcome : str
        What came of it.
    by : UUID or None
        Who says so.
    now : datetime
        This moment.
    """
    values = {"sealed": None, "outcome": outcome, "settled_by": by, "settled_at": now}
    session.execute(update(TipRow).where(TipRow.id == tip_id).values(values))
