"""Do the jobs that were asked for: each in one transaction, which also says that it is done."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from mapper.domain.access import require
from mapper.domain.calendar import KST
from mapper.domain.job import FAILED, Job, JobState
from mapper.errors import GolmokError, NotAllowed, ServerBusy, ServerUnreachable
from mapper.operations.database import Session, Sessions
from mapper.operations.jobs.kind import JobKind, Maker, Task
from mapper.operations.jobs.kinds import KINDS
from mapper.operations.people.users import user_of_id
from mapper.store import jobs, queue

TOLD_EVERY: Final = timedelta(seconds=0.5)
"""Progress that is told more often is not written down: nobody could read it."""

BEAT_S: Final = 5.0
"""How often whoever does the jobs tells that it is alive [s]."""

DEAD_AFTER_S: Final = 20.0
"""How long it is silent before its job is taken from it [s]."""

_LOG: Final = logging.getLogger(__name__)


class _Cancelled(Exception):
    """Somebody asked for the job to stop, or has begun it anew."""


@dataclass(frozen=True)
class Bench:
    """Where jobs are done, and with what.

    Attributes
    ----------
    sessions : Sessions
        Of the application's role, at leisure.
    data_dir : Path
        The folder of this machine.
    clock : callable
        Tells the moment.
    new_id : callable
        Makes ids.
    kinds : sequence of JobKind
        What can be done here.
    make : Maker or None
        Answers requests for files.
    """

    sessions: Sessions
    data_dir: Path
    clock: Callable[[], datetime]
    new_id: Callable[[], UUID]
    kinds: Sequence[JobKind] = KINDS
    make: Maker | None = None

    def work(self, *, beat_s: float = BEAT_S, dead_after_s: float = DEAD_AFTER_S, until_empty: bool = False) -> None:
        """Do one job after the other, until this process ends.

        Parameters
        ----------
        beat_s, dead_after_s : float
            How often to tell that this process is alive, and after which silence others are taken for dead [s].
        until_empty : bool
            Whether to end when nothing waits.
        """
        address = self.sessions.kw["bind"].url.render_as_string(hide_password=False)
        beats = {"beat_s": beat_s, "dead_after_s": dead_after_s}
        queue.work(address, self.do, self.take_back, until_empty=until_empty, **beats)

    def take_back(self) -> None:
        """Queue again what was begun by somebody who died, give up what was begun too often, sweep what is too old."""
        with self.sessions.begin() as session:
            for job_id in jobs.take_back_lost(session, self.clock()):
                queue.enqueue(session, job_id)
        for kind in self.kinds:
            if kind.sweep is not None:
                self._sweep(kind.sweep)

    def _sweep(self, sweep: Callable[[Path, datetime], None]) -> None:
        try:
            sweep(self.data_dir, self.clock())
        except OSError:
            _LOG.exception("What jobs made was not swept; it is tried again soon.")

    def do(self, job_id: UUID) -> None:
        """Do a job, unless it was cancelled before it began.

        Parameters
        ----------
        job_id : UUID
            Of the job.

        Raises
        ------
        ServerUnreachable, ServerBusy
            The job is taken back once the database is there again and has time.
        """
        with self.sessions.begin() as session:
            job = jobs.begin(session, job_id, self.clock())
        if job is None:
            return
        try:
            self._do(job)
        except _Cancelled:
            self._end(job, JobState.CANCELLED)
        except (ServerBusy, ServerUnreachable):
            raise
        except GolmokError as error:
            _LOG.info("Job %s failed: %s", job.id, error.message)
            self._end(job, JobState.FAILED, error.code)
        except Exception:  # noqa: BLE001 - a job that fails takes no other with it
            _LOG.exception("Job %s failed.", job.id)
            self._end(job, JobState.FAILED, FAILED)

    def _do(self, job: Job) -> None:
        kind = next(kind for kind in self.kinds if kind.name == job.kind)
        with self.sessions.begin() as session:
            user = user_of_id(session, job.user_id)
        if user.is_disabled:
            raise NotAllowed(f"{user.name} asked for job {job.id} and is disabled since; nothing is done.")
        require(kind.permission, user.reader(job.origin))
        task = Task(
            arguments=job.arguments,
            by=user.reader(job.origin),
            data_dir=self.data_dir,
            today=self.clock().astimezone(KST).date(),
            new_id=self.new_id,
            progress=_Told(self, job),
            make=self.make,
        )
        result = self._kept(kind, task, job)
        if kind.tidy is not None:
            kind.tidy(task, result)

    def _kept(self, kind: JobKind, task: Task, job: Job) -> dict[str, Any]:
        """Do it and keep it, or nothing of it."""
        unkept = None
        try:
            with self.sessions.begin() as session:
                result = unkept = kind.do(session, task)
                self._finish(session, job, result)
            unkept = None
        finally:
            if kind.undo is not None and unkept is not None:
                kind.undo(task, unkept)
        return result

    def _finish(self, session: Session, job: Job, result: dict[str, Any]) -> None:
        if not jobs.finish(session, job, self.clock(), result):
            raise _Cancelled

    def _end(self, job: Job, state: JobState, fault: str | None = None) -> None:
        with self.sessions.begin() as session:
            jobs.end(session, job, state, self.clock(), fault)


class _Told:
    """How far a job is, written where others see it; raises when the job is to stop."""

    def __init__(self, bench: Bench, job: Job) -> None:
        self._bench, self._job = bench, job
        self._step: str | None = None
        self._at: datetime | None = None

    def __call__(self, step: str, done: int, total: int) -> None:
        now = self._bench.clock()
        if step == self._step and self._at is not None and now - self._at < TOLD_EVERY and done < total:
            return
        self._step, self._at = step, now
        with self._bench.sessions.begin() as session:
            goes_on = jobs.tell(session, self._job, step, done=done, total=total, now=now)
        if not goes_on:
            raise _Cancelled
