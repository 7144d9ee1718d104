"""How far a command is, on standard error and only to a person: a line a step, with its rate and what remains."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn, TimeRemainingColumn
from rich.text import Text

from mapper.operations import progress
from web.cli.opening import notes


class _Rows(ProgressColumn):
    """How many rows are done, and how many a second."""

    def render(self, task: Task) -> Text:
        """Write the numbers of a step.

        Parameters
        ----------
        task : Task
            The step.

        Returns
        -------
        Text
            Empty for a step that counts nothing.
        """
        if not task.total:
            return Text(f"{task.elapsed or 0:,.0f} s")
        speed = task.finished_speed or task.speed
        rate = "" if speed is None else f" {speed:,.0f}/s"
        return Text(f"{task.completed:,.0f}/{task.total:,.0f}{rate}")


class Steps:
    """The bars of one command: a step begins when it is first told of, and ends when the next one begins.

    Parameters
    ----------
    bars : Progress
        Where they are drawn.
    """

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._now: tuple[str, TaskID] | None = None

    def told(self, step: str, done: int, total: int) -> None:
        """Show how far it is.

        Parameters
        ----------
        step : str
            What is being done.
        done, total : int
            Rows; of 0 when nobody knows.
        """
        if self._now is None or self._now[0] != step:
            self._finish()
            self._now = step, self._bars.add_task(step, total=total or None)
        self._bars.update(self._now[1], completed=done, total=total or None)

    def _finish(self) -> None:
        if self._now is not None:
            task = self._bars.tasks[-1]
            self._bars.update(task.id, completed=task.total or 1, total=task.total or 1)


@contextmanager
def shown_progress() -> Iterator[progress.Progress]:
    """Show how far a command is to who sits before a terminal.

    Yields
    ------
    callable
        To be told the step and its rows.
    """
    if not notes.is_terminal:
        yield progress.in_silence
        return
    look = (TextColumn("{task.description}"), BarColumn(), _Rows(), TimeRemainingColumn())
    with Progress(*look, console=notes, transient=True) as bars:
        yield Steps(bars).told
