"""Work that takes longer than anybody wants to wait at a screen: how it stands, how far it is, when it may be over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID


class JobState(StrEnum):
    """How a job stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing of it will ever change again."""
        return self not in (JobState.WAITING, JobState.RUNNING)


MOST_TRIES: Final = 3
"""How often a job is begun that whoever did it was killed over, before it is given up."""

FAILED: Final = "job_failed"
"""The fault of a job over which something of ours broke."""

INTERRUPTED: Final = "job_interrupted"
"""The fault of a job that was given up."""


@dataclass(frozen=True)
class Job:
    """A piece of work that somebody asked for.

    Attributes
    ----------
    id : UUID
        Of the job.
    kind, subject : str
        What is done, and to what, as people call it.
    arguments : dict
        What whoever does it has to know.
    user_id : UUID
        Who asked for it.
    origin : str
        From where.
    recorded_at : datetime
        When.
    state : JobState
        How it stands.
    tries : int
        How often it was begun.
    step : str or None
        What is being done of it.
    done, total : int
        Rows of this step; of 0 when nobody knows.
    step_at, told_at : datetime or None
        When the step began, and when that was last heard of.
    fault : str or None
        Code of the error for which it failed.
    result : dict or None
        What came of it.
    started_at, cancel_asked_at, ended_at : datetime or None
        When it was begun last, asked to stop, and over.
    """

    id: UUID
    kind: str
    subject: str
    arguments: dict[str, Any]
    user_id: UUID
    origin: str
    recorded_at: datetime
    state: JobState = JobState.WAITING
    tries: int = 0
    step: str | None = None
    done: int = 0
    total: int = 0
    step_at: datetime | None = None
    told_at: datetime | None = None
    fault: str | None = None
    result: dict[str, Any] | None = None
    started_at: datetime | None = None
    cancel_asked_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def rate(self) -> float | None:
        """Rows of this step done in a second; None before anybody can know."""
        if self.step_at is None or self.told_at is None or not self.done:
            return None
        seconds = (self.told_at - self.step_at).total_seconds()
        return self.done / seconds if seconds > 0 else None

    @property
    def remaining_s(self) -> float | None:
        """How long this step will go on at that rate [s]; None before anybody can know."""
        rate = self.rate
        if rate is None or not self.total or self.state is not JobState.RUNNING:
            return None
        return max(self.total - self.done, 0) / rate
