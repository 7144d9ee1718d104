"""Long stretches into equal parts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapper.spatial.segmenting.noding import Arcs
from mapper.spatial.segmenting.polylines import Polylines, Spots

MAX_SEGMENT_M: Final = 150.0
"""A longer stretch between junctions is cut into equal segments [m]."""

SLACK_M: Final = 1e-6
"""Binary noise in a length decides neither into how many parts it is cut nor what is a stub [m]."""


@dataclass(frozen=True)
class Parts:
    """Equal parts of stretches, in order along their lines.

    Attributes
    ----------
    stretch : ndarray of int, shape (s,)
        The stretch each is a part of.
    start, end : Spots
        Where it begins and ends.
    """

    stretch: NDArray[np.int64]
    start: Spots
    end: Spots


def equal_parts(lines: Polylines, stretches: Arcs) -> Parts:
    """Cut each stretch into as few equal parts as keep to the longest length allowed.

    Parameters
    ----------
    lines : Polylines
        The lines.
    stretches : Arcs
        Stretches of them between junctions.

    Returns
    -------
    Parts
        At least one of each stretch.
    """
    begin, length = lines.metres(stretches.start), lines.metres(stretches.end) - lines.metres(stretches.start)
    counts = np.maximum(np.ceil((length - SLACK_M) / MAX_SEGMENT_M), 1).astype(np.int64)
    stretch = np.repeat(np.arange(len(counts)), counts)
    first = np.cumsum(counts) - counts
    inner = np.flatnonzero(np.arange(len(stretch)) != first[stretch])
    of = stretch[inner]
    cuts = lines.spots(stretches.line[of], begin[of] + length[of] * (inner - first[of]) / counts[of])
    start, end = stretches.start[stretch], stretches.end[stretch]
    for spots, rows in ((start, inner), (end, inner - 1)):
        spots.vertex[rows], spots.fraction[rows] = cuts.vertex, cuts.fraction
    return Parts(stretch, start, end)
