"""Everything that grades are made from, read in three queries into arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.calendar import KST, day_number, end_of
from mapper.domain.grading.facts import NEVER, VERIFICATIONS, Issues, SegmentFacts, Surveys
from mapper.domain.rubric import Rubric
from mapper.store.grades import letters
from mapper.store.issue_state import ISSUE_STATE

_LETTERS: Final = {letter: code for code, letter in enumerate("ABCDE")}
_DAY: Final = f"((%s AT TIME ZONE '{KST.key}')::date - DATE '1970-01-01')"

_SEGMENTS: Final = """
    SELECT id, length_m FROM segment
    WHERE graded AND recorded_at <= :known AND (superseded_at IS NULL OR superseded_at > :known) ORDER BY id
"""
_SURVEYS: Final = f"""
    SELECT segment_id, {_DAY % "walked_at"}, levels FROM survey
    WHERE recorded_at <= :known AND walked_at < :until AND rubric = :rubric
"""
_ISSUES: Final = f"""
    SELECT segment_id, id::text, category, severity, verification, {_DAY % "reported_at"}, {_DAY % "resolved_at"}
    FROM ({ISSUE_STATE}) AS issue WHERE segment_id IS NOT NULL
"""


@dataclass(frozen=True)
class KnownFacts:
    """The facts of the whole city and whose they are.

    Attributes
    ----------
    ids : list of UUID
        Segments, in order of id.
    facts : SegmentFacts
        Row i belongs to ``ids[i]``.
    """

    ids: list[UUID]
    facts: SegmentFacts


def known_facts(
    session: Session, *, as_of: date, known_at: datetime, memory_run: UUID | None, rubric: Rubric
) -> KnownFacts:
    """Read what was known at a time about what had occurred by a date.

    Parameters
    ----------
    session : Session
        Only read.
    as_of : date
        Later facts are ignored.
    known_at : datetime
        Facts recorded later are ignored; the network is the one of that time.
    memory_run : UUID or None
        Run whose letters are remembered.
    rubric : Rubric
        Surveys by another version do not count.

    Returns
    -------
    KnownFacts
        Equal for equal arguments, whenever it is read.
    """
    values = {"known": known_at, "until": end_of(as_of), "rubric": rubric.version}
    segments = session.execute(text(_SEGMENTS), values).all()
    ids: list[UUID] = [row[0] for row in segments]
    row_of = {segment: row for row, segment in enumerate(ids)}
    surveys = [row for row in session.execute(text(_SURVEYS), values) if row[0] in row_of]
    issues = [row for row in session.execute(text(_ISSUES), values) if row[0] in row_of]
    return KnownFacts(
        ids=ids,
        facts=SegmentFacts(
            as_of=np.full(len(ids), day_number(as_of), dtype=np.int64),
            length_m=np.array([row[1] for row in segments], dtype=float),
            previous=_previous(session, memory_run, row_of),
            surveys=_surveys(surveys, row_of, rubric),
            issues=_issues(issues, row_of, rubric),
        ),
    )


def _previous(session: Session, memory_run: UUID | None, row_of: dict[UUID, int]) -> NDArray[np.int8]:
    previous = np.full((len(row_of), 3), -1, dtype=np.int8)
    if memory_run is not None:
        for segment, letter in zip(*letters(session, memory_run), strict=True):
            if segment in row_of:
                previous[row_of[segment]] = [_LETTERS.get(one, -1) for one in letter]
    return previous


def _surveys(rows: Sequence[Any], row_of: dict[UUID, int], rubric: Rubric) -> Surveys:
    levels = np.array([row[2] for row in rows], dtype=float).reshape(len(rows), len(rubric.item_ids))
    return Surveys(
        segment=np.array([row_of[row[0]] for row in rows], dtype=np.int64),
        day=np.array([row[1] for row in rows], dtype=np.int64),
        levels=levels,
    )


def _issues(rows: Sequence[Any], row_of: dict[UUID, int], rubric: Rubric) -> Issues:
    category_of = {category.id: position for position, category in enumerate(rubric.categories)}
    return Issues(
        segment=np.array([row_of[row[0]] for row in rows], dtype=np.int64),
        key=np.array([row[1] for row in rows], dtype=str),
        category=np.array([category_of[row[2]] for row in rows], dtype=np.int64),
        severity=np.array([row[3] for row in rows], dtype=np.int64),
        verification=np.array([VERIFICATIONS.index(row[4]) for row in rows], dtype=np.int64),
        reported=np.array([row[5] for row in rows], dtype=np.int64),
        resolved=np.array([NEVER if row[6] is None else row[6] for row in rows], dtype=np.int64),
    )
