"""Two links a road, as the 표준노드링크 draws it: one a direction; a road is surveyed once."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray

SAME_ROAD_M: Final = 10.0
"""Links of opposite direction that run further apart are two roads between the same junctions [m]."""


def opposite_links(start: list[str | None], end: list[str | None], lines: NDArray[Any]) -> NDArray[np.int64]:
    """Find for each link the one that runs back along it.

    Parameters
    ----------
    start, end : list of str or None
        The nodes a link runs from and to, shape (n,).
    lines : ndarray of shapely lines, shape (n,)
        In EPSG:5179 [m], None for a link to leave aside.

    Returns
    -------
    ndarray of int64, shape (n,)
        Position of that link, -1 for none. Of several the nearest one by Hausdorff distance is taken, each once.
    """
    there, back = _candidates(start, end, lines)
    apart = shapely.hausdorff_distance(lines[there], lines[back])
    opposite = np.full(len(lines), -1, dtype=np.int64)
    for k in np.lexsort((back, there, apart)).tolist():
        i, j = there[k], back[k]
        if apart[k] <= SAME_ROAD_M and opposite[i] < 0 and opposite[j] < 0:
            opposite[i], opposite[j] = j, i
    return opposite


def _candidates(
    start: list[str | None], end: list[str | None], lines: NDArray[Any]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    between: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, (first, last) in enumerate(zip(start, end, strict=True)):
        if first is not None and last is not None and first != last and lines[i] is not None:
            between[first, last].append(i)
    pairs = [
        (i, j)
        for (first, last), links in between.items()
        if first < last and (last, first) in between
        for i in links
        for j in between[last, first]
    ]
    there, back = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return there, back
