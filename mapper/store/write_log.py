"""The log of everything somebody changed: appended in the transaction of the change itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from mapper.domain.reader import Reader
from mapper.store.tables import WriteRow


def log_write(
    session: Session,
    by: Reader,
    action: str,
    *,
    subject: str,
    now: datetime,
    district_code: str | None = None,
    **details: Any,
) -> UUID:
    """Write down who changed what; it is kept exactly when the change is.

    Parameters
    ----------
    session : Session
        Not committed.
    by : Reader
        Who.
    action : str
        Noun and verb, such as ``user.disable``.
    subject : str
        What was changed: an id or a name, never the name of a resident.
    now : datetime
        When.
    district_code : str or None
        Where, when it is of one district.
    **details : Any
        What JSON can hold; no secrets, no text of residents.

    Returns
    -------
    UUID
        Of the entry.
    """
    entry = WriteRow(
        id=uuid4(),
        user_id=by.user_id,
        name=by.name,
        role=by.role.value,
        origin=by.origin,
        action=action,
        subject=subject,
        district_code=district_code,
        details=details,
        recorded_at=now,
    )
    session.add(entry)
    return entry.id
