"""Where issues lie: appended, of an issue the latest one holds."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlalchemy.orm import Session

from mapper.domain.placement import Placing
from mapper.store.tables import PlacementRow


def append(session: Session, issue: UUID, placing: Placing, *, recorded_at: datetime) -> None:
    """Append where an issue is; whoever does brings in step what is derived of it.

    Parameters
    ----------
    session : Session
        Not committed.
    issue : UUID
        Id.
    placing : Placing
        Where, and what that rests on.
    recorded_at : datetime
        By the clock of knowledge.
    """
    session.execute(
        insert(PlacementRow).values(
            id=uuid4(),
            issue_id=issue,
            segment_id=placing.segment,
            decision=str(placing.decision),
            method=str(placing.method),
            probability=placing.probability,
            offer=placing.offer,
            recorded_at=recorded_at,
        )
    )
