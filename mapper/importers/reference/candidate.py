"""Which of the systems Korean files are in would put a file where it can be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS

from mapper.crs import KOREA_LAT, KOREA_LON, KOREA_TM, WGS84, transformer
from mapper.importers.reference.korean_systems import IN_METRES, System
from mapper.importers.reference.position import Sample

Outline = tuple[float, float, float, float]
"""West, south, east, north of what a city already has, in EPSG:5179 [m]."""

Bools = NDArray[np.bool_]

NEARLY_ALL: Final = 0.99
"""Share of the positions that a system must hold; a file has bad rows."""

BUFFER_M: Final = 20_000.0
"""How far outside the outline a file of the city may reach."""

_MARGIN: Final = 0.25


@dataclass(frozen=True)
class Candidate:
    """A system that fits, and where it would put the sample.

    Attributes
    ----------
    system : System
        It.
    lon, lat : float
        Of the sample [degrees].
    """

    system: System
    lon: float
    lat: float

    def __str__(self) -> str:
        """Name it and the place."""
        return f"{self.system.name} ({self.system.label}) lon {self.lon:.5f}, lat {self.lat:.5f}"

    def report(self) -> dict[str, Any]:
        """Return it for machines.

        Returns
        -------
        dict of str to Any
            Name, Korean label, longitude and latitude.
        """
        return {"crs": self.system.name, "label": self.system.label, "lon": self.lon, "lat": self.lat}


def candidates(sample: Sample, outline: Outline | None) -> tuple[Candidate, ...]:
    """Find every system in metres that fits.

    Parameters
    ----------
    sample : Sample
        Positions of the file.
    outline : tuple of float or None
        What the city already has.

    Returns
    -------
    tuple of Candidate
        Those that put nearly all positions into the part of Korea they are made for, and most of them within
        `BUFFER_M` of the outline. Positions that no system places are left aside, if they are the fewer.
    """
    held = {system: holds(system.crs, sample) for system in IN_METRES}
    anywhere = np.logical_or.reduce(list(held.values()))
    if 2 * anywhere.sum() <= len(sample):
        return ()
    fitting = (system for system, inside in held.items() if inside[anywhere].mean() >= NEARLY_ALL)
    return tuple(_candidate(system, sample) for system in fitting if mostly_near(system.crs, sample, outline))


def holds(crs: CRS, sample: Sample) -> Bools:
    """Tell which positions lie in the part of Korea that a system is made for.

    Parameters
    ----------
    crs : CRS
        Any.
    sample : Sample
        Positions of the file.

    Returns
    -------
    ndarray of bool, shape (n,)
        By the area of use in the EPSG register; with a margin for files that cross its edge.
    """
    lon, lat = sample.in_degrees(crs)
    inside: Bools = (lon >= KOREA_LON[0]) & (lon <= KOREA_LON[1]) & (lat >= KOREA_LAT[0]) & (lat <= KOREA_LAT[1])
    area = crs.area_of_use
    if area is not None:
        inside &= (lon >= area.west - _MARGIN) & (lon <= area.east + _MARGIN)
        inside &= (lat >= area.south - _MARGIN) & (lat <= area.north + _MARGIN)
    return inside


def mostly_near(crs: CRS, sample: Sample, outline: Outline | None) -> bool:
    """Tell whether a system puts at least half of the positions within `BUFFER_M` of an outline.

    Parameters
    ----------
    crs : CRS
        Any.
    sample : Sample
        Positions of the file.
    outline : tuple of float or None
        What the city already has.

    Returns
    -------
    bool
        True without an outline.
    """
    if outline is None:
        return True
    x, y = transformer(crs, KOREA_TM).transform(sample.x, sample.y)
    west, south, east, north = outline
    near = (x >= west - BUFFER_M) & (x <= east + BUFFER_M) & (y >= south - BUFFER_M) & (y <= north + BUFFER_M)
    return bool(2 * near.sum() >= len(sample))


def _candidate(system: System, sample: Sample) -> Candidate:
    x, y, _ = sample.typical
    lon, lat = transformer(system.crs, WGS84).transform(x, y)
    return Candidate(system, round(lon, 6), round(lat, 6))
