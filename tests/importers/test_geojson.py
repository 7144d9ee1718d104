"""GeoJSON that is cut short, not strict, not JSON, not GeoJSON, or not flat."""

import json
from typing import Any

import pytest

from mapper.errors import UnreadableFile
from mapper.importers.claim import CrsClaim
from mapper.importers.formats.geojson import parse_geojson
from mapper.importers.source import Source
from mapper.importers.storable import storable
from mapper.importers.table import Table

LINE = '{"type":"LineString","coordinates":[[127.0,37.7],[127.001,37.7]]}'


def parse(content: str | bytes, **options: Any) -> Table:
    raw = content.encode() if isinstance(content, str) else content
    return parse_geojson(Source("made.geojson", ".geojson", raw, **options))


def collection(*features: str, top: str = "") -> str:
    return f'{{"type":"FeatureCollection"{top},"features":[{",".join(features)}]}}'


def feature(properties: str = "{}", geometry: str = LINE, more: str = "") -> str:
    return f'{{"type":"Feature"{more},"properties":{properties},"geometry":{geometry}}}'


def faults(table: Table) -> list[tuple[Any, ...]]:
    return [(fault.rows, fault.column, fault.code, fault.value) for fault in table.faults]


def test_properties_become_columns_of_text() -> None:
    table = parse(
        collection(
            feature('{"name":"골목","n":4,"w":3.5,"whole":7.0,"no":null,"yes":true,"list":[1,"a"]}'),
            feature('{"extra":"x"}', more=',"id":17'),
        )
    )
    assert table.header == ("name", "n", "w", "whole", "no", "yes", "list", "id", "extra")
    assert [column[0] for column in table.columns] == ["골목", "4", "3.5", "7", "", "true", '[1, "a"]', "", ""]
    assert [column[1] for column in table.columns][-2:] == ["17", "x"]
    assert list(table.rows) == [1, 2]
    assert table.faults == ()


def test_one_feature_is_a_collection_of_one() -> None:
    assert parse(feature()).rows_in == 1


def test_an_empty_collection_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="has no features, expected at least one"):
        parse(collection())


@pytest.mark.parametrize("cut", [60, 85, 120, -1])
def test_a_truncated_file_says_where_it_ends(cut: int) -> None:
    whole = collection(feature('{"name":"긴 골목길"}'))
    with pytest.raises(UnreadableFile, match=r"made\.geojson ends in the middle of its JSON \(line 1, column \d+\)"):
        parse(whole[:cut])


def test_broken_json_says_where_it_breaks() -> None:
    with pytest.raises(UnreadableFile, match=r"is not JSON at line 2, column 1: Expecting"):
        parse('{"type":\n}')


@pytest.mark.parametrize("content", ["id,경도,위도\n1,127,37\n", "just words", "{'type': 'FeatureCollection'}"])
def test_text_that_is_not_json_is_refused(content: str | bytes) -> None:
    with pytest.raises(UnreadableFile, match="is not JSON at line 1"):
        parse(content)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ('{"type":"Topology","objects":{}}', "JSON of type 'Topology'"),
        ("[1,2]", "JSON without a type"),
        ('{"features":[]}', "JSON without a type"),
        ('{"type":"FeatureCollection"}', "JSON of type 'FeatureCollection'"),
        (LINE, "JSON of type 'LineString'"),
        ("null", "JSON without a type"),
    ],
)
def test_json_that_is_not_geojson_is_refused(content: str | bytes, what: str) -> None:
    with pytest.raises(UnreadableFile, match=f"is {what}, expected a GeoJSON FeatureCollection"):
        parse(content)


@pytest.mark.parametrize("depth", [9, 1_000, 200_000])
def test_deep_nesting_is_refused_before_it_is_parsed(depth: int) -> None:
    with pytest.raises(UnreadableFile, match=f"nested {depth} levels deep, expected at most 8"):
        parse("[" * depth + "]" * depth)


def test_brackets_inside_text_are_no_nesting() -> None:
    assert parse(collection(feature('{"name":"[[[[[[[[[[ \\" {{{{{{ \\\\"}'))).faults == ()


def test_a_multipolygon_is_as_deep_as_allowed() -> None:
    rings = [[[[127.0, 37.0], [127.1, 37.0], [127.1, 37.1], [127.0, 37.0]]]]
    geometry = json.dumps({"type": "MultiPolygon", "coordinates": rings})
    assert parse(collection(feature(geometry=geometry))).shapes[0].geom_type == "MultiPolygon"


@pytest.mark.parametrize(
    ("token", "shown"),
    [("NaN", "NaN"), ("-Infinity", "-Infinity"), ("Infinity", "Infinity"), ("1e400", "a number beyond 1.8e308")],
)
def test_numbers_json_does_not_have_name_their_feature(token: str, shown: str) -> None:
    bad = f'{{"type":"LineString","coordinates":[[127.0,{token}],[127.1,37.0]]}}'
    table = parse(collection(feature(), feature(f'{{"width":{token}}}'), feature(geometry=bad)))
    assert faults(table) == [((2,), "width", "not_finite", shown), ((3,), "geometry", "not_finite", shown)]
    assert table.shapes[2] is None


