"""A bar on the terminal for imports that take a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from mapper.operations import loading
from web.cli.opening import notes

STEPS: Final = ("reading", "judging", "placing", "storing")
"""What an import does, in its order."""


@contextmanager
def shown_progress() -> Iterator[loading.Progress]:
    """Show how far an import is, on standard error and only to a person.

    Yields
    ------
    callable
        To be told the step and its rows.
    """
    if not notes.is_terminal:
        yield loading.in_silence
        return
    look = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[rows]}"), TimeElapsedColumn())
    with Progress(*look, console=notes, transient=True) as bar:
        task = bar.add_task(STEPS[0], total=len(STEPS), rows="")

        def told(step: str, done: int, total: int) -> None:
            share = STEPS.index(step) + (done / total if total else 0)
            bar.update(task, description=step, completed=share, rows=f"{total:,} rows" if total else "")

        yield told
