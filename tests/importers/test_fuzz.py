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
    "household-counts": {"type": "Polygon", "coordinates": [RING]},
    "places": {"type": "Point", "coordinates": [127.0, 37.7]},
    "surveys": {"type": "Point", "coordinates": [127.0, 37.7, 12.0]},
    "complaints": {"type": "Point", "coordinates": [127.0, 37.7]},
    "issues": {"type": "Point", "coordinates": [127.0, 37.7]},
}
PROPERTIES = {
    "districts": {"adm_cd2": "4115051000", "adm_nm": "경기도 의정부시 의정부1동"},
    "alleys": {"osm_id": "1", "highway": "service", "name": "가길", "other_tags": '"layer"=>"-1","width"=>"4 m"'},
    "household-counts": {"gid": "1", "행정동코드": "4115051000", "가구수": "1,234", "건물수": 5, "기준연월": "202412"},
    "places": {"관리번호": "1", "시설명": "가공원", "종류": "공원", "주소": "의정부시 가동 1"},
    "surveys": {"id": "S", "date": "2025-05-02", "surveyor": "가상", **dict.fromkeys(RUBRIC.item_ids, 2)},
    "complaints": {"id": 7, "분류": "낙서", "접수일": "2025. 5. 2. 오후 3:20", "주소": "호국로 1298번길 21"},
    "issues": {"id": 7, "유형": "낙서", "발견일": "20250502", "상태": "해결", "해결일": "2025-05-03", "정확도": 5},
}
TOKENS = [
    *(b"NaN", b"1e400", b"-Infinity", b"null", b'"', b"[", b"]", b"{", b"}", b",", b"\n", b"\r", b"\0", b"\\ud800"),
    *(b"1905-07-15", b"45443", b"127.0", b"37.7", b"958914.8", b"1971044.6", b"-0", b"9" * 400, b"\xb0\xa1", b"\xff"),
    *(b'"coordinates":[]', b'"type":"Point"', b"\xef\xbb\xbf", b";", b"\t", b"0,0", b"true", b"LineString"),
    *(b"SRID=5179;", b"SRID=0;", b"EMPTY", b"MULTI", b"POLYGON", b" Z ", b"(", b")", b"((", b", 127.0 37.7", b"inf"),
]


ANOTHER = {
    "districts": {"adm_cd2": "4115052000"},
    "alleys": {"osm_id": "2"},
    "household-counts": {"gid": "2", "행정동코드": "4115052000"},
    "places": {"관리번호": "2"},
}


def rows(kind: str) -> list[dict[str, Any]]:
    own = PROPERTIES[kind]
    return [own, {**own, **ANOTHER.get(kind, {"id": "2"})}]


def geojson(kind: str) -> bytes:
    features = [{"type": "Feature", "properties": own, "geometry": GEOMETRIES[kind]} for own in rows(kind)]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def csv(kind: str) -> bytes:
    return table([{**own, "경도": "127.0", "위도": "37.7"} for own in rows(kind)])


def wkt(kind: str) -> bytes:
    shape = shapely.to_wkt(shapely.from_geojson(json.dumps(GEOMETRIES[kind])))
    return table([{"WKT": f"SRID=4326;{shape}", **own} for own in rows(kind)])


def table(made: list[dict[str, Any]]) -> bytes:
    lines = [list(made[0]), *(list(own.values()) for own in made)]
    return "\n".join(",".join(quoted(cell) for cell in line) for line in lines).encode()


def quoted(cell: object) -> str:
    text = str(cell)
    return '"' + text.replace('"', '""') + '"' if {",", '"', "\n"} & set(text) else text


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
        elif "cell" in frame:
            shapes = frame["cell"].dropna().to_numpy()
            assert shapely.is_valid(shapes).all()
            x, y = shapely.get_coordinates(shapes).T
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
SUFFIXES: dict[Make, str] = {geojson: ".geojson", csv: ".csv", wkt: ".csv"}
CASES = [(make, kind) for make in SUFFIXES for kind in KINDS if make is not csv or kind not in ("districts", "alleys")]


@pytest.mark.parametrize(("make", "kind"), CASES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_mutated_file_is_judged_or_refused(make: Make, kind: str, data: st.DataObject) -> None:
    suffix = SUFFIXES[make]
    require_sound(outcome(kind, Source(f"made{suffix}", suffix, data.draw(mutated(make(kind))))))


@pytest.mark.parametrize(("make", "kind"), CASES)
def test_the_files_that_are_mutated_are_good(make: Make, kind: str) -> None:
    reading = judge(importer_of(kind), Source("made", SUFFIXES[make], make(kind)), today=TODAY)
    assert reading.faults == ()
    assert reading.rows_in == 2
    require_korea(reading)


@settings(max_examples=100, deadline=None)
@given(lon=st.floats(), lat=st.floats(), crs=st.sampled_from(["EPSG:4326", "EPSG:5179", "EPSG:5186", "EPSG:5174"]))
def test_any_pair_of_numbers_is_in_korea_or_refused(lon: float, lat: float, crs: str) -> None:
    content = f"id,유형,발견일,lon,lat\nA,낙서,2025-05-02,{lon!r},{lat!r}\n".encode()
    require_sound(outcome("issues", Source("made.csv", ".csv", content, crs=crs)))


WORDS = [
    *("SRID=", "5179", "4326;", "POINT", "LINESTRING", "POLYGON", "MULTI", "GEOMETRYCOLLECTION", "CIRCULARSTRING"),
    *("Z", "M", "EMPTY", "(", ")", "((", "))", ",", " ", "\n", "127.0 37.7", "127.01 37.71", "nan", "1e400", "골목"),
]


@pytest.mark.parametrize("kind", ["districts", "alleys", "issues"])
@settings(max_examples=150, deadline=None)
@given(cells=st.lists(st.lists(st.sampled_from(WORDS), max_size=12).map("".join) | st.text(max_size=20), min_size=1))
def test_any_cell_of_wkt_is_judged_or_refused(kind: str, cells: list[str]) -> None:
    content = table([{**PROPERTIES[kind], "geom": cell} for cell in cells])
    require_sound(outcome(kind, Source("made.csv", ".csv", content)))
