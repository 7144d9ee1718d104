"""Road lines: what is read of them, and every way one can be unusable."""

from collections.abc import Callable
from typing import Any

import pytest
import shapely

from mapper.errors import MissingColumns, WrongCrs
from mapper.frames import ALLEY_LINES
from mapper.importers import Reading

Judge = Callable[..., Reading]
CodesByRow = Callable[[Reading], dict[int, set[tuple[str | None, str]]]]


def line(*positions: Any, kind: str = "LineString") -> dict[str, Any]:
    return {"type": kind, "coordinates": list(positions)}


GOOD = line([127.04, 37.74], [127.041, 37.74])


def osm(number: object, **tags: Any) -> dict[str, Any]:
    return {"osm_id": str(number), "highway": "residential", **tags}


def test_osm_attributes_are_read(judge_features: Judge) -> None:
    packed = '"name:ko"=>"상도터널","layer"=>"-1","tunnel"=>"yes","width"=>"6.5 m"'
    reading = judge_features(
        "alleys",
        (osm(1, name="호국로1길", width="4"), GOOD),
        (osm(2, name="Sangdo Tunnel", highway="secondary", other_tags=packed), GOOD),
        (osm(3, name=None, highway="service", service="driveway", width="wide"), GOOD),
    )
    assert reading.faults == ()
    frame = reading.frame(ALLEY_LINES)
    assert frame["source_id"].tolist() == ["1", "2", "3"]
    assert frame["alley_key"].tolist() == ["호국로1길", "상도터널", "3"]
    assert frame["name"].tolist() == ["호국로1길", "상도터널", None]
    assert frame["width_m"].tolist()[:2] == [4.0, 6.5]
    assert frame["width_m"].isna().tolist() == [False, False, True]
    assert frame["graded"].tolist() == [True, False, False]
    assert frame["level"].tolist() == ["", "tunnel-1", ""]
    assert frame["road_code"].tolist() == [None] * 3
    assert frame.crs.to_epsg() == 5179
    assert shapely.length(frame.geometry).round(1).tolist() == [88.1] * 3
    assert "widths_unused" in {note.code for note in reading.notes}


def test_official_columns_are_read_by_name(judge_features: Judge) -> None:
    row = {"SIG_CD": "41150", "RDS_MAN_NO": 7, "RN": "호국로", "RN_CD": "3000012", "ROA_CLS_SE": "3", "ROAD_BT": 12.5}
    reading = judge_features(
        "alleys",
        (row, GOOD),
        ({**row, "RDS_MAN_NO": 8, "ROA_CLS_SE": "4", "RN": "호국로1길", "RN_CD": "411503000013", "ROAD_BT": 0}, GOOD),
        ({**row, "SIG_CD": "11110"}, GOOD),
    )
    assert reading.faults == ()
    frame = reading.frame(ALLEY_LINES)
    assert frame["source_id"].tolist() == ["41150-7", "41150-8", "11110-7"]
    assert frame["alley_key"].tolist() == ["411503000012", "411503000013", "111103000012"]
    assert frame["road_code"].tolist() == frame["alley_key"].tolist()
    assert frame["road_class"].tolist() == ["3", "4", "3"]
    assert frame["graded"].tolist() == [False, True, False]
    assert frame["width_m"].fillna(-1).tolist() == [12.5, -1, 12.5]


def test_the_length_of_a_named_road_is_not_that_of_its_section(judge_features: Judge) -> None:
    row = {"SIG_CD": "41150", "RDS_MAN_NO": 7, "RN": "가길", "RN_CD": "3000012", "ROA_CLS_SE": "4", "ROAD_LT": 5000}
    reading = judge_features("alleys", (row, GOOD))
    assert shapely.length(reading.frame(ALLEY_LINES).geometry).round(1).tolist() == [88.1]
    assert "Columns not used: ROAD_LT." in map(str, reading.notes)
    assert {"schema": "TL_SPRD_MANAGE"} in [note.fields for note in reading.notes]


def link(number: int, start: str, end: str, **own: Any) -> dict[str, Any]:
    row = {"LINK_ID": f"{number}", "F_NODE": start, "T_NODE": end, "ROAD_RANK": "107", "ROAD_TYPE": "000"}
    return {**row, "ROAD_NAME": "-", "C-ITS": "0", **own}


def test_two_links_of_one_road_become_one(judge_features: Judge) -> None:
    beside = line([127.041, 37.74002], [127.04, 37.74002])
    around = line([127.041, 37.74], [127.0405, 37.741], [127.04, 37.74])
    reading = judge_features(
        "alleys",
        (link(1, "A", "B", ROAD_NAME="호국로1길"), GOOD),
        (link(2, "B", "A", ROAD_NAME="호국로1길"), beside),
        (link(3, "B", "A"), around),
        (link(4, "B", "C"), GOOD),
        (link(5, "C", "C"), GOOD),
    )
    assert (reading.rows_in, reading.faults) == (5, ())
    assert reading.frame(ALLEY_LINES)["source_id"].tolist() == ["1", "3", "4", "5"]
    assert {"pairs": 1, "single": 3} in [note.fields for note in reading.notes]
    assert {"schema": "MOCT_LINK"} in [note.fields for note in reading.notes]


