"""Lines drawn twice: what is left out, and in favour of what."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import pytest

from mapper.spatial.segmenting import Double, cut_alleys

Lines = Callable[..., gpd.GeoDataFrame]

ALLEY: list[tuple[float, float]] = [(0, 0), (60, 0), (100, 10)]


def outcome(lines: gpd.GeoDataFrame) -> tuple[dict[str, float], list[tuple[str, str, str, float]]]:
    """Cut, and say what is left of each line [m] and what was left out."""
    cut = cut_alleys(lines)
    assert cut.report.largest_difference_m < 0.001
    left = cut.segments.groupby("source_id")["length_m"].sum().round(3).to_dict()
    return left, [(d.source_id, d.kept_source_id, d.reason, round(d.length_m, 3)) for d in cut.report.doubles]


def test_of_two_alike_the_lower_id_is_kept_whatever_their_order_and_direction(alley_lines: Lines) -> None:
    cut = cut_alleys(alley_lines(ALLEY, ALLEY[::-1], source_id=["b", "a"]))
    assert cut.segments["source_id"].tolist() == ["a"]
    assert cut.report.doubles == (Double("b", "a", "same", pytest.approx(101.231, abs=0.001)),)


def test_of_two_alike_the_graded_one_is_kept(alley_lines: Lines) -> None:
    left, _ = outcome(alley_lines(ALLEY, ALLEY, graded=[False, True]))
    assert list(left) == ["way-1"]


@pytest.mark.parametrize(("shift", "kept"), [(0.1, 1), (0.45, 1), (0.55, 2), (3.0, 2)])
def test_lines_less_than_half_a_metre_apart_are_doubles(alley_lines: Lines, shift: float, kept: int) -> None:
    left, _ = outcome(alley_lines(ALLEY, [(x, y + shift) for x, y in ALLEY]))
    assert len(left) == kept


def test_doubles_that_wind_about_each_other_leave_no_junctions(alley_lines: Lines) -> None:
    winding = [(x, 0.2 if x % 20 else -0.2) for x in range(0, 101, 10)]
    cut = cut_alleys(alley_lines([(0, 0), (100, 0)], winding))
    assert cut.report.junctions == 0
    assert cut.segments["source_id"].tolist() == ["way-0"]


def test_a_double_on_another_level_is_none(alley_lines: Lines) -> None:
    left, doubles = outcome(alley_lines(ALLEY, ALLEY, level=["", "bridge"]))
    assert len(left) == 2
    assert not doubles


def test_a_line_that_lies_on_a_longer_one_is_left_out_and_splits_nothing(alley_lines: Lines) -> None:
    cut = cut_alleys(alley_lines([(20, 0), (60, 0)], [(0, 0), (100, 0)]))
    assert [d.reason for d in cut.report.doubles] == ["contained"]
    assert cut.segments["length_m"].tolist() == [100]


def test_an_alley_that_lies_on_a_context_road_takes_its_place(alley_lines: Lines) -> None:
    left, doubles = outcome(alley_lines([(0, 0), (100, 0)], [(20, 0), (60, 0)], graded=[False, True]))
    assert left == {"way-0": 60, "way-1": 40}
    assert doubles == [("way-0", "way-1", "overlap", 40)]


def test_a_partial_overlap_is_left_out_of_one_of_them(alley_lines: Lines) -> None:
    left, doubles = outcome(alley_lines([(0, 0), (60, 0), (90, 0)], [(60, 0), (90, 0), (90, 50)]))
    assert left == {"way-0": 90, "way-1": 50}
    assert doubles == [("way-1", "way-0", "overlap", 30)]


def test_an_overlap_between_vertices_is_found(alley_lines: Lines) -> None:
    left, doubles = outcome(alley_lines([(0, 0), (80, 0)], [(30, 0), (110, 0)]))
    assert left == {"way-0": 80, "way-1": 30}
    assert doubles == [("way-1", "way-0", "overlap", 50)]


def test_vertices_inside_an_overlap_split_nothing(alley_lines: Lines) -> None:
    cut = cut_alleys(alley_lines([(0, 0), (40, 0), (60, 0), (80, 0)], [(30, 0), (50, 0), (110, 0)]))
    assert cut.segments["length_m"].tolist() == [80, 30]
    assert cut.report.junctions == 0


def test_a_line_that_runs_back_along_itself_is_kept_once(alley_lines: Lines) -> None:
    left, doubles = outcome(alley_lines([(0, 0), (90, 0), (0, 0)]))
    assert left == {"way-0": 90}
    assert doubles == [("way-0", "way-0", "overlap", 90)]


def test_of_three_alike_one_is_kept(alley_lines: Lines) -> None:
    left, doubles = outcome(alley_lines(ALLEY, ALLEY, ALLEY))
    assert list(left) == ["way-0"]
    assert [double[:2] for double in doubles] == [("way-1", "way-0"), ("way-2", "way-0")]


def test_no_line_is_left_out_for_one_that_is_left_out_itself(alley_lines: Lines) -> None:
    # each is a double of the next, but the first and the last are 0.8 m apart
    left, doubles = outcome(alley_lines(*([(0, y), (100, y)] for y in (0, 0.4, 0.8))))
    assert list(left) == ["way-0", "way-2"]
    assert [double[:2] for double in doubles] == [("way-1", "way-0")]


def test_short_links_between_near_junctions_are_no_doubles(alley_lines: Lines) -> None:
    ways = ([(0, 0), (100, 0)], [(50, 0), (50, 0.3)], [(50, 0.3), (50, 0.6)], [(50, 0.6), (50, 60)])
    _, doubles = outcome(alley_lines(*ways))
    assert not doubles
