"""What was walked and reported on one segment, and how it was graded: as known at a time, of what had occurred by then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.store.issue_state import KNOWN_EVENTS, history_of

SURVEY: Final = "survey"
ISSUE: Final = "issue"

GRADE_COLUMNS: Final = (
    "overall_grade",
    "overall_score",
    "residential_grade",
    "residential_score",
    "residential_reason",
    "walking_grade",
    "walking_score",
    "walking_reason",
)
"""What of a grade is told."""


@dataclass(frozen=True)
class Told:
    """Of which segment, and from where it is looked at.

    Attributes
    ----------
    segment : UUID
        Id.
    lay : sequence of UUID
        What lay there at the known time: itself, or, of a segment that was cut anew later, what it was cut from.
    known : datetime
        What was recorded later is not known.
    until : datetime
        What occurred from this time on is ignored.
    as_of : date
        The last day before ``until``: runs as of a later one are ignored.
    """

    segment: UUID
    lay: Sequence[UUID]
    known: datetime
    until: datetime
    as_of: date


_PLACED: Final = "ARRAY(SELECT issue_id FROM placement WHERE segment_id = ANY(:lay) AND recorded_at <= :known)"
_HAPPENED: Final = f"""
    WITH walked AS (
        SELECT id, walked_at, rubric, surveyor, levels,
            lag(levels) OVER (PARTITION BY rubric ORDER BY walked_at, recorded_at, id) AS before
        FROM survey WHERE segment_id = ANY(:lay) AND recorded_at <= :known AND walked_at < :until
    ), told AS (
        SELECT id, reported_at, category, severity FROM ({history_of(_PLACED)}) AS issue WHERE segment_id = ANY(:lay)
    )
"""
_COUNT: Final = text(f"{_HAPPENED} SELECT (SELECT count(*) FROM walked) + (SELECT count(*) FROM told)")
_PAGE: Final = text(
    f"""
    {_HAPPENED}
    SELECT '{SURVEY}' AS what, id, walked_at AS at, rubric, surveyor, levels, before, CAST(NULL AS text) AS category,
        CAST(NULL AS smallint) AS severity
    FROM walked
    UNION ALL SELECT '{ISSUE}', id, reported_at, NULL, NULL, NULL, NULL, category, severity FROM told
    ORDER BY at DESC, id LIMIT :size OFFSET :skip
    """
)
_MOVES: Final = text(
    f"""
    SELECT issue_id, kind, blocker, occurred_at AS at FROM issue_event
    WHERE issue_id = ANY(:records) AND {KNOWN_EVENTS} ORDER BY occurred_at DESC, recorded_at DESC, id
    """
)
_PHOTOS: Final = text(
    """
    SELECT coalesce(survey_id, issue_id) AS record, encode(sha256, 'hex') AS sha256, moment, item FROM photo_use
    WHERE (survey_id = ANY(:records) OR issue_id = ANY(:records)) AND recorded_at <= :known
        AND EXISTS (SELECT FROM photo WHERE photo.sha256 = photo_use.sha256 AND photo.recorded_at <= :known)
    ORDER BY recorded_at, ordinal, id
    """
)
_SHOWN: Final = ", ".join(GRADE_COLUMNS)
_CHANGES: Final = f"""
    WITH run AS (
        SELECT DISTINCT ON (as_of) id, as_of, known_at FROM grade_run
        WHERE official AND as_of <= :as_of AND known_at <= :known ORDER BY as_of, known_at DESC, id
    ), bearer AS (
        SELECT id AS segment_id, length_m FROM segment WHERE id = :segment
            OR id IN (SELECT forebear_id FROM succession WHERE segment_id = :segment)
    ), graded AS (
        SELECT DISTINCT ON (as_of) run.*, grade.segment_id AS of,
            {_SHOWN}, ARRAY[{", ".join(f"CAST({column} AS text)" for column in GRADE_COLUMNS)}] AS said
        FROM run JOIN grade ON run_id = run.id JOIN bearer USING (segment_id)
        ORDER BY as_of, segment_id <> :segment, length_m DESC, segment_id
    ), change AS (
        SELECT * FROM (SELECT *, lag(said) OVER (ORDER BY as_of) AS before FROM graded) AS row
        WHERE said IS DISTINCT FROM before
    )
