"""One made city, written in seven reference systems and eight encodings, and read back: right, or a question."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pytest
import shapely
from pyproj import Transformer
from pyproj.enums import TransformDirection

from mapper.errors import CrsUnclear, UnreadableFile
from mapper.frames import ALLEY_LINES, DISTRICTS, ISSUES
from mapper.importers import Outline, Reading, read

Write = Callable[[str, str | bytes], Path]

TODAY: Final = dt.date(2025, 6, 30)

UTM_K: Final = "+proj=tmerc +lat_0=38 +lon_0=127.5 +k=0.9996 +x_0=1000000 +y_0=2000000 +ellps=GRS80"
OLD_DATUM: Final = (
    "+step +proj=push +v_3 +step +proj=cart +ellps=bessel"
    " +step +proj=helmert +x=-115.80 +y=474.99 +z=674.11 +rx=1.16 +ry=-2.31 +rz=-1.63 +s=6.43"
    " +convention=position_vector +step +inv +proj=cart +ellps=GRS80 +step +proj=pop +v_3"
)
"""Korean 1985 to KGD2002 by the seven parameters the National Geographic Information Institute published in 2002."""

BESSEL_TM: Final = "+proj=tmerc +lat_0=38 +lon_0={} +k=1 +x_0=200000 +y_0=500000 +ellps=bessel"
GRS80_TM: Final = "+proj=tmerc +lat_0=38 +lon_0=127 +k=1 +x_0=200000 +y_0={} +ellps=GRS80"
DEGREES: Final = "+proj=unitconvert +xy_in=deg +xy_out=rad"

TO_UTM_K: Final = {
    5174: f"+step +inv {BESSEL_TM.format('127.0028902777778')} {OLD_DATUM} +step {UTM_K}",
    2097: f"+step +inv {BESSEL_TM.format('127')} {OLD_DATUM} +step {UTM_K}",
    5179: "+step +proj=noop",
    5181: f"+step +inv {GRS80_TM.format(500000)} +step {UTM_K}",
    5186: f"+step +inv {GRS80_TM.format(600000)} +step {UTM_K}",
    4326: f"+step {DEGREES} +step {UTM_K}",
    32652: f"+step +inv +proj=utm +zone=52 +ellps=WGS84 +step {UTM_K}",
}
"""From each system to UTM-K in steps spelled out here, so that the register PROJ brings is not asked twice."""

BELT: Final = (
    'PROJCS["{}",GEOGCS["{}",DATUM["{}",SPHEROID[{}]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],'
    'PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",{}],PARAMETER["False_Northing",{}],'
    'PARAMETER["Central_Meridian",{}],PARAMETER["Scale_Factor",{}],PARAMETER["Latitude_Of_Origin",{}],'
    'UNIT["Meter",1.0]]'
)
BESSEL: Final = '"Bessel_1841",6377397.155,299.1528128'
GRS80: Final = '"GRS_1980",6378137.0,298.257222101'
WGS84: Final = '"WGS_1984",6378137.0,298.257223563'

PRJ: Final = {
    5174: BELT.format(
        "Bessel_1841_Transverse_Mercator",
        "GCS_Bessel_1841",
        "D_Bessel_1841",
        BESSEL,
        2e5,
        5e5,
        127.0028902777778,
        1,
        38,
    ),
    2097: BELT.format(
        "Korean_1985_Korea_Central_Belt", "GCS_Korean_Datum_1985", "D_Korean_Datum_1985", BESSEL, 2e5, 5e5, 127, 1, 38
    ),
    5179: BELT.format("PCS_ITRF2000_TM", "GCS_ITRF_2000", "D_ITRF_2000", GRS80, 1e6, 2e6, 127.5, 0.9996, 38),
    5181: BELT.format("Korea_2000_Korea_Central_Belt", "GCS_Korea_2000", "D_Korea_2000", GRS80, 2e5, 5e5, 127, 1, 38),
    5186: BELT.format("ITRF2000_Central_Belt_60", "GCS_ITRF_2000", "D_ITRF_2000", GRS80, 2e5, 6e5, 127, 1, 38),
    4326: f'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID[{WGS84}]],PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]]',
    32652: BELT.format("WGS_1984_UTM_Zone_52N", "GCS_WGS_1984", "D_WGS_1984", WGS84, 5e5, 0, 129, 0.9996, 0),
}

ASKED: Final = {
    5174: {"EPSG:5174", "EPSG:2097", "EPSG:5181"},
    2097: {"EPSG:5174", "EPSG:2097", "EPSG:5181"},
    5179: {"EPSG:5179", "EPSG:5178"},
    5181: {"EPSG:5174", "EPSG:2097", "EPSG:5181"},
}
"""Systems whose numbers are told apart by nothing in the file, even when the districts of the city are known."""

PLACES: Final = {"의정부": (958_900.0, 1_971_000.0), "서울": (953_300.0, 1_952_500.0)}

COLUMNS: Final = {
    "alleys": ("osm_id", "highway"),
    "districts": ("adm_cd2", "adm_nm"),
    "issues": ("id", "유형", "발견일"),
}


class City:
    """Twelve alleys, five districts and twenty issues around a place.

    Parameters
    ----------
    place : str
        One of `PLACES`.
    """

    def __init__(self, place: str) -> None:
        self.east, self.north = PLACES[place]
        alleys = [[(40 * i, 30 * i), (40 * i + 55, 30 * i + 20), (40 * i + 90, 30 * i + 75)] for i in range(12)]
        areas = [shapely.box(400 * i, 0, 400 * (i + 1), 500) for i in range(5)]
        points = [shapely.Point(17 * i, 23 * i % 400) for i in range(20)]
        self.shapes = {
            "alleys": self._placed([shapely.LineString(alley) for alley in alleys]),
            "districts": self._placed(areas),
            "issues": self._placed(points),
        }
        self.cells = {
            "alleys": [(str(i), "residential") for i in range(12)],
            "districts": [(f"41150{510 + i}00", f"골목{i + 1}동") for i in range(5)],
            "issues": [(f"불편-{i}", "낙서", "2025-03-04") for i in range(20)],
        }

    @property
    def outline(self) -> Outline:
        west, south, east, north = shapely.total_bounds(self.shapes["districts"])
        return west, south, east, north

    def written(self, kind: str, code: int) -> Any:
        """Return its shapes in a reference system."""
        way = Transformer.from_pipeline(f"+proj=pipeline {TO_UTM_K[code]}")
        inverse = TransformDirection.INVERSE
        return shapely.transform(
            self.shapes[kind], lambda at: np.column_stack(way.transform(at[:, 0], at[:, 1], direction=inverse))
        )

    def table(self, kind: str, code: int, *, srid: bool = False) -> str:
        prefix = f"SRID={code};" if srid else ""
        wkt = [prefix + shapely.to_wkt(shape, rounding_precision=9) for shape in self.written(kind, code)]
        text = io.StringIO()
        csv.writer(text).writerows([[*COLUMNS[kind], "WKT"], *([*row, at] for row, at in self._rows(kind, wkt))])
        return text.getvalue()

    def collection(self, kind: str, code: int) -> str:
        features = [
            {
                "type": "Feature",
                "properties": dict(zip(COLUMNS[kind], row, strict=True)),
                "geometry": shapely.geometry.mapping(shape),
            }
            for row, shape in self._rows(kind, self.written(kind, code))
        ]
        crs = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{code}"}}
        return json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}, ensure_ascii=False)

    def shapefile(self, folder: Path, kind: str, code: int, *, prj: bool) -> Path:
        path = folder / f"{kind}.shp"
        frame = gpd.GeoDataFrame(dict(self._columns(kind)), geometry=self.written(kind, code), crs=code)
        frame.to_file(path, encoding="cp949")
        path.with_suffix(".cpg").unlink()
        path.with_suffix(".prj").unlink()
        if prj:
            path.with_suffix(".prj").write_text(PRJ[code], encoding="ascii")
        return path

    def geopackage(self, folder: Path, kind: str, code: int) -> Path:
        path = folder / f"{kind}.gpkg"
        frame = gpd.GeoDataFrame(dict(self._columns(kind)), geometry=self.written(kind, code), crs=code)
        frame.to_file(path, layer="골목", driver="GPKG")
        return path

    def kml(self, kind: str) -> str:
        rows = self._rows(kind, self.written(kind, 4326))
        return f"<kml><Document>{''.join(self._placemark(kind, *row) for row in rows)}</Document></kml>"

    def farthest(self, reading: Reading) -> float:
        """Return how far off the vertex is that lies farthest from its true place [m]."""
        assert (reading.faults, reading.rows_refused) == ((), 0)
        if reading.kind == "issues":
            found = reading.frame(ISSUES)[["x", "y"]].to_numpy()
        else:
            frame = reading.frame(ALLEY_LINES if reading.kind == "alleys" else DISTRICTS)
            found = shapely.get_coordinates(frame.geometry.to_numpy())
        true = shapely.get_coordinates(self.shapes[reading.kind])
        # polygons may begin elsewhere on their ring, never elsewhere on earth
        return float(np.hypot(*(found[:, None] - true[None]).T).min(axis=0).max())

    def _columns(self, kind: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        return zip(COLUMNS[kind], zip(*self.cells[kind], strict=True), strict=True)

    def _placemark(self, kind: str, row: tuple[str, ...], shape: Any) -> str:
        data = (
            f'<Data name="{name}"><value>{cell}</value></Data>' for name, cell in zip(COLUMNS[kind], row, strict=True)
        )
        line = " ".join(f"{x!r},{y!r}" for x, y in shapely.get_coordinates(shape).tolist())
        drawn = f"<coordinates>{line}</coordinates>"
        if shape.geom_type == "Polygon":
            drawn = f"<outerBoundaryIs><LinearRing>{drawn}</LinearRing></outerBoundaryIs>"
        shaped = f"<{shape.geom_type}>{drawn}</{shape.geom_type}>"
        return f"<Placemark><ExtendedData>{''.join(data)}</ExtendedData>{shaped}</Placemark>"

    def _rows(self, kind: str, shapes: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
        return zip(self.cells[kind], shapes, strict=True)

    def _placed(self, shapes: list[Any]) -> Any:
        return shapely.transform(np.array(shapes, dtype=object), lambda at: at + np.array([self.east, self.north]))


@pytest.fixture(scope="module", params=PLACES)
def city(request: pytest.FixtureRequest) -> City:
    return City(request.param)


def allowed(code: int) -> float:
    return 2.0 if code in (5174, 2097) else 1.0


def named(reading: Reading) -> str:
    [note] = [note for note in reading.notes if note.code == "crs"]
    return str(note.fields["crs"])


@pytest.mark.parametrize("kind", COLUMNS)
@pytest.mark.parametrize("code", TO_UTM_K)
def test_a_shapefile_with_the_official_prj_is_read_in_place(city: City, code: int, kind: str, tmp_path: Path) -> None:
    reading = read(kind, city.shapefile(tmp_path, kind, code, prj=True), today=TODAY)
    assert named(reading) == f"EPSG:{code}"
    assert city.farthest(reading) < allowed(code)


@pytest.mark.parametrize("code", TO_UTM_K)
def test_other_formats_that_name_their_crs_are_read_in_place(city: City, code: int, write: Write) -> None:
    for kind in COLUMNS:
        for path in (
            write("made.geojson", city.collection(kind, code)),
            write("made.csv", city.table(kind, code, srid=True)),
        ):
            reading = read(kind, path, today=TODAY, outline=city.outline)
            assert named(reading) == f"EPSG:{code}"
            assert city.farthest(reading) < allowed(code)


@pytest.mark.parametrize(("code", "kind"), list(zip(TO_UTM_K, itertools.cycle(COLUMNS), strict=False)))
def test_a_geopackage_is_read_in_place(city: City, code: int, kind: str, tmp_path: Path) -> None:
    reading = read(kind, city.geopackage(tmp_path, kind, code), today=TODAY, outline=city.outline)
    assert named(reading) == f"EPSG:{code}"
    assert city.farthest(reading) < allowed(code)


@pytest.mark.parametrize(("code", "kind"), list(zip(reversed(TO_UTM_K), itertools.cycle(COLUMNS), strict=False)))
def test_a_shapefile_in_an_archive_with_korean_names_is_read_in_place(
    city: City, code: int, kind: str, tmp_path: Path, zipped: Callable[..., bytes], write: Write
) -> None:
    shp = city.shapefile(tmp_path, kind, code, prj=True)
    parts = {f"경기도/똠방 골목{part.suffix}": part.read_bytes() for part in tmp_path.glob(f"{shp.stem}.*")}
    reading = read(kind, write("made.zip", zipped({"경기도/설명서.txt": b"-", **parts})), today=TODAY)
    assert [note.fields["layer"] for note in reading.notes if note.code == "layer"] == ["경기도/똠방 골목.shp"]
    assert named(reading) == f"EPSG:{code}"
    assert city.farthest(reading) < allowed(code)


@pytest.mark.parametrize("kind", COLUMNS)
def test_kml_is_read_in_place(city: City, kind: str, write: Write) -> None:
    reading = read(kind, write("made.kml", city.kml(kind)), today=TODAY)
    assert named(reading) == "EPSG:4326"
    assert city.farthest(reading) < allowed(4326)


@pytest.mark.parametrize("code", TO_UTM_K)
def test_what_a_person_says_is_read_in_place(city: City, code: int, write: Write, tmp_path: Path) -> None:
    table = write("made.csv", city.table("issues", code))
    bare = city.shapefile(tmp_path, "alleys", code, prj=False)
    for kind, path in (("issues", table), ("alleys", bare)):
        reading = read(kind, path, today=TODAY, crs=f"EPSG:{code}")
        assert named(reading) == f"EPSG:{code}"
        assert city.farthest(reading) < allowed(code)


@pytest.mark.parametrize("stored", ["nothing", "districts"])
@pytest.mark.parametrize("code", TO_UTM_K)
def test_a_file_that_says_nothing_is_read_in_place_or_asked_about(
    city: City, code: int, stored: str, write: Write, tmp_path: Path
) -> None:
    known = stored == "districts"
    outline = city.outline if known else None
    table = write("made.csv", city.table("issues", code))
    bare = city.shapefile(tmp_path, "alleys", code, prj=False)
    certain = code in (4326, 32652) or (code == 5186 and known)
    for kind, path in (("issues", table), ("alleys", bare)):
        if certain:
            assert city.farthest(read(kind, path, today=TODAY, outline=outline)) < allowed(code)
            continue
        with pytest.raises(CrsUnclear) as error:
            read(kind, path, today=TODAY, outline=outline)
        candidates: Any = error.value.fields["candidates"]
        found = {candidate["crs"] for candidate in candidates}
        assert f"EPSG:{code}" in found
        assert not known or found == ASKED[code]


ENCODED: Final = {
    "UTF-8": ("utf-8", None),
    "UTF-8 with a mark": ("utf-8-sig", None),
    "CP949": ("cp949", None),
    "EUC-KR as people say": ("cp949", "EUC-KR"),
    "UTF-16 little-endian": ("utf-16-le", None),
    "UTF-16 big-endian": ("utf-16-be", None),
}
MARKS: Final = {"utf-16-le": "\ufeff", "utf-16-be": "\ufeff"}


def text_of(city: City) -> str:
    rows = [f"{row},낙서,2025-03-04,똠방각하 {row}" for row in range(20)]
    at = city.written("issues", 4326)
    cells = [f"{row},{point.x:.8f},{point.y:.8f}" for row, point in zip(rows, at, strict=True)]
    return "\n".join(["id,유형,발견일,내용,경도,위도", *cells]) + "\n"


@pytest.mark.parametrize(("codec", "given"), ENCODED.values(), ids=ENCODED)
def test_text_is_read_in_six_encodings(city: City, codec: str, given: str | None, write: Write) -> None:
    path = write("made.csv", (MARKS.get(codec, "") + text_of(city)).encode(codec))
    reading = read("issues", path, today=TODAY, encoding=given)
    assert reading.frame(ISSUES)["description"].tolist() == [f"똠방각하 {row}" for row in range(20)]
    assert city.farthest(reading) < 1.0


def test_a_file_of_two_encodings_is_read_line_by_line(city: City, write: Write) -> None:
    lines = text_of(city).splitlines(keepends=True)
    mixed = b"".join(line.encode("cp949" if i % 3 else "utf-8") for i, line in enumerate(lines))
    reading = read("issues", write("made.csv", mixed), today=TODAY)
    assert reading.frame(ISSUES)["description"].tolist() == [f"똠방각하 {row}" for row in range(20)]


def test_johab_is_asked_about_and_read_when_told(city: City, write: Write) -> None:
    path = write("made.csv", text_of(city).encode("johab"))
    with pytest.raises(UnreadableFile, match="--encoding"):
        read("issues", path, today=TODAY)
    reading = read("issues", path, today=TODAY, encoding="johab")
    assert reading.frame(ISSUES)["description"].tolist() == [f"똠방각하 {row}" for row in range(20)]
