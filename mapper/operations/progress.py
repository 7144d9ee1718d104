"""How far a long operation is: told as it goes, shown by whoever asked for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Progress = Callable[[str, int, int], None]
"""Told the step, how many rows of it are done, and of how many; of 0 when nobody can know."""

_Part = TypeVar("_Part")


def in_silence(_step: str, _done: int, _total: int) -> None:
    """Tell nobody how far it is.

    Parameters
    ----------
    _step : str
        What is being done, such as ``reading``.
    _done, _total : int
        Rows.
    """


def counted(
    parts: Iterable[_Part], size: Callable[[_Part], int], progress: Progress, step: str, total: int
) -> Iterator[_Part]:
    """Hand parts on and tell how many rows of them have been taken.

    Parameters
    ----------
    parts : iterable
        Of rows.
    size : callable
        Says how many rows a part has.
    progress : Progress
        Told after each.
    step : str
        What is being done.
    total : int
        Rows of all parts, 0 when nobody knows.

    Yields
    ------
    part
        Each of them.
    """
    done = 0
    for part in parts:
        yield part
        done += size(part)
        progress(step, done, total)
