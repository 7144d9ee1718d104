"""Grade the city: read what was known, apply the rule, append the run."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from typing import Final
from uuid import UUID

from mapper.domain.calendar import KST
from mapper.domain.grading import SegmentFacts, explain, grade
from mapper.domain.parameters import PARAMETERS, Parameters, parameters_by_version
from mapper.domain.rubric import RUBRIC, Rubric, rubric_by_version
from mapper.errors import InvalidInput, NoNetwork, NotFound
from mapper.operations.progress import Progress, counted, in_silence
from mapper.operations.tile_upkeep import regrading
from mapper.store.engine import Session
from mapper.store.facts import KnownFacts, known_facts
from mapper.store.grade_columns import Grades, joined, tabulate
from mapper.store.grades import GradeRun, find_run, latest_run, save_run
from mapper.store.knowledge import knowing_now
from mapper.store.live_grades import drop_known

_BLOCK: Final = 10_000
"""Segments that a thread grades at a time, so that what is worked out in between stays small; each is graded by itself
anyway."""


def regrade_city(
    session: Session,
    *,
    as_of: date,
    official: bool,
    new_id: Callable[[], UUID],
    known_at: datetime | None = None,
    computing: Callable[[Session, GradeRun], Grades] | None = None,
    progress: Progress = in_silence,
) -> GradeRun:
    """Grade every segment and append the run.

    Parameters
    ----------
    session : Session
        Not committed.
    as_of : date
        Facts that occurred later are ignored.
    official : bool
        Whether later runs remember its letters.
    new_id : callable
        Makes the id of the run.
    known_at : datetime or None
        Facts recorded later are ignored; everything known now when not given.
    computing : callable or None
        Grades the city as `compute` does, in another way.
    progress : Progress
        Told how far it is.

    Returns
    -------
    GradeRun
        The run, stored.

    Raises
    ------
    InvalidInput
        When the date or the known-at time lies ahead.
    NoNetwork
        When no segment was known at that time.
    """
    known = _known(as_of, known_at, now=knowing_now(session))
    memory = remembered_run(session, as_of=as_of, known_at=known)
    run = GradeRun(
        id=new_id(),
        as_of=as_of,
        known_at=known,
        rubric=RUBRIC.version,
        parameters=PARAMETERS.version,
        official=official,
        memory_run_id=memory.id if memory else None,
        digest="",
    )
    grades = computing(session, run) if computing else compute(session, run, progress=progress)
    if not len(grades):
        message = (
            f"No segments were known at {known:%Y-%m-%d %H:%M}; import alleys first: golmok import run alleys FILE."
        )
        raise NoNetwork(message, known_at=known)
    run = replace(run, digest=grades.digest())
    progress("storing", 0, 0)
    created_at = knowing_now(session)
    with regrading(session, now=created_at):
        save_run(session, run, grades, created_at=created_at)
        drop_known(session, run)
    return run


def remembered_run(session: Session, *, as_of: date, known_at: datetime) -> GradeRun | None:
    """Return the run whose letters a grading remembers.

    Parameters
    ----------
    session : Session
        Only read.
    as_of : date
        Of the grading.
    known_at : datetime
        Runs known later are ignored.

    Returns
    -------
    GradeRun or None
        The newest official one of an earlier date; a new rubric resets the memory: spec 1.0 §3, "Grade".
    """
    memory = latest_run(session, before=as_of, known=known_at)
    return memory if memory is not None and memory.rubric == RUBRIC.version else None


def _known(as_of: date, known_at: datetime | None, *, now: datetime) -> datetime:
    """Refuse to know what is still to come: a run ahead of its time would be the newest one until then."""
    known = known_at or now
    if known > now:
        message = f"known-at {known.isoformat()} lies ahead of {now.isoformat()}; give a time that has passed."
        raise InvalidInput(message, known_at=known)
    if as_of > known.astimezone(KST).date():
        message = (
            f"as-of {as_of} lies after the known-at time {known.astimezone(KST).isoformat()}; give an earlier date."
        )
        raise InvalidInput(message, as_of=as_of)
    return known


def compute(
    session: Session, run: GradeRun, only: Sequence[UUID] | None = None, progress: Progress = in_silence
) -> Grades:
    """Grade the city as a run says, without storing anything: the same bytes at any later time.

    Parameters
    ----------
    session : Session
        Only read.
    run : GradeRun
        Its date, known-at time and memory, and the versions of the rubric and the parameters it was made with.
    only : sequence of UUID or None
        Segments to grade; the whole city when not given.
    progress : Progress
        Told how far it is.

    Returns
    -------
    Grades
        By segment id; those of parts of the city, `joined`, are those of the whole.
    """
    rubric, parameters = rubric_by_version(run.rubric), parameters_by_version(run.parameters)
    progress("reading", 0, 0)
    known = known_facts(
        session, as_of=run.as_of, known_at=run.known_at, memory_run=run.memory_run_id, rubric=rubric, only=only
    )
    return grades_of(known, rubric, parameters, progress)


def grades_of(
    known: KnownFacts,
    rubric: Rubric = RUBRIC,
    parameters: Parameters = PARAMETERS,
    progress: Progress = in_silence,
) -> Grades:
    """Apply the rule to facts.

    Parameters
    ----------
    known : KnownFacts
        The facts, and whose they are.
    rubric : Rubric
        Items, weights and effects of categories.
    parameters : Parameters
        The numbers of the rule.
    progress : Progress
        Told how many segments are graded.

    Returns
    -------
    Grades
        With their explanation, by segment id.
    """

    def _tabulated(begin: int, part: SegmentFacts) -> Grades:
        graded = grade(part, rubric, parameters)
        return tabulate(known.ids[begin : begin + len(part)], graded, explain(graded))

    size = len(known.ids)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        parts = pool.map(_tabulated, range(0, size, _BLOCK), known.facts.parts(_BLOCK))
        return joined(list(counted(parts, len, progress, "grading", size)))


def stored_run(session: Session, run_id: UUID) -> GradeRun:
    """Return a stored run.

    Parameters
    ----------
    session : Session
        Only read.
    run_id : UUID
        Of the run.

    Returns
    -------
    GradeRun
        As it was stored.

    Raises
    ------
    NotFound
        When there is none.
    """
    run = find_run(session, run_id)
    if run is None:
        raise NotFound(f"No grade run has the id {run_id}; `golmok grade run` prints the id of each.", run=run_id)
    return run


def is_reproducible(session: Session, run: GradeRun, progress: Progress = in_silence) -> bool:
    """Compute a stored run again at its own known-at time and compare every bit.

    Parameters
    ----------
    session : Session
        Only read.
    run : GradeRun
        Stored at any time before.
    progress : Progress
        Told how far it is.

    Returns
    -------
    bool
        Whether grades and lines are the same.
    """
    return compute(session, run, progress=progress).digest(like=run.digest) == run.digest
