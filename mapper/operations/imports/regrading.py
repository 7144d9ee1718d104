"""Live grades of the segments that a file says something about."""

from __future__ import annotations

from mapper.frames import COMPLAINT_PREFIX, COMPLAINTS, ISSUE_EVENTS, ISSUES, SURVEYS
from mapper.importers import Reading
from mapper.operations.live_grades import regrade_segments
from mapper.operations.progress import Progress, in_silence
from mapper.store.engine import Session
from mapper.store.grades import latest_run
from mapper.store.live_grades import segments_told_of


def regrade_told(session: Session, reading: Reading, progress: Progress = in_silence) -> int:
    """Grade anew what a file of facts tells of, once it is stored; nothing while no official run is there to differ from.

    Parameters
    ----------
    session : Session
        Not committed.
    reading : Reading
        Of any kind of file.
    progress : callable
        Told when that begins.

    Returns
    -------
    int
        How many segments were graded.
    """
    if reading.kind not in {"surveys", "complaints", "issues"} or latest_run(session) is None:
        return 0
    progress("grading", 0, 0)
    surveys, issues = [], []
    if reading.kind == "surveys":
        surveys = reading.frame(SURVEYS)["source_key"].tolist()
    elif reading.kind == "complaints":
        issues = (COMPLAINT_PREFIX + reading.frame(COMPLAINTS)["source_key"]).tolist()
    else:
        issues = [*reading.frame(ISSUES)["source_key"], *reading.frame(ISSUE_EVENTS)["issue_key"]]
    return regrade_segments(session, segments_told_of(session, surveys=surveys, issues=issues))
