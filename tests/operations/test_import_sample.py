"""Where the first rows of a file lie: by themselves, on the segment they name, and those that cannot be used too."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from sqlalchemy.orm import Session

from mapper.importers import read
from mapper.operations.imports.sample import MOST_ROWS, sample_places

TODAY = date(2024, 7, 1)
LON, LAT = 127.0337, 37.7381
ITEMS = [f"{axis}{number}" for axis in "RW" for number in range(1, 9)]
SURVEYS = ["id", "segment_id", "경도", "위도", "date", "surveyor", *ITEMS]
RING = [[LON, LAT], [LON + 0.01, LAT], [LON + 0.01, LAT + 0.01], [LON, LAT + 0.01], [LON, LAT]]

Places = Callable[..., dict[int, Any]]


@pytest.fixture
def places(session: Session, tmp_path: Path) -> Places:
    """Write a file and return where its rows lie, by their number."""

    def placed(kind: str, *rows: list[str], features: list[tuple[dict[str, Any], Any]] | None = None) -> dict[int, Any]:
        if features is None:
            path = tmp_path / "made.csv"
            path.write_text("\n".join(map(",".join, rows)) + "\n", "utf-8")
        else:
            path = tmp_path / "made.geojson"
            made = [{"type": "Feature", "properties": own, "geometry": shape} for own, shape in features]
            path.write_text(json.dumps({"type": "FeatureCollection", "features": made}), "utf-8")
        found = sample_places(session, read(kind, path, today=TODAY))
        return {one["row"]: shapely.from_geojson(json.dumps(one["shape"])) for one in found}

    return placed


def survey(key: str, segment: str, place: tuple[str, str] = ("", ""), level: str = "1") -> list[str]:
    return [key, segment, *place, "2024-05-01", "조사원-01", *[level] * len(ITEMS)]


def in_metres(shape: Any) -> Any:
    return gpd.GeoSeries([shape], crs=4326).to_crs(5179)[0]


def test_surveys_lie_on_the_segments_that_they_name(places: Places, town: gpd.GeoDataFrame) -> None:
    here = (f"{LON}", f"{LAT}")
    found = places(
        "surveys",
        SURVEYS,
        survey("s1", town["id"][0]),
        survey("s2", town["id"][1]),
        survey("s3", "", here),
        survey("s4", str(uuid.uuid4())),
        survey("s5", town["id"][2], level="9"),
    )
    assert list(found) == [2, 3, 4, 6]
    for row, nth in ((2, 0), (3, 1), (6, 2)):
        assert in_metres(found[row]).hausdorff_distance(town.geometry[nth]) < 0.2
    assert (found[4].x, found[4].y) == pytest.approx((LON, LAT), abs=1e-6)


def test_an_issue_lies_where_it_says_and_else_on_the_segment_that_it_names(
    places: Places, town: gpd.GeoDataFrame
) -> None:
    header = ["id", "유형", "segment_id", "경도", "위도", "발견일"]
    found = places(
        "issues",
        header,
        ["k1", "무단투기", town["id"][0], f"{LON}", f"{LAT}", "2024-05-01"],
        ["k2", "무단투기", town["id"][0], "", "", "2024-05-01"],
        ["k3", "무단투기", "", "", "", "2024-05-01"],
    )
    assert {row: shape.geom_type for row, shape in found.items()} == {2: "Point", 3: "LineString"}


def test_rows_with_a_fault_lie_where_they_say_when_that_can_be_read(places: Places) -> None:
    header = ["id", "유형", "경도", "위도", "발견일"]
    found = places(
        "issues",
        header,
        ["k1", "무단투기", f"{LON}", f"{LAT}", "2024-05-01"],
        ["k2", "없는유형", f"{LON + 0.001}", f"{LAT}", "2024-05-01"],
        ["k3", "무단투기", f"{LAT}", f"{LON}", "2024-05-01"],
        ["k4", "무단투기", f"{LON}", "", "2024-05-01"],
        ["k5", "무단투기", f"{LON + 0.002}", f"{LAT}", "2099-05-01"],
    )
    assert {row: shape.x for row, shape in found.items()} == pytest.approx({2: LON, 3: LON + 0.001, 6: LON + 0.002})


def test_no_more_than_the_first_rows_are_placed(places: Places) -> None:
    rows = [[f"k{n}", "무단투기" if n % 2 else "없는유형", f"{LON}", f"{LAT}", "2024-05-01"] for n in range(30)]
    found = places("issues", ["id", "유형", "경도", "위도", "발견일"], *rows)
    assert list(found) == [*range(2, MOST_ROWS + 2)]


def test_areas_lie_where_they_are_drawn_those_with_a_fault_too(places: Places) -> None:
    area = {"type": "Polygon", "coordinates": [RING]}
    right, wrong = {"EMD_CD": "4115099900", "EMD_KOR_NM": "똠방동"}, {"EMD_CD": "12", "EMD_KOR_NM": "없는동"}
    found = places("districts", features=[(right, area), (wrong, area), (right | {"EMD_CD": "4115099901"}, None)])
    assert list(found) == [1, 2]
    assert found[2].bounds == pytest.approx((LON, LAT, LON + 0.01, LAT + 0.01), abs=1e-5)


def test_counts_lie_in_their_cells_and_counts_of_districts_nowhere(places: Places) -> None:
    area = {"type": "Polygon", "coordinates": [RING]}
    cells = [({"gid": "다사5875", "세대수": 12}, area), ({"gid": "합계", "세대수": 12}, area)]
    assert list(places("household-counts", features=cells)) == [1]
    assert places("household-counts", ["행정동코드", "행정동명", "세대수"], ["4115051000", "의정부1동", "12"]) == {}


def test_a_line_of_several_parts_is_one_row_and_a_river_is_none(places: Places) -> None:
    lines = [[[LON, LAT], [LON + 0.001, LAT]], [[LON, LAT + 0.001], [LON + 0.001, LAT + 0.001]]]
    road = ({"osm_id": "w1", "highway": "residential"}, {"type": "MultiLineString", "coordinates": lines})
    river = ({"osm_id": "w2", "waterway": "river"}, {"type": "LineString", "coordinates": lines[0]})
    found = places("alleys", features=[road, river])
    assert {row: shape.geom_type for row, shape in found.items()} == {1: "MultiLineString"}
