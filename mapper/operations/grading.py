"""Grade the city: read what was known, apply the rule, append the run."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from mapper.domain.calendar import KST
from mapper.domain.grading import CONFIDENCE_LEVELS, REASONS, SCOPES, UNGRADED, Graded, Lines, explain, grade
from mapper.domain.parameters import PARAMETERS, parameters_by_version
from mapper.domain.rubric import RUBRIC, rubric_by_version
from mapper.errors import InvalidInput, NoNetwork, NotFound
from mapper.store.engine import Session
from mapper.store.facts import KnownFacts, known_facts
from mapper.store.grades import GradeRun, find_run, latest_run, save_run
from mapper.store.knowledge import knowing_now

_LETTERS: Final = "ABCDE"
_REASONS: Final = tuple(REASONS)
_LEVELS: Final = tuple(CONFIDENCE_LEVELS)
Rows = list[tuple[Any, ...]]


def regrade_city(
    session: Session,
    *,
    as_of: date,
    official: bool,
    new_id: Callable[[], UUID],
    known_at: datetime | None = None,
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
    memory = latest_run(session, before=as_of, known=known)
    if memory is not None and memory.rubric != RUBRIC.version:
        memory = None  # a new rubric resets the memory: spec 1.0 §3, "Grade"
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
    rows = compute(session, run)
    if not rows:
        message = (
            f"No segments were known at {known:%Y-%m-%d %H:%M}; import alleys first: golmok import run alleys FILE."
        )
        raise NoNetwork(message, known_at=known)
    run = replace(run, digest=digest(rows))
    save_run(session, run, rows, created_at=knowing_now(session))
    return run


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


def compute(session: Session, run: GradeRun) -> Rows:
    """Grade the city as a run says, without storing anything: the same bytes at any later time.

    Parameters
    ----------
    session : Session
        Only read.
    run : GradeRun
        Its date, known-at time and memory, and the versions of the rubric and the parameters it was made with.

    Returns
    -------
    list of tuple
        In the order of ``GRADE_COLUMNS``, by segment id.
    """
    rubric, parameters = rubric_by_version(run.rubric), parameters_by_version(run.parameters)
    known = known_facts(session, as_of=run.as_of, known_at=run.known_at, memory_run=run.memory_run_id, rubric=rubric)
    if not known.ids:
        return []
    graded = grade(known.facts, rubric, parameters)
    return list(_rows(known, graded, explain(graded)))


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


def is_reproducible(session: Session, run: GradeRun) -> bool:
    """Compute a stored run again at its own known-at time and compare every bit.

    Parameters
    ----------
    session : Session
        Only read.
    run : GradeRun
        Stored at any time before.

    Returns
    -------
    bool
        Whether grades and lines are the same.
    """
    return digest(compute(session, run)) == run.digest


def digest(rows: Rows) -> str:
    """Return the SHA-256 of a run's grades and lines.

    Parameters
    ----------
    rows : list of tuple
        From `compute`.

    Returns
    -------
    str
        Hexadecimal.
    """
    return sha256(json.dumps(rows, default=str, separators=(",", ":")).encode()).hexdigest()


def _rows(known: KnownFacts, graded: Graded, lines: Lines) -> Iterator[tuple[Any, ...]]:
    explained = _lines_by_segment(lines, len(known.ids))
    score, letter, level = graded.score.tolist(), graded.grade.tolist(), graded.confidence_level.tolist()
    confidence, reason = graded.confidence.tolist(), graded.axes.reason.tolist()
    for row, segment in enumerate(known.ids):
        overall, residential, walking = (
            (None, None) if points == UNGRADED else (points, _LETTERS[code])
            for points, code in zip(score[row], letter[row], strict=True)
        )
        reasons = [None if code == UNGRADED else _REASONS[code] for code in reason[row]]
        is_graded = overall[0] is not None
        yield (
            segment,
            *overall,
            *residential,
            reasons[0],
            *walking,
            reasons[1],
            confidence[row][0] if is_graded else None,
            _LEVELS[level[row][0]] if is_graded else None,
            json.dumps(explained[row], separators=(",", ":")),
        )


def _lines_by_segment(lines: Lines, segments: int) -> list[dict[str, dict[str, int]]]:
    explained: list[dict[str, dict[str, int]]] = [{scope: {} for scope in SCOPES} for _ in range(segments)]
    for segment, scope, key, hundredths in zip(
        lines.segment.tolist(), lines.scope.tolist(), lines.key.tolist(), lines.hundredths.tolist(), strict=True
    ):
        explained[segment][SCOPES[scope]][key] = hundredths
    return explained
