"""The made city: its districts and its alleys."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final

import geopandas as gpd
import numpy as np

from gis_data.demo.alleys import Alley, gather
from gis_data.demo.blind_alleys import lead_in
from gis_data.demo.complexes import build_complex
from gis_data.demo.districts import district_frame
from gis_data.demo.grounds import Ground, find_grounds
from gis_data.demo.lines import line_frame
from gis_data.demo.names import name_alleys
from gis_data.demo.neighbourhoods import Layout
from gis_data.demo.plan import Plan, read_plan
from gis_data.demo.skeleton import lay_out
from gis_data.demo.streams import lay_paths
from gis_data.demo.streets import Streets
from gis_data.demo.terrain import mark_steps
from mapper.errors import InvalidInput

_DENSITY: Final = 8200
_UNDER_WATER: Final = 175
_PARTED_FROM: Final = 25_000
_PARTED: Final = 0.035
"""Of the segments of a metropolis beyond so many, what roads that part its neighbourhoods take (measured, rounded up)."""
_SMALLEST: Final = 300
_VILLAGE: Final = ("자금동", "village", "귀락마을길")
_NIGHT_MARKET: Final = ("흥선동", "market", "야식해길")
_STORIES: Final = (_VILLAGE, _NIGHT_MARKET)


@dataclass(frozen=True)
class City:
    """The made city.

    Attributes
    ----------
    districts : geopandas.GeoDataFrame
        By the contract DISTRICTS, with ``household_count``.
    alleys : geopandas.GeoDataFrame
        By the contract ALLEY_LINES.
    """

    districts: gpd.GeoDataFrame
    alleys: gpd.GeoDataFrame


def build_city(*, seed: int, segments: int) -> City:
    """Build the city of a seed.

    Parameters
    ----------
    seed : int
        The same seed gives the same city to the byte.
    segments : int
        How many graded segments it is to have once cut: about, and of a metropolis at least.

    Returns
    -------
    City
        In EPSG:5179.

    Raises
    ------
    InvalidInput
        When fewer than 300 segments are asked for.
    """
    plan = read_plan()
    scale = scale_for(segments)
    skeleton = lay_out(plan, scale)
    streets, grounds = skeleton.streets, find_grounds(skeleton, plan, scale)
    lay_paths(plan, scale, streets)
    _fill(streets, grounds, np.random.SeedSequence(seed).spawn(len(plan.patches)))
    mark_steps(streets, plan, scale)
    alleys = gather(streets)
    name_alleys(alleys, streets)
    _tell_stories(alleys, plan)
    return City(district_frame(grounds, plan.origin), line_frame(alleys, plan.origin))


def scale_for(segments: int) -> float:
    """Return how large the city must be to have so many segments.

    Parameters
    ----------
    segments : int
        Graded segments wanted.

    Returns
    -------
    float
        Scale of the plan.

    Raises
    ------
    InvalidInput
        When there would be no room for every district.
    """
    if segments < _SMALLEST:
        message = f"A demo city of {segments} segments has no room for its 15 districts; ask for {_SMALLEST} or more."
        raise InvalidInput(message, segments=segments, expected=_SMALLEST)
    # Streets grow with the square of the scale, less what the streams take, which keep their width (measured).
    parted = _PARTED * max(0, segments - _PARTED_FROM)
    return sqrt((segments + _UNDER_WATER + parted) / _DENSITY)


def _fill(streets: Streets, grounds: list[Ground], sources: list[np.random.SeedSequence]) -> None:
    """Build on all ground; each patch draws from a source of its own, so that a change in one leaves others alone."""
    for ground in grounds:
        if ground.pattern is None:
            continue
        layout = Layout(streets, ground.pattern, np.random.default_rng(sources[ground.patch]), ground.patch)
        if ground.pattern.complex:
            for block in layout.part(ground.block):
                build_complex(block, layout)
        else:
            for block in layout.fill(ground.block):
                lead_in(block, layout)


def _tell_stories(alleys: list[Alley], plan: Plan) -> None:
    """Give the alleys of the city's own stories their names."""
    for district, pattern, name in _STORIES:
        there = [n for n, patch in enumerate(plan.patches) if (patch.district, patch.pattern) == (district, pattern)]
        alley = max((a for a in alleys if a.is_alley and a.streets[0].patch in there), key=lambda a: a.length)
        alley.name = name
