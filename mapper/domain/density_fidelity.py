"""How well a density layer shows where households are: its correlation with the true density of squares of 500 m."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

SQUARE_M: Final = 500.0
"""Side of the squares [m]."""
_STEPS: Final = 20
_FEWEST_SQUARES: Final = 3
_FLAT: Final = 1e-9
"""Of the mean: what differs by less is how numbers are rounded."""

Floats = NDArray[np.float64]


def fidelity(city: BaseGeometry, areas: Sequence[BaseGeometry], cases: Sequence[float], homes: Floats) -> float | None:
    """Compare what a layer says with what is so.

    Parameters
    ----------
    city : BaseGeometry
        Its boundary in EPSG:5179.
    areas : sequence of BaseGeometry
        Those of the layer; they do not overlap.
    cases : sequence of float
        What each of them stands for.
    homes : ndarray of float, shape (n, 2)
        Where the households are [m].

    Returns
    -------
    float or None
        Pearson's correlation over squares of which half at least lies in the city, of cases per area; None where one
        of the two is the same everywhere.
    """
    squares = _squares(city)
    if len(squares) < _FEWEST_SQUARES:
        return None
    inside = shapely.intersection(squares, city)
    in_areas = shapely.STRtree(inside)
    said, so = np.zeros(len(squares)), np.zeros(len(squares))
    for area, count in zip(areas, cases, strict=True):
        met = in_areas.query(area, predicate="intersects")
        said[met] += count * shapely.area(shapely.intersection(inside[met], area)) / shapely.area(area)
    _, square = shapely.STRtree(squares).query(shapely.points(homes), predicate="intersects")
    np.add.at(so, square, 1.0)
    measured = np.stack([said, so]) / shapely.area(inside)
    is_flat = any(one.std() <= _FLAT * one.mean() for one in measured)
    return None if is_flat else float(np.asarray(np.corrcoef(measured))[0, 1])


def stated(correlation: float) -> float:
    """Return what a release says of its correlation: so coarse that no single household shows in it.

    Parameters
    ----------
    correlation : float
        As measured.

    Returns
    -------
    float
        Rounded down to a twentieth.
    """
    return float(np.floor(correlation * _STEPS) / _STEPS)


def _squares(city: BaseGeometry) -> NDArray[np.object_]:
    west, south, east, north = np.array(shapely.bounds(city)) // SQUARE_M * SQUARE_M
    x, y = np.meshgrid(np.arange(west, east, SQUARE_M), np.arange(south, north, SQUARE_M))
    squares: NDArray[np.object_] = shapely.box(x.ravel(), y.ravel(), x.ravel() + SQUARE_M, y.ravel() + SQUARE_M)
    mostly = shapely.area(shapely.intersection(squares, city)) >= SQUARE_M**2 / 2
    return squares[mostly]
