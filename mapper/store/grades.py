"""Grade runs: appended, never changed."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.store.bulk import copy_columns
from mapper.store.grade_columns import Grades
from mapper.store.round_trip import as_driver_has_it, ask
from mapper.store.tables import GradeRow, GradeRunRow


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
        Of every grade and line, by `Grades.digest`.
    """

    id: UUID
    as_of: date
    known_at: datetime
    rubric: str
    parameters: str
    official: bool
    memory_run_id: UUID | None
    digest: str


_NAMES: Final = tuple(field.name for field in fields(GradeRun))
RUN_COLUMNS: Final = ", ".join(_NAMES)
"""SQL of the columns of which a `GradeRun` is made."""
_LATEST: Final = as_driver_has_it(
    f"""
    SELECT {RUN_COLUMNS} FROM grade_run
    WHERE official AND (CAST(:before AS date) IS NULL OR as_of < :before)
        AND (CAST(:known AS timestamptz) IS NULL OR known_at <= :known)
    ORDER BY as_of DESC, known_at DESC, id LIMIT 1
    """
)
_OF_EACH_DAY: Final = text(
    f"""
    SELECT DISTINCT ON (as_of) {RUN_COLUMNS} FROM grade_run
    WHERE official AND known_at <= :known ORDER BY as_of, known_at DESC, id
    """
)

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


def save_run(session: Session, run: GradeRun, grades: Grades, *, created_at: datetime) -> None:
    """Append a run and its grades.

    Parameters
    ----------
    session : Session
        Not committed.
    run : GradeRun
        With a new id.
    grades : Grades
        Of its segments.
    created_at : datetime
        When it was computed.
    """
    session.add(GradeRunRow(**vars(run), created_at=created_at))
    if len(grades):
        copy_columns(session, GradeRow, {"run_id": run.id, **grades.columns})


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
    return None if row is None else GradeRun(**{name: getattr(row, name) for name in _NAMES})


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
    row = ask(session, _LATEST, {"before": before, "known": known})
    return None if row is None else GradeRun(*row)


def official_runs(session: Session, *, known: datetime) -> list[GradeRun]:
    """List the official runs, as somebody would have seen them at another time.

    Parameters
    ----------
    session : Session
        Only read.
    known : datetime
        Runs that knew what was recorded later are left out.

    Returns
    -------
    list of GradeRun
        The earliest first; of several as of one day the one that knew most, which is the one of `latest_run`.
    """
    return [GradeRun(*row) for row in session.execute(_OF_EACH_DAY, {"known": known})]
