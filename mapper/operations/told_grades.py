"""What the change feed tells of segments beside their rows: the official grade, what stood before, and who took whose place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from mapper.domain.calendar import KST
from mapper.store import official_grades
from mapper.store.engine import Session
from mapper.store.grades import GradeRun, find_run
from mapper.store.official_grades import Score


def told_grades(
    session: Session, run_id: UUID | None, segments: Sequence[str], *, with_before: bool
) -> dict[str, dict[str, Any]]:
    """Tell how some segments are graded officially.

    Parameters
    ----------
    session : Session
        Only read.
    run_id : UUID or None
        The run that is shown; None before the first.
    segments : sequence of str
        Ids.
    with_before : bool
        Whether also what the run before said, which is not for everybody: two days side by side tell what a card folds.

    Returns
    -------
    dict of str to dict
        ``run``, ``as_of``, ``known_on`` (Korean days) and a letter with its score for each axis, by segment; in ``before``
        the same of the run before, None where it did not grade the segment. Those that the run did not grade are left out.
    """
    run = find_run(session, run_id) if run_id is not None and segments else None
    if run is None:
        return {}
    told = _told(session, run, segments)
    if not with_before:
        return told
    earlier = official_grades.shown_before(session, run.id)
    before = {} if earlier is None else _told(session, earlier, list(told))
    return {segment: one | {"before": before.get(segment)} for segment, one in told.items()}


def _told(session: Session, run: GradeRun, segments: Sequence[str]) -> dict[str, dict[str, Any]]:
    of_run = {
        "run": str(run.id),
        "as_of": run.as_of.isoformat(),
        "known_on": run.known_at.astimezone(KST).date().isoformat(),
    }
    return {
        segment: of_run | {axis: _axis(one) for axis, one in scores.items()}
        for segment, scores in official_grades.said_of(session, run.id, segments).items()
    }


def _axis(one: Score) -> Mapping[str, Any]:
    return {"grade": one.letter, "score": None if one.score is None else one.score / 100}


def told_heirs(session: Session, gone: Sequence[str]) -> dict[str, Sequence[str]]:
    """Tell what took the place of segments that are no more.

    Parameters
    ----------
    session : Session
        Only read.
    gone : sequence of str
        Ids.

    Returns
    -------
    dict of str to sequence of str
        Ids of segments of now, by segment; none where no alley is any more.
    """
    heirs = official_grades.heirs_now(session, gone) if gone else {}
    return {segment: heirs.get(segment, ()) for segment in gone}
