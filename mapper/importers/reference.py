"""Which reference system coordinates are in, whether they can be in Korea, and their metres."""

from __future__ import annotations

import re
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError

from mapper.crs import KOREA_LAT, KOREA_LON, KOREA_TM, WGS84, transformer
from mapper.errors import WrongCrs
from mapper.importers.fault import Note

_EPSG_NAME: Final = re.compile(
    r"(?:urn:ogc:def:crs:EPSG:[\d.]*:|https?://www\.opengis\.net/def/crs/EPSG/[\d.]+/|EPSG:)?(\d{4,6})", re.IGNORECASE
)
_CRS84_NAME: Final = re.compile(
    r"(?:urn:ogc:def:crs:OGC:[\d.]*:|https?://www\.opengis\.net/def/crs/OGC/[\d.]+/|OGC:)?CRS:?84", re.IGNORECASE
)


def understood(name: str) -> CRS | None:
    """Read the name of a reference system.

    Parameters
    ----------
    name : str
        ``EPSG:5186``, ``5186``, ``CRS84``, or their OGC names.

    Returns
    -------
    CRS or None
        None when it is no such name, or not one of two-dimensional maps.
    """
    if _CRS84_NAME.fullmatch(name.strip()):
        return CRS.from_epsg(WGS84)
    found = _EPSG_NAME.fullmatch(name.strip())
    if not found:
        return None
    try:
        crs = CRS.from_epsg(int(found[1]))
    except CRSError:
        return None
    return crs if (crs.is_geographic or crs.is_projected) and len(crs.axis_info) == 2 else None


def given_crs(name: str) -> CRS:
    """Read the reference system a person gave.

    Parameters
    ----------
    name : str
        As for `understood`.

    Returns
    -------
    CRS
        With two axes.

    Raises
    ------
    WrongCrs
        When the name is not understood.
    """
    crs = understood(name)
    if crs is None:
        message = f"--crs {name!r} is not understood, expected e.g. EPSG:{KOREA_TM} or EPSG:{WGS84}; correct it."
        raise WrongCrs(message, found=name, expected=f"EPSG:{KOREA_TM}")
    return crs


def crs_note(crs: CRS, reason: str) -> Note:
    """Tell which reference system coordinates are read in.

    Parameters
    ----------
    crs : CRS
        The reference system.
    reason : str
        Why this one.

    Returns
    -------
    Note
        With its name.
    """
    return Note("crs", f"Coordinates read as {crs.to_string()}: {reason}.", {"crs": crs.to_string()})


def in_korea(x: NDArray[np.float64], y: NDArray[np.float64], crs: CRS) -> NDArray[np.bool_]:
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


def to_metres(x: NDArray[np.float64], y: NDArray[np.float64], crs: CRS) -> tuple[Any, Any]:
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


def refuse_other_unit(x: NDArray[np.float64], y: NDArray[np.float64], crs: CRS, *, file: str) -> None:
    """Ask for the CRS when most numbers are metres but it has degrees, or the other way round.

    Parameters
    ----------
    x, y : ndarray, shape (n,)
        East and north; NaN is left aside.
    crs : CRS
        The reference system they are said to be in.
    file : str
        Named in the sentence.

    Raises
    ------
    WrongCrs
        Naming the CRS, the first such position and the option that settles it.
    """
    known = np.isfinite(x) & np.isfinite(y)
    degrees = (np.abs(x) <= 360) & (np.abs(y) <= 360)
    misfit = known & (degrees != crs.is_geographic)
    if 2 * misfit.sum() <= known.sum():
        return
    first = int(np.flatnonzero(misfit)[0])
    numbers, unit = ("metres", "degrees") if crs.is_geographic else ("degrees", "metres")
    example = f"EPSG:{KOREA_TM}" if crs.is_geographic else f"EPSG:{WGS84}"
    message = (
        f"{file} has coordinates such as ({x[first]:g}, {y[first]:g}): these look like {numbers}, but"
        f" {crs.to_string()} is in {unit}; say which CRS they are in, e.g. --crs {example}."
    )
    raise WrongCrs(message, file=file, found=numbers, expected=unit, crs=crs.to_string())
