"""A small picture of lines on paper: which part of the plane it shows, and where on the paper what lies."""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

PAPER: Final = 1000
"""Width of the picture."""

_MARGIN_M: Final = 40.0
_LEAST_M: Final = 240.0
_WIDEST: Final = 2.0
"""How many times wider than high the picture is at most."""


class LinePicture:
    """Thousandths of its width east and south of its upper left corner.

    Parameters
    ----------
    shown : ndarray, shape (n, 2)
        What it shows at least, in EPSG:5179 [m]; one place or more.
    highest : float
        How many times higher than wide it is at most.

    Attributes
    ----------
    bounds : tuple of float
        West, south, east and north of what it shows, in EPSG:5179 [m]: all of it with a margin, never a sliver.
    height : int
        Of the paper, whose width is `PAPER`.
    """

    def __init__(self, shown: NDArray[np.float64], *, highest: float = _WIDEST) -> None:
        low, high = shown.min(axis=0), shown.max(axis=0)
        size = np.maximum(high - low + 2 * _MARGIN_M, _LEAST_M)
        half = np.maximum(size, size[::-1] / (highest, _WIDEST)) / 2
        middle = (low + high) / 2
        (west, south), (east, north) = (middle - half).tolist(), (middle + half).tolist()
        self.bounds: tuple[float, float, float, float] = (west, south, east, north)
        self._scale = PAPER / (east - west)
        self.height = round(self._scale * (north - south))

    def places(self, coordinates: NDArray[np.float64]) -> list[tuple[int, int]]:
        """Return where on the paper something lies.

        Parameters
        ----------
        coordinates : ndarray, shape (n, 2)
            In EPSG:5179 [m].

        Returns
        -------
        list of tuple of int
            East and south.
        """
        west, _, _, north = self.bounds
        placed = np.rint((coordinates - (west, north)) * (self._scale, -self._scale)).astype(np.int64)
        return [(x, y) for x, y in placed.tolist()]

    def paths(self, lines: NDArray[np.object_]) -> tuple[str, ...]:
        """Return lines as SVG draws them.

        Parameters
        ----------
        lines : ndarray of LineString, shape (n,)
            In EPSG:5179.

        Returns
        -------
        tuple of str
            Paths.
        """
        return tuple(
            "M" + "L".join(f"{x} {y}" for x, y in self.places(shapely.get_coordinates(line))) for line in lines
        )
