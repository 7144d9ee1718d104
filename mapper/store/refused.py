"""What was handed in before the issue that it names, and could not be carried out on it when that arrived. Appended."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mapper.domain.work import Refusal
from mapper.store.tables import RefusedRow


def refuse(session: Session, record: UUID, refusals: Iterable[Refusal], *, recorded_at: datetime) -> None:
    """Store that a record was refused on issues that it waited for.

    Parameters
    ----------
    session : Session
        Not committed.
    record : UUID
        Under which it was handed in.
    refusals : iterable of Refusal
        Of each issue, why.
    recorded_at : datetime
        By the clock of knowledge.
    """
    rows = [
        {"receipt_id": record, "issue_id": one.issue, "why": one.why, "recorded_at": recorded_at} for one in refusals
    ]
    if rows:
        session.execute(insert(RefusedRow).values(rows).on_conflict_do_nothing())


def refused_on(session: Session, record: UUID) -> dict[UUID, str]:
    """Read on which issues a record was refused when they arrived.

    Parameters
    ----------
    session : Session
        Only read.
    record : UUID
        Under which it was handed in.

    Returns
    -------
    dict of UUID to str
        By issue, in order, why: a key of `mapper.domain.work.REFUSALS`.
    """
    found = select(RefusedRow.issue_id, RefusedRow.why).where(RefusedRow.receipt_id == record)
    return {issue: why for issue, why in session.execute(found.order_by(RefusedRow.issue_id))}  # noqa: C416 - rows have no type
