"""How residents who complained can be reached: opened by whoever handles it, destroyed when that is over."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from mapper.domain.access import require, sees_all_of
from mapper.domain.reader import Reader
from mapper.domain.resident_report import Contact, ContactUse, needed_until
from mapper.errors import NotFound
from mapper.operations.people.sealing import Seal
from mapper.operations.resident_reports import NOBODY, contact_place
from mapper.store import contacts as rows
from mapper.store.engine import Session
from mapper.store.write_log import log_write

__all__ = ["contact_of", "destroy_contacts"]

_PERMISSION: Final = "contact"


def contact_of(session: Session, complaint: UUID, *, by: Reader, seal: Seal, kept: timedelta, now: datetime) -> Contact:
    """Open the contact of a reporter, and write down who did.

    Parameters
    ----------
    session : Session
        Not committed.
    complaint : UUID
        Id.
    by : Reader
        Who asks.
    seal : Seal
        Opens it.
    kept : timedelta
        How long contacts are kept after the last word about an issue that ended.
    now : datetime
        When.

    Returns
    -------
    Contact
        As given.

    Raises
    ------
    NotAllowed
        When their role never may.
    NotFound
        When there is none, it is of another district, or nobody is to be reached any more: alike.
    """
    require(_PERMISSION, by)
    found = rows.sealed_contact(session, complaint)
    if found is None or not sees_all_of(_PERMISSION, by, found.district_code) or _over(session, kept, now, complaint):
        message = f"No contact was given with complaint {complaint}, it was destroyed, or it is not yours to see."
        raise NotFound(message, id=str(complaint))
    log_write(session, by, "complaint.contact", subject=str(complaint), now=now, district_code=found.district_code)
    return Contact(**json.loads(seal.open(found.contact, place=contact_place(complaint))))


def destroy_contacts(session: Session, *, kept: timedelta, now: datetime) -> int:
    """Destroy the contacts by which nobody is to be reached any more, and write down how many.

    Parameters
    ----------
    session : Session
        Not committed.
    kept : timedelta
        How long after an issue ended and the last word about it.
    now : datetime
        This moment.

    Returns
    -------
    int
        How many.
    """
    destroyed = rows.destroy(session, [use.complaint for use in _over(session, kept, now)], at=now)
    if destroyed:
        log_write(session, NOBODY, "complaint.contact_destroyed", subject="complaint", now=now, rows=destroyed)
    return destroyed


def _over(session: Session, kept: timedelta, now: datetime, complaint: UUID | None = None) -> list[ContactUse]:
    ends = ((use, needed_until(use, kept)) for use in rows.uses_of(session, complaint))
    return [use for use, until in ends if until is not None and until <= now]
