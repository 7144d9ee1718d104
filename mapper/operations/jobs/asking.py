"""Ask for work that is done behind the scenes, see how far it is, and stop it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from mapper.domain.access import require
from mapper.domain.job import Job, JobState
from mapper.domain.reader import Reader, Role
from mapper.errors import NotAllowed, NotFound, TooManyJobs
from mapper.operations.jobs.kind import JobKind
from mapper.operations.jobs.kinds import kind_of
from mapper.store import jobs
from mapper.store.engine import Session, hold_alone
from mapper.store.queue import enqueue
from mapper.store.write_log import log_write

__all__ = ["Job", "JobState", "cancel_job", "find_job", "open_jobs", "recent_jobs", "start_job"]


def start_job(
    session: Session,
    kind: str,
    *,
    subject: str,
    arguments: dict[str, Any],
    by: Reader,
    now: datetime,
    new_id: Callable[[], UUID],
) -> Job:
    """Ask for work; whoever does it hears of it when the transaction is kept.

    Parameters
    ----------
    session : Session
        Not committed.
    kind : str
        One of `mapper.operations.jobs.kinds.KINDS`.
    subject : str
        To what it is done, as people call it.
    arguments : dict
        For JSON; what whoever does it has to know.
    by : Reader
        A user.
    now : datetime
        This moment.
    new_id : callable
        Makes the id.

    Returns
    -------
    Job
        Waiting.

    Raises
    ------
    NotAllowed
        When they may not do it, or are no user.
    TooManyJobs
        When as many of the kind are open as may be.
    """
    require(kind_of(kind).permission, by)
    if by.user_id is None:
        raise NotAllowed("Only a user can have a job done; at the machine the command does it itself.", kind=kind)
    _require_room(session, kind_of(kind), by.user_id)
    job = Job(new_id(), kind, subject, arguments, by.user_id, by.origin, recorded_at=now)
    jobs.add_job(session, job)
    enqueue(session, job.id)
    return job


def _require_room(session: Session, kind: JobKind, user_id: UUID) -> None:
    if kind.most is None:
        return
    hold_alone(session, f"job.{kind.name}")  # two requests at once must not both find the last place
    own, everybody = jobs.count_open(session, kind.name, user_id)
    if own >= kind.most.own or everybody >= kind.most.all:
        message = (
            f"{own} of yours and {everybody} in all are being made, of {kind.most.own} and {kind.most.all} at most; "
            "wait for one, or cancel one."
        )
        raise TooManyJobs(message, kind=kind.name)


def find_job(session: Session, job_id: UUID, *, by: Reader) -> Job:
    """Return a job to the one who asked for it, and to administrators.

    Parameters
    ----------
    session : Session
        Only read.
    job_id : UUID
        Of the job.
    by : Reader
        Who asks.

    Returns
    -------
    Job
        As it stands.

    Raises
    ------
    NotFound
        When there is none, or it is somebody else's.
    """
    job = jobs.find_job(session, job_id)
    if job is None or (job.user_id != by.user_id and by.role is not Role.ADMIN):
        raise NotFound(f"No job of yours has the id {job_id}; look at the page where you asked for it.", job=job_id)
    return job


def open_jobs(session: Session, *, by: Reader) -> list[Job]:
    """Return what a reader asked for and is not over.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who asks.

    Returns
    -------
    list of Job
        The oldest first.
    """
    return [] if by.user_id is None else jobs.open_jobs(session, by.user_id)


def recent_jobs(session: Session, kind: str, *, since: datetime, by: Reader) -> list[Job]:
    """Return what a reader asked for lately, over or not.

    Parameters
    ----------
    session : Session
        Only read.
    kind : str
        Which kind.
    since : datetime
        What was asked for earlier is left out.
    by : Reader
        Who asks.

    Returns
    -------
    list of Job
        The newest first.
    """
    return [] if by.user_id is None else jobs.recent_jobs(session, by.user_id, kind, since=since)


def cancel_job(session: Session, job_id: UUID, *, by: Reader, now: datetime) -> Job:
    """Stop a job: at once while it waits, else as soon as it next tells how far it is; nothing of it is kept.

    Parameters
    ----------
    session : Session
        Not committed.
    job_id : UUID
        Of the job.
    by : Reader
        Who asked for it, or an administrator.
    now : datetime
        This moment.

    Returns
    -------
    Job
        As it stands now; one that was over before stays as it was.

    Raises
    ------
    NotFound
        As `find_job`.
    """
    if find_job(session, job_id, by=by).state.is_over:
        return find_job(session, job_id, by=by)
    jobs.ask_to_cancel(session, job_id, now)
    stopped = find_job(session, job_id, by=by)
    log_write(session, by, "job.cancel", subject=str(job_id), now=now, kind=stopped.kind)
    return stopped
