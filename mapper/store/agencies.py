"""Agencies as they are stored: the latest row of one holds."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from mapper.domain.agency import Agency
from mapper.store.tables import AgencyRow


def add(
    session: Session, agency: Agency, *, row_id: UUID, user_id: UUID | None, now: datetime, withdrawn: bool = False
) -> None:
    """Write down an agency, or what became of one.

    Parameters
    ----------
    session : Session
        Not committed.
    agency : Agency
        As it is now.
    row_id : UUID
        Of the row; of the agency itself when it is new.
    user_id : UUID or None
        Who writes.
    now : datetime
        This moment.
    withdrawn : bool
        Whether it is no more.
    """
    values = asdict(agency) | {"district_codes": list(agency.district_codes)}
    session.add(AgencyRow(id=row_id, **values, withdrawn=withdrawn, user_id=user_id, recorded_at=now))
    session.flush()


def agencies(session: Session) -> list[Agency]:
    """Read the agencies there are.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    list of Agency
        By kind and name.
    """
    latest = (
        select(AgencyRow)
        .ext(distinct_on(AgencyRow.agency_id))
        .order_by(AgencyRow.agency_id, AgencyRow.recorded_at.desc(), AgencyRow.id)
    )
    rows = [one for one in session.execute(latest).scalars() if not one.withdrawn]
    return [
        Agency(one.agency_id, one.name, one.kind, one.sector, one.services, tuple(one.district_codes))
        for one in sorted(rows, key=lambda one: (one.kind, one.name))
    ]
