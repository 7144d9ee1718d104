from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pytest
import shapely

from mapper.errors import FrameFault
from mapper.spatial.districting import district_codes

Lines = Callable[..., gpd.GeoDataFrame]
Areas = Callable[..., gpd.GeoDataFrame]


@pytest.mark.parametrize(
    ("way", "code"),
    [
        ([(10, 10), (90, 10)], "2"),
        ([(60, 10), (150, 10)], "1"),
        ([(60, 10), (140, 10)], "1"),
        ([(100, 10), (100, 90)], "1"),
        ([(190, 10), (300, 10)], "1"),
        ([(200, 10), (300, 10)], None),
        ([(250, 10), (300, 10)], None),
        ([(150, 50), (250, 50), (250, 60), (40, 60)], "1"),
    ],
    ids=[
        "inside",
        "longer share",
        "equal shares",
        "on the border",
        "mostly outside",
        "touching",
        "outside",
        "in parts",
    ],
)
def test_the_longest_share_decides_and_then_the_lowest_code(
    alley_lines: Lines, district_areas: Areas, way: list[tuple[float, float]], code: str | None
) -> None:
    districts = district_areas(d2=(0, 0, 100, 100), d1=(100, 0, 200, 100))
    assert district_codes(alley_lines(way).geometry.to_numpy(), districts).tolist() == [code]


def test_a_hole_is_outside(alley_lines: Lines, district_areas: Areas) -> None:
    districts = district_areas(d1=(0, 0, 100, 100), d2=(20, 20, 80, 80))
    districts.loc[0, "geometry"] = districts.geometry[0].difference(districts.geometry[1])
    lines = alley_lines([(30, 50), (70, 50)], [(0, 50), (100, 50)], [(0, 50), (30, 50)])
    assert district_codes(lines.geometry.to_numpy(), districts).tolist() == ["2", "2", "1"]


def test_many_lines_agree_with_measuring_each_share(alley_lines: Lines, district_areas: Areas) -> None:
    rng = np.random.default_rng(7)
    ways = (rng.uniform(-40, 340, (300, 1, 2)) + rng.uniform(-60, 60, (300, 3, 2))).round(1)
    lines = alley_lines(*ways.tolist()).geometry.to_numpy()
    boxes = {f"d{x + 3 * y}": (100 * x, 100 * y, 100 * x + 100, 100 * y + 100) for x in range(3) for y in range(3)}
    districts = district_areas(**boxes).sample(frac=1, random_state=3)
    for line, code in zip(lines, district_codes(lines, districts), strict=True):
        shares = [shapely.length(shapely.intersection(line, area)) for area in districts.geometry]
        longest = districts["code"].iloc[int(np.argmax(shares))] if max(shares) > 0 else None
        assert code == longest


def test_no_lines_and_no_districts(alley_lines: Lines, district_areas: Areas) -> None:
    lines = alley_lines([(0, 0), (9, 9)]).geometry.to_numpy()
    districts = district_areas(d1=(0, 0, 100, 100))
    assert district_codes(lines[:0], districts).tolist() == []
    assert district_codes(lines, districts.iloc[:0]).tolist() == [None]


def test_districts_in_another_crs_are_refused(alley_lines: Lines, district_areas: Areas) -> None:
    lines = alley_lines([(0, 0), (9, 9)]).geometry.to_numpy()
    with pytest.raises(FrameFault, match=r"EPSG:5186.*EPSG:5179"):
        district_codes(lines, district_areas(d1=(0, 0, 100, 100)).to_crs(5186))
