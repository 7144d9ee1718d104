"""Reference systems by what is written about them: a name, or WKT."""

from __future__ import annotations

import re
from typing import Final

from pyproj import CRS
from pyproj.exceptions import CRSError

from mapper.crs import WGS84

_LONGEST_WKT: Final = 20_000
_EPSG_NAME: Final = re.compile(
    r"(?:urn:ogc:def:crs:EPSG:[\d.]*:|https?://www\.opengis\.net/def/crs/EPSG/[\d.]+/|EPSG:|SRID=)?(\d{4,6})",
    re.IGNORECASE,
)
_CRS84_NAME: Final = re.compile(
    r"(?:urn:ogc:def:crs:OGC:[\d.]*:|https?://www\.opengis\.net/def/crs/OGC/[\d.]+/|OGC:)?CRS:?84", re.IGNORECASE
)
_WKT: Final = re.compile(r"\w*(?:PROJ|GEOG|GEOD|BOUND|COMP|COMPOUND|PROJECTED|GEOGRAPHIC)\w*\s*[\[(]", re.IGNORECASE)


def understood(text: str) -> CRS | None:
    """Read what is written about a reference system.

    Parameters
    ----------
    text : str
        ``EPSG:5186``, ``SRID=5186``, ``5186``, ``CRS84``, their OGC names, or WKT of any age.

    Returns
    -------
    CRS or None
        In two dimensions, without heights and without a shift of datum written into it; None when it is nothing of
        the kind, or not one of maps.
    """
    text = text.strip().removeprefix("\ufeff")
    if _CRS84_NAME.fullmatch(text):
        return CRS.from_epsg(WGS84)
    named = _EPSG_NAME.fullmatch(text)
    try:
        if named:
            return _flat(CRS.from_epsg(int(named[1])))
        return _flat(CRS.from_wkt(text)) if _WKT.match(text) and len(text) <= _LONGEST_WKT else None
    except CRSError:
        return None


def _flat(crs: CRS) -> CRS | None:
    while crs.is_bound or crs.is_compound:
        inner = crs.source_crs if crs.is_bound else crs.sub_crs_list[0]
        if inner is None:
            return None
        crs = inner
    if not crs.is_projected and not crs.is_geographic:
        return None
    if len(crs.axis_info) == 3:
        crs = crs.to_2d()
    directions = {axis.direction.lower() for axis in crs.axis_info}
    return crs if directions == {"east", "north"} else None
