"""The 행정동 of the made city: real names and codes, made outlines and household counts."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

import geopandas as gpd
import numpy as np
import shapely
from shapely import Polygon

from gis_data.demo.grounds import Ground
from mapper.crs import KOREA_TM
from mapper.frames import DISTRICTS

DISTRICT_CODES: Final = {
    "의정부1동": "4115051000",
    "의정부2동": "4115052000",
    "의정부3동": "4115053000",
    "호원1동": "4115054500",
    "호원2동": "4115055500",
    "장암동": "4115056100",
    "신곡1동": "4115056700",
    "신곡2동": "4115056800",
    "송산1동": "4115057300",
    "송산2동": "4115057600",
    "송산3동": "4115057800",
    "자금동": "4115058000",
    "가능동": "4115059500",
    "흥선동": "4115061500",
    "녹양동": "4115062000",
}
"""Name of each 행정동 of 의정부시 and its code at the Ministry of the Interior and Safety."""

_SQUARE_METRES_A_HECTARE: Final = 10_000


def district_frame(grounds: list[Ground], origin: tuple[float, float]) -> gpd.GeoDataFrame:
    """Join the ground of each district.

    Parameters
    ----------
    grounds : list of Ground
        All ground, water and hills included.
    origin : tuple of float
        Middle of the city [m, EPSG:5179].

    Returns
    -------
    geopandas.GeoDataFrame
        By the contract DISTRICTS, with ``household_count``, in order of code.
    """
    parts: defaultdict[str, list[Polygon]] = defaultdict(list)
    households: defaultdict[str, float] = defaultdict(float)
    for ground in grounds:
        parts[ground.district].append(Polygon(np.add(ground.block.corners, origin)))
        if ground.pattern is not None:
            households[ground.district] += ground.pattern.households * ground.block.area / _SQUARE_METRES_A_HECTARE
    frame = gpd.GeoDataFrame(
        {
            "code": list(DISTRICT_CODES.values()),
            "name": list(DISTRICT_CODES),
            "household_count": [round(households[name]) for name in DISTRICT_CODES],
        },
        geometry=[shapely.normalize(shapely.coverage_union_all(parts[name])) for name in DISTRICT_CODES],
        crs=KOREA_TM,
    )
    DISTRICTS.check(frame)
    return frame
