"""What everybody may know of the issues around a stop: those at the same public point of the map."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.store.grades import View
from mapper.store.tiles import OPEN_PUBLIC_NEAR, PublicIssues, public_values

_AROUND: Final = "(SELECT ST_Extent(public_point)::geometry FROM segment WHERE id = ANY(:segments))"
_OPEN: Final = f"""
    SELECT stop.id, label, count FROM ({OPEN_PUBLIC_NEAR.replace("{box}", _AROUND)}) AS shown
    JOIN segment AS stop ON stop.public_point && geom_tm AND stop.id = ANY(:segments)
    ORDER BY stop.id, count DESC, label
"""
_PICTURED: Final = """
    SELECT stop.id, issue_id
    FROM segment AS stop JOIN segment AS near ON near.public_point && stop.public_point AND near.superseded_at IS NULL
    JOIN issue_state ON issue_state.segment_id = near.id
    WHERE stop.id = ANY(:segments) AND CASE WHEN resolved_at IS NULL THEN CAST(:mended_before AS timestamptz) IS NULL
            ELSE resolved_at >= :mended_since AND resolved_at < coalesce(:mended_before, 'infinity') END
        AND EXISTS (SELECT FROM photo_use WHERE photo_use.issue_id = issue_state.issue_id)
    ORDER BY resolved_at IS NOT NULL, reported_at DESC, issue_id
"""


def open_at(
    session: Session, segments: Collection[UUID], view: View, public: PublicIssues
) -> dict[UUID, list[tuple[str, int]]]:
    """Count the open issues that the public map shows where it shows those of some segments.

    Parameters
    ----------
    session : Session
        Only read.
    segments : collection of UUID
        Which; those without a public point have none.
    view : View
        From where the map is looked at.
    public : PublicIssues
        What may be shown: the rule is that of the map itself.

    Returns
    -------
    dict of UUID to list of tuple
        By segment the words of the map and how many; most come first.
    """
    found: dict[UUID, list[tuple[str, int]]] = defaultdict(list)
    for segment, label, count in session.execute(
        text(_OPEN), {"segments": list(segments), **public_values(view, public)}
    ):
        found[segment].append((label, count))
    return found


def pictured_at(
    session: Session, segments: Collection[UUID], *, mended_since: datetime, mended_before: datetime | None = None
) -> dict[UUID, list[UUID]]:
    """Find the issues with photos where the public map shows those of some segments, whether they are public or not.

    Parameters
    ----------
    session : Session
        Only read.
    segments : collection of UUID
        Which; those without a public point have none.
    mended_since : datetime
        Those that were mended earlier are left out.
    mended_before : datetime or None
        Those that were mended later, or are not yet, are left out too; none when not given.

    Returns
    -------
    dict of UUID to list of UUID
        Ids by segment, open ones first, the latest reported first; which photos of them are public is decided elsewhere.
    """
    found: dict[UUID, list[UUID]] = defaultdict(list)
    given = {"segments": list(segments), "mended_since": mended_since, "mended_before": mended_before}
    for segment, issue in session.execute(text(_PICTURED), given):
        found[segment].append(issue)
    return found
