"""Versions of the key file as the database knows them, and the lock under which they change."""

from __future__ import annotations

from datetime import datetime
from time import sleep
from typing import Final

from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mapper.errors import ServerBusy
from mapper.store import engine
from mapper.store.tables import HouseholdRow, VaultKeyRow

LOCK: Final = "vault"
"""What is held while versions of the key file are added or dropped."""
_PAUSE: Final = 1.0
"""Between two attempts to hold it alone, for those who came meanwhile [s]."""


def hold_open(session: Session) -> None:
    """Keep the key file as it is until this transaction ends; as many as like may do so at once.

    Parameters
    ----------
    session : Session
        Its transaction holds it.
    """
    session.execute(text("SELECT pg_advisory_xact_lock_shared(hashtext(:name))"), {"name": f"golmok.{LOCK}"})


def hold_alone(session: Session) -> None:
    """Hold the key file alone until this transaction ends, once nobody else holds it.

    Whoever asks for it waits behind us: so we wait for less than a request does, let those go first, and come again.

    Parameters
    ----------
    session : Session
        Its transaction holds it; at the machine, as it takes the time that it needs.
    """
    while True:
        try:
            with session.begin_nested():
                session.execute(text("SET LOCAL lock_timeout = '1s'"))
                engine.hold_alone(session, LOCK)
        except ServerBusy:
            sleep(_PAUSE)
        else:
            session.execute(text("SET LOCAL lock_timeout TO DEFAULT"))
            return


def register(session: Session, number: int, check: bytes, *, now: datetime) -> bool:
    """Let a version be used, unless it is another key than the one of that number before.

    Parameters
    ----------
    session : Session
        Not committed.
    number : int
        Of the version.
    check : bytes
        Told by the key.
    now : datetime
        This moment.

    Returns
    -------
    bool
        Whether it is the same key.
    """
    values = {"number": number, "check": check, "recorded_at": now}
    session.execute(insert(VaultKeyRow).values(values).on_conflict_do_nothing())
    stored: bytes = session.execute(select(VaultKeyRow.check).where(VaultKeyRow.number == number)).scalar_one()
    return stored == check


def any_used(session: Session) -> bool:
    """Say whether the vault was ever used.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    bool
        Whether any version wraps something, or did.
    """
    return session.execute(select(VaultKeyRow.number).limit(1)).one_or_none() is not None


def forget(session: Session, number: int) -> None:
    """Let a version go; the database refuses as long as it wraps anything.

    Parameters
    ----------
    session : Session
        Not committed.
    number : int
        Of the version.
    """
    session.execute(delete(VaultKeyRow).where(VaultKeyRow.number == number))


def wrapped(session: Session) -> dict[int, int]:
    """Count what each version wraps.

    Parameters
    ----------
    session : Session
        Reaching every district; only read.

    Returns
    -------
    dict of int to int
        Households by number of the version; of every version that was ever used and not let go.
    """
    counted = (
        select(VaultKeyRow.number, func.count(HouseholdRow.id))
        .outerjoin(HouseholdRow, HouseholdRow.key_number == VaultKeyRow.number)
        .group_by(VaultKeyRow.number)
        .order_by(VaultKeyRow.number)
    )
    return {number: count for number, count in session.execute(counted)}  # noqa: C416 - dict() does not take rows
