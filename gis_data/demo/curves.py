"""Smooth lines through given points, and lines beside them."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]
"""Points east and north [m], shape (n, 2)."""

STEP: Final = 25.0
"""Distance between the points of a drawn curve, about [m]."""


def smooth(points: Points) -> Points:
    """Draw a smooth curve through points (Catmull-Rom).

    Parameters
    ----------
    points : ndarray
        Points to pass, shape (n, 2) [m].

    Returns
    -------
    ndarray
        Points of the curve, shape (m, 2) [m]; the given points are among them.
    """
    padded = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    spans = [_span(*padded[i : i + 4]) for i in range(len(points) - 1)]
    return np.vstack([*spans, points[-1:]])


def _span(before: Points, start: Points, end: Points, after: Points) -> Points:
    count = max(1, round(float(np.linalg.norm(end - start)) / STEP))
    t = (np.arange(count) / count)[:, None]
    linear, square, cube = (
        (end - before),
        (2 * before - 5 * start + 4 * end - after),
        (3 * (start - end) + after - before),
    )
    return np.asarray(start + 0.5 * t * (linear + t * (square + t * cube)))


def beside(points: Points, distance: float) -> Points:
    """Move a line sideways, point by point.

    Parameters
    ----------
    points : ndarray
        The line, shape (n, 2) [m].
    distance : float
        How far to the left [m]; negative for the right.

    Returns
    -------
    ndarray
        The moved line, shape (n, 2) [m]; point i lies beside point i of the first.
    """
    along = np.gradient(points, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    return points + distance * np.column_stack([-along[:, 1], along[:, 0]])
