"""Grades of segments about which something became known since the newest official run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, cast
from uuid import UUID

import orjson
from sqlalchemy import delete, select, union
from sqlalchemy.orm import Session

from mapper.store.bulk import copy_columns, one_of
from mapper.store.grade_columns import GRADE_COLUMNS
from mapper.store.grades import GradeRun
from mapper.store.knowledge import CLOCK
from mapper.store.round_trip import ask
from mapper.store.tables import IssueRow, LiveGradeRow, PlacementRow, SurveyRow

_COLUMNS: Final = (*GRADE_COLUMNS, "as_of", "known_at", "memory_run_id")
_HOLD: Final = f"""
    WITH held AS MATERIALIZED (SELECT id FROM segment WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE)
    SELECT {CLOCK} FROM (SELECT count(*) AS segments FROM held) AS waited WHERE segments >= 0
"""
_SAVE: Final = f"""
    INSERT INTO live_grade ({", ".join(_COLUMNS)})
    SELECT {", ".join(_COLUMNS)} FROM json_populate_recordset(CAST(NULL AS live_grade), CAST(%s AS json))
    ON CONFLICT (segment_id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])}
    RETURNING segment_id
"""
_FEW: Final = 100
"""Grades that are saved sooner by one statement than by a copy, which has to be begun."""


def hold(session: Session, segments: Sequence[UUID]) -> datetime:
    """Wait until nobody else grades these segments, and return a known-at time that counts all they recorded.

    Parameters
    ----------
    session : Session
        Holds the segments until its transaction ends.
    segments : sequence of UUID
        Ids.

    Returns
    -------
    datetime
        Not before the ``recorded_at`` of anything on them that this transaction sees.
    """
    moment: datetime = cast("tuple[datetime]", ask(session, _HOLD, (list(segments),)))[0]
    return moment


def save(
    session: Session, grades: Iterable[Sequence[Any]], *, as_of: date, known_at: datetime, memory_run: UUID | None
) -> None:
    """Put grades in the place of those that were live before.

    Parameters
    ----------
    session : Session
        Not committed.
    grades : iterable of sequence
        At least one, in the order of `GRADE_COLUMNS`; ``lines`` as JSON text.
    as_of : date
        Of the run that would give them.
    known_at : datetime
        When it would begin.
    memory_run : UUID or None
        The official run whose letters it would remember.
    """
    rows = [(*grade, as_of, known_at, memory_run) for grade in grades]
    if len(rows) <= _FEW:
        named = [dict(zip(_COLUMNS, row, strict=True)) for row in rows]
        told = [row | {"lines": orjson.Fragment(row["lines"])} for row in named]
        ask(session, _SAVE, (orjson.dumps(told).decode(),))
        return
    segments = [row[0] for row in rows]
    session.execute(delete(LiveGradeRow).where(one_of(LiveGradeRow.segment_id, segments)))
    copy_columns(session, LiveGradeRow, dict(zip(_COLUMNS, zip(*rows, strict=True), strict=True)))


def segments_of(session: Session, issues: Sequence[UUID]) -> list[UUID]:
    """Return every segment that some issues are or ever were placed on.

    Parameters
    ----------
    session : Session
        Only read.
    issues : sequence of UUID
        Ids.

    Returns
    -------
    list of UUID
        Whose grades may change when these issues are placed elsewhere.
    """
    placed = select(PlacementRow.segment_id).where(one_of(PlacementRow.issue_id, issues))
    return list(session.scalars(placed.where(PlacementRow.segment_id.is_not(None)).distinct()))


def segments_told_of(session: Session, *, surveys: Sequence[str], issues: Sequence[str]) -> list[UUID]:
    """Return every segment that some surveys were walked on or some issues placed on.

    Parameters
    ----------
    session : Session
        Only read.
    surveys, issues : sequence of str
        Their source keys.

    Returns
    -------
    list of UUID
        Each once.
    """
    walked = select(SurveyRow.segment_id).where(one_of(SurveyRow.source_key, surveys))
    placed = select(PlacementRow.segment_id).join(IssueRow, IssueRow.id == PlacementRow.issue_id)
    placed = placed.where(one_of(IssueRow.source_key, issues), PlacementRow.segment_id.is_not(None))
    return list(session.scalars(union(walked, placed)))


def drop_known(session: Session, run: GradeRun) -> None:
    """Remove the live grades that say no more than a run does.

    Parameters
    ----------
    session : Session
        Not committed.
    run : GradeRun
        Just stored; only an official one takes their place.
    """
    if run.official:
        covered = (LiveGradeRow.known_at <= run.known_at) & (LiveGradeRow.as_of <= run.as_of)
        session.execute(delete(LiveGradeRow).where(covered))


def live_grade(session: Session, segment: UUID) -> Mapping[str, Any] | None:
    """Read the live grade of a segment.

    Parameters
    ----------
    session : Session
        Only read.
    segment : UUID
        Id.

    Returns
    -------
    mapping or None
        By column; None when nothing became known since the newest official run.
    """
    row = session.execute(select(LiveGradeRow.__table__).where(LiveGradeRow.segment_id == segment)).mappings()
    found = row.one_or_none()
    return None if found is None else dict(found)
