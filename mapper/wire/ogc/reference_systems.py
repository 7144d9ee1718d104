"""Reference systems as OGC writes them: an address each, and the order of axes that their register has.

The order matters: in EPSG's register latitude comes before longitude, and north before east in Korea's systems, while CRS84 is
longitude and latitude (OGC 18-058r1, requirement 11).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mapper.crs import KOREA_CENTRAL, KOREA_TM, WEB_MERCATOR, WGS84, is_north_first
from mapper.errors import ExportRefused


@dataclass(frozen=True)
class ReferenceSystem:
    """One that can be asked for.

    Attributes
    ----------
    uri : str
        Its address.
    code : int
        EPSG code of the same coordinates.
    is_north_first : bool
        Whether the first number of a pair is the one to the north.
    decimals : int
        How far its coordinates are written: millimetres, or hundredths of a metre in degrees.
    """

    uri: str
    code: int
    is_north_first: bool
    decimals: int


def _of_epsg(code: int, decimals: int) -> ReferenceSystem:
    return ReferenceSystem(f"http://www.opengis.net/def/crs/EPSG/0/{code}", code, is_north_first(code), decimals)


CRS84: Final = ReferenceSystem("http://www.opengis.net/def/crs/OGC/1.3/CRS84", WGS84, False, 7)  # noqa: FBT003 # a field
"""What is spoken when nothing is said."""

STORED: Final = _of_epsg(KOREA_TM, 3)
"""What the city is kept in."""

SYSTEMS: Final = (CRS84, _of_epsg(WGS84, 7), STORED, _of_epsg(KOREA_CENTRAL, 3), _of_epsg(WEB_MERCATOR, 3))
"""All that can be asked for."""


def system_of(uri: str, *, parameter: str) -> ReferenceSystem:
    """Return the system with that address.

    Parameters
    ----------
    uri : str
        As it was asked for.
    parameter : str
        In which it was.

    Returns
    -------
    ReferenceSystem
        One of `SYSTEMS`.

    Raises
    ------
    ExportRefused
        When it is none of them.
    """
    for system in SYSTEMS:
        if system.uri == uri:
            return system
    choices = [system.uri for system in SYSTEMS]
    message = f"{parameter}={uri} is not spoken here; choose one of {', '.join(choices)}."
    raise ExportRefused(message, parameter=parameter, value=uri, choices=choices)
