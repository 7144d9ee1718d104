"""KML 2.2 in the order of its schema."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyogrio
import pytest
from defusedxml import ElementTree

from mapper.domain.export_layer import Detail

Written = Callable[..., Path]
KML = "{http://www.opengis.net/kml/2.2}"


def document(path: Path) -> Any:
    root = ElementTree.parse(path).getroot()
    assert root.tag == f"{KML}kml"
    [found] = root
    return found


def test_a_document_is_in_the_order_of_the_schema(written: Written, nasty: tuple[str | None, ...]) -> None:
    tags = [child.tag.removeprefix(KML) for child in document(written("kml"))]
    assert tags == ["name", "Style", "Style", "Schema", *["Placemark"] * len(nasty)]


def test_every_value_belongs_to_a_field_of_the_schema(written: Written) -> None:
    root = document(written("kml"))
    schema = root.find(f"{KML}Schema")
    types = {field.get("name"): field.get("type") for field in schema}
    assert (types["골목 이름"], types["구간 길이"], types["최근 조사일"]) == ("string", "double", "string")
    for data in root.iter(f"{KML}SchemaData"):
        assert data.get("schemaUrl") == f"#{schema.get('id')}"
        assert {value.get("name") for value in data} <= set(types)


def test_names_and_texts_come_back(written: Written, nasty: tuple[str | None, ...]) -> None:
    placemarks = document(written("kml")).findall(f"{KML}Placemark")
    names = [placemark.findtext(f"{KML}name") for placemark in placemarks]
    assert names[0] == nasty[0]
    assert names[2] == "제어\ufffd문자 <b>&amp;"
    assert names[3:6] == list(nasty[3:6])
    assert names[-1] is None
    assert placemarks[-1].find(f"{KML}LineString") is None


def test_grades_have_the_colours_of_the_map(written: Written) -> None:
    root = document(written("kml"))
    colours = {style.get("id"): style.findtext(f"{KML}LineStyle/{KML}color") for style in root.findall(f"{KML}Style")}
    assert colours == {"grade-A": "ff944508", "grade-E": "ff1f0d7f"}
    assert {place.findtext(f"{KML}styleUrl") for place in root.findall(f"{KML}Placemark")} == {"#grade-A"}


def test_areas_keep_their_holes(written: Written) -> None:
    polygon = next(document(written("kml", "districts")).iter(f"{KML}Polygon"))
    inner = polygon.find(f"{KML}innerBoundaryIs/{KML}LinearRing/{KML}coordinates").text.split()
    assert [child.tag.removeprefix(KML) for child in polygon] == ["outerBoundaryIs", "innerBoundaryIs"]
    assert (inner[0], inner[0]) == ("127.0200000,37.7200000", inner[-1])


@pytest.mark.parametrize("detail", list(Detail))
def test_gdal_finds_the_layer_by_its_korean_name(written: Written, detail: Detail) -> None:
    info = pyogrio.read_info(written("kml", "issues", detail))
    assert (info["layer_name"], info["features"]) == ("불편사항", 8)
