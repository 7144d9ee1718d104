"""OSM tags in one cell, and what they make of a road."""

import pytest

from mapper.importers.road_class import is_graded, level_of
from mapper.importers.tag import parse_tags


@pytest.mark.parametrize(
    ("cell", "tags"),
    [
        (
            '"layer"=>"-1","name:ko"=>"상도터널","tunnel"=>"yes"',
            {"layer": "-1", "name:ko": "상도터널", "tunnel": "yes"},
        ),
        ('"note"=>"say \\"hi\\", \\\\ twice", "a" => "b"', {"note": 'say "hi", \\ twice', "a": "b"}),
        ('"a=>b"=>"c,\\"d\\"=>"', {"a=>b": 'c,"d"=>'}),
        ('"gone"=>NULL,"kept"=>""', {"kept": ""}),
        ('{"layer":-1,"tunnel":"yes","no":null}', {"layer": "-1", "tunnel": "yes"}),
        ("", {}),
        ('"a"=>"b', None),
        ("layer=-1", None),
        ('{"a":', None),
    ],
)
def test_packed_tags_are_read(cell: str, tags: dict[str, str] | None) -> None:
    assert parse_tags(cell) == tags


GRADED = [
    ("4", None, {}),
    ("04", "큰로", {}),
    (None, None, {"highway": "residential"}),
    (None, None, {"highway": "service"}),
    (None, None, {"highway": "steps"}),
    (None, "상도로53길", {"highway": "tertiary"}),
]
CONTEXT = [
    ("3", "작은길", {"highway": "residential"}),
    (None, "상도로", {"highway": "tertiary"}),
    (None, None, {"highway": "unclassified"}),
    (None, None, {"highway": "service", "service": "parking_aisle"}),
    (None, None, {"highway": "footway", "footway": "sidewalk"}),
    (None, None, {"highway": "service", "access": "private"}),
    (None, None, {}),
]


@pytest.mark.parametrize(("road_class", "name", "tags"), GRADED)
def test_alleys_are_graded(road_class: str | None, name: str | None, tags: dict[str, str]) -> None:
    assert is_graded(road_class, name, tags)


@pytest.mark.parametrize(("road_class", "name", "tags"), CONTEXT)
def test_other_roads_are_context(road_class: str | None, name: str | None, tags: dict[str, str]) -> None:
    assert not is_graded(road_class, name, tags)


@pytest.mark.parametrize(
    ("tags", "level"),
    [
        ({}, ""),
        ({"layer": "0", "bridge": "no"}, ""),
        ({"tunnel": "yes", "layer": "-1"}, "tunnel-1"),
        ({"tunnel": "yes"}, "tunnel-1"),
        ({"tunnel": "building_passage"}, ""),
        ({"bridge": "viaduct"}, "bridge+1"),
        ({"bridge": "yes", "layer": "+2"}, "bridge+2"),
        ({"layer": "-1"}, "layer-1"),
    ],
)
def test_levels_are_told_apart(tags: dict[str, str], level: str) -> None:
    assert level_of(tags) == level
