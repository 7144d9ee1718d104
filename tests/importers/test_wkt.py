"""Lines, areas and points that come in as a column of WKT in a table."""

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely

from mapper.crs import WGS84
from mapper.errors import CrsUnclear, MissingColumns, UnknownKind
from mapper.frames import ALLEY_LINES, COMPLAINTS, DISTRICTS, ISSUES
from mapper.importers import Reading

Judge = Callable[..., Reading]
CodesByRow = Callable[[Reading], dict[int, set[tuple[str | None, str]]]]

LINE = "LINESTRING (127.04 37.74,127.041 37.74)"
IN_METRES = "LINESTRING (958914.82 1971044.63,958914.82 1971144.63)"
SQUARE = "POLYGON ((127 37.7,127.01 37.7,127.01 37.71,127 37.71,127 37.7))"
BOW_TIE = "POLYGON ((127 37.7,127.1 37.8,127.1 37.7,127 37.8,127 37.7))"


def table(*rows: dict[str, Any]) -> str:
    written = io.StringIO()
    writer = csv.DictWriter(written, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def road(wkt: str, number: object = 1, **more: str) -> dict[str, Any]:
    return {"WKT": wkt, "osm_id": number, "highway": "residential", **more}


def dong(wkt: str, code: str = "4115051000", name: str = "경기도 의정부시 의정부1동") -> dict[str, Any]:
    return {"WKT": wkt, "adm_cd2": code, "adm_nm": name}


def told(reading: Reading, code: str) -> list[dict[str, Any]]:
    return [note.fields for note in reading.notes if note.code == code]


def test_alleys_are_the_same_as_from_geojson(judge_text: Judge, judge_features: Judge) -> None:
    reading = judge_text("alleys", table(road(LINE, 1, name="가길"), road(LINE.lower(), 2, name="나길")))
    geometry = {"type": "LineString", "coordinates": [[127.04, 37.74], [127.041, 37.74]]}
    own = {"osm_id": "1", "highway": "residential"}
    peer = judge_features(
        "alleys", ({**own, "name": "가길"}, geometry), ({**own, "osm_id": "2", "name": "나길"}, geometry)
    )
    assert reading.faults == ()
    assert reading.frame(ALLEY_LINES).equals(peer.frame(ALLEY_LINES))
    assert told(reading, "columns_read")[0]["columns"]["geometry"] == "WKT"
    assert told(reading, "columns_ignored") == []


def test_districts_of_a_korean_spreadsheet_are_read(judge_text: Judge) -> None:
    two = "MULTIPOLYGON (((127 37.6,127.01 37.6,127.01 37.61,127 37.6)),((127 37.5,127.01 37.5,127.01 37.51,127 37.5)))"
    content = table(dong(SQUARE), dong(two, "4115052000", "의정부2동")).encode("cp949")
    reading = judge_text("districts", content)
    assert reading.faults == ()
    frame = reading.frame(DISTRICTS)
    assert frame["name"].tolist() == ["의정부1동", "의정부2동"]
    assert frame.geom_type.tolist() == ["Polygon", "MultiPolygon"]
    assert frame.area.round(-4).tolist() == [980_000, 980_000]
    assert told(reading, "encoding") == [{"encoding": "CP949", "sample": "경기도 의정부시 의정부1동"}]


@pytest.mark.parametrize(
    "options",
    [{}, {"GEOMETRY_NAME": "the_geom"}, {"SEPARATOR": "SEMICOLON", "WRITE_BOM": "YES"}, {"LINEFORMAT": "CRLF"}],
)
def test_what_gdal_writes_is_read(judge_text: Judge, tmp_path: Path, options: dict[str, str]) -> None:
    layer = gpd.GeoDataFrame(
        {"osm_id": ["1", "2"], "highway": ["path", "path"], "name": ["가, 길", '나"길']},
        geometry=shapely.from_wkt([LINE, "LINESTRING Z (127.04 37.74 3,127.041 37.74 4)"]),
        crs=WGS84,
    )
    layer.to_file(tmp_path / "made.csv", driver="CSV", engine="pyogrio", GEOMETRY="AS_WKT", **options)
    reading = judge_text("alleys", (tmp_path / "made.csv").read_bytes())
    assert reading.faults == ()
    frame = reading.frame(ALLEY_LINES)
    assert frame["name"].tolist() == ["가, 길", '나"길']
    assert shapely.length(frame.geometry).round(1).tolist() == [88.1, 88.1]


@pytest.mark.parametrize("header", ["WKT", "wkt", "geom", "geometry", "the_geom", " Geom "])
def test_the_column_is_known_by_its_usual_names(judge_text: Judge, header: str) -> None:
    content = f'id;{header};highway\n1;"{LINE}";path\n'
    assert len(judge_text("alleys", content).frame(ALLEY_LINES)) == 1


def test_the_column_can_be_mapped(judge_text: Judge) -> None:
    content = f'id,도형정보,highway\n1,"{LINE}",path\n'
    assert len(judge_text("alleys", content, mapping={"geometry": "도형정보"}).frame(ALLEY_LINES)) == 1


def test_a_table_without_the_column_is_told_its_names(judge_text: Judge) -> None:
    expected = (
        r"made\.csv is a table without shapes, expected a MultiPolygon or Polygon as WKT in a column named"
        r" WKT, geom, geometry or the_geom; .* --map geometry=COLUMN"
    )
    with pytest.raises(MissingColumns, match=expected):
        judge_text("districts", "adm_cd2,adm_nm\n4115051000,의정부1동\n")


def test_two_columns_of_one_name_are_asked_about(judge_text: Judge) -> None:
    with pytest.raises(MissingColumns, match=r"column 'geom' more than once .* --map geometry=COLUMN"):
        judge_text("alleys", f'id,geom,geom,highway\n1,"{LINE}",,path\n')


def test_a_property_of_that_name_is_no_shape(judge_features: Judge) -> None:
    geometry = {"type": "LineString", "coordinates": [[127.04, 37.74], [127.041, 37.74]]}
    own = {"osm_id": "1", "highway": "path", "geom": "0102"}
    reading = judge_features("alleys", (own, geometry), ({**own, "osm_id": "2"}, None))
    assert [fault.column for fault in reading.faults] == ["geometry"]
    with pytest.raises(UnknownKind, match="--map geometry=… names no field"):
        judge_features("alleys", (own, geometry), mapping={"geometry": "geom"})


DIRTY_ALLEYS = [
    ("good", LINE, set()),
    ("blank", "", {("WKT", "no_shape")}),
    ("only a prefix", "SRID=4326;", {("WKT", "no_shape")}),
    ("empty", "LINESTRING EMPTY", {("WKT", "empty_shape")}),
    ("no parts", "MULTILINESTRING EMPTY", {("WKT", "empty_shape")}),
    ("an empty part", "MULTILINESTRING ((127.04 37.74,127.041 37.74),EMPTY)", {("WKT", "empty_shape")}),
    ("a word", "골목", {("WKT", "not_wkt")}),
    ("hex WKB", "0102000000", {("WKT", "not_wkt")}),
    ("cut short", LINE[:-1], {("WKT", "not_wkt")}),
    ("more behind it", LINE + " 7", {("WKT", "not_wkt")}),
    ("one position", "LINESTRING (127.04 37.74)", {("WKT", "not_wkt")}),
    ("a decimal comma", "LINESTRING (127,04 37,74)", {("WKT", "not_wkt")}),
    ("a curve", "CIRCULARSTRING (127 37.7,127.1 37.8,127.2 37.7)", {("WKT", "not_wkt")}),
    ("a blank of another kind", LINE.replace("127.04 ", "127.04\u00a0"), {("WKT", "not_wkt")}),
    ("a long SRID", "SRID=12345678;" + LINE, {("WKT", "not_wkt")}),
    ("a collection", f"GEOMETRYCOLLECTION ({LINE})", {("WKT", "collection")}),
    ("deep collections", "GEOMETRYCOLLECTION (" * 30_000, {("WKT", "collection")}),
    ("NaN", "LINESTRING (127.04 nan,127.05 37.74)", {("WKT", "not_finite")}),
    ("beyond a double", "LINESTRING (127.04 37.74,1e400 37.74)", {("WKT", "not_finite")}),
    ("a point", "POINT (127.04 37.74)", {("WKT", "wrong_shape")}),
    ("an area", SQUARE, {("WKT", "wrong_shape")}),
    ("swapped", "LINESTRING (37.74 127.04,37.74 127.05)", {("WKT", "swapped")}),
    ("in the sea", "LINESTRING (127.04 37.74,0 0)", {("WKT", "out_of_korea")}),
    ("metres among degrees", IN_METRES, {("WKT", "out_of_korea")}),
    ("no length", "LINESTRING (127.04 37.74,127.04 37.74)", {("WKT", "zero_length")}),
    (
        "huge",
        f"LINESTRING ({','.join(f'{127 + i * 1e-6:.15f} 37.7' for i in range(10_001))})",
        {("WKT", "too_many_vertices")},
    ),
    ("another SRID", "SRID=5179;" + IN_METRES, {("WKT", "mixed_srid")}),
]


def test_every_dirty_alley_is_named(judge_text: Judge, codes_by_row: CodesByRow) -> None:
    reading = judge_text("alleys", table(*(road(wkt, number) for number, (_, wkt, _) in enumerate(DIRTY_ALLEYS))))
    assert codes_by_row(reading) == {row: found for row, (*_, found) in enumerate(DIRTY_ALLEYS, start=2) if found}
    assert reading.frame(ALLEY_LINES)["source_id"].tolist() == ["0"]
    assert (reading.rows_in, reading.rows_refused) == (len(DIRTY_ALLEYS), len(DIRTY_ALLEYS) - 1)


DIRTY_DISTRICTS = [
    (dong(SQUARE), set()),
    (dong("", "4115051100"), {("WKT", "no_shape")}),
    (dong(LINE, "4115051200"), {("WKT", "wrong_shape")}),
    (dong(BOW_TIE, "4115051300"), {("WKT", "invalid_shape")}),
    (dong(SQUARE.replace(",127 37.7)", ")"), "4115051400"), {("WKT", "open_ring")}),
    (dong("POLYGON ((127 37.7,127.1 37.8,nan nan))", "4115051500"), {("WKT", "not_finite")}),
    (dong("POLYGON ((127 37.7,127.1 37.8,127 37.7))", "4115051600"), {("WKT", "invalid_shape")}),
    (dong("POLYGON (EMPTY)", "4115051700"), {("WKT", "empty_shape")}),
    (dong("POLYGON ((37.7 127,37.8 127,37.8 127.1,37.7 127))", ""), {("WKT", "swapped"), ("adm_cd2", "blank")}),
]


def test_every_dirty_district_is_named(judge_text: Judge, codes_by_row: CodesByRow) -> None:
    reading = judge_text("districts", table(*(row for row, _ in DIRTY_DISTRICTS)))
    assert codes_by_row(reading) == {row: found for row, (_, found) in enumerate(DIRTY_DISTRICTS, start=2) if found}
    assert reading.frame(DISTRICTS)["code"].tolist() == ["4115051000"]


def test_what_is_no_wkt_says_where_and_why(judge_text: Judge) -> None:
    [fault] = judge_text("alleys", table(road(LINE, 1), road(LINE[:-1], 2), road(LINE[:-1], 3))).faults
    assert str(fault) == (
        f"made.csv, lines 3, 4, column WKT: {LINE[:-1]!r} given, expected WKT such as"
        " LINESTRING (127.03 37.74, 127.04 37.74); Expected word but encountered end of stream: correct it, or"
        " export the layer again with its geometry as WKT."
    )


def test_an_invalid_outline_says_where(judge_text: Judge) -> None:
    [fault] = judge_text("districts", table(dong(BOW_TIE))).faults
    assert fault.value == "Self-intersection[127.05 37.75]"


def test_lines_of_several_parts_are_split(judge_text: Judge) -> None:
    two = "MULTILINESTRING ((127.04 37.74,127.041 37.74),(127.05 37.74,127.06 37.74))"
    reading = judge_text("alleys", table(road(two)))
    assert reading.frame(ALLEY_LINES)["source_id"].tolist() == ["1#1", "1#2"]
    assert told(reading, "lines_split") == [{"features": 1, "lines": 2}]


@pytest.mark.parametrize(
    "wkt",
    [
        "LINESTRING Z (127.04 37.74 12,127.041 37.74 13)",
        "LINESTRINGM(127.04 37.74 12,127.041 37.74 13)",
        "LINESTRING ZM (127.04 37.74 12 1,127.041 37.74 nan 2)",
        "LINESTRING (127.04 37.74 12,127.041 37.74 13)",
    ],
)
def test_heights_and_measures_are_dropped_and_told(judge_text: Judge, wkt: str) -> None:
    reading = judge_text("alleys", table(road(LINE, 1), road(wkt, 2)))
    flat, dropped = reading.frame(ALLEY_LINES).geometry
    assert dropped.equals_exact(flat, 0)
    assert not dropped.has_z
    assert told(reading, "flattened") == [{"features": 1}]


def test_a_boundary_longer_than_a_cell_of_python_is_read(judge_text: Judge) -> None:
    outline = shapely.Point(127.0, 37.7).buffer(0.01, quad_segs=2_400)
    wkt = shapely.to_wkt(outline, rounding_precision=-1)
    assert len(wkt) > 2 * 128 * 1024
    reading = judge_text("districts", table(dong(wkt)))
    assert (reading.faults, len(reading.frame(DISTRICTS))) == ((), 1)


@pytest.mark.parametrize("prefix", ["SRID=5179;", "srid = 5179 ; "])
def test_an_srid_says_the_crs(judge_text: Judge, prefix: str) -> None:
    reading = judge_text("alleys", table(road(prefix + IN_METRES, 1), road("", 2), road(prefix + IN_METRES, 3)))
    assert [fault.code for fault in reading.faults] == ["no_shape"]
    first = reading.frame(ALLEY_LINES).geometry.iloc[0]
    assert first.equals_exact(shapely.from_wkt(IN_METRES), 0)
    [crs] = told(reading, "crs")
    assert (crs["crs"], crs["reason"]) == ("EPSG:5179", "its WKT says SRID=5179")


def test_an_srid_of_an_older_belt_is_projected(judge_text: Judge) -> None:
    belt = "SRID=5186;LINESTRING (202970.45 570931.21,202970.45 571031.21)"
    frame = judge_text("alleys", table(road(belt))).frame(ALLEY_LINES)
    assert shapely.get_coordinates(frame.geometry)[0] == pytest.approx([958914.82, 1971044.63], abs=0.02)


def test_the_crs_given_stands_above_the_srid(judge_text: Judge) -> None:
    reading = judge_text("alleys", table(road("SRID=5186;" + IN_METRES)), crs="EPSG:5179")
    assert reading.frame(ALLEY_LINES).geometry.iloc[0].equals_exact(shapely.from_wkt(IN_METRES), 0)
    assert told(reading, "crs")[0]["reason"] == "given with --crs"


@pytest.mark.parametrize("crs", [None, "EPSG:5179"])
def test_rows_of_another_srid_are_named(judge_text: Judge, crs: str | None) -> None:
    prefixes = ["SRID=5179;", "SRID=5186;", "", "SRID=5179;", "SRID=0;"]
    rows = [road(prefix + IN_METRES, number) for number, prefix in enumerate(prefixes)]
    faults = judge_text("alleys", table(*rows), crs=crs).faults
    assert [(fault.code, fault.rows, fault.value) for fault in faults] == [
        ("mixed_srid", (3,), "SRID=5186"),
        ("mixed_srid", (4, 6), "no SRID"),
    ]
    assert "expected SRID=5179 as in most rows; export the layer again, all of it in one CRS" in str(faults[0])


def test_an_srid_of_no_map_is_passed_over_and_told(judge_text: Judge) -> None:
    reading = judge_text("alleys", table(road("SRID=999999;" + LINE)))
    assert len(reading.frame(ALLEY_LINES)) == 1
    assert told(reading, "srid_unknown") == [{"srid": 999999}]
    assert told(reading, "crs")[0]["crs"] == "EPSG:4326"


def test_metres_without_an_srid_are_asked_about(judge_text: Judge) -> None:
    with pytest.raises(
        CrsUnclear, match=r"such as \(958914\.82, 1971044\.63\) in row 2, fit: EPSG:5179 .*; EPSG:5178 "
    ):
        judge_text("alleys", table(road(IN_METRES)))
    frame = judge_text("alleys", table(road(IN_METRES)), crs="EPSG:5179").frame(ALLEY_LINES)
    assert frame.geometry.iloc[0].equals_exact(shapely.from_wkt(IN_METRES), 0)


def test_a_file_of_blank_cells_names_every_row(judge_text: Judge) -> None:
    [fault] = judge_text("alleys", table(road("", 1), road("", 2))).faults
    assert (fault.code, fault.rows) == ("no_shape", (2, 3))


def test_a_header_alone_has_no_rows(judge_text: Judge) -> None:
    assert judge_text("alleys", "WKT,osm_id,highway\n").rows_in == 0


ISSUE = {"id": "A", "유형": "낙서", "발견일": "2025-03-04"}


def test_issues_are_placed_by_their_points(judge_text: Judge, codes_by_row: CodesByRow) -> None:
    cells = ["POINT (127.0337 37.7381)", "", LINE, "POINT (37.7 127)", "POINT (nan nan)"]
    reading = judge_text("issues", table(*({**ISSUE, "id": i, "geom": cell} for i, cell in enumerate(cells))))
    frame = reading.frame(ISSUES)
    assert (frame["x"][0], frame["y"][0]) == pytest.approx((958914.82, 1971044.63), abs=0.01)
    assert frame["x"].isna().tolist() == [False, True]
    assert codes_by_row(reading) == {
        4: {("geom", "wrong_shape")},
        5: {("geom", "swapped")},
        6: {("geom", "not_finite")},
    }


def test_columns_of_coordinates_stand_above_the_points(judge_text: Judge) -> None:
    row = {"분류": "낙서", "접수일": "2025-03-04", "lon": 127.0337, "lat": 37.7381, "geom": "0101000020E6100000"}
    reading = judge_text("complaints", table(row))
    assert reading.frame(COMPLAINTS)["x"].tolist() == pytest.approx([958914.82], abs=0.01)
    assert told(reading, "columns_ignored") == [{"columns": ["geom"]}]


def test_points_that_are_mapped_stand_above_columns_of_coordinates(judge_text: Judge) -> None:
    row = {**ISSUE, "lon": 0, "lat": 0, "geom": "POINT (127.0337 37.7381)"}
    reading = judge_text("issues", table(row), mapping={"geometry": "geom"})
    assert reading.frame(ISSUES)["x"].tolist() == pytest.approx([958914.82], abs=0.01)
