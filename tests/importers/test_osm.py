"""OpenStreetMap data as XML and PBF, whole or cut."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from mapper.crs import WGS84
from mapper.errors import LayerUnclear, UnreadableFile
from mapper.importers import IMPORTERS, importer_of
from mapper.importers.formats import parse
from mapper.importers.formats.osm import LAYERS
from mapper.importers.source import Source
from mapper.importers.table import Table
from mapper.importers.tag import parse_tags

XML = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6" generator="Overpass API">
  <note>The data included in this document is from www.openstreetmap.org.</note>
  <node id="1" lat="37.5" lon="126.9"/>
  <node id="2" lat="37.51" lon="126.91"/>
  <node id="3" lat="37.51" lon="126.9"><tag k="name" v="느티나무"/></node>
  <way id="10"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/><tag k="name" v="상도로53길"/>
    <tag k="width" v="4"/></way>
  <way id="11"><nd ref="1"/><nd ref="2"/><nd ref="3"/><nd ref="1"/><tag k="building" v="yes"/></way>
</osm>
"""


def read(content: bytes, layer: str | None = "lines", suffix: str = ".osm") -> Table:
    return parse(Source(f"made{suffix}", suffix, content, layer=layer))


def varint(value: int) -> bytes:
    made = b""
    while value > 0x7F:
        made, value = made + bytes([value & 0x7F | 0x80]), value >> 7
    return made + bytes([value])


def field(number: int, value: int | bytes) -> bytes:
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def zigzag(*values: int) -> bytes:
    return b"".join(varint(value << 1 if value >= 0 else -value << 1 | 1) for value in values)


def block(kind: bytes, content: bytes, data: bytes | None = None) -> bytes:
    blob = field(2, len(content)) + field(3, zlib.compress(content)) if data is None else data
    header = field(1, kind) + field(3, len(blob))
    return struct.pack(">I", len(header)) + header + blob


def pbf() -> bytes:
    """Write two nodes and a road between them, as osmformat.proto has it."""
    strings = b"".join(field(1, word.encode()) for word in ("", "highway", "residential", "name", "상도로53길"))
    dense = field(1, zigzag(1, 1)) + field(8, zigzag(375_000_000, 100_000)) + field(9, zigzag(1_269_000_000, 100_000))
    way = field(1, 10) + field(2, varint(1) + varint(3)) + field(3, varint(2) + varint(4)) + field(8, zigzag(1, 1))
    head = field(4, b"OsmSchema-V0.6") + field(4, b"DenseNodes")
    return block(b"OSMHeader", head) + block(
        b"OSMData", field(1, strings) + field(2, field(2, dense)) + field(2, field(3, way))
    )


@pytest.mark.parametrize(("content", "suffix"), [(XML.encode(), ".osm"), (pbf(), ".pbf"), (pbf(), ".osm")])
def test_roads_come_with_their_ids_and_tags(content: bytes, suffix: str) -> None:
    table = read(content, suffix=suffix)
    cells = dict(zip(table.header, (column[0] for column in table.columns), strict=True))
    assert (cells["osm_id"], cells["highway"], cells["name"]) == ("10", "residential", "상도로53길")
    assert table.claim.text == f"EPSG:{WGS84}"
    assert table.shapes is not None
    assert table.shapes[0].wkt == "LINESTRING (126.9 37.5, 126.91 37.51)"
    assert table.notes[0].fields == {"encoding": "UTF-8", "sample": "상도로53길"}


def test_other_tags_stay_readable() -> None:
    table = read(XML.encode())
    assert parse_tags(table.columns[table.header.index("other_tags")][0]) == {"width": "4"}


@pytest.mark.parametrize(("layer", "kind"), [("points", "Point"), ("multipolygons", "MultiPolygon")])
def test_points_and_areas_are_layers_of_their_own(layer: str, kind: str) -> None:
    table = read(XML.encode(), layer)
    assert table.shapes is not None
    assert [shape.geom_type for shape in table.shapes] == [kind]


def test_which_layer_is_preferred_or_asked() -> None:
    source = Source("made.osm", ".osm", XML.encode())
    assert parse(source, ("TL_SPRD_MANAGE", "lines")).rows_in == 1
    with pytest.raises(LayerUnclear, match=r"points \(nodes with tags\); lines \(open ways\); multipolygons"):
        parse(source)


@pytest.mark.parametrize(
    ("kind", "layer"), [("alleys", "lines"), ("districts", "multipolygons"), ("places", "points"), ("issues", "points")]
)
def test_a_kind_takes_the_layer_of_its_shapes_unasked(kind: str, layer: str) -> None:
    table = parse(Source("made.osm", ".osm", XML.encode()), importer_of(kind).layers)
    assert [note.fields for note in table.notes if note.code == "layer"] == [{"layer": layer}]


def test_every_kind_prefers_one_layer_of_openstreetmap() -> None:
    assert [len(set(LAYERS) & set(importer.layers)) for importer in IMPORTERS] == [1] * len(IMPORTERS)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8, 0.97])
@pytest.mark.parametrize(("content", "suffix"), [(XML.encode(), ".osm"), (pbf(), ".pbf")])
def test_a_file_cut_short_is_refused(content: bytes, suffix: str, share: float) -> None:
    with pytest.raises(UnreadableFile, match=rf"made\{suffix} .*cut short"):
        read(content[: int(share * len(content))], suffix=suffix)


def test_damage_in_the_middle_is_refused() -> None:
    with pytest.raises(UnreadableFile, match=r"made\.osm is damaged or cut short"):
        read(XML.replace("<nd ref", "<<nd ref", 1).encode())
    damaged = block(b"OSMData", b"", data=field(2, 400) + field(3, b"not deflated at all"))
    with pytest.raises(UnreadableFile, match=r"made\.pbf is damaged or cut short"):
        read(pbf() + damaged, suffix=".pbf")


def test_a_blob_larger_than_the_format_allows_is_refused() -> None:
    header = field(1, b"OSMData") + field(3, 33 * 1024 * 1024)
    with pytest.raises(UnreadableFile, match="cut short or damaged near byte"):
        read(pbf() + struct.pack(">I", len(header)) + header + bytes(64), suffix=".pbf")


def test_entities_of_its_own_are_refused() -> None:
    bomb = XML.replace("<osm", '<!DOCTYPE osm [<!ENTITY a "aaaa">]>\n<osm', 1).replace("상도로53길", "&a;&a;")
    with pytest.raises(UnreadableFile, match="document type of its own"):
        read(bomb.encode())


def test_other_xml_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"made\.osm is XML \(KML\), expected OpenStreetMap data"):
        read(b'<?xml version="1.0"?><kml></kml>')
    with pytest.raises(UnreadableFile, match=r"made\.osm begins with 69 64 0a"):
        read(b"id\n1\n")
