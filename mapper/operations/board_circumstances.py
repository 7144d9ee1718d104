"""What the segments of a planner's board are ranked by."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapper.domain.board import Facet
from mapper.domain.due import TODAY, first_days
from mapper.domain.mending import mending_cost
from mapper.domain.priority import TOLD_DAYS, Circumstances
from mapper.store import facilities
from mapper.store.boards import CityColumns
from mapper.store.engine import Session

_BEGINNING: Final = datetime(2000, 1, 1, tzinfo=UTC)


def circumstances(
    session: Session, columns: CityColumns, due: Facet, *, now: datetime, known_at: datetime
) -> Circumstances:
    """Gather what segments are ranked by.

    Parameters
    ----------
    session : Session
        Only read.
    columns : CityColumns
        The city.
    due : Facet
        Of its issues: by when they are due, -1 where they are over.
    now : datetime
        The last moment of which anything can be known.
    known_at : datetime
        What was recorded later is ignored.

    Returns
    -------
    Circumstances
        Scores are the official ones; what it would cost to mend is by all that is known now, like the lift of a card.
    """
    facts, told = columns.known.facts, columns.told
    since = (now - timedelta(days=TOLD_DAYS) - _BEGINNING) // timedelta(microseconds=1)
    lately = facts.issues.segment[told.issue[told.at >= since]]
    return Circumstances(
        score=columns.places["overall_score"].astype(np.int64),
        length_m=facts.length_m,
        told=np.bincount(lately, minlength=len(facts)),
        far_m=facilities.distances(session, columns.known.ids, known_at=known_at),
        cost=mending_cost(facts),
        days_left=_days_left(columns, due.member >= 0, now),
    )


def _days_left(columns: CityColumns, is_open: NDArray[np.bool_], now: datetime) -> NDArray[np.float64]:
    lies_on, told = columns.known.facts.issues.segment, columns.told
    day, overdue = first_days(told.issue, told.kind, told.at, issues=len(lies_on), now=now)
    left = np.where(overdue, np.minimum(day - TODAY, -1), day - TODAY).astype(np.float64)
    first = np.full(len(columns.known.ids), np.inf)
    np.minimum.at(first, lies_on[is_open], left[is_open])
    return first
