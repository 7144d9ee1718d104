"""The layer of density says itself how well it shows what is so, and takes nothing but bands."""

from __future__ import annotations

import json

import folium
import geopandas as gpd
import pytest
import shapely

from layers import Density
from mapper.crs import KOREA_TM
from mapper.errors import FrameFault


@pytest.fixture
def bands() -> gpd.GeoDataFrame:
    areas = [
        shapely.multipolygons([shapely.box(960_000 + 900 * n, 1_960_000, 960_900 + 900 * n, 1_961_000)]) for n in (0, 1)
    ]
    columns = {"path": ["0", "1"], "name": ["시험동 1구역", "시험동 2구역"], "band": ["10–14", "100+"], "rate": [1, 5]}
    return gpd.GeoDataFrame(columns, geometry=areas, crs=KOREA_TM)


def test_it_states_its_correlation_and_draws_into_any_map(bands: gpd.GeoDataFrame) -> None:
    layer = Density(bands, correlation=0.9)
    assert layer.layer_name == "사례 밀도 (실제와의 상관 0.90 이상)"
    assert Density(bands, correlation=None).layer_name == "사례 밀도 (실제와의 상관 모름)"
    page = layer.add_to(folium.Map()).get_root().render()
    data = page.split('_data">')[1].split("</script>")[0]
    assert [one["properties"]["band"] for one in json.loads(data)["features"]] == ["10–14", "100+"]


def test_nobody_draws_it_without_saying(bands: gpd.GeoDataFrame) -> None:
    with pytest.raises(TypeError, match="correlation"):
        Density(bands)  # type: ignore[call-arg] # that is the point


def test_counts_and_points_are_refused(bands: gpd.GeoDataFrame) -> None:
    with pytest.raises(FrameFault, match="band"):
        Density(bands.assign(band=[11, 120]), correlation=0.9)
    with pytest.raises(FrameFault, match="Point"):
        Density(bands.set_geometry(bands.representative_point()), correlation=0.9)
