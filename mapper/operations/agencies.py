"""Keep the list of agencies that households are referred to; nothing of it is about any household."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from mapper.domain.access import require
from mapper.domain.agency import Agency, check_agency
from mapper.domain.reader import Reader
from mapper.errors import NameTaken, NotFound
from mapper.store import agencies as rows
from mapper.store.engine import Session
from mapper.store.write_log import log_write

_PERMISSION = "agency"


def agencies(session: Session, *, by: Reader) -> list[Agency]:
    """List the agencies there are.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who asks.

    Returns
    -------
    list of Agency
        By kind and name.

    Raises
    ------
    NotAllowed
        When it is not for their role.
    """
    require(_PERMISSION, by)
    return rows.agencies(session)


def add_agency(session: Session, agency: Agency, *, by: Reader, now: datetime) -> None:
    """Write down an agency.

    Parameters
    ----------
    session : Session
        Not committed.
    agency : Agency
        New.
    by : Reader
        Who writes.
    now : datetime
        This moment.

    Raises
    ------
    NotAllowed
        When it is not for their role.
    InvalidInput
        When something is missing or too long.
    NameTaken
        When there is one of that name.
    """
    require(_PERMISSION, by)
    kept = check_agency(agency)
    if any(one.name == kept.name for one in rows.agencies(session)):
        raise NameTaken(f"There is an agency {kept.name!r}; give this one another name.", field="name")
    rows.add(session, kept, row_id=kept.agency_id, user_id=by.user_id, now=now)
    log_write(session, by, "agency.add", subject=str(kept.agency_id), now=now, name=kept.name)


def withdraw_agency(session: Session, agency_id: UUID, row_id: UUID, *, by: Reader, now: datetime) -> None:
    """Take an agency off the list; what was referred to it stays.

    Parameters
    ----------
    session : Session
        Not committed.
    agency_id : UUID
        Which.
    row_id : UUID
        Of the row that says so.
    by : Reader
        Who says so.
    now : datetime
        This moment.

    Raises
    ------
    NotAllowed
        When it is not for their role.
    NotFound
        When there is none.
    """
    require(_PERMISSION, by)
    found = next((one for one in rows.agencies(session) if one.agency_id == agency_id), None)
    if found is None:
        raise NotFound(f"{agency_id} is no agency of the list; open it again.")
    rows.add(session, found, row_id=row_id, user_id=by.user_id, now=now, withdrawn=True)
    log_write(session, by, "agency.withdraw", subject=str(agency_id), now=now, name=found.name)