def test_an_integer_beyond_a_double_is_not_finite() -> None:
    bad = f'{{"type":"Point","coordinates":[{"9" * 400},37.0]}}'
    assert faults(parse(collection(feature(geometry=bad))))[0][2] == "not_finite"


def test_an_integer_of_thousands_of_digits_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="holds a number that cannot be read"):
        parse(collection(feature(f'{{"n":{"9" * 5000}}}')))


def test_a_key_given_twice_names_its_feature() -> None:
    table = parse(
        collection(
            feature('{"name":"가길","name":"나길"}'),
            feature(more=',"type":"Feature"'),
            feature(geometry=LINE[:-1] + ',"type":"LineString"}'),
        )
    )
    assert faults(table) == [
        ((1,), "name", "repeated_key", "two values"),
        ((2,), "type", "repeated_key", "two values"),
        ((3,), "type", "repeated_key", "two values"),
    ]


def test_a_key_given_twice_at_the_top_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="has the key 'features' twice"):
        parse('{"type":"FeatureCollection","features":[],"features":[]}')


@pytest.mark.parametrize(
    ("geometry", "code"),
    [
        ('{"type":"GeometryCollection","geometries":[]}', "collection"),
        ('{"type":"Circle","coordinates":[1,2]}', "not_a_geometry"),
        ('{"type":["Point"],"coordinates":[1,2]}', "not_a_geometry"),
        ('"LINESTRING (1 2, 3 4)"', "not_a_geometry"),
        ('{"type":"LineString"}', "not_a_geometry"),
        ('{"type":"LineString","coordinates":[]}', "empty_shape"),
        ('{"type":"LineString","coordinates":[[127.0,37.0]]}', "too_few_positions"),
        ('{"type":"LineString","coordinates":[["127.0",37.0],[127.1,37.0]]}', "not_a_position"),
        ('{"type":"LineString","coordinates":[[true,37.0],[127.1,37.0]]}', "not_a_position"),
        ('{"type":"LineString","coordinates":[[127.0],[127.1,37.0]]}', "not_a_position"),
        ('{"type":"LineString","coordinates":[[127.0,37.0,1,2,3],[127.1,37.0]]}', "not_a_position"),
        ('{"type":"Point","coordinates":[[127.0,37.0]]}', "not_a_position"),
        ('{"type":"Point","coordinates":{"lon":127.0}}', "not_a_position"),
        ('{"type":"Polygon","coordinates":[[]]}', "not_a_geometry"),
        ('{"type":"Polygon","coordinates":[[[127,37],[127.1,37],[127,37]]]}', "too_few_positions"),
        ('{"type":"MultiLineString","coordinates":[[]]}', "not_a_geometry"),
        ('{"type":"MultiPolygon","coordinates":[[]]}', "not_a_geometry"),
    ],
)
def test_geometry_that_cannot_be_built_names_its_feature(geometry: str, code: str) -> None:
    table = parse(collection(feature(), feature(geometry=geometry)))
    assert [found[:3] for found in faults(table)] == [((2,), "geometry", code)]


@pytest.mark.parametrize(
    ("made", "code"),
    [("7", "not_a_feature"), ('{"type":"Point"}', "not_a_feature"), (feature("[1]"), "not_properties")],
)
def test_what_is_no_feature_is_named(made: str, code: str) -> None:
    assert [fault.code for fault in parse(collection(made)).faults] == [code]


@pytest.mark.parametrize("text", ["\\ud800", "a\\u0000b"])
def test_text_no_database_can_hold_names_its_feature(text: str) -> None:
    table = storable(parse(collection(feature(f'{{"name":"{text}"}}'))), file="made.geojson")
    assert [found[1:3] for found in faults(table)] == [("name", "unstorable_text")]
    str(table.faults[0]).encode()


def test_heights_and_measures_are_dropped_and_told() -> None:
    flat = '{"type":"LineString","coordinates":[[127.0,37.0,12.5],[127.1,37.0,12.5,3]]}'
    table = parse(collection(feature(), feature(geometry=flat)))
    assert not table.shapes[1].has_z
    assert [note.fields for note in table.notes if note.code == "flattened"] == [{"features": 1}]


def test_the_crs_member_is_handed_on() -> None:
    member = ',"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::5179"}}'
    assert parse(collection(feature(), top=member)).claim == CrsClaim("urn:ogc:def:crs:EPSG::5179", "its crs member")


@pytest.mark.parametrize("member", ['{"type":"link"}', "7", '"EPSG:5186"', '{"properties":7}'])
def test_a_crs_member_of_another_make_is_handed_on_as_it_is(member: str) -> None:
    claim = parse(collection(feature(), top=f',"crs":{member}')).claim
    assert claim == CrsClaim(str(json.loads(member)), "its crs member")


@pytest.mark.parametrize("top", ["", ',"crs":null'])
def test_without_a_crs_member_nothing_is_claimed(top: str) -> None:
    assert parse(collection(feature(), top=top)).claim.text is None


def test_utf16_is_not_geojson() -> None:
    with pytest.raises(UnreadableFile, match=r"is UTF-16, expected UTF-8"):
        parse(collection(feature()).encode("utf-16"))


def test_cp949_is_read_because_such_files_exist() -> None:
    table = parse(collection(feature('{"name":"골목"}')).encode("cp949"))
    assert table.columns == (["골목"],)