"""
"""Of several runs as of one day the one that knew most, as `mapper.store.grades.latest_run` would have it; in a run that
does not have the segment, the grade of the longest of those that it was cut from."""
_COUNT_CHANGES: Final = text(f"{_CHANGES} SELECT count(*) FROM change")
_PAGE_OF_CHANGES: Final = text(
    f"{_CHANGES} SELECT as_of, known_at, of, {_SHOWN} FROM change ORDER BY as_of DESC LIMIT :size OFFSET :skip"
)


_LAY: Final = text(
    """
    SELECT id FROM segment WHERE id IN (SELECT forebear_id FROM succession WHERE segment_id = :segment)
        AND recorded_at <= :known AND superseded_at > :known
        AND EXISTS (SELECT FROM segment AS heir WHERE heir.id = :segment AND heir.recorded_at > :known)
    """
)


def lay_there(session: Session, segment: UUID, *, known: datetime) -> list[UUID]:
    """Find what lay where a segment lies, as it was known at a time.

    Parameters
    ----------
    session : Session
        Only read.
    segment : UUID
        Id.
    known : datetime
        When.

    Returns
    -------
    list of UUID
        The segment; before it was cut anew, what it was cut from.
    """
    return list(session.scalars(_LAY, {"segment": segment, "known": known})) or [segment]


def happened(session: Session, told: Told, *, size: int, skip: int) -> tuple[int, list[dict[str, Any]]]:
    """Read the surveys and issues of a segment, the newest first.

    Parameters
    ----------
    session : Session
        Only read.
    told : Told
        Of which segment, known when.
    size, skip : int
        The page.

    Returns
    -------
    total : int
        In all pages.
    rows : list of dict
        ``what`` (`SURVEY` or `ISSUE`), ``id`` and ``at``; of a survey ``rubric``, ``surveyor``, ``levels`` and ``before``,
        those of the survey before it by the same rubric; of an issue that counts for itself ``category`` and ``severity``.
    """
    total = session.execute(_COUNT, vars(told)).scalar_one()
    return total, _dicts(session, _PAGE, **vars(told), size=size, skip=skip)


def moves_of(session: Session, told: Told, issues: Sequence[UUID]) -> list[dict[str, Any]]:
    """Read what happened to issues after they were reported and was not taken back.

    Parameters
    ----------
    session : Session
        Only read.
    told : Told
        Known when.
    issues : sequence of UUID
        Ids.

    Returns
    -------
    list of dict
        ``issue_id``, ``kind``, ``blocker`` and ``at``, the latest first.
    """
    return _dicts(session, _MOVES, records=list(issues), known=told.known, until=told.until)


def photos_of(session: Session, told: Told, records: Sequence[UUID]) -> list[dict[str, Any]]:
    """Read which photos that are here show surveys and issues.

    Parameters
    ----------
    session : Session
        Only read.
    told : Told
        Known when.
    records : sequence of UUID
        Ids of surveys and issues.

    Returns
    -------
    list of dict
        ``record``, ``sha256`` (hex), ``moment`` and ``item``, in the order in which they came.
    """
    return _dicts(session, _PHOTOS, records=list(records), known=told.known)


def grade_changes(session: Session, told: Told, *, size: int, skip: int) -> tuple[int, list[dict[str, Any]]]:
    """Read the official grades of a segment where they are other than those of the run before, the newest first.

    Parameters
    ----------
    session : Session
        Only read.
    told : Told
        Of which segment, known when.
    size, skip : int
        The page.

    Returns
    -------
    total : int
        In all pages.
    rows : list of dict
        ``as_of`` and ``known_at`` of the run, ``of`` (the segment that bore the grade), and `GRADE_COLUMNS`.
    """
    total = session.execute(_COUNT_CHANGES, vars(told)).scalar_one()
    return total, _dicts(session, _PAGE_OF_CHANGES, **vars(told), size=size, skip=skip)


def _dicts(session: Session, statement: Any, **values: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in session.execute(statement, values).mappings()]
