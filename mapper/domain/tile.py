"""Squares of the world that maps are made of: the web's tile scheme, and the grid inside each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

WORLD_M: Final = 40_075_016.685578488
"""Width of the world in EPSG:3857 [m]."""

EXTENT: Final = 4096
"""Steps of the grid across a tile."""
BUFFER: Final = 64
"""What a tile shows beyond each of its edges, in steps of its grid."""
MARGIN: Final = BUFFER / EXTENT
"""The same as a share of its width."""


@dataclass(frozen=True)
class TileAddress:
    """Which square of the world.

    Attributes
    ----------
    z, x, y : int
        Zoom, column and row of the web's tile scheme, row 0 in the north.
    """

    z: int
    x: int
    y: int

    def shows(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Tell which points can be seen on it, its margin included.

        Parameters
        ----------
        x, y : ndarray of float, shape (n,)
            EPSG:3857 [m].

        Returns
        -------
        ndarray of bool, shape (n,)
            True also for a point a metre beside it.
        """
        width = WORLD_M / (1 << self.z)
        slack = MARGIN * width + 1.0
        west, north = self.x * width - WORLD_M / 2, WORLD_M / 2 - self.y * width
        shown: NDArray[np.bool_] = (west - slack <= x) & (x <= west + width + slack)
        return shown & (north - width - slack <= y) & (y <= north + slack)

    def within(self, zoom: int) -> list[TileAddress]:
        """Return the squares of a zoom that make up this one, or the one that this one is a part of.

        Parameters
        ----------
        zoom : int
            Of the squares.

        Returns
        -------
        list of TileAddress
            By column and row.
        """
        if zoom <= self.z:
            up = self.z - zoom
            return [TileAddress(zoom, self.x >> up, self.y >> up)]
        side = 2 ** (zoom - self.z)
        return [
            TileAddress(zoom, self.x * side + across, self.y * side + down)
            for across in range(side)
            for down in range(side)
        ]
