"""기한 알림: what of the ledger of visits is late or due soon, by office, and what waits at the desks of districts."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from mapper.domain.access import districts_for, require
from mapper.domain.calendar import KST
from mapper.domain.ledger import Entry, Reminder, in_order, reminders
from mapper.domain.reader import Reader
from mapper.domain.visit_record import REFERRAL
from mapper.operations.visits import PERMISSION
from mapper.store import ledger as rows
from mapper.store.engine import Session
from mapper.store.ledger import Known

__all__ = ["Entry", "Reminder", "referred", "reminded"]

DESK: Final = "case"
"""What whoever works at a desk may do."""


def reminded(session: Session, *, by: Reader, now: datetime) -> list[Reminder]:
    """Return what every office is to be reminded of.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who asks.
    now : datetime
        This moment.

    Returns
    -------
    list of Reminder
        The office with what is due the longest first.
    """
    require(PERMISSION, by)
    known = _known(now)
    return reminders(rows.entries(session, known), today=known.as_of)


def referred(session: Session, *, by: Reader, now: datetime) -> list[Entry]:
    """Return what was referred at visits to the desks of a reader, and of which nobody has said yet what came of it.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Somebody who follows cases.
    now : datetime
        This moment.

    Returns
    -------
    list of Entry
        What is overdue first; what was said of the household stands in none of them.
    """
    codes, known = districts_for(DESK, by), _known(now)
    found = [] if codes == [] else rows.entries(session, known, codes=codes or ())
    return in_order((one for one in found if one.outcome == REFERRAL and one.is_open), today=known.as_of)


def _known(now: datetime) -> Known:
    return Known(now, now.astimezone(KST).date())
