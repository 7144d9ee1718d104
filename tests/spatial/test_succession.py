from __future__ import annotations

import geopandas as gpd
from shapely.geometry import LineString

from mapper.spatial.succession import heirs


def frame(**lines: list[tuple[float, float]]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"id": list(lines)}, geometry=[LineString(line) for line in lines.values()], crs=5179)


def test_two_halves_take_over_from_the_whole() -> None:
    found = heirs(frame(whole=[(0, 0), (100, 0)]), frame(left=[(0, 0), (50, 0)], right=[(50, 0), (100, 0)]))
    assert found[["old_id", "new_id"]].to_numpy().tolist() == [["whole", "left"], ["whole", "right"]]


def test_a_line_drawn_a_little_differently_takes_over() -> None:
    found = heirs(frame(old=[(0, 0), (100, 0)]), frame(new=[(0, 0.2), (60, 0.4), (100, 0)]))
    assert found["old_id"].tolist() == ["old"]


def test_a_side_street_and_a_crossing_take_over_nothing() -> None:
    new = frame(side=[(50, 0), (50, 40)], crossing=[(20, -30), (20, 30)])
    assert heirs(frame(old=[(0, 0), (100, 0)]), new).empty


def test_of_two_old_ones_the_longer_shared_one_counts() -> None:
    old = frame(short=[(0, 0), (40, 0)], long=[(40, 0), (100, 0)])
    found = heirs(old, frame(joined=[(0, 0), (100, 0)]))
    assert found["old_id"].tolist() == ["long"]
    assert 59 < found["shared_m"][0] < 61


def test_nothing_old_or_nothing_new_is_nothing() -> None:
    line = frame(one=[(0, 0), (100, 0)])
    assert heirs(line.iloc[:0], line).empty
    assert heirs(line, line.iloc[:0]).empty
