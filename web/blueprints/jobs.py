"""Jobs: how far each is, and how to cancel it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from apiflask import APIBlueprint

from mapper.operations.jobs.asking import cancel_job, find_job
from web.auth import reader
from web.clock import now
from web.job_words import job_words
from web.schemas.job import JobAnswer
from web.session import session

blueprint = APIBlueprint("jobs", __name__, url_prefix="/api/v1/jobs/<uuid:job_id>", tag="jobs")

_MISSING = {404: "There is no such job, or it is somebody else's."}


@blueprint.get("")
@blueprint.output(JobAnswer)
@blueprint.doc(responses=_MISSING)
def show(job_id: UUID) -> dict[str, Any]:
    """Tell how a job stands.

    Parameters
    ----------
    job_id : UUID
        Of a job of the reader.

    Returns
    -------
    dict
        As `JobAnswer`.
    """
    return job_words(find_job(session(), job_id, by=reader()))


@blueprint.post("/cancel")
@blueprint.output(JobAnswer)
@blueprint.doc(responses=_MISSING)
def cancel(job_id: UUID) -> dict[str, Any]:
    """Cancel a job: nothing of it is kept; one that is over stays as it was.

    Parameters
    ----------
    job_id : UUID
        Of a job of the reader.

    Returns
    -------
    dict
        As `JobAnswer`.
    """
    return job_words(cancel_job(session(), job_id, by=reader(), now=now()))
