"""The coordinate reference systems Golmok speaks, by name.

No other file writes a code, but for the table of what files are brought in (`mapper.importers.reference`).

Metres (``KOREA_TM``) everywhere inside; degrees (``WGS84``) only at the two borders, where
files come in and where maps go out; ``WEB_MERCATOR`` only inside tiles.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from pyproj import CRS, Transformer
from pyproj.network import set_network_enabled  # type: ignore[attr-defined] # documented there, yet not re-exported

from mapper.errors import WrongCrs

# PROJ would fetch grids of other datums from the network; a city's machine may have none, and answers must not differ
set_network_enabled(active=False)

KOREA_TM: Final = 5179
"""Korea 2000 / Unified CS (UTM-K): the storage system, in metres, for all Korea."""

KOREA_CENTRAL: Final = 5186
"""Korea 2000 / Central Belt 2010: what most offices of the middle of the country draw in, in metres."""

WGS84: Final = 4326
"""Longitude and latitude in degrees: exchange files and the browser."""

WEB_MERCATOR: Final = 3857
"""The projection of vector tiles."""

MERCATOR_LAT: Final = 85.0
"""Latitudes to which Web Mercator is drawn [degrees]."""

KOREA_LON: Final = (124.0, 132.0)
"""Longitudes that can be in Korea [degrees]."""

KOREA_LAT: Final = (33.0, 39.0)
"""Latitudes that can be in Korea [degrees]."""

KOREA_TM_BOX: Final = (672_000.0, 1_445_000.0, 1_421_000.0, 2_121_000.0)
"""West, south, east, north of ``KOREA_LON`` x ``KOREA_LAT`` in ``KOREA_TM`` [m], rounded outwards."""


def require_crs(found: Any, expected: int, *, what: str) -> None:
    """Refuse coordinates whose reference system is missing or another one.

    Parameters
    ----------
    found : Any
        Anything pyproj understands as a CRS, or None when it is missing.
    expected : int
        EPSG code that the caller works in.
    what : str
        Name of the thing checked, for the sentence.

    Raises
    ------
    WrongCrs
        With both codes, when they differ or ``found`` is missing.
    """
    if found is None:
        message = f"{what} has no CRS, expected EPSG:{expected}; say which one it is in before using it."
        raise WrongCrs(message, what=what, found=None, expected=expected)
    if CRS.from_user_input(found) != CRS.from_epsg(expected):
        name = CRS.from_user_input(found).to_string()
        message = f"{what} is in {name}, expected EPSG:{expected}; reproject it first."
        raise WrongCrs(message, what=what, found=name, expected=expected)


@lru_cache(maxsize=64)
def transformer(source: Any, target: int) -> Transformer:
    """Return a transformer whose axes are always east, north (or longitude, latitude).

    Parameters
    ----------
    source : Any
        Anything hashable that pyproj understands as a CRS.
    target : int
        EPSG code to go to.

    Returns
    -------
    pyproj.Transformer
        With ``always_xy``: official Korean codes are north-first in the register, files are not.
    """
    return Transformer.from_crs(source, CRS.from_epsg(target), always_xy=True)


def is_north_first(code: int) -> bool:
    """Tell whether the register of EPSG writes the coordinate to the north before the one to the east.

    Parameters
    ----------
    code : int
        EPSG code.

    Returns
    -------
    bool
        True for longitude and latitude, and for all systems of Korea.
    """
    return CRS.from_epsg(code).axis_info[0].direction == "north"
