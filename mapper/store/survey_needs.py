"""What decides about lists of surveys: where each segment stands, what was surveyed in a round, who was where last."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from mapper.domain.calendar import KST, end_of
from mapper.domain.survey_round import FirstSurvey, Standing
from mapper.store.issue_state import standing_events
from mapper.store.survey_tasks import DAY_BEGINS, IS_DONE
from mapper.store.tables import SegmentRow

_STANDINGS: Final = f"""
    SELECT segment.id, code, walked.at, reopened.at, asked.at
    FROM segment JOIN district ON district.id = district_id
    LEFT JOIN (
        SELECT segment_id, max(walked_at) AS at FROM survey WHERE rubric = :rubric GROUP BY segment_id
    ) AS walked ON walked.segment_id = segment.id
    LEFT JOIN (
        SELECT segment_id, max(occurred_at) AS at FROM issue_event JOIN issue_state USING (issue_id)
        WHERE kind = 'reopened' AND {standing_events()} AND NOT merged AND resolved_at IS NULL
            AND verification <> 'rejected'
        GROUP BY segment_id
    ) AS reopened ON reopened.segment_id = segment.id
    LEFT JOIN (
        SELECT segment_id, max(recorded_at) AS at FROM survey_request AS request
        WHERE NOT EXISTS (SELECT FROM withdrawn_list WHERE withdrawn_list.list_id = request.list_id)
        GROUP BY segment_id
    ) AS asked ON asked.segment_id = segment.id
    WHERE graded AND segment.superseded_at IS NULL ORDER BY segment.id
"""

_FIRST: Final = f"""
    WITH newest AS (SELECT id FROM grade_run WHERE official ORDER BY as_of DESC, known_at DESC, id LIMIT 1)
    SELECT DISTINCT ON (first.segment_id) first.id, first.segment_id, code,
        coalesce(CASE WHEN live_grade.segment_id IS NULL THEN grade.overall_grade ELSE live_grade.overall_grade END, ''),
        surveyor, CAST(walked_at AT TIME ZONE '{KST.key}' AS date),
        EXISTS (SELECT FROM survey_task AS task WHERE repeat_of = first.id AND (day = :day OR {IS_DONE})),
        first.user_id
    FROM survey AS first JOIN segment ON segment.id = first.segment_id JOIN district ON district.id = district_id
    LEFT JOIN grade ON run_id = (SELECT id FROM newest) AND grade.segment_id = segment.id
    LEFT JOIN live_grade ON live_grade.segment_id = segment.id
    WHERE rubric = :rubric AND walked_at >= :begins AND walked_at < :ends AND segment.superseded_at IS NULL
        AND NOT EXISTS (
            SELECT FROM survey_task AS task WHERE task.segment_id = first.segment_id AND task.user_id = first.user_id
                AND repeat_of IS NOT NULL AND walked_at >= {DAY_BEGINS}
        )
    ORDER BY first.segment_id, walked_at DESC, first.id
"""

_LAST: Final = """
    SELECT DISTINCT ON (user_id) user_id, segment_id FROM survey WHERE user_id IS NOT NULL
    ORDER BY user_id, walked_at DESC, id
"""


def standings(session: Session, rubric: str) -> dict[str, dict[UUID, Standing]]:
    """Read what bears on the next survey of every graded segment.

    Parameters
    ----------
    session : Session
        Only read.
    rubric : str
        Version; surveys by another one do not count.

    Returns
    -------
    dict of str to dict
        By code of the district and id of the segment.
    """
    found: dict[str, dict[UUID, Standing]] = {}
    for segment, code, *moments in session.execute(text(_STANDINGS), {"rubric": rubric}):
        found.setdefault(code, {})[segment] = Standing(*moments)
    return found


def first_surveys(session: Session, rubric: str, *, begins: date, day: date) -> list[FirstSurvey]:
    """Read the surveys of a round that are no repeats themselves, of each segment the latest.

    Parameters
    ----------
    session : Session
        Only read.
    rubric : str
        Version.
    begins, day : date
        First day of the round; day on which lists are dealt.

    Returns
    -------
    list of FirstSurvey
        Repeated are those that somebody has surveyed again, or has on a list of that day.
    """
    values = {"rubric": rubric, "begins": end_of(begins - timedelta(days=1)), "ends": end_of(day), "day": day}
    return [FirstSurvey(*row) for row in session.execute(text(_FIRST), values)]


def last_segments(session: Session) -> dict[UUID, UUID]:
    """Read where everybody surveyed last.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    dict of UUID to UUID
        Segment by user.
    """
    return {user: segment for user, segment in session.execute(text(_LAST))}  # noqa: C416 - dict() does not take rows by their type


def graded_among(session: Session, segments: list[UUID]) -> set[UUID]:
    """Tell which segments can be surveyed.

    Parameters
    ----------
    session : Session
        Only read.
    segments : list of UUID
        Ids, known or not.

    Returns
    -------
    set of UUID
        Those that are graded now.
    """
    now = select(SegmentRow.id).where(SegmentRow.graded, SegmentRow.superseded_at.is_(None))
    return set(session.scalars(now.where(SegmentRow.id.in_(segments))))
