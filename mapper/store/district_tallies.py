"""What some segments and the issues on them come to, added up by the server in whole numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.calendar import end_of
from mapper.domain.district_tally import LETTERS, UNSURVEYED, DistrictTally
from mapper.store.grades import GradeRun
from mapper.store.issue_state import issues_standing

_SEGMENTS: Final = f"""
    SELECT coalesce(overall_grade, '{UNSURVEYED}') AS letter, count(*) AS segments,
        CAST(sum(CAST(round(length_m * 1e6) AS bigint)) AS bigint) AS length_um
    FROM segment JOIN grade ON run_id = :run AND segment_id = segment.id
    WHERE segment.id = ANY(:only) GROUP BY 1
"""
_ISSUES: Final = f"""
    SELECT count(*) FILTER (WHERE resolved_at IS NULL) AS open_issues,
        CAST(coalesce(sum(greatest(filed - 1, 0)), 0) AS bigint) AS duplicates,
        CAST(coalesce(sum(extract(epoch FROM least(resolved_at, :until) - reported_at) * 1000000), 0) AS bigint)
    FROM (
        SELECT reported_at, resolved_at, (
            SELECT count(*) FROM complaint
            WHERE issue_id = standing.id AND recorded_at <= :known AND filed_at < :until
        ) AS filed
        FROM ({issues_standing(some=True)}) AS standing WHERE verification <> 'rejected'
    ) AS issue
"""


def tally_segments(session: Session, run: GradeRun, segments: Sequence[UUID]) -> DistrictTally:
    """Add up some segments of a run and the issues that stood on them then.

    Parameters
    ----------
    session : Session
        Only read.
    run : GradeRun
        Whose grades, and from where the issues are looked at.
    segments : sequence of UUID
        Ids.

    Returns
    -------
    DistrictTally
        Of these segments.
    """
    values = {"run": run.id, "known": run.known_at, "until": end_of(run.as_of), "only": list(segments)}
    by_letter = {letter: (count, length) for letter, count, length in session.execute(text(_SEGMENTS), values)}
    open_issues, duplicates, exposure_us = session.execute(text(_ISSUES), values).one()
    counted = [by_letter.get(letter, (0, 0)) for letter in LETTERS]
    return DistrictTally(
        tuple(count for count, _ in counted),
        tuple(length for _, length in counted),
        open_issues,
        duplicates,
        exposure_us,
    )
