"""Which new segment lies where an old one lay, after a line was cut anew."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import shapely

_BESIDE_M = 0.5
"""A new line this near to the old one is the same alley, drawn anew [m]."""

_LEAST_SHARE = 0.5
"""Of a new segment at least this much must lie on the old one."""


def heirs(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame) -> pd.DataFrame:
    """Find for each new segment the old one it takes over from.

    Parameters
    ----------
    old, new : GeoDataFrame
        With ``id`` and lines in EPSG:5179.

    Returns
    -------
    DataFrame
        ``old_id``, ``new_id`` and ``shared_m``, the length of the new segment that lies on the old one [m]; a new
        segment that lies mostly elsewhere has no row.
    """
    lines, ground = new.geometry.to_numpy(), shapely.buffer(old.geometry.to_numpy(), _BESIDE_M)
    row, under = shapely.STRtree(ground).query(lines, predicate="intersects")
    shared = shapely.length(shapely.intersection(lines[row], ground[under]))
    pairs = pd.DataFrame(
        {"old_id": old["id"].to_numpy()[under], "new_id": new["id"].to_numpy()[row], "shared_m": shared}
    )
    mostly = pairs[shared >= _LEAST_SHARE * shapely.length(lines[row])]
    longest = mostly.sort_values(["new_id", "shared_m", "old_id"], ascending=[True, False, True])
    first: pd.DataFrame = longest.drop_duplicates("new_id").reset_index(drop=True)
    return first
