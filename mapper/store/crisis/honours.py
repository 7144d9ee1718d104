"""What is written down of honorary workers."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mapper.domain.honour import Honour
from mapper.store.tables import HonourRow

_COLUMNS: Final = [getattr(HonourRow, one.name) for one in fields(Honour)]


def add(session: Session, honour: Honour, *, by: UUID | None, now: datetime) -> None:
    """Write something down, unless it is there.

    Parameters
    ----------
    session : Session
        Reaching the district; not committed.
    honour : Honour
        New, or sent again.
    by : UUID or None
        Who writes.
    now : datetime
        This moment.
    """
    values = asdict(honour) | {"recorded_by": by, "recorded_at": now}
    session.execute(insert(HonourRow).values(values).on_conflict_do_nothing())


def honours(session: Session) -> list[Honour]:
    """Read what is written down in the reader's districts.

    Parameters
    ----------
    session : Session
        Reaching them; only read.

    Returns
    -------
    list of Honour
        In the order of their days.
    """
    asked = select(*_COLUMNS).order_by(HonourRow.on, HonourRow.recorded_at, HonourRow.id)
    return [Honour(*row) for row in session.execute(asked)]
