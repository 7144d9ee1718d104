"""Any pair of numbers and any cell of WKT: in Korea, or refused; files that are damaged have tests of their own."""

import csv
import datetime as dt
import io

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from mapper.crs import KOREA_TM_BOX
from mapper.errors import GolmokError
from mapper.importers import Reading, importer_of, judge
from mapper.importers.source import Source

TODAY = dt.date(2025, 6, 30)
WEST, SOUTH, EAST, NORTH = KOREA_TM_BOX

CELLS = {
    "districts": {"adm_cd2": "4115051000", "adm_nm": "경기도 의정부시 의정부1동"},
    "alleys": {"osm_id": "1", "highway": "service", "name": "가길"},
    "issues": {"id": "7", "유형": "낙서", "발견일": "20250502"},
}


def require_sound(kind: str, source: Source) -> None:
    """Show that a file is refused in our words, or that what is read of it is in Korea."""
    try:
        reading = judge(importer_of(kind), source, today=TODAY)
    except GolmokError as error:
        assert str(error).encode().startswith((b"made", b"--"))  # noqa: PT017 - either outcome is right
    else:
        require_korea(reading)
        assert len({row for fault in reading.faults for row in fault.rows}) == reading.rows_refused <= reading.rows_in


def require_korea(reading: Reading) -> None:
    for frame in reading.frames.values():
        x, y = np.empty(0), np.empty(0)
        if "geometry" in frame:
            assert shapely.is_valid(frame.geometry.to_numpy()).all()
            x, y = shapely.get_coordinates(frame.geometry.to_numpy()).T
        elif "x" in frame:
            x, y = frame[["x", "y"]].dropna().to_numpy().T
        assert ((x >= WEST) & (x <= EAST) & (y >= SOUTH) & (y <= NORTH)).all()


@settings(max_examples=100)
@given(lon=st.floats(), lat=st.floats(), crs=st.sampled_from(["EPSG:4326", "EPSG:5179", "EPSG:5186", "EPSG:5174"]))
def test_any_pair_of_numbers_is_in_korea_or_refused(lon: float, lat: float, crs: str) -> None:
    content = f"id,유형,발견일,lon,lat\nA,낙서,2025-05-02,{lon!r},{lat!r}\n".encode()
    require_sound("issues", Source("made.csv", ".csv", content, crs=crs))


WORDS = [
    *("SRID=", "5179", "4326;", "POINT", "LINESTRING", "POLYGON", "MULTI", "GEOMETRYCOLLECTION", "CIRCULARSTRING"),
    *("Z", "M", "EMPTY", "(", ")", "((", "))", ",", " ", "\n", "127.0 37.7", "127.01 37.71", "nan", "1e400", "골목"),
]


@pytest.mark.parametrize("kind", CELLS)
@settings(max_examples=150)
@given(cells=st.lists(st.lists(st.sampled_from(WORDS), max_size=12).map("".join) | st.text(max_size=20), min_size=1))
def test_any_cell_of_wkt_is_judged_or_refused(kind: str, cells: list[str]) -> None:
    file = io.StringIO()
    csv.writer(file).writerows([[*CELLS[kind], "geom"], *([*CELLS[kind].values(), cell] for cell in cells)])
    content = file.getvalue().encode("utf-8", "surrogatepass")
    require_sound(kind, Source("made.csv", ".csv", content))
