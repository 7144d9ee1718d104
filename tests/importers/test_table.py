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


def test_what_nobody_sees_is_left_out_and_counted() -> None:
    """It comes along with what people paste; a row is not lost for it, and nothing turns around what stands beside it."""
    content = '\u202aid,내용\r\n1,\u202a 끝\u202e에\x0b서\u2066\r\n2,"두\r\n줄"\r\n3,골목\r\n'.encode()
    table = parse(Source("made.csv", ".csv", content))
    assert (table.header, *map(list, table.columns)) == (("id", "내용"), ["1", "2", "3"], ["끝에서", "두\n줄", "골목"])
    assert [note.fields for note in table.notes if note.code == "unseen_left_out"] == [{"cells": 1}]
    assert table.faults == ()
