"""The queue in the same database: procrastinate hands out jobs, notices who died over one, and wakes whoever waits.

Of a job it knows nothing but its id; what people see of it is in `mapper.store.jobs`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from procrastinate import App, PsycopgConnector
from procrastinate.jobs import Status
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

MADE_BY: Final = "3.10.0"
"""The procrastinate whose schema the migrations make: a newer one needs a migration that makes the queue anew."""

SCHEMA: Final = "queue"
_TASK: Final = "golmok.job"
_APPLICATION: Final = "golmok worker"


def enqueue(session: Session, job_id: UUID) -> None:
    """Put a job at the end of the queue; it is there when the transaction is kept.

    Parameters
    ----------
    session : Session
        Not committed.
    job_id : UUID
        Of the job.
    """
    session.execute(text(f"SET LOCAL search_path TO public, {SCHEMA}"))
    connection = session.connection().connection.driver_connection
    app = App(connector=PsycopgConnector())
    app.configure_task(_TASK, connection=connection, allow_unknown=True).defer(job_id=str(job_id))


def work(
    address: str,
    do: Callable[[UUID], None],
    take_back: Callable[[], None],
    *,
    beat_s: float,
    dead_after_s: float,
    until_empty: bool = False,
) -> None:
    """Do one job after the other, until this process ends.

    Parameters
    ----------
    address : str
        Of the database, for the application's role.
    do : callable
        Does a job; what it raises is a fault of ours.
    take_back : callable
        Queues jobs again that nobody does; called at the beginning and again and again.
    beat_s : float
        How often to tell that this process is alive [s].
    dead_after_s : float
        How long others may be silent before they are taken for dead [s].
    until_empty : bool
        Whether to end when nothing is queued.
    """
    app = App(connector=PsycopgConnector(**_connection(address)))
    app.task(name=_TASK)(lambda job_id: do(UUID(job_id)))
    running = {"update_heartbeat_interval": beat_s, "stalled_worker_timeout": dead_after_s, "wait": not until_empty}
    asyncio.run(_work(app, take_back, dead_after_s, running))


def _connection(address: str) -> dict[str, Any]:
    url = make_url(address).set(drivername="postgresql")
    told = {"options": f"-c search_path=public,{SCHEMA}", "application_name": _APPLICATION}
    return {"conninfo": url.render_as_string(hide_password=False), "kwargs": told, "min_size": 1, "max_size": 4}


async def _work(app: App, take_back: Callable[[], None], dead_after_s: float, running: dict[str, Any]) -> None:
    async with app.open_async():
        await _bury(app, take_back, dead_after_s)
        watching = asyncio.create_task(_watch(app, take_back, dead_after_s))
        try:
            # Our rows are what is kept of a job. Whoever ends this process ends it as a power cut would:
            # there is one way back from both.
            await app.run_worker_async(delete_jobs="always", install_signal_handlers=False, **running)
        finally:
            watching.cancel()


async def _watch(app: App, take_back: Callable[[], None], dead_after_s: float) -> None:
    while True:
        await asyncio.sleep(dead_after_s / 2)
        await _bury(app, take_back, dead_after_s)


async def _bury(app: App, take_back: Callable[[], None], dead_after_s: float) -> None:
    """Take the jobs of the dead out of the queue, and let those be queued again that are still wanted."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=dead_after_s):
        await app.job_manager.finish_job(job, status=Status.FAILED, delete_job=True)
    await asyncio.to_thread(take_back)
