"""Experts who sit at conferences: the latest row of one holds."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from mapper.domain.agency import Expert
from mapper.store.tables import ExpertRow


def add(session: Session, expert: Expert, *, user_id: UUID | None, now: datetime, withdrawn: bool = False) -> None:
    """Write down an expert, or that one sits there no more.

    Parameters
    ----------
    session : Session
        Reaching the district; not committed.
    expert : Expert
        Who.
    user_id : UUID or None
        Who writes.
    now : datetime
        This moment.
    withdrawn : bool
        Whether they sit there no more.
    """
    row = ExpertRow(id=uuid4(), **asdict(expert), withdrawn=withdrawn, recorded_by=user_id, recorded_at=now)
    session.add(row)
    session.flush()


def experts(session: Session) -> list[Expert]:
    """Read the experts of the reader's districts.

    Parameters
    ----------
    session : Session
        Reaching them; only read.

    Returns
    -------
    list of Expert
        By name.
    """
    latest = (
        select(ExpertRow)
        .ext(distinct_on(ExpertRow.expert_id))
        .order_by(ExpertRow.expert_id, ExpertRow.recorded_at.desc(), ExpertRow.id)
    )
    rows = [one for one in session.execute(latest).scalars() if not one.withdrawn]
    found = [Expert(**{part.name: getattr(one, part.name) for part in fields(Expert)}) for one in rows]
    return sorted(found, key=lambda one: (one.name, str(one.expert_id)))
