"""How many rows of a file have been read and judged, told to whoever waits; who is told may stop it by raising."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

Telling = Callable[[str, int, int], None]
"""Told the step (``reading``, ``judging``), how many rows of it are done, and of how many; of 0 when nobody can know."""

OFTEN: Final = 2_000
"""Rows from one time to the next: some hundredths of a second."""

_Row = TypeVar("_Row")


def to_nobody(_step: str, _done: int, _total: int) -> None:
    """Tell nobody.

    Parameters
    ----------
    _step : str
        What is being done.
    _done, _total : int
        Rows.
    """


def told_as_read(rows: Iterable[_Row], telling: Telling, total: int = 0) -> Iterator[_Row]:
    """Hand rows on and tell how many were read.

    Parameters
    ----------
    rows : iterable
        Of a file.
    telling : Telling
        Told again and again.
    total : int
        How many there are, or lines where a row may have several; 0 when nobody knows.

    Yields
    ------
    row
        Each of them.
    """
    for done, row in enumerate(rows, start=1):
        yield row
        if done % OFTEN == 0:
            telling("reading", done, total)
