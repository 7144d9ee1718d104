"""Which 행정동 a line lies in."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from mapper.frames import DISTRICTS

_DECIMALS = 6
"""Lengths count to the micrometre: a line along a border lies in both districts alike."""


def district_codes(lines: NDArray[Any], districts: gpd.GeoDataFrame) -> NDArray[Any]:
    """Find the district that holds the longest share of each line.

    Parameters
    ----------
    lines : ndarray of LineString, shape (n,)
        In EPSG:5179.
    districts : GeoDataFrame
        By the contract DISTRICTS.

    Returns
    -------
    ndarray of str or None, shape (n,)
        Code of the district, of equal shares the lowest; None for a line outside all of them.

    Raises
    ------
    FrameFault
        When the districts break their contract.
    """
    DISTRICTS.check(districts)
    shares = _shares(lines, districts.geometry.to_numpy())
    shares["code"] = districts["code"].to_numpy()[shares["district"]]
    longest = shares.sort_values(["line", "length_m", "code"], ascending=[True, False, True]).drop_duplicates("line")
    codes = np.full(len(lines), None, dtype=object)
    codes[longest["line"]] = longest["code"]
    return codes


def _shares(lines: NDArray[Any], areas: NDArray[Any]) -> pd.DataFrame:
    tree = shapely.STRtree(lines)
    # asked by district: GEOS prepares the asking geometry, and districts are the heavy ones
    district, line = tree.query(areas, predicate="intersects")
    holding, held = tree.query(areas, predicate="contains_properly")
    whole = np.isin(district * len(lines) + line, holding * len(lines) + held)
    length = shapely.length(lines)[line]
    length[~whole] = shapely.length(shapely.intersection(lines[line[~whole]], areas[district[~whole]]))
    shares = pd.DataFrame({"line": line, "district": district, "length_m": np.round(length, _DECIMALS)})
    return shares[shares["length_m"] > 0]


def district_codes_at(x: NDArray[np.float64], y: NDArray[np.float64], districts: gpd.GeoDataFrame) -> NDArray[Any]:
    """Find the district that each point lies in.

    Parameters
    ----------
    x, y : ndarray, shape (p,)
        In EPSG:5179 [m].
    districts : GeoDataFrame
        By the contract DISTRICTS.

    Returns
    -------
    ndarray of str or None, shape (p,)
        Code of the district, on a border the lowest; None for a point outside all of them or without a position.

    Raises
    ------
    FrameFault
        When the districts break their contract.
    """
    DISTRICTS.check(districts)
    codes = np.full(len(x), None, dtype=object)
    falling = districts.sort_values("code", ascending=False)
    for code, area in zip(falling["code"], falling.geometry, strict=True):
        west, south, east, north = area.bounds
        near = np.flatnonzero((west <= x) & (x <= east) & (south <= y) & (y <= north))
        shapely.prepare(area)
        codes[near[shapely.intersects_xy(area, x[near], y[near])]] = code
    return codes
