"""When something became known: one clock for facts and for the runs that read them.

A run known at K must read every fact recorded up to K and none after it, or it could not be recomputed.
So whoever records takes a shared lock before it reads the clock, and keeps it until its transaction ends;
a run takes the exclusive lock for the instant in which it chooses K, and so waits for those under way.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

_LOCK = "hashtext('golmok.knowledge')"
SHARED_LOCK: Final = f"pg_advisory_xact_lock_shared({_LOCK})"
CLOCK: Final = "greatest(clock_timestamp(), (SELECT max(known_at) FROM grade_run) + interval '1 microsecond')"
"""What `recording_now` asks, in this order and in statements of their own, for whoever asks more in one round trip."""


def recording_now(session: Session) -> datetime:
    """Return the time to write as ``recorded_at`` in this transaction.

    Parameters
    ----------
    session : Session
        Holds the shared lock until it commits or rolls back.

    Returns
    -------
    datetime
        Later than the known-at time of every run, whatever the machine's clock does.
    """
    session.execute(text(f"SELECT {SHARED_LOCK}"))
    moment: datetime = session.execute(text(f"SELECT {CLOCK}")).scalar_one()
    return moment


def knowing_now(session: Session) -> datetime:
    """Return a known-at time before which no fact can still be recorded.

    Parameters
    ----------
    session : Session
        The exclusive lock is given back at once, so that nobody waits for the run itself.

    Returns
    -------
    datetime
        Not before the known-at time of any run.
    """
    session.execute(text(f"SELECT pg_advisory_lock({_LOCK})"))
    try:
        moment: datetime = session.execute(text(f"SELECT {CLOCK}")).scalar_one()
    finally:
        session.execute(text(f"SELECT pg_advisory_unlock({_LOCK})"))
    return moment