def test_of_two_links_back_the_nearer_one_is_of_the_same_road(judge_features: Judge) -> None:
    near, nearer = line([127.041, 37.74005], [127.04, 37.74005]), line([127.041, 37.74002], [127.04, 37.74002])
    rows = (link(1, "A", "B"), GOOD), (link(2, "B", "A"), near), (link(3, "B", "A"), nearer)
    assert judge_features("alleys", *rows).frame(ALLEY_LINES)["source_id"].tolist() == ["1", "2"]


def test_a_rank_says_who_keeps_a_road_and_its_name_what_it_is(judge_features: Judge) -> None:
    roads = [("107", "호국로1길"), ("104", "호국로"), ("107", "-"), ("108", "무명"), ("108", "가로")]
    rows = [(link(i, f"A{i}", "B", ROAD_RANK=rank, ROAD_NAME=name), GOOD) for i, (rank, name) in enumerate(roads)]
    frame = judge_features("alleys", *rows).frame(ALLEY_LINES)
    assert frame["graded"].tolist() == [True, False, False, True, False]
    assert frame["name"].tolist() == ["호국로1길", "호국로", None, None, "가로"]


def test_links_over_and_under_others_do_not_meet_them(judge_features: Judge) -> None:
    kinds = {"000": "", "001": "bridge+1", "002": "tunnel-1", "003": "bridge+1", "004": "tunnel-1"}
    rows = [(link(i, f"A{i}", "B", ROAD_TYPE=kind), GOOD) for i, kind in enumerate(kinds)]
    assert judge_features("alleys", *rows).frame(ALLEY_LINES)["level"].tolist() == list(kinds.values())


def test_a_file_of_metres_says_so_in_its_crs_member(judge_features: Judge) -> None:
    metres = line([958914.82, 1971044.63], [958914.82, 1971144.63])
    member = {"crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::5179"}}}
    frame = judge_features("alleys", (osm(1), metres), members=member).frame(ALLEY_LINES)
    assert frame.geometry.iloc[0].equals_exact(shapely.LineString(metres["coordinates"]), 0)


def test_an_older_belt_is_projected(judge_features: Judge) -> None:
    belt = line([202970.45, 570931.21], [202970.45, 571031.21])
    frame = judge_features("alleys", (osm(1), belt), crs="EPSG:5186").frame(ALLEY_LINES)
    assert shapely.get_coordinates(frame.geometry)[0] == pytest.approx([958914.82, 1971044.63], abs=0.02)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:4737"])
def test_metres_in_a_crs_of_degrees_are_asked_about(judge_features: Judge, crs: str | None) -> None:
    metres = line([958914.82, 1971044.63], [958914.82, 1971144.63])
    with pytest.raises(WrongCrs, match=r"such as \(958915, 1.97104e\+06\): these look like metres.*--crs EPSG:5179"):
        judge_features("alleys", (osm(1), metres), crs=crs)


def test_degrees_in_a_crs_of_metres_are_asked_about(judge_features: Judge) -> None:
    with pytest.raises(WrongCrs, match=r"these look like degrees, but EPSG:5186 is in metres.*--crs EPSG:4326"):
        judge_features("alleys", (osm(1), GOOD), crs="EPSG:5186")


def test_lines_of_several_parts_become_lines(judge_features: Judge) -> None:
    one = {"type": "MultiLineString", "coordinates": [GOOD["coordinates"]]}
    two = {"type": "MultiLineString", "coordinates": [GOOD["coordinates"], [[127.05, 37.74], [127.06, 37.74]]]}
    reading = judge_features("alleys", (osm(1, name="가길"), one), (osm(2, name="나길"), two))
    frame = reading.frame(ALLEY_LINES)
    assert frame["source_id"].tolist() == ["1", "2#1", "2#2"]
    assert frame["alley_key"].tolist() == ["가길", "나길", "나길"]
    assert {"features": 1, "lines": 2} in [note.fields for note in reading.notes]


def test_repeated_points_are_dropped_and_told(judge_features: Judge) -> None:
    reading = judge_features("alleys", (osm(1), line([127.04, 37.74], [127.04, 37.74], [127.041, 37.74])))
    assert shapely.get_num_coordinates(reading.frame(ALLEY_LINES).geometry).tolist() == [2]
    assert "repeated_points" in {note.code for note in reading.notes}


