"""How lines are cut, case by case; ways are in metres."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pytest
import shapely

from mapper.errors import FrameFault
from mapper.spatial.segmenting import cut_alleys

Lines = Callable[..., gpd.GeoDataFrame]
Areas = Callable[..., gpd.GeoDataFrame]
Metres = Callable[[gpd.GeoDataFrame], list[list[tuple[float, float]]]]


def lengths(segments: gpd.GeoDataFrame, source_id: str) -> list[float]:
    return segments.loc[segments["source_id"] == source_id, "length_m"].round(3).tolist()


def test_a_t_junction_splits_the_line_it_meets_and_not_the_one_that_ends(alley_lines: Lines) -> None:
    cut = cut_alleys(alley_lines([(0, 0), (100, 0)], [(40, 0), (40, 60)]))
    assert lengths(cut.segments, "way-0") == [40, 60]
    assert lengths(cut.segments, "way-1") == [60]
    assert cut.report.junctions == 1


def test_a_crossing_without_shared_vertices_splits_both_lines(alley_lines: Lines, metres_of: Metres) -> None:
    cut = cut_alleys(alley_lines([(0, 0), (100, 0)], [(40, -50), (40, 60)]))
    assert metres_of(cut.segments) == [
        [(0, 0), (40, 0)],
        [(40, 0), (100, 0)],
        [(40, -50), (40, 0)],
        [(40, 0), (40, 60)],
    ]


@pytest.mark.parametrize(("gap", "junctions"), [(0.0, 1), (0.04, 1), (-0.04, 1), (0.06, 0), (0.5, 0)])
def test_an_end_meets_a_line_within_five_centimetres(alley_lines: Lines, gap: float, junctions: int) -> None:
    cut = cut_alleys(alley_lines([(0, 0), (100, 0)], [(40, gap), (40, 60)]))
    assert cut.report.junctions == junctions
    assert len(cut.segments) == 2 + junctions


def test_no_vertex_is_moved_to_close_a_gap(alley_lines: Lines, metres_of: Metres) -> None:
    cut = cut_alleys(alley_lines([(0, 0), (39.97, 0.01), (100, 0)], [(40, 0.04), (40, 60)]))
    assert metres_of(cut.segments) == [
        [(0, 0), (39.97, 0.01)],
        [(39.97, 0.01), (100, 0)],
        [(40, 0.04), (40, 60)],
    ]


def test_lines_that_only_meet_end_to_end_make_no_junction_and_are_not_joined(alley_lines: Lines) -> None:
    cut = cut_alleys(alley_lines([(0, 0), (50, 0)], [(50, 0), (100, 0)]))
    assert len(cut.segments) == 2
    assert cut.report.junctions == 0


def test_a_bend_is_not_a_junction(alley_lines: Lines) -> None:
    assert len(cut_alleys(alley_lines([(0, 0), (50, 0), (50, 50), (90, 50)])).segments) == 1


def test_a_context_road_splits_an_alley(alley_lines: Lines) -> None:
    cut = cut_alleys(alley_lines([(0, 0), (100, 0)], [(40, -50), (40, 60)], graded=[True, False]))
    assert lengths(cut.segments, "way-0") == [40, 60]
    assert (cut.report.graded_segments, cut.report.context_segments) == (2, 2)
    assert (cut.report.graded_km, cut.report.context_km) == pytest.approx((0.1, 0.11))


def test_a_bridge_does_not_meet_what_it_passes_over(alley_lines: Lines) -> None:
    cut = cut_alleys(alley_lines([(0, 0), (100, 0)], [(40, -50), (40, 0), (40, 60)], level=["", "bridge"]))
    assert lengths(cut.segments, "way-0") == [100]
    assert lengths(cut.segments, "way-1") == [110]


def test_two_roads_on_one_bridge_level_do_meet(alley_lines: Lines) -> None:
    cut = cut_alleys(alley_lines([(0, 0), (100, 0)], [(40, -50), (40, 60)], level="bridge"))
    assert len(cut.segments) == 4


def test_a_bridge_meets_the_road_where_both_end(alley_lines: Lines) -> None:
    ways = ([(0, 0), (50, 0)], [(50, 0), (70, 0)], [(70, 0), (120, 0)], [(50, 0), (50, 20)])
    cut = cut_alleys(alley_lines(*ways, level=["", "bridge", "", ""]))
    assert len(cut.segments) == 4
    assert cut.report.junctions == 1
    assert cut.segments.set_index("source_id")["stub"].to_dict() == {
        "way-0": False,
        "way-1": False,
        "way-2": False,
        "way-3": True,
    }


def test_a_bridge_that_ends_above_a_road_does_not_split_it(alley_lines: Lines) -> None:
    cut = cut_alleys(alley_lines([(0, 0), (100, 0)], [(40, 0), (40, 60)], level=["", "bridge"]))
    assert lengths(cut.segments, "way-0") == [100]


@pytest.mark.parametrize(("length", "parts"), [(149.9, 1), (150.0, 1), (150.1, 2), (300.0, 2), (301.0, 3), (1000.0, 7)])
def test_a_long_stretch_is_cut_into_the_fewest_equal_parts(alley_lines: Lines, length: float, parts: int) -> None:
    cut = cut_alleys(alley_lines([(0, 0), (30, 0), (length, 0)]))
    assert cut.segments["length_m"].to_numpy() == pytest.approx([length / parts] * parts)
    assert cut.report.equal_cuts == parts - 1


def test_stretches_are_cut_after_junctions(alley_lines: Lines) -> None:
    cut = cut_alleys(alley_lines([(0, 0), (260, 0)], [(60, 0), (60, 50)]))
    assert lengths(cut.segments, "way-0") == [60, 100, 100]


def test_only_a_short_segment_with_a_free_end_is_a_stub(alley_lines: Lines) -> None:
    ways = ([(0, 0), (200, 0)], [(50, 0), (50, 29.9)], [(70, 0), (70, 30)], [(50, -80), (50, 0)], [(70, -80), (70, 0)])
    segments = cut_alleys(alley_lines(*ways)).segments
    assert segments.loc[segments["stub"], "source_id"].tolist() == ["way-1"]
    assert lengths(segments, "way-0") == [50, 20, 130]


def test_segments_keep_the_direction_and_order_of_their_line(alley_lines: Lines, metres_of: Metres) -> None:
    crossing = [(40, -50), (40, 60)]
    there = cut_alleys(alley_lines([(0, 0), (100, 0)], crossing)).segments
    back = cut_alleys(alley_lines([(100, 0), (0, 0)], crossing)).segments
    assert metres_of(there)[:2] == [[(0, 0), (40, 0)], [(40, 0), (100, 0)]]
    assert metres_of(back)[:2] == [[(100, 0), (40, 0)], [(40, 0), (0, 0)]]
    assert there["ordinal"].tolist() == back["ordinal"].tolist() == [0, 1, 0, 1]
    assert there["fingerprint"].tolist()[:2] == back["fingerprint"].tolist()[1::-1]


def test_a_fingerprint_tells_levels_and_source_lines_apart(alley_lines: Lines) -> None:
    way = [(0, 0), (50, 0)]
    names = [
        cut_alleys(alley_lines(way, source_id=source_id, level=level)).segments["fingerprint"].item()
        for source_id, level in (("a", ""), ("b", ""), ("a", "bridge"))
    ]
    assert len(set(names)) == 3


def test_a_fingerprint_changes_with_the_shape_by_a_millimetre_and_not_by_less(alley_lines: Lines) -> None:
    names = [
        cut_alleys(alley_lines([(0, 0), (50, shift)])).segments["fingerprint"].item() for shift in (0, 0.0004, 0.001)
    ]
    assert names[0] == names[1] != names[2]


def test_a_cut_at_half_a_millimetre_has_one_fingerprint_from_both_sides(alley_lines: Lines) -> None:
    for length in np.arange(160.001, 160.031, 0.002):
        there = cut_alleys(alley_lines([(0, 0), (length, 0)])).segments
        back = cut_alleys(alley_lines([(length, 0), (0, 0)], [(0, 500), (7.1, 533.3)])).segments
        assert set(there["fingerprint"]) <= set(back["fingerprint"])


def test_a_ring_by_itself_is_one_segment(alley_lines: Lines) -> None:
    cut = cut_alleys(alley_lines([(0, 0), (20, 0), (20, 20), (0, 20), (0, 0)]))
    assert cut.segments["length_m"].tolist() == [80]
    assert not cut.segments["stub"].any()


def test_a_ring_is_split_where_a_road_meets_it(alley_lines: Lines) -> None:
    ring = [(0, 0), (20, 0), (20, 20), (0, 20), (0, 0)]
    cut = cut_alleys(alley_lines(ring, [(20, 10), (60, 10)]))
    assert lengths(cut.segments, "way-0") == [30, 50]


def test_a_line_that_crosses_itself_is_split_there_twice(alley_lines: Lines) -> None:
    cut = cut_alleys(alley_lines([(0, 0), (40, 0), (40, 20), (20, 20), (20, -30)]))
    assert lengths(cut.segments, "way-0") == [20, 80, 30]
    assert cut.report.junctions == 1


def test_two_lines_that_cross_many_times_are_split_at_each(alley_lines: Lines) -> None:
    zigzag = [(10 * step, 8 if step % 2 else -8) for step in range(11)]
    cut = cut_alleys(alley_lines([(0, 0), (100, 0)], zigzag))
    assert lengths(cut.segments, "way-0") == [5, *[10] * 9, 5]
    assert cut.report.junctions == 10


def test_a_line_without_length_is_left_out_and_named(alley_lines: Lines) -> None:
    cut = cut_alleys(alley_lines([(0, 0), (50, 0)], [(9, 9), (9, 9)]))
    assert cut.report.without_length == ("way-1",)
    assert len(cut.segments) == 1


def test_a_line_shorter_than_the_snap_distance_is_kept(alley_lines: Lines) -> None:
    cut = cut_alleys(alley_lines([(0, 0), (50, 0)], [(50, 0), (50.03, 0)], [(50.03, 0), (90, 0)]))
    assert lengths(cut.segments, "way-1") == [0.03]
    assert cut.report.largest_difference_m < 0.001


def test_repeated_vertices_and_heights_change_nothing(alley_lines: Lines) -> None:
    tidy = alley_lines([(0, 0), (40, 0), (100, 0)])
    untidy = alley_lines([(0, 0), (40, 0), (40, 0), (100, 0), (100, 0)])
    untidy.geometry = shapely.force_3d(untidy.geometry.to_numpy(), 31.5)
    assert cut_alleys(untidy).segments.equals(cut_alleys(tidy).segments)


def test_no_lines_make_no_segments(alley_lines: Lines) -> None:
    cut = cut_alleys(alley_lines([(0, 0), (1, 0)]).iloc[:0])
    assert len(cut.segments) == 0
    assert cut.report.largest_difference_m == 0


def test_lines_in_another_crs_are_refused_with_both_codes(alley_lines: Lines) -> None:
    with pytest.raises(FrameFault, match=r"EPSG:4326.*EPSG:5179"):
        cut_alleys(alley_lines([(0, 0), (100, 0)]).to_crs(4326))


def test_segments_are_in_the_crs_of_the_lines(alley_lines: Lines) -> None:
    assert cut_alleys(alley_lines([(0, 0), (100, 0)])).segments.crs.to_epsg() == 5179


def test_segments_say_their_district_and_lines_outside_are_named(alley_lines: Lines, district_areas: Areas) -> None:
    ways = ([(-30, 10), (70, 10)], [(-50, 60), (-10, 60)])
    cut = cut_alleys(alley_lines(*ways), district_areas(d1=(0, 0, 100, 100)))
    assert cut.segments["district_code"].tolist()[:1] == ["1"]
    assert cut.segments["district_code"].isna().tolist() == [False, True]
    assert cut.report.outside == ("way-1",)


def test_lengths_are_accounted_for_by_alley(alley_lines: Lines) -> None:
    ways = ([(0, 0), (100, 0)], [(100, 0), (160, 0)], [(0, 0), (100, 0)])
    lengths_m = cut_alleys(alley_lines(*ways, alley_key=["a", "a", "b"])).report.lengths
    assert lengths_m.loc["a"].to_dict() == pytest.approx({"in_m": 160, "out_m": 160, "doubles_m": 0})
    assert lengths_m.loc["b"].to_dict() == pytest.approx({"in_m": 100, "out_m": 0, "doubles_m": 100})
