"""Issues that were taken off: the newest official run shows them to everybody, and by now they are no more to be shown.

They were merged, rejected or withdrawn since, or have a category that has no name for everybody. The queries of
`mapper.store.tiles` leave them out; what is kept of an answer is named by them, so that it is not taken for good.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.crs import WEB_MERCATOR
from mapper.store.grades import View
from mapper.store.tables.facts import OFF
from mapper.store.tiles import PublicIssues, public_values

_TAKEN_OFF: Final = text(f"""
    WITH changed AS MATERIALIZED ( -- few, and each found by an index
        SELECT issue_id FROM issue_state WHERE ({OFF.text}) AND known_from > :known
        UNION SELECT issue_id FROM issue_state WHERE ({OFF.text}) AND settled_from >= :until
        UNION SELECT issue_id FROM revision WHERE recorded_at > :known
    )
    SELECT DISTINCT issue_id, known_from, ST_X(place), ST_Y(place)
    FROM changed JOIN issue_state USING (issue_id) JOIN placement USING (issue_id)
    JOIN segment ON segment.id = placement.segment_id
    CROSS JOIN LATERAL ST_Transform(public_point, {WEB_MERCATOR}) AS place
    WHERE public_point IS NOT NULL AND placement.recorded_at <= :known
        AND issue_state.recorded_at <= :known AND issue_state.recorded_at < :recorded_before
        AND ({OFF.text} OR category <> ALL (CAST(:named AS text[])))
    ORDER BY issue_id, 3, 4
""")
"""Each at every point where it may have been shown: one more than there was names a tile anew, and one less would not."""


@dataclass(frozen=True)
class TakenOff:
    """One of them.

    Attributes
    ----------
    issue : UUID
        Its id.
    known_from : datetime
        When the last of it was recorded.
    x, y : float
        Where it may have been shown: EPSG:3857 [m].
    """

    issue: UUID
    known_from: datetime
    x: float
    y: float


def taken_off(session: Session, view: View, public: PublicIssues) -> tuple[TakenOff, ...]:
    """Find them.

    Parameters
    ----------
    session : Session
        Only read.
    view : View
        Of the newest official run.
    public : PublicIssues
        What may be shown.

    Returns
    -------
    tuple of TakenOff
        In the order of their ids.
    """
    return tuple(TakenOff(*row) for row in session.execute(_TAKEN_OFF, public_values(view, public)))


def name_of(those: Sequence[TakenOff]) -> str:
    """Name some of them.

    Parameters
    ----------
    those : sequence of TakenOff
        In the order of their ids.

    Returns
    -------
    str
        Another one for others, and when something more was recorded of one.
    """
    if not those:
        return "0"
    said = b"".join(one.issue.bytes + str(one.known_from.timestamp()).encode() for one in those)
    return blake2b(said, digest_size=8).hexdigest()
