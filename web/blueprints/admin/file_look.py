"""A file as it is read now: looked at while somebody waits when it is small, else behind the scenes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final
from uuid import uuid4

from mapper.errors import NotFound, ServerBusy
from mapper.operations.imports import looking
from mapper.operations.imports.job import CHECK
from mapper.operations.imports.looking import Look, Problem
from mapper.operations.imports.turns import wait_for_turn
from mapper.operations.imports.uploads import Upload
from mapper.operations.jobs.asking import Job, JobState, find_job, start_job
from web.auth import reader
from web.blueprints.admin.import_words import fault_sentence
from web.clock import now, today
from web.languages import gettext
from web.session import session, unhurried
from web.uploading import uploads

_FOUND: Final = frozenset({"crs", "encoding", "layer", "schema", "form_export"})
"""Notes of a report that say how a file is read."""


def set_out(upload: Upload) -> None:
    """Keep how a file is read from now on, and have it looked at if that takes long.

    Parameters
    ----------
    upload : Upload
        Of the reader's own, with its newest options.
    """
    kept = uploads()
    kept.look_path(upload).unlink(missing_ok=True)
    job_id = None
    if kept.size(upload) > looking.SMALL:
        told = {"upload": str(upload.id)}
        job = start_job(
            session(), CHECK.name, subject=upload.name, arguments=told, by=reader(), now=now(), new_id=uuid4
        )
        job_id = job.id
    kept.save(replace(upload, job_id=job_id))


def job_of(upload: Upload) -> Job | None:
    """Return the job that is at a file, or was last.

    Parameters
    ----------
    upload : Upload
        Of the reader's own.

    Returns
    -------
    Job or None
        None when there was none.
    """
    if upload.job_id is None:
        return None
    try:
        return find_job(session(), upload.job_id, by=reader())
    except NotFound:  # asked for by a request that failed after it had written that down
        return None


def is_taken(job: Job | None) -> bool:
    """Tell whether somebody is at a file, or has taken it in.

    Parameters
    ----------
    job : Job or None
        From `job_of`.

    Returns
    -------
    bool
        Nothing about how it is read can be changed then.
    """
    if job is None:
        return False
    return not job.state.is_over or (job.state is JobState.DONE and job.kind != CHECK.name)


def look_at(upload: Upload) -> Look:
    """Look at a file, or return what was seen when it was looked at.

    Parameters
    ----------
    upload : Upload
        Of the reader's own.

    Returns
    -------
    Look
        Without a report and without a problem for a large file that nobody has looked at since it is read so; with the
        problem that the server is busy while another file is taken in.
    """
    kept = uploads()
    if kept.size(upload) > looking.SMALL:
        return looking.kept_look(kept, upload) or Look()
    try:
        wait_for_turn(session())  # still in haste: taking in another file may last longer than anybody waits
        return looking.look_at(unhurried(), kept, upload, today=today(), new_id=uuid4)
    except ServerBusy as busy:
        return Look(problem=Problem(busy.code, busy.message, {}))
    finally:
        session().rollback()


def found_by_itself(look: Look) -> dict[str, dict[str, Any]]:
    """Return what was found out about a file without being told.

    Parameters
    ----------
    look : Look
        At the file.

    Returns
    -------
    dict of str to dict
        The notes of its report that say so, by their code.
    """
    notes = look.report["notes"] if look.report else []
    return {note["code"]: note for note in notes if note["code"] in _FOUND}


def faults_of_first_rows(look: Look) -> dict[int, list[dict[str, str | None]]]:
    """Gather why each of the rows that are shown cannot be used.

    Parameters
    ----------
    look : Look
        At the file.

    Returns
    -------
    dict of int to list of dict
        By the number of the row: ``column`` and ``value``, None where the whole row is meant; ``why``, in the language
        of the reader; and ``more``, in English, of a row that has no place in this city.
    """
    report, first = look.report or {}, {number for number, _ in look.rows}
    faults: dict[int, list[dict[str, str | None]]] = {}
    for fault in report.get("faults", []):
        said = {"column": fault["column"], "value": fault["value"], "why": fault_sentence(fault["code"]), "more": None}
        for row in first.intersection(fault["rows"]):
            faults.setdefault(row, []).append(said)
    for one in report.get("refused", []):
        if one["row"] in first:
            why = gettext("이 도시에 둘 수 없는 행입니다.")
            faults.setdefault(one["row"], []).append(
                {"column": None, "value": None, "why": why, "more": one["sentence"]}
            )
    return faults
