"""What is noticed at once of those who look: too many refusals of one account, and a bait that somebody touched."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from mapper.domain.access_log import MOST_REFUSALS, REFUSALS_WITHIN
from mapper.domain.oversight import AlertKind
from mapper.domain.reader import Reader
from mapper.errors import HouseholdNotFound
from mapper.store.crisis import access_log, alerts, households
from mapper.store.crisis.identity import reach
from mapper.store.engine import Session
from mapper.store.write_log import log_write

_LOGGER: Final = logging.getLogger(__name__)


def wait_of(session: Session, by: Reader, *, now: datetime) -> timedelta | None:
    """Return how long an account has to wait until it may look at households again.

    Parameters
    ----------
    session : Session
        Reaching the reader's districts; only read.
    by : Reader
        Whose account.
    now : datetime
        This moment.

    Returns
    -------
    timedelta or None
        None for an account that was not refused too often within an hour, and at the machine.
    """
    if by.user_id is None:
        return None
    count, earliest = access_log.refusals(session, by.user_id, since=now - REFUSALS_WITHIN)
    return None if earliest is None or count < MOST_REFUSALS else earliest + REFUSALS_WITHIN - now


def notice_refusal(session: Session, by: Reader, district_code: str, *, now: datetime) -> None:
    """Raise an alert when an account was refused too often: one an hour.

    Parameters
    ----------
    session : Session
        Reaching the district, the refusal written already; not committed.
    by : Reader
        Who was refused.
    district_code : str
        In whose chain that stands.
    now : datetime
        This moment.
    """
    since = now - REFUSALS_WITHIN
    if by.user_id is None or access_log.refusals(session, by.user_id, since=since)[0] < MOST_REFUSALS:
        return
    if not alerts.was_raised(session, AlertKind.REFUSALS, by.user_id, since=since):
        _raise(session, AlertKind.REFUSALS, by, district_code, now)


def notice_baits(session: Session, by: Reader, district_code: str, asked: Iterable[UUID], *, now: datetime) -> None:
    """Raise an alert when a bait is among the households that somebody opens or asks for.

    Parameters
    ----------
    session : Session
        Reaching the district; not committed.
    by : Reader
        Who asks.
    district_code : str
        In whose chain that stands.
    asked : iterable of UUID
        Ids of households.
    now : datetime
        This moment.
    """
    if by.user_id is not None and alerts.any_bait(session, asked):
        _raise(session, AlertKind.BAIT, by, district_code, now)


def set_bait(session: Session, household_id: UUID, *, by: Reader, now: datetime) -> None:
    """Make a household a bait; the log of changes does not say which.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    household_id : UUID
        Made up for it: nobody has a reason to open it.
    by : Reader
        Who, for the write log.
    now : datetime
        This moment.

    Raises
    ------
    HouseholdNotFound
        When there is none.
    """
    reach(session, None)
    district_code = households.district_of(session, household_id)
    if district_code is None:
        raise HouseholdNotFound(f"{household_id} is no household; take one in under a made-up name first.")
    alerts.add_bait(session, household_id, district_code, now=now)
    log_write(session, by, "bait.set", subject="bait", now=now)


def _raise(session: Session, kind: AlertKind, by: Reader, district_code: str, now: datetime) -> None:
    alerts.add(session, kind, by, district_code, now=now)
    # For whoever watches the journal of the machine; of those who were looked at it says nothing.
    _LOGGER.warning("Alert of households: %s, account %s. Look at /oversight.", kind.value, by.user_id)
