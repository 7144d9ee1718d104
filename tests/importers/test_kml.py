"""KML: placemarks in any namespace, folders, extended data, and nothing fetched."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mapper.crs import WGS84
from mapper.errors import ArchiveRefused, UnreadableFile
from mapper.importers.formats import parse
from mapper.importers.source import Source
from mapper.importers.table import Table

POINT = "<Point><coordinates>127.03,37.74,12</coordinates></Point>"
RING = "<LinearRing><coordinates>0,0 4,0 4,4 0,4 0,0</coordinates></LinearRing>"
HOLE = "<LinearRing><coordinates>1,1 2,1 2,2 1,2 1,1</coordinates></LinearRing>"
SPACES = ["http://www.opengis.net/kml/2.2", "http://earth.google.com/kml/2.1", ""]


def kml(*placemarks: str, space: str = SPACES[0], encoding: str = "UTF-8") -> str:
    named = f' xmlns="{space}"' if space else ""
    return f'<?xml version="1.0" encoding="{encoding}"?><kml{named}><Document><name>도시</name>{"".join(placemarks)}</Document></kml>'


def placemark(shape: str = POINT, inner: str = "<name>느티나무</name>") -> str:
    return f"<Placemark>{inner}{shape}</Placemark>"


def read(text: str | bytes, name: str = "made.kml", **options: str) -> Table:
    raw = text.encode() if isinstance(text, str) else text
    return parse(Source(name, name[name.index(".") :], raw, **options))


def cells(table: Table) -> dict[str, list[str]]:
    return dict(zip(table.header, map(list, table.columns), strict=True))


def wkt(table: Table) -> list[str | None]:
    assert table.shapes is not None
    return [shape and shape.wkt for shape in table.shapes]


@pytest.mark.parametrize("space", SPACES)
def test_placemarks_become_rows(space: str) -> None:
    inner = "<name>느티나무</name><description><![CDATA[<b>굵다</b>]]></description>"
    table = read(kml(placemark(inner=inner), placemark("", ""), space=space))
    assert cells(table) == {"name": ["느티나무", ""], "description": ["<b>굵다</b>", ""]}
    assert wkt(table) == ["POINT (127.03 37.74)", None]
    assert (table.claim.text, table.claim.said_by) == (f"EPSG:{WGS84}", "the KML standard")
    assert {note.code: note.fields for note in table.notes} == {
        "encoding": {"encoding": "UTF-8", "sample": "도시"},
        "flattened": {"features": 1},
    }


def test_extended_data_of_both_kinds_are_columns() -> None:
    data = '<ExtendedData><Data name="폭"><displayName>w</displayName><value> 4.5 </value></Data></ExtendedData>'
    schema = (
        '<ExtendedData><SchemaData schemaUrl="#a"><SimpleData name="RN">호국로</SimpleData></SchemaData></ExtendedData>'
    )
    assert cells(read(kml(placemark(inner=data), placemark(inner=schema)))) == {"폭": ["4.5", ""], "RN": ["", "호국로"]}


def test_folders_are_a_column() -> None:
    inside = f"<Folder><name>의정부</name>{placemark()}<Folder><name>1동</name>{placemark()}</Folder></Folder>"
    assert cells(read(kml(inside, placemark())))["folder"] == ["의정부", "의정부/1동", ""]


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("<LineString><coordinates>\n 1,2,0\n 3,4,0 </coordinates></LineString>", "LINESTRING (1 2, 3 4)"),
        (RING, "LINESTRING (0 0, 4 0, 4 4, 0 4, 0 0)"),
        (
            f"<Polygon><outerBoundaryIs>{RING}</outerBoundaryIs><innerBoundaryIs>{HOLE}</innerBoundaryIs></Polygon>",
            "POLYGON ((0 0, 4 0, 4 4, 0 4, 0 0), (1 1, 2 1, 2 2, 1 2, 1 1))",
        ),
        (f"<MultiGeometry>{POINT}</MultiGeometry>", "POINT (127.03 37.74)"),
        (
            f"<MultiGeometry>{POINT}<MultiGeometry>{POINT}</MultiGeometry></MultiGeometry>",
            "MULTIPOINT ((127.03 37.74), (127.03 37.74))",
        ),
    ],
)
def test_shapes_are_built(shape: str, expected: str) -> None:
    assert wkt(read(kml(placemark(shape)))) == [expected]


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        ("<Point><coordinates>동,서</coordinates></Point>", "not_a_position"),
        ("<Point/>", "empty_shape"),
        ("<LineString><coordinates>1,2</coordinates></LineString>", "too_few_positions"),
        ("<Point><coordinates>nan,2</coordinates></Point>", "not_finite"),
        (f"<MultiGeometry>{POINT}{RING}</MultiGeometry>", "collection"),
        ("<Model/>", "not_a_geometry"),
    ],
)
def test_shapes_that_cannot_be_built_are_faults(shape: str, code: str) -> None:
    table = read(kml(placemark(), placemark(shape)))
    assert [(fault.code, fault.rows) for fault in table.faults] == [(code, (2,))]
    assert wkt(table)[1] is None


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("says", ["UTF-8", "EUC-KR", "utf-16"])
def test_the_encoding_is_that_of_the_bytes(codec: str, says: str) -> None:
    assert cells(read(kml(placemark(), encoding=says).encode(codec)))["name"] == ["느티나무"]


def test_links_are_not_followed_and_told() -> None:
    link = "<NetworkLink><Link><href>http://localhost:1/secret.kml</href></Link></NetworkLink>"
    table = read(kml(link, placemark()))
    assert [note.fields for note in table.notes if note.code == "links_not_followed"] == [{"links": 1}]
    with pytest.raises(UnreadableFile, match="has no placemarks, and 1 links to other files"):
        read(kml(link))


@pytest.mark.parametrize(
    "dtd",
    [
        '<!DOCTYPE kml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE kml SYSTEM "http://localhost:1/kml.dtd">',
        '<!DOCTYPE kml [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_entities_and_document_types_are_refused(dtd: str) -> None:
    with pytest.raises(UnreadableFile, match=r"made\.kml is damaged, cut short or no KML"):
        read(kml(placemark(inner="<name>a</name>")).replace("<kml", f"{dtd}<kml", 1))


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="nested over 64 levels deep"):
        read(kml("<Folder>" * 100_000))


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_file_cut_short_is_refused(share: float) -> None:
    text = kml(placemark())
    with pytest.raises(UnreadableFile, match=r"cut short or no KML \(.*line 1, column \d+\)"):
        read(text[: int(share * len(text))])


def test_other_xml_is_named() -> None:
    with pytest.raises(UnreadableFile, match="is XML of type 'gpx', expected kml"):
        read('<?xml version="1.0"?><gpx></gpx>')


def test_a_kmz_is_read_and_bounded(zipped: Callable[..., bytes]) -> None:
    inside = kml(placemark()).encode()
    assert read(zipped({"files/a.png": b"\x89PNG", "doc.kml": inside}), "made.kmz").rows_in == 1
    assert read(zipped({"files/other.kml": b"<kml/>", "doc.kml": inside}), "made.kmz").rows_in == 1
    outer = zipped({"자료.kmz": zipped({"doc.kml": inside})})
    assert read(outer, "made.zip").rows_in == 1
    with pytest.raises(ArchiveRefused, match="over 200 times its size"):
        read(zipped({"doc.kml": bytes(3_000_000)}), "made.kmz")
