"""Grade some segments at once, in the transaction that changed what is known of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from mapper.domain.calendar import KST
from mapper.domain.grading import explain, grade
from mapper.domain.rubric import RUBRIC
from mapper.store import live_grades
from mapper.store.engine import Session
from mapper.store.grade_rows import grade_rows
from mapper.store.segment_facts import facts_of

_AT_ONCE: Final = 10_000
"""Segments graded in one pass, so that memory stays flat however many there are."""


def regrade_segments(session: Session, segments: Sequence[UUID]) -> int:
    """Grade segments by what is known by now, bit for bit as an official run would that begins at this moment.

    Call it after everything else was written: it waits for whoever grades one of them, and holds them until the
    transaction ends.

    Parameters
    ----------
    session : Session
        Not committed.
    segments : sequence of UUID
        Ids, any number; those that are not graded are left out.

    Returns
    -------
    int
        How many were graded.
    """
    if not segments:
        return 0
    known_at = live_grades.hold(session, segments)
    begins = range(0, len(segments), _AT_ONCE)
    return sum(regrade_held(session, segments[begin : begin + _AT_ONCE], known_at=known_at) for begin in begins)


def regrade_held(session: Session, segments: Sequence[UUID], *, known_at: datetime) -> int:
    """Grade segments that this transaction holds already.

    Parameters
    ----------
    session : Session
        Not committed.
    segments : sequence of UUID
        Ids.
    known_at : datetime
        From when they were held.

    Returns
    -------
    int
        How many were graded.
    """
    as_of = known_at.astimezone(KST).date()
    known, memory = facts_of(session, segments, as_of=as_of, known_at=known_at, rubric=RUBRIC)
    if len(known.ids):
        graded = grade(known.facts)
        grades = grade_rows(known.ids, graded, explain(graded))
        live_grades.save(session, grades, as_of=as_of, known_at=known_at, memory_run=memory)
    return len(known.ids)
