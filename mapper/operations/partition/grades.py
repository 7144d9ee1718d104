"""Grade a city district by district: the bits of the whole, whoever grades them."""

from __future__ import annotations

from functools import partial

import numpy as np

from mapper.errors import PartsAmiss
from mapper.operations.grading import compute
from mapper.operations.partition.workers import Workers
from mapper.operations.progress import Progress, in_silence
from mapper.store.engine import Session
from mapper.store.grade_columns import Grades, joined
from mapper.store.grades import GradeRun
from mapper.store.parts import DistrictPart, network_by_district


def compute_by_district(session: Session, run: GradeRun, workers: Workers, progress: Progress = in_silence) -> Grades:
    """Grade the city as a run says, without storing anything.

    The workers see what is committed, and all that was recorded up to the run's known-at time is: whoever recorded it
    held the clock of knowledge until it was. What is recorded later they leave out, as every reader of the run does.

    Parameters
    ----------
    session : Session
        Only read, for which segments there are.
    run : GradeRun
        Its date, known-at time and memory, and the versions of the rubric and the parameters.
    workers : Workers
        Whoever grades.
    progress : callable
        Told how many districts are done.

    Returns
    -------
    Grades
        By segment id: to the last bit what `mapper.operations.grading.compute` gives.

    Raises
    ------
    PartsAmiss
        When what the workers graded is not each segment once.
    """
    parts = network_by_district(session, known=run.known_at)
    graded = workers.each(partial(grade_district, run), parts, progress)
    grades = joined([part for part in graded if len(part)])
    wanted = np.sort(np.concatenate([part.segments for part in parts])) if parts else np.empty(0, "S16")
    found = b"".join(grades.columns["segment_id"].to_pylist())
    if found != wanted.tobytes():
        message = (
            f"The workers graded {len(grades)} segments where there are {len(wanted)}, or others; "
            "point GOLMOK_DATABASE_URL of each worker at this database, and not at a replica that lags behind."
        )
        raise PartsAmiss(message)
    return grades


def grade_district(run: GradeRun, session: Session, district: DistrictPart) -> Grades:
    """Grade the segments of one district.

    Parameters
    ----------
    run : GradeRun
        As it says.
    session : Session
        Only read.
    district : DistrictPart
        Whose segments.

    Returns
    -------
    Grades
        By segment id.
    """
    return compute(session, run, only=district.ids)
