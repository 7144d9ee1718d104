"""Where positions are: whether they can be in Korea, and their metres."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS

from mapper.crs import KOREA_LAT, KOREA_LON, KOREA_TM, WGS84, transformer

Numbers = NDArray[np.float64]

_MOST: Final = 1_000
_FULL_CIRCLE: Final = 360


@dataclass(frozen=True)
class Sample:
    """Positions of a file, evenly taken from all of it, as it writes them.

    Attributes
    ----------
    x, y : ndarray, shape (n,)
        East and north, finite.
    row : ndarray of int, shape (n,)
        The row each stands in, as a person counts it.
    """

    x: Numbers
    y: Numbers
    row: NDArray[np.int64]

    @classmethod
    def of(cls, x: Numbers, y: Numbers, row: NDArray[np.int64]) -> Sample:
        """Take a sample.

        Parameters
        ----------
        x, y : ndarray, shape (m,)
            East and north; NaN and infinity are left aside.
        row : ndarray of int, shape (m,)
            The row of each.

        Returns
        -------
        Sample
            At most 1,000 of them, always the same ones.
        """
        finite = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        if len(finite) > _MOST:
            finite = finite[np.linspace(0, len(finite) - 1, _MOST).astype(np.int64)]
        return cls(x[finite], y[finite], row[finite])

    def __len__(self) -> int:
        """Return the number of positions."""
        return len(self.x)

    @property
    def exchanged(self) -> Sample:
        """The same with east and north exchanged."""
        return Sample(self.y, self.x, self.row)

    @property
    def typical(self) -> tuple[float, float, int]:
        """East, north and row of the position nearest to the middle of all; never an outlier."""
        away = np.hypot(self.x - np.median(self.x), self.y - np.median(self.y))
        i = int(np.argmin(away))
        return float(self.x[i]), float(self.y[i]), int(self.row[i])

    @property
    def degrees(self) -> NDArray[np.bool_]:
        """Which positions can be degrees, by the size of their numbers."""
        small: NDArray[np.bool_] = (np.abs(self.x) <= _FULL_CIRCLE) & (np.abs(self.y) <= _FULL_CIRCLE)
        return small

    def in_degrees(self, crs: CRS) -> tuple[Numbers, Numbers]:
        """Return where a reference system puts them.

        Parameters
        ----------
        crs : CRS
            Any.

        Returns
        -------
        tuple of ndarray, shape (n,)
            Longitude and latitude [degrees]; infinite where it puts none.
        """
        lon, lat = transformer(crs, WGS84).transform(self.x, self.y)
        return lon, lat


def in_korea(x: Numbers, y: Numbers, crs: CRS) -> NDArray[np.bool_]:
    """Tell which positions can be in Korea.

    Parameters
    ----------
    x, y : ndarray, shape (n,)
        East and north in ``crs``.
    crs : CRS
        Their reference system.

    Returns
    -------
    ndarray of bool, shape (n,)
        False for NaN and infinity as well.
    """
    lon, lat = (x, y) if crs == CRS.from_epsg(WGS84) else transformer(crs, WGS84).transform(x, y)
    inside: NDArray[np.bool_] = (
        (lon >= KOREA_LON[0]) & (lon <= KOREA_LON[1]) & (lat >= KOREA_LAT[0]) & (lat <= KOREA_LAT[1])
    )
    return inside


def to_metres(x: Numbers, y: Numbers, crs: CRS) -> tuple[Any, Any]:
    """Project positions to the storage system.

    Parameters
    ----------
    x, y : ndarray, shape (n,)
        East and north in ``crs``.
    crs : CRS
        Their reference system.

    Returns
    -------
    tuple of ndarray, shape (n,)
        Easting and northing in EPSG:5179 [m].
    """
    if crs == CRS.from_epsg(KOREA_TM):
        return x, y
    projected: tuple[Any, Any] = transformer(crs, KOREA_TM).transform(x, y)
    return projected
