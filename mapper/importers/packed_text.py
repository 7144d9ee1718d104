"""Columns of text as Arrow packs them: their letters and four bytes a cell, where a list has an object for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final, overload

import pyarrow as pa

AT_ONCE: Final = 20_000
"""Rows that are packed together: few enough to be held as objects, many enough that nothing is lost by it."""

_Block = Any
"""A list of str, or a pyarrow.Array of them."""


class PackedText(Sequence[str]):
    """The cells of one column.

    Parameters
    ----------
    blocks : sequence of pyarrow.Array or list of str
        Of `AT_ONCE` cells each, but for the last one.
    """

    def __init__(self, blocks: Sequence[_Block]) -> None:
        self._blocks = tuple(blocks)

    def __len__(self) -> int:
        """Return how many cells there are."""
        return sum(len(block) for block in self._blocks)

    @overload
    def __getitem__(self, at: int) -> str: ...

    @overload
    def __getitem__(self, at: slice) -> list[str]: ...

    def __getitem__(self, at: int | slice) -> str | list[str]:
        """Return a cell, or some of them.

        Parameters
        ----------
        at : int or slice
            From 0.

        Returns
        -------
        str or list of str
            As they were packed.
        """
        places = range(len(self))[at]
        return self._cell(places) if isinstance(places, int) else [self._cell(place) for place in places]

    def __iter__(self) -> Iterator[str]:
        """Return the cells one after the other; of one block at a time they are objects."""
        for block in self._blocks:
            yield from block if isinstance(block, list) else block.to_pylist()

    def _cell(self, place: int) -> str:
        block = self._blocks[place // AT_ONCE]
        cell = block[place % AT_ONCE]
        return cell if isinstance(cell, str) else str(cell.as_py())


def packed(rows: Iterable[Sequence[str]], width: int) -> tuple[PackedText, ...]:
    """Pack rows into columns, as they are read.

    Parameters
    ----------
    rows : iterable of sequence of str
        Of so many cells each.
    width : int
        How many columns there are.

    Returns
    -------
    tuple of PackedText
        One for each column.
    """
    blocks: list[list[_Block]] = [[] for _ in range(width)]
    left = iter(rows)
    while some := list(islice(left, AT_ONCE)):
        for column, cells in zip(blocks, zip(*some, strict=True), strict=True):
            column.append(_block(cells))
    return tuple(map(PackedText, blocks))


def _block(cells: Sequence[str]) -> _Block:
    try:
        return pa.array(cells, type=pa.string())
    except (UnicodeEncodeError, pa.ArrowInvalid):  # half of a character, which is refused where its row is judged
        return list(cells)
