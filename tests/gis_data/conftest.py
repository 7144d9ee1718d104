"""The demo city of the default size, built once a run, and a smaller one for what does not depend on size."""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import pytest

from gis_data.demo import City, Facts, build_city, build_facts
from mapper.spatial.segmenting import cut_alleys

SEED = 2024


def segments_of(city: City) -> gpd.GeoDataFrame:
    """Cut a city and give its segments ids, as a database would."""
    segments = cut_alleys(city.alleys, city.districts).segments
    named = segments.merge(city.alleys[["source_id", "name", "width_m"]], on="source_id", validate="many_to_one")
    named.insert(0, "id", [f"segment-{number}" for number in range(len(named))])
    return named


@pytest.fixture(scope="session")
def city() -> City:
    return build_city(seed=SEED, segments=3_000)


@pytest.fixture(scope="session")
def segments(city: City) -> gpd.GeoDataFrame:
    return segments_of(city)


@pytest.fixture(scope="session")
def as_of() -> date:
    """Last day of the facts."""
    return date(2024, 7, 4)


@pytest.fixture(scope="session")
def facts(segments: gpd.GeoDataFrame, as_of: date) -> Facts:
    return build_facts(seed=SEED, segments=segments, as_of=as_of)


@pytest.fixture(scope="session")
def town() -> gpd.GeoDataFrame:
    """Segments of a smaller city."""
    return segments_of(build_city(seed=1, segments=800))
