"""Who does the parts of a job.

A job is a task, a list of parts and a way to join what comes of them. A task only reads, by the session of whoever
does it, and gives the same answer to the same part wherever and however often it is done; so a part whose worker died
is simply done again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from mapper.operations.progress import Progress, in_silence
from mapper.store.engine import Session

Part = TypeVar("Part")
Answer = TypeVar("Answer")


class Workers(Protocol):
    """Whoever does parts."""

    def each(
        self, task: Callable[[Session, Part], Answer], parts: Sequence[Part], progress: Progress = in_silence
    ) -> list[Answer]:
        """Do a task on every part.

        Parameters
        ----------
        task : callable
            A function of a module of ours, or a ``partial`` of one, so that it can be sent away.
        parts : sequence
            Of what it is done on.
        progress : callable
            Told how many parts are done.

        Returns
        -------
        list
            The answers, in the order of the parts.
        """


@dataclass(frozen=True)
class Here:
    """Our own process alone, one part after the other.

    Attributes
    ----------
    session : Session
        What the parts are read by.
    """

    session: Session

    def each(
        self, task: Callable[[Session, Part], Answer], parts: Sequence[Part], progress: Progress = in_silence
    ) -> list[Answer]:
        """Do a task on every part.

        Parameters
        ----------
        task : callable
            What to do.
        parts : sequence
            Of what it is done on.
        progress : callable
            Told how many parts are done.

        Returns
        -------
        list
            The answers, in the order of the parts.
        """
        answers = []
        for done, part in enumerate(parts, start=1):
            answers.append(task(self.session, part))
            progress(PARTS, done, len(parts))
        return answers


PARTS = "parts"
"""The step that progress is told of."""