def test_lines_that_are_no_roads_are_left_out_and_told(judge_features: Judge) -> None:
    reading = judge_features("alleys", (osm(1), GOOD), ({"osm_id": "2", "waterway": "stream"}, GOOD))
    assert (len(reading.frame(ALLEY_LINES)), reading.rows_in, reading.rows_refused) == (1, 2, 0)
    assert "1 lines have no road class and are left out." in map(str, reading.notes)


def test_without_an_id_a_line_is_known_by_its_content(judge_features: Judge) -> None:
    rows = [({"highway": "path", "name": name}, GOOD) for name in ("가길", "나길", "가길")]
    keys = judge_features("alleys", *rows).frame(ALLEY_LINES)["source_id"].tolist()
    assert keys[0].startswith("row-")
    assert keys[2] == keys[0] + "#2"
    assert len(set(keys)) == 3
    assert keys[1] == judge_features("alleys", rows[1]).frame(ALLEY_LINES)["source_id"].iloc[0]


DIRTY = [
    ("good", osm("good"), GOOD, set()),
    ("no geometry", osm(2), None, {("geometry", "no_shape")}),
    ("a point", osm(3), {"type": "Point", "coordinates": [127.0, 37.7]}, {("geometry", "wrong_shape")}),
    ("empty", osm(4), {"type": "LineString", "coordinates": []}, {("geometry", "empty_shape")}),
    ("a collection", osm(5), {"type": "GeometryCollection", "geometries": [GOOD]}, {("geometry", "collection")}),
    ("swapped", osm(6), line([37.74, 127.04], [37.74, 127.05]), {("geometry", "swapped")}),
    ("in the sea", osm(7), line([127.04, 37.74], [0, 0]), {("geometry", "out_of_korea")}),
    ("in Tokyo", osm(8), line([139.7, 35.6], [139.8, 35.6]), {("geometry", "out_of_korea")}),
    ("no length", osm(9), line([127.04, 37.74], [127.04, 37.74]), {("geometry", "zero_length")}),
    ("huge", osm(10), line(*[[127.0 + i * 1e-6, 37.7] for i in range(10_001)]), {("geometry", "too_many_vertices")}),
    ("same id", osm(11), GOOD, {("osm_id", "repeated")}),
    ("same id again", osm(11), GOOD, {("osm_id", "repeated")}),
    ("no id", osm(""), GOOD, {("osm_id", "blank")}),
    (
        "metres among degrees",
        osm(14),
        line([958914.8, 1971044.6], [958914.8, 1971144.6]),
        {("geometry", "out_of_korea")},
    ),
    (
        "two at once",
        osm(""),
        {"type": "MultiLineString", "coordinates": [GOOD["coordinates"], [[127.0, 37.7], [127.0, 37.7]]]},
        {("osm_id", "blank"), ("geometry", "zero_length")},
    ),
]


def test_every_dirty_row_is_named(judge_features: Judge, codes_by_row: CodesByRow) -> None:
    reading = judge_features("alleys", *[(own, geometry) for _, own, geometry, _ in DIRTY])
    assert codes_by_row(reading) == {row: found for row, (*_, found) in enumerate(DIRTY, start=1) if found}
    assert reading.frame(ALLEY_LINES)["source_id"].tolist() == ["good"]
    assert (reading.rows_in, reading.rows_refused) == (len(DIRTY), len(DIRTY) - 1)


def test_both_rows_of_an_id_are_in_one_sentence(judge_features: Judge) -> None:
    [fault] = judge_features("alleys", (osm(5), GOOD), (osm(6), GOOD), (osm(5), GOOD)).faults
    assert str(fault) == (
        "made.geojson, features 1, 3, column osm_id: '5' given, expected an id no other row has;"
        " keep one of these rows, or give each its own."
    )


def test_a_swapped_line_says_so(judge_features: Judge) -> None:
    [fault] = judge_features("alleys", (osm(1), line([37.74, 127.04], [37.75, 127.05]))).faults
    assert "'(37.74, 127.04)' given" in str(fault)
    assert "east and north are swapped" in str(fault)


def test_a_file_without_a_class_is_refused_with_its_columns(judge_features: Judge) -> None:
    with pytest.raises(MissingColumns, match=r"no column for highway or road_class\. Its columns: osm_id, 종류\."):
        judge_features("alleys", ({"osm_id": "1", "종류": "골목"}, GOOD))


def test_the_class_can_be_mapped(judge_features: Judge) -> None:
    reading = judge_features("alleys", ({"osm_id": "1", "종류": "길"}, GOOD), mapping={"road_class": "종류"})
    assert reading.frame(ALLEY_LINES)["graded"].tolist() == [True]


def test_a_table_without_shapes_has_no_lines(judge_text: Judge) -> None:
    with pytest.raises(MissingColumns, match=r"made\.csv is a table without shapes, expected a LineString or"):
        judge_text("alleys", "osm_id,highway\n1,path\n")
