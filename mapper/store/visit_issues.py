"""What everybody may know of the issues around a stop: those at the same public point of the map."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

_ISSUES: Final = """
    SELECT stop.id, issue_id, category, resolved_at IS NOT NULL
    FROM segment AS stop JOIN segment AS near ON near.public_point && stop.public_point AND near.superseded_at IS NULL
    JOIN issue_state ON issue_state.segment_id = near.id
    WHERE stop.id = ANY(:segments) AND category = ANY(:categories) AND issue_state.recorded_at < :recorded_before
        AND NOT merged AND verification <> 'rejected' AND (resolved_at IS NULL OR resolved_at >= :mended_since)
    ORDER BY resolved_at IS NOT NULL, reported_at DESC, issue_id
"""


@dataclass(frozen=True)
class NearIssue:
    """An issue at the public point of a stop.

    Attributes
    ----------
    stop : UUID
        Segment of the stop.
    id : UUID
        Of the issue.
    category : str
        Id.
    is_over : bool
        Whether it is mended.
    """

    stop: UUID
    id: UUID
    category: str
    is_over: bool


def public_issues_at(
    session: Session,
    segments: Collection[UUID],
    *,
    categories: Sequence[str],
    recorded_before: datetime,
    mended_since: datetime,
) -> list[NearIssue]:
    """Read the issues that the public map shows where it shows those of some segments.

    Parameters
    ----------
    session : Session
        Only read.
    segments : collection of UUID
        Which; those without a public point have none.
    categories : sequence of str
        Those whose issues are points of the public map.
    recorded_before : datetime
        Issues recorded later are not public yet.
    mended_since : datetime
        Those that were mended earlier are left out.

    Returns
    -------
    list of NearIssue
        Open ones first, the latest reported first.
    """
    values = {"categories": list(categories), "recorded_before": recorded_before, "mended_since": mended_since}
    found = session.execute(text(_ISSUES), {"segments": list(segments), **values})
    return [NearIssue(*row) for row in found]
