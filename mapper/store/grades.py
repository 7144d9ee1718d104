"""Grade runs: appended, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from mapper.store.bulk import copy_rows
from mapper.store.tables import GradeRow, GradeRunRow

GRADE_COLUMNS: Final = (
    "segment_id",
    "overall_score",
    "overall_grade",
    "residential_score",
    "residential_grade",
    "residential_reason",
    "walking_score",
    "walking_grade",
    "walking_reason",
    "confidence",
    "confidence_level",
    "lines",
)


@dataclass(frozen=True)
class GradeRun:
    """One grading of the city.

    Attributes
    ----------
    id : UUID
        Of the run.
    as_of : date
        Facts that occurred later are ignored.
    known_at : datetime
        Facts that were recorded later are ignored.
    rubric, parameters : str
        Versions.
    official : bool
        Whether later runs remember its grades.
    memory_run_id : UUID or None
        The official run whose grades were remembered here.
    digest : str
        SHA-256 over every grade and line of the run.
    """

    id: UUID
    as_of: date
    known_at: datetime
    rubric: str
    parameters: str
    official: bool
    memory_run_id: UUID | None
    digest: str


IN_NETWORK: Final = (
    "segment.recorded_at <= :network AND (segment.superseded_at IS NULL OR segment.superseded_at > :network)"
)
"""SQL condition on ``segment``: it belongs to the network of a `View`."""


@dataclass(frozen=True)
class View:
    """From where the map is looked at.

    Attributes
    ----------
    run : UUID or None
        Grade run shown; without one everything is 미조사.
    network : datetime
        Segments as they were known then.
    known : datetime
        Facts recorded up to then.
    until : datetime
        Facts that occurred from this time on are ignored.
    """

    run: UUID | None
    network: datetime
    known: datetime
    until: datetime


def save_run(session: Session, run: GradeRun, grades: Iterable[Sequence[Any]], *, created_at: datetime) -> None:
    """Append a run and its grades.

    Parameters
    ----------
    session : Session
        Not committed.
    run : GradeRun
        With a new id.
    grades : iterable of sequence
        In the order of `GRADE_COLUMNS`; ``lines`` as JSON text.
    created_at : datetime
        When it was computed.
    """
    session.add(GradeRunRow(**vars(run), created_at=created_at))
    copy_rows(session, GradeRow, ("run_id", *GRADE_COLUMNS), ((run.id, *grade) for grade in grades))


def find_run(session: Session, run_id: UUID) -> GradeRun | None:
    """Return a run by its id.

    Parameters
    ----------
    session : Session
        Only read.
    run_id : UUID
        Of the run.

    Returns
    -------
    GradeRun or None
        None when there is none.
    """
    row = session.get(GradeRunRow, run_id)
    return None if row is None else _run(row)


def latest_run(session: Session, *, before: date | None = None, known: datetime | None = None) -> GradeRun | None:
    """Return the newest official run.

    Parameters
    ----------
    session : Session
        Only read.
    before : date or None
        Only runs as of an earlier date.
    known : datetime or None
        Only runs known at that time or before.

    Returns
    -------
    GradeRun or None
        None when there is none.
    """
    statement = select(GradeRunRow).where(GradeRunRow.official)
    if before is not None:
        statement = statement.where(GradeRunRow.as_of < before)
    if known is not None:
        statement = statement.where(GradeRunRow.known_at <= known)
    newest = statement.order_by(GradeRunRow.as_of.desc(), GradeRunRow.known_at.desc(), GradeRunRow.id).limit(1)
    row = session.execute(newest).scalar_one_or_none()
    return None if row is None else _run(row)


def letters(session: Session, run_id: UUID) -> tuple[list[UUID], NDArray[np.object_]]:
    """Read the letters of a run, for the memory of a later one.

    Parameters
    ----------
    session : Session
        Only read.
    run_id : UUID
        Of the run.

    Returns
    -------
    ids : list of UUID
        Segments.
    letters : ndarray, shape (n, 3)
        Overall, residential, walking: ``A`` to ``E`` or None.
    """
    found = session.execute(
        select(GradeRow.segment_id, GradeRow.overall_grade, GradeRow.residential_grade, GradeRow.walking_grade).where(
            GradeRow.run_id == run_id
        )
    ).all()
    return [row[0] for row in found], np.array([tuple(row[1:]) for row in found], dtype=object).reshape(-1, 3)


def _run(row: GradeRunRow) -> GradeRun:
    return GradeRun(
        id=row.id,
        as_of=row.as_of,
        known_at=row.known_at,
        rubric=row.rubric,
        parameters=row.parameters,
        official=row.official,
        memory_run_id=row.memory_run_id,
        digest=row.digest,
    )
