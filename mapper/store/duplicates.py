"""Open issues that a new one may be a double of: nearby, and of a category that may mean the same thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self
from uuid import UUID

from mapper.crs import KOREA_TM

NEAR_DOUBLES: Final = f"""
    SELECT issue_id AS issue, issue_state.category, issue_state.severity, issue_state.reported_at, distance_m
    FROM (
        SELECT id, category, ST_Distance(point, there) AS distance_m
        FROM issue, ST_SetSRID(ST_MakePoint(:x, :y), {KOREA_TM}) AS there
        WHERE ST_DWithin(point, there, :double_m) AND category = ANY(:categories)
    ) AS near
    JOIN issue_state ON issue_id = near.id
    LEFT JOIN segment ON segment.id = issue_state.segment_id
    LEFT JOIN district ON district.id = segment.district_id
    LEFT JOIN unplaced USING (issue_id)
    WHERE NOT merged AND resolved_at IS NULL AND verification <> 'rejected'
        AND (CAST(:codes AS text[]) IS NULL OR coalesce(district.code, unplaced.district_code) = ANY(:codes))
    ORDER BY distance_m, issue_id LIMIT :most
"""
"""SQL of them, the nearest first: an issue that was closed without a fix is still there, and so still may be what somebody sees."""


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
    """

    issue: UUID
    category: str
    severity: int
    reported_at: datetime
    distance_m: float

    @classmethod
    def of(cls, issue: str, category: str, severity: int, reported_at: str, distance_m: float) -> Self:
        """Return a row of `NEAR_DOUBLES`, read from JSON.

        Parameters
        ----------
        issue : str
            Id.
        category : str
            Id of its category.
        severity : int
            1 to 4.
        reported_at : str
            When it was seen.
        distance_m : float
            To the new one [m].

        Returns
        -------
        Double
            With values of their own types.
        """
        return cls(UUID(issue), category, severity, datetime.fromisoformat(reported_at), distance_m)
