"""Bytes in pieces of a size that suits a network and a disk."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Final

PIECE: Final = 1 << 16
"""Least size of a piece [bytes]."""


def pieces_of(path: Path) -> Generator[bytes, None, None]:
    """Read a finished file.

    Parameters
    ----------
    path : Path
        Of the file.

    Yields
    ------
    bytes
        In order.
    """
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def gathered(texts: Iterable[bytes]) -> Generator[bytes, None, None]:
    """Put small pieces together.

    Parameters
    ----------
    texts : iterable of bytes
        Of any size.

    Yields
    ------
    bytes
        The same bytes; only the last piece is small.
    """
    waiting = bytearray()
    for text in texts:
        waiting += text
        if len(waiting) >= PIECE:
            yield bytes(waiting)
            waiting.clear()
    if waiting:
        yield bytes(waiting)
