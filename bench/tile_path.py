"""One pan-and-zoom path over the city: the tiles that the map asks for on the way, each once as a browser's cache has it."""

from __future__ import annotations

from typing import Final

import numpy as np

from mapper.crs import WEB_MERCATOR, WGS84, transformer
from mapper.domain.tile import WORLD_M, TileAddress

VIEWS: Final = (
    *((12, east, north) for east, north in ((0.5, 0.5), (0.7, 0.5), (0.7, 0.7))),
    *((13, east, north) for east, north in ((0.7, 0.7), (0.55, 0.7), (0.4, 0.6), (0.4, 0.45))),
    *((14, east, north) for east, north in ((0.4, 0.45), (0.45, 0.45), (0.5, 0.5), (0.55, 0.52), (0.6, 0.52))),
    *((15, east, north) for east, north in ((0.6, 0.52), (0.63, 0.52), (0.63, 0.55), (0.6, 0.58), (0.57, 0.58))),
    *((16, east, north) for east, north in ((0.57, 0.58), (0.58, 0.58), (0.59, 0.59), (0.6, 0.6), (0.61, 0.6))),
    *((17, east, north) for east, north in ((0.61, 0.6), (0.613, 0.6), (0.617, 0.602), (0.62, 0.605), (0.625, 0.605))),
)
"""Zoom, and place of the middle of the window as shares of the city's extent, east and north: as a reader looks for a street."""

WINDOW: Final = (3, 2)
"""Tiles of 512 pixels in a window of 1440 by 900, half of one more on each side."""


def tiles_on_path(bounds: tuple[float, float, float, float]) -> list[TileAddress]:
    """Return the tiles of every view in turn, without those that were on screen before.

    ``bounds`` are west, south, east, north in degrees.
    """
    to_web = transformer(WGS84, WEB_MERCATOR)
    west, south = to_web.transform(bounds[0], bounds[1])
    east, north = to_web.transform(bounds[2], bounds[3])
    found: dict[TileAddress, None] = {}
    for zoom, across, up in VIEWS:
        width = WORLD_M / 2**zoom
        middle = np.array([west + across * (east - west), -(south + up * (north - south))]) / width + 2**zoom / 2
        first, last = (np.floor(middle + side * np.array(WINDOW) / 2).astype(int) for side in (-1, 1))
        for x in range(first[0], last[0] + 1):
            for y in range(first[1], last[1] + 1):
                found.setdefault(TileAddress(zoom, x, y))
    return list(found)
