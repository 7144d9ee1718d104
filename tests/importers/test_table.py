"""Tables whatever their format: no wider than their rows, and of text that can be stored."""

from __future__ import annotations

import json

import pytest

from mapper.errors import UnreadableFile
from mapper.importers.formats import parse
from mapper.importers.source import Source
from mapper.importers.table import columns_of


def features(count: int, own: int) -> bytes:
    made = [
        {"type": "Feature", "geometry": None, "properties": {f"p{i}_{j}": 1 for j in range(own)}} for i in range(count)
    ]
    return json.dumps({"type": "FeatureCollection", "features": made}).encode()


def placemarks(count: int, own: int) -> bytes:
    data = ["".join(f'<Data name="p{i}_{j}"><value>1</value></Data>' for j in range(own)) for i in range(count)]
    marks = (f"<Placemark><ExtendedData>{cells}</ExtendedData></Placemark>" for cells in data)
    return f"<kml>{''.join(marks)}</kml>".encode()


def test_rows_become_columns() -> None:
    assert columns_of([{"a": "1"}, {"b ": "2"}], file="made") == (("a", "b"), (["1", ""], ["", "2"]))


@pytest.mark.parametrize(("content", "suffix"), [(features(1000, 9), ".geojson"), (placemarks(1000, 9), ".kml")])
def test_rows_that_share_no_column_are_refused(content: bytes, suffix: str) -> None:
    """A megabyte of them would be nine million cells."""
    with pytest.raises(UnreadableFile, match=r"has 9,000 columns for 1,000 rows, nearly all of them blank"):
        parse(Source(f"made{suffix}", suffix, content))


def test_an_object_of_many_keys_that_ends_in_a_repeated_one_is_named() -> None:
    keys = ",".join(f'"k{i}":{i}' for i in range(100_000))
    feature = f'{{"type":"Feature","geometry":null,"properties":{{{keys},"k99999":0}}}}'
    [fault] = parse(Source("made.json", ".json", feature.encode())).faults
    assert (fault.code, fault.column) == ("repeated_key", "k99999")


def test_half_a_character_is_refused_by_its_row() -> None:
    source = Source("made.csv", ".csv", rb"id,name" + b"\n1,ab\n2," + rb"\ud800" + b"\n", encoding="unicode_escape")
    assert [(fault.code, fault.rows) for fault in parse(source).faults] == [("unstorable_text", (3,))]
