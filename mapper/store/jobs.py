"""Jobs as people see them: asked for, begun, told of, over. The queue itself is `mapper.store.queue`."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, null, select, text, update
from sqlalchemy.orm import Session

from mapper.domain.job import INTERRUPTED, MOST_TRIES, Job, JobState
from mapper.store.tables import JobRow

_COLUMNS = tuple(getattr(JobRow, field.name) for field in fields(Job))
# Of each open job there is one row in the queue, until whoever did it is found dead and that row taken away.
_LOST = text(
    """
    SELECT id FROM job WHERE ended_at IS NULL AND NOT EXISTS (
        SELECT FROM queue.procrastinate_jobs AS queued
        WHERE queued.status IN ('todo', 'doing') AND queued.args ->> 'job_id' = job.id::text
    ) ORDER BY recorded_at, id FOR UPDATE SKIP LOCKED
    """
)


def add_job(session: Session, job: Job) -> None:
    """Write down what somebody asked for.

    Parameters
    ----------
    session : Session
        Not committed.
    job : Job
        New.
    """
    session.add(JobRow(**asdict(job)))
    session.flush()


def find_job(session: Session, job_id: UUID) -> Job | None:
    """Read a job.

    Parameters
    ----------
    session : Session
        Only read.
    job_id : UUID
        Of the job.

    Returns
    -------
    Job or None
        None when there is none.
    """
    row = session.execute(select(*_COLUMNS).where(JobRow.id == job_id)).one_or_none()
    return None if row is None else _job(row)


def open_jobs(session: Session, user_id: UUID) -> list[Job]:
    """Read what somebody asked for and is not over.

    Parameters
    ----------
    session : Session
        Only read.
    user_id : UUID
        Whose.

    Returns
    -------
    list of Job
        The oldest first.
    """
    found = select(*_COLUMNS).where(JobRow.user_id == user_id, JobRow.ended_at.is_(None))
    return [_job(row) for row in session.execute(found.order_by(JobRow.recorded_at, JobRow.id))]


def count_open(session: Session, kind: str, user_id: UUID) -> tuple[int, int]:
    """Count what was asked for of a kind and is not over.

    Parameters
    ----------
    session : Session
        Only read.
    kind : str
        Of which kind.
    user_id : UUID
        Who asks.

    Returns
    -------
    own, all : int
        Of this person; of everybody.
    """
    is_own = func.count().filter(JobRow.user_id == user_id)
    found = select(is_own, func.count()).where(JobRow.kind == kind, JobRow.ended_at.is_(None))
    own, everybody = session.execute(found).one()
    return own, everybody


def recent_jobs(session: Session, user_id: UUID, kind: str, *, since: datetime) -> list[Job]:
    """Read what somebody asked for lately.

    Parameters
    ----------
    session : Session
        Only read.
    user_id : UUID
        Whose.
    kind : str
        Of which kind.
    since : datetime
        What was asked for earlier is left out.

    Returns
    -------
    list of Job
        The newest first.
    """
    found = select(*_COLUMNS).where(JobRow.user_id == user_id, JobRow.kind == kind, JobRow.recorded_at >= since)
    return [_job(row) for row in session.execute(found.order_by(JobRow.recorded_at.desc(), JobRow.id))]


def begin(session: Session, job_id: UUID, now: datetime) -> Job | None:
    """Begin a job that waits.

    Parameters
    ----------
    session : Session
        Not committed.
    job_id : UUID
        Of the job.
    now : datetime
        This moment.

    Returns
    -------
    Job or None
        As it stands now; None when it is not waiting any more.
    """
    begun = (
        update(JobRow)
        .where(JobRow.id == job_id, JobRow.state == JobState.WAITING)
        .values(state=JobState.RUNNING, tries=JobRow.tries + 1, started_at=now, step=None, done=0, total=0)
        .returning(*_COLUMNS)
    )
    row = session.execute(begun).one_or_none()
    return None if row is None else _job(row)


def tell(session: Session, job: Job, step: str, *, done: int, total: int, now: datetime) -> bool:
    """Write down how far a job is.

    Parameters
    ----------
    session : Session
        Not committed; not that of the work itself, so that others see it.
    job : Job
        As it was begun.
    step : str
        What is being done.
    done, total : int
        Rows of it.
    now : datetime
        This moment.

    Returns
    -------
    bool
        False when it is to stop: somebody asked for that, or somebody else has begun it anew.
    """
    told = (
        update(JobRow)
        .where(*_still(job))
        .values(
            step_at=case((JobRow.step == step, JobRow.step_at), else_=now),
            step=step,
            done=done,
            total=total,
            told_at=now,
        )
        .returning(JobRow.id)
    )
    return session.execute(told).one_or_none() is not None


def finish(session: Session, job: Job, now: datetime, result: dict[str, Any]) -> bool:
    """Write down what came of a job, in the transaction of the work itself: it is done exactly when that is kept.

    Parameters
    ----------
    session : Session
        Not committed.
    job : Job
        As it was begun.
    now : datetime
        This moment.
    result : dict
        For JSON.

    Returns
    -------
    bool
        False when it is to stop, as for `tell`; the work must be rolled back then.
    """
    done = (
        update(JobRow)
        .where(*_still(job))
        .values(state=JobState.DONE, result=result, ended_at=now, told_at=now)
        .returning(JobRow.id)
    )
    return session.execute(done).one_or_none() is not None


def end(session: Session, job: Job, state: JobState, now: datetime, fault: str | None = None) -> None:
    """Write down that a job is over of which nothing is kept; nothing when somebody else has begun it anew.

    Parameters
    ----------
    session : Session
        Not committed.
    job : Job
        As it was begun.
    state : JobState
        Failed or cancelled.
    now : datetime
        This moment.
    fault : str or None
        Code of the error.
    """
    mine = (JobRow.id == job.id, JobRow.state == JobState.RUNNING, JobRow.tries == job.tries)
    session.execute(update(JobRow).where(*mine).values(state=state, fault=fault, ended_at=now))


def ask_to_cancel(session: Session, job_id: UUID, now: datetime) -> None:
    """Stop a job that waits, and ask one that runs to stop; nothing for one that is over.

    Parameters
    ----------
    session : Session
        Not committed.
    job_id : UUID
        Of the job.
    now : datetime
        This moment.
    """
    waits = JobRow.state == JobState.WAITING
    session.execute(
        update(JobRow)
        .where(JobRow.id == job_id, JobRow.ended_at.is_(None))
        .values(
            cancel_asked_at=now,
            state=case((waits, JobState.CANCELLED.value), else_=JobRow.state),
            ended_at=case((waits, now), else_=null()),
        )
    )


def take_back_lost(session: Session, now: datetime) -> list[UUID]:
    """Let jobs wait again that nobody does any more; what was begun too often, or was to stop, is over.

    Parameters
    ----------
    session : Session
        Not committed.
    now : datetime
        This moment.

    Returns
    -------
    list of UUID
        Those that wait and are to be queued again.
    """
    lost = list(session.execute(_LOST).scalars())
    unwanted = JobRow.cancel_asked_at.is_not(None)
    over = unwanted | (JobRow.tries >= MOST_TRIES)
    session.execute(
        update(JobRow)
        .where(JobRow.id.in_(lost))
        .values(
            state=case(
                (unwanted, JobState.CANCELLED.value), (over, JobState.FAILED.value), else_=JobState.WAITING.value
            ),
            fault=case((over & ~unwanted, INTERRUPTED), else_=null()),
            ended_at=case((over, now), else_=null()),
        )
    )
    waiting = select(JobRow.id).where(JobRow.id.in_(lost), JobRow.ended_at.is_(None)).order_by(JobRow.recorded_at)
    return list(session.execute(waiting).scalars())


def _still(job: Job) -> tuple[Any, ...]:
    """Say of a row that it is the job as it was begun, and that nobody wants it to stop."""
    mine = (JobRow.id == job.id, JobRow.state == JobState.RUNNING, JobRow.tries == job.tries)
    return (*mine, JobRow.cancel_asked_at.is_(None))


def _job(row: Any) -> Job:
    values = row._asdict()
    return Job(**values | {"state": JobState(values["state"])})
