"""The code book: what every column of an export means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mapper.exporters.rows import Rows

HEADINGS: Final = ("열 이름", "한글 이름", "정의", "단위", "값")
"""Of its columns."""


def code_book(rows: Rows, names: list[str]) -> Iterator[tuple[str, str, str, str, str]]:
    """Explain the columns.

    Parameters
    ----------
    rows : Rows
        Whose columns.
    names : list of str
        What they are called in the file.

    Yields
    ------
    tuple of str
        By `HEADINGS`, one per column.
    """
    for name, column in zip(names, rows.columns, strict=True):
        values = "; ".join(f"{value} {meaning}" for value, meaning in column.values.items())
        yield name, column.label, column.definition, column.unit, values
