"""Mutated files: only our own errors come out, and never a coordinate that is not in Korea."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.crs import KOREA_TM_BOX
from mapper.domain.rubric import RUBRIC
from mapper.errors import GolmokError
from mapper.importers import IMPORTERS, Reading, importer_of, judge
from mapper.importers.source import Source

Make = Callable[[str], bytes]

TODAY = dt.date(2025, 6, 30)
WEST, SOUTH, EAST, NORTH = KOREA_TM_BOX

RING = [[127.0, 37.7], [127.01, 37.7], [127.01, 37.71], [127.0, 37.7]]
GEOMETRIES = {
    "districts": {"type": "Polygon", "coordinates": [RING]},
    "alleys": {"type": "MultiLineString", "coordinates": [RING[:2], RING[2:]]},
    "surveys": {"type": "Point", "coordinates": [127.0, 37.7, 12.0]},
    "complaints": {"type": "Point", "coordinates": [127.0, 37.7]},
    "issues": {"type": "Point", "coordinates": [127.0, 37.7]},
}
PROPERTIES = {
    "districts": {"adm_cd2": "4115051000", "adm_nm": "경기도 의정부시 의정부1동"},
    "alleys": {"osm_id": "1", "highway": "service", "name": "가길", "other_tags": '"layer"=>"-1","width"=>"4 m"'},
    "surveys": {"id": "S", "date": "2025-05-02", "surveyor": "가상", **dict.fromkeys(RUBRIC.item_ids, 2)},
    "complaints": {"id": 7, "분류": "낙서", "접수일": "2025. 5. 2. 오후 3:20", "주소": "호국로 1298번길 21"},
    "issues": {"id": 7, "유형": "낙서", "발견일": "20250502", "상태": "해결", "해결일": "2025-05-03", "정확도": 5},
}
TOKENS = [
    *(b"NaN", b"1e400", b"-Infinity", b"null", b'"', b"[", b"]", b"{", b"}", b",", b"\n", b"\r", b"\0", b"\\ud800"),
    *(b"1905-07-15", b"45443", b"127.0", b"37.7", b"958914.8", b"1971044.6", b"-0", b"9" * 400, b"\xb0\xa1", b"\xff"),
    *(b'"coordinates":[]', b'"type":"Point"', b"\xef\xbb\xbf", b";", b"\t", b"0,0", b"true", b"LineString"),
]


IDS = {"districts": "adm_cd2", "alleys": "osm_id"}


def rows(kind: str) -> list[dict[str, Any]]:
    own = PROPERTIES[kind]
    name = IDS.get(kind, "id")
    return [own, {**own, name: "4115052000" if kind == "districts" else "2"}]


def geojson(kind: str) -> bytes:
    features = [{"type": "Feature", "properties": own, "geometry": GEOMETRIES[kind]} for own in rows(kind)]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def csv(kind: str) -> bytes:
    made = [{**own, "경도": "127.0", "위도": "37.7"} for own in rows(kind)]
    return "\n".join([",".join(made[0]), *(",".join(map(str, own.values())) for own in made)]).encode()


@st.composite
def mutated(draw: st.DrawFn, content: str | bytes) -> bytes:
    """Cut, repeat, overwrite and insert pieces, as editors and broken transfers do."""
    made = bytearray(content)
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(made)))
        end = min(len(made), start + draw(st.integers(0, 12)))
        piece = draw(st.one_of(st.sampled_from(TOKENS), st.binary(max_size=4), st.just(bytes(made[start:end]) * 2)))
        made[start:end] = piece
    return bytes(made[: draw(st.integers(1, len(made)))] if made and draw(st.integers(0, 9)) == 0 else made)


def require_korea(reading: Reading) -> None:
    for frame in reading.frames.values():
        x, y = np.empty(0), np.empty(0)
        if "geometry" in frame:
            assert shapely.is_valid(frame.geometry.to_numpy()).all()
            x, y = shapely.get_coordinates(frame.geometry.to_numpy()).T
        elif "x" in frame:
            assert (frame["x"].isna() == frame["y"].isna()).all()
            placed = frame.dropna(subset=["x"])
            x, y = placed["x"].to_numpy(), placed["y"].to_numpy()
        assert ((x >= WEST) & (x <= EAST) & (y >= SOUTH) & (y <= NORTH)).all()


def outcome(kind: str, source: Source) -> Reading | GolmokError:
    try:
        return judge(importer_of(kind), source, today=TODAY)
    except GolmokError as error:
        return error


def require_sound(found: Reading | GolmokError) -> None:
    if isinstance(found, GolmokError):
        assert str(found).startswith(("made", "--"))
        str(found).encode()
        return
    require_korea(found)
    json.dumps(found.report(), ensure_ascii=False, allow_nan=False).encode()
    assert len({row for fault in found.faults for row in fault.rows}) == found.rows_refused <= found.rows_in


KINDS = [importer.kind for importer in IMPORTERS]
CASES = [(geojson, kind) for kind in KINDS] + [(csv, kind) for kind in KINDS if kind not in ("districts", "alleys")]


@pytest.mark.parametrize(("make", "kind"), CASES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_mutated_file_is_judged_or_refused(make: Make, kind: str, data: st.DataObject) -> None:
    suffix = f".{make.__name__}"
    require_sound(outcome(kind, Source(f"made{suffix}", suffix, data.draw(mutated(make(kind))))))


@pytest.mark.parametrize(("make", "kind"), CASES)
def test_the_files_that_are_mutated_are_good(make: Make, kind: str) -> None:
    reading = judge(importer_of(kind), Source("made", f".{make.__name__}", make(kind)), today=TODAY)
    assert reading.faults == ()
    assert reading.rows_in == 2
    require_korea(reading)


@settings(max_examples=100, deadline=None)
@given(lon=st.floats(), lat=st.floats(), crs=st.sampled_from(["EPSG:4326", "EPSG:5179", "EPSG:5186", "EPSG:5174"]))
def test_any_pair_of_numbers_is_in_korea_or_refused(lon: float, lat: float, crs: str) -> None:
    content = f"id,유형,발견일,lon,lat\nA,낙서,2025-05-02,{lon!r},{lat!r}\n".encode()
    require_sound(outcome("issues", Source("made.csv", ".csv", content, crs=crs)))
