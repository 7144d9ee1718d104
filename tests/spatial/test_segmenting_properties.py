"""What holds for any network: on a coarse grid, so that crossings, touches, overlaps and rings are common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.spatial.segmenting import MAX_SEGMENT_M, cut_alleys

Lines = Callable[..., gpd.GeoDataFrame]
Ways = list[list[tuple[int, int]]]

COORDINATE = st.integers(0, 6)
WAYS = st.lists(
    st.lists(st.tuples(COORDINATE, COORDINATE), min_size=2, max_size=5).filter(lambda way: len(set(way)) > 1),
    min_size=1,
    max_size=7,
)
STEP = st.sampled_from([0.3, 10.0, 37.001, 150.0])


@pytest.fixture(scope="module")
def network(alley_lines: Lines) -> Lines:
    def build(ways: Ways, step: float, data: st.DataObject) -> gpd.GeoDataFrame:
        scaled = [[(x * step, y * step) for x, y in way] for way in ways]
        each: dict[str, Any] = {"min_size": len(ways), "max_size": len(ways)}
        return alley_lines(
            *scaled,
            level=data.draw(st.lists(st.sampled_from(["", "", "bridge"]), **each)),
            graded=data.draw(st.lists(st.booleans(), **each)),
            alley_key=data.draw(st.lists(st.sampled_from(["a", "b"]), **each)),
        )

    return build


@settings(max_examples=60)
@given(ways=WAYS, step=STEP, data=st.data())
def test_length_in_is_length_out(network: Lines, ways: Ways, step: float, data: st.DataObject) -> None:
    lines = network(ways, step, data)
    cut = cut_alleys(lines)
    doubles_m = sum(double.length_m for double in cut.report.doubles)
    assert cut.report.largest_difference_m < 0.001
    assert cut.segments["length_m"].sum() + doubles_m == pytest.approx(lines.length.sum(), abs=0.001)


@settings(max_examples=60)
@given(ways=WAYS, step=STEP, data=st.data())
def test_no_segment_is_longer_than_allowed_and_each_has_a_name_of_its_own(
    network: Lines, ways: Ways, step: float, data: st.DataObject
) -> None:
    segments = cut_alleys(network(ways, step, data)).segments
    assert segments["length_m"].between(0, MAX_SEGMENT_M + 1e-5, inclusive="right").all()
    assert segments["fingerprint"].is_unique


@settings(max_examples=60)
@given(ways=WAYS, step=STEP, data=st.data())
def test_segments_rejoin_to_their_line(network: Lines, ways: Ways, step: float, data: st.DataObject) -> None:
    lines = network(ways, step, data).set_index("source_id")
    cut = cut_alleys(lines.reset_index())
    doubled = {double.source_id for double in cut.report.doubles}
    for source_id, segments in cut.segments.groupby("source_id"):
        assert segments["ordinal"].tolist() == list(range(len(segments)))
        if source_id not in doubled:
            rejoined = shapely.linestrings(shapely.get_coordinates(segments.geometry.to_numpy()))
            original = lines.geometry[source_id]
            assert rejoined.length == pytest.approx(original.length, abs=0.001)
            assert shapely.hausdorff_distance(rejoined, original) < 0.001
            assert set(original.coords) <= set(rejoined.coords)


@settings(max_examples=60)
@given(ways=WAYS, step=STEP, data=st.data())
def test_neither_the_order_of_the_rows_nor_the_direction_of_the_lines_matters(
    network: Lines, ways: Ways, step: float, data: st.DataObject
) -> None:
    lines = network(ways, step, data)
    order = data.draw(st.permutations(range(len(ways))))
    turned = data.draw(st.lists(st.booleans(), min_size=len(ways), max_size=len(ways)))
    shapes = lines.geometry.to_numpy()
    other = lines.set_geometry(np.where(turned, shapely.reverse(shapes), shapes), crs=5179).iloc[order]
    assert set(cut_alleys(other).segments["fingerprint"]) == set(cut_alleys(lines).segments["fingerprint"])
