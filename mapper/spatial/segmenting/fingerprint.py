"""A name for a segment that depends on nothing but its source line and its shape."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from itertools import pairwise
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

_DIGITS: Final = 32
"""Half of SHA-256: 128 bits keep even all the segments of the country apart."""

_HALF: Final = 0.5001
"""Cutting in two makes exact half millimetres: round them up however the last bit falls."""


def fingerprints(lines: NDArray[Any], source_ids: Iterable[str], levels: Iterable[str]) -> list[str]:
    """Name segments by source line, level and shape to the millimetre, in either direction.

    Parameters
    ----------
    lines : ndarray of LineString, shape (n,)
        In EPSG:5179.
    source_ids : iterable of str, length n
        Id of the source line of each.
    levels : iterable of str, length n
        Level of each.

    Returns
    -------
    list of str
        Hexadecimal, one each.
    """
    xy, line = shapely.get_coordinates(lines, return_index=True)
    millimetres = np.floor(xy * 1000 + _HALF).astype("<i8")
    bounds = np.searchsorted(line, np.arange(len(lines) + 1)).tolist()
    shapes = (millimetres[begin:end] for begin, end in pairwise(bounds))
    return [
        _digest(source_id, level, shape) for source_id, level, shape in zip(source_ids, levels, shapes, strict=True)
    ]


def _digest(source_id: str, level: str, shape: NDArray[np.int64]) -> str:
    either_way = min(shape.tobytes(), shape[::-1].tobytes())
    return sha256(f"{source_id}\x00{level}\x00".encode() + either_way).hexdigest()[:_DIGITS]
