"""Open issues that a new one may be a double of: nearby, and of a category that may mean the same thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.crs import KOREA_TM
from mapper.domain.duplicate import AGREEING_SIGMAS, FARTHEST_M, NEAR_M
from mapper.domain.parameters import PLACEMENT
from mapper.domain.placement import FINEST_ACCURACY_M
from mapper.store.reach import IN_REACH
from mapper.store.revised import ACCURACY_M, POINT, REVISED

_RADIUS: Final = f"greatest(coalesce(accuracy_m, {PLACEMENT.default_accuracy_m}), {FINEST_ACCURACY_M})"
"""Of a position [m]; bounded here too, as the square of next to nothing would end every query near that one issue."""

_SIGMA: Final = f"sqrt(({_RADIUS} / {PLACEMENT.r68_divisor}) ^ 2 + {PLACEMENT.map_error_m} ^ 2)"
"""Of the position of an issue, as `mapper.domain.placement.position_sigma` has it [m]."""

NEAR_DOUBLES: Final = f"""
    SELECT issue_id AS issue, state.category, state.severity, state.reported_at, distance_m, agrees, segment_id AS segment,
        x, y
    FROM (
        SELECT id, ST_X(point) AS x, ST_Y(point) AS y, distance_m,
            distance_m <= {AGREEING_SIGMAS} * sqrt(:sigma ^ 2 + {_SIGMA} ^ 2) AS agrees
        FROM ST_SetSRID(ST_MakePoint(:x, :y), {KOREA_TM}) AS there CROSS JOIN LATERAL (
            SELECT id, point, accuracy_m FROM issue
            WHERE ST_DWithin(point, there, {FARTHEST_M}) AND category = ANY(:categories)
                AND NOT EXISTS (SELECT FROM revision WHERE issue_id = issue.id)
            UNION ALL
            SELECT issue.id, found.point, found.within_m FROM sought_address AS found JOIN issue ON issue.id = issue_id
            WHERE ST_DWithin(found.point, there, {FARTHEST_M}) AND issue.point IS NULL AND category = ANY(:categories)
                AND NOT EXISTS (SELECT FROM revision WHERE revision.issue_id = issue.id) AND NOT EXISTS (
                    SELECT FROM sought_address AS later
                    WHERE later.issue_id = issue.id AND later.recorded_at > found.recorded_at
                )
            UNION ALL
            SELECT issue.id, {POINT}, {ACCURACY_M} FROM issue {REVISED}
            WHERE issue.id IN (SELECT issue_id FROM revision WHERE category = ANY(:categories))
        ) AS alike CROSS JOIN LATERAL ST_Distance(point, there) AS distance_m
    ) AS near
    JOIN issue_state AS state ON issue_id = near.id
    LEFT JOIN segment ON segment.id = segment_id
    LEFT JOIN district ON district.id = segment.district_id
    LEFT JOIN unplaced USING (issue_id)
    WHERE (agrees AND distance_m <= {FARTHEST_M} OR distance_m <= {NEAR_M}) AND state.category = ANY(:categories)
        AND NOT merged AND resolved_at IS NULL AND verification <> 'rejected'
        AND {IN_REACH}
    ORDER BY CASE WHEN agrees THEN distance_m END FETCH FIRST (:most) ROWS WITH TIES
"""
"""SQL of the nearest so many whose positions agree and, when these are fewer, of all others: of those only some are near
along the network. An issue that was closed without a fix is still there, and so still may be what somebody sees."""


@dataclass(frozen=True)
class Double:
    """An open issue that a new one may be a double of.

    Attributes
    ----------
    issue : UUID
        Id.
    category : str
        Id of its category.
    severity : int
        1 to 4.
    reported_at : datetime
        When it was seen.
    distance_m : float
        To the new one, in a straight line [m].
    agrees : bool
        Whether the error of both positions explains that; else it is one only if it is near along the network.
    segment : UUID or None
        Where it is placed.
    x, y : float
        Where it was seen, in EPSG:5179 [m].
    """

    issue: UUID
    category: str
    severity: int
    reported_at: datetime
    distance_m: float
    agrees: bool
    segment: UUID | None
    x: float
    y: float

    @classmethod
    def of(cls, issue: str, reported_at: str, segment: str | None, **values: Any) -> Self:
        """Return a row of `NEAR_DOUBLES`, read from JSON.

        Parameters
        ----------
        issue : str
            Id.
        reported_at : str
            When it was seen.
        segment : str or None
            Where it is placed.
        **values : Any
            The rest, which JSON has as it is.

        Returns
        -------
        Double
            With values of their own types.
        """
        return cls(
            issue=UUID(issue),
            reported_at=datetime.fromisoformat(reported_at),
            segment=None if segment is None else UUID(segment),
            **values,
        )


def near_doubles(session: Session, **values: Any) -> list[Double]:
    """Read what may be a double of a new issue.

    Parameters
    ----------
    session : Session
        Only read.
    **values : Any
        ``x``, ``y`` in EPSG:5179 and ``sigma``, the standard deviation of that position [m], ``categories`` that may mean
        the same, ``codes`` of the districts in reach (None for all) and how many are shown at ``most``.

    Returns
    -------
    list of Double
        In no order; `NEAR_DOUBLES` says how many.
    """
    return [Double(**row) for row in session.execute(text(NEAR_DOUBLES), values).mappings()]
