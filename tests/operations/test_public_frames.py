"""The layers of the public map near a place are those of the whole city there."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from pandas.testing import assert_frame_equal

from mapper.operations.database import Sessions
from mapper.operations.map_layers import LAYER_SOURCES, public_frames

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
CITY_M = 1_500
"""How far the demo city reaches."""
KEYS = [source.key for source in LAYER_SOURCES]


@pytest.mark.parametrize("radius", [60.0, 250.0, 5_000.0])
def test_a_layer_near_a_place_is_what_the_whole_is_there(demo_sessions: Sessions, radius: float) -> None:
    with demo_sessions() as session:
        whole = public_frames(session, now=NOW)
        busiest = whole["issues"].sort_values("count").geometry.iloc[-1]
        box = busiest.buffer(radius, cap_style="square")
        near = public_frames(session, now=NOW, near=box)
    assert list(near) == KEYS
    assert 0 < len(near["issues"]) <= len(whole["issues"])
    assert (len(near["issues"]) == len(whole["issues"])) == (radius > CITY_M)
    for key in KEYS:
        there = whole[key][_meets(whole[key].geometry.to_numpy(), box)].reset_index(drop=True)
        assert_frame_equal(near[key].to_wkb(), there.to_wkb())


def test_far_from_the_city_there_is_nothing(demo_sessions: Sessions) -> None:
    with demo_sessions() as session:
        near = public_frames(session, now=NOW, near=shapely.box(0, 0, 10, 10))
    assert {key: len(frame) for key, frame in near.items()} == dict.fromkeys(KEYS, 0)


def _meets(shapes: NDArray[np.object_], box: shapely.Polygon) -> NDArray[np.bool_]:
    """Tell whose boxes touch, as the index does."""
    west, south, east, north = shapely.bounds(shapes).T
    x, y, right, top = box.bounds
    met: NDArray[np.bool_] = (west <= right) & (east >= x) & (south <= top) & (north >= y)
    return met
