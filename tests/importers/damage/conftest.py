"""A good file of every format and kind, to be damaged."""

from __future__ import annotations

import json
import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely
from openpyxl import Workbook

from mapper.domain.rubric import RUBRIC

RING: Final = [[127.0, 37.7], [127.01, 37.7], [127.01, 37.71], [127.0, 37.7]]
SHAPES: Final = {
    "districts": {"type": "Polygon", "coordinates": [RING]},
    "alleys": {"type": "LineString", "coordinates": RING[:3]},
    "household-counts": {"type": "Polygon", "coordinates": [RING]},
    "places": {"type": "Point", "coordinates": RING[0]},
    "surveys": {"type": "Point", "coordinates": [*RING[0], 12.0]},
    "complaints": {"type": "Point", "coordinates": RING[0]},
    "issues": {"type": "Point", "coordinates": RING[0]},
}
CELLS: Final[dict[str, dict[str, Any]]] = {
    "districts": {"adm_cd2": "4115051000", "adm_nm": "경기도 의정부시 의정부1동"},
    "alleys": {"osm_id": "1", "highway": "service", "name": "가길", "other_tags": '"layer"=>"-1","width"=>"4 m"'},
    "household-counts": {"gid": "1", "행정동코드": "4115051000", "가구수": "1,234", "건물수": 5, "기준연월": "202412"},
    "places": {"관리번호": "1", "시설명": "가공원", "종류": "공원", "주소": "의정부시 가동 1"},
    "surveys": {"id": "S", "date": "2025-05-02", "surveyor": "가상", **dict.fromkeys(RUBRIC.item_ids, 2)},
    "complaints": {"id": 7, "분류": "낙서", "접수일": "2025. 5. 2. 오후 3:20", "주소": "호국로 1298번길 21"},
    "issues": {"id": 7, "유형": "낙서", "발견일": "20250502", "상태": "해결", "해결일": "2025-05-03", "정확도": 5},
}
KEYS: Final = {"districts": "adm_cd2", "alleys": "osm_id", "household-counts": "gid", "places": "관리번호"}
AREAS_AND_LINES: Final = ("districts", "alleys", "household-counts")


@dataclass(frozen=True)
class Specimen:
    """A file without a fault, of one or two rows."""

    kind: str
    suffix: str
    content: bytes


def rows(kind: str) -> list[dict[str, Any]]:
    own = CELLS[kind]
    return [own, {**own, KEYS.get(kind, "id"): "4115052000" if kind == "districts" else "2"}]


def geojson(kind: str) -> bytes:
    features = [{"type": "Feature", "properties": own, "geometry": SHAPES[kind]} for own in rows(kind)]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def table(made: list[dict[str, Any]]) -> bytes:
    cells = [list(made[0]), *(list(own.values()) for own in made)]
    return "\n".join(",".join(_quoted(str(cell)) for cell in line) for line in cells).encode()


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if {",", '"', "\n"} & set(cell) else cell


def placed(kind: str) -> list[dict[str, Any]]:
    return [{**own, "경도": "127.0", "위도": "37.7"} for own in rows(kind)]


def wkt(kind: str) -> bytes:
    shape = shapely.to_wkt(shapely.from_geojson(json.dumps(SHAPES[kind])))
    return table([{"WKT": f"SRID=4326;{shape}", **own} for own in rows(kind)])


def workbook(kind: str) -> bytes:
    made, file = Workbook(), BytesIO()
    made.active.append(["여러 부서의 자료", None])
    for cells in ([*placed(kind)[0]], *([*own.values()] for own in placed(kind))):
        made.active.append(cells)
    made.save(file)
    return file.getvalue()


def workbook_of_shared_texts(kind: str, folder: Path) -> bytes:
    """Write it as Excel does, each text once."""
    pyogrio.write_dataframe(pd.DataFrame(placed(kind)).astype("str"), folder / f"{kind}.xlsx", driver="XLSX")
    return (folder / f"{kind}.xlsx").read_bytes()


def kml(kind: str) -> bytes:
    shape = SHAPES[kind]
    at = [shape["coordinates"]] if kind == "issues" else shape["coordinates"]
    line = " ".join(",".join(map(str, position)) for position in at)
    marks = "".join(
        "<Placemark><ExtendedData>"
        + "".join(
            f'<Data name="{name}"><value>{cell}</value></Data>'
            for name, cell in own.items()
            if name[0] != "o" or name == "osm_id"
        )
        + f"</ExtendedData><{shape['type']}><coordinates>{line}</coordinates></{shape['type']}></Placemark>"
        for own in rows(kind)
    )
    return f'<?xml version="1.0"?><kml><Document><Folder><name>가</name>{marks}</Folder></Document></kml>'.encode()


OSM: Final = (
    '<?xml version="1.0" encoding="UTF-8"?><osm version="0.6"><node id="1" lat="37.5" lon="126.9"/>'
    '<node id="2" lat="37.51" lon="126.91"/><way id="10"><nd ref="1"/><nd ref="2"/>'
    '<tag k="highway" v="residential"/><tag k="name" v="상도로53길"/></way></osm>\n'
).encode()


def frame(kind: str) -> gpd.GeoDataFrame:
    shapes = [shapely.from_geojson(json.dumps(SHAPES[kind]))] * 2
    return gpd.GeoDataFrame([dict(own) for own in rows(kind)], geometry=shapes, crs=4326).rename_geometry("geom")


def geopackage(kind: str, folder: Path) -> bytes:
    frame(kind).to_file(folder / f"{kind}.gpkg", layer="made", engine="pyogrio", SPATIAL_INDEX="NO")
    return (folder / f"{kind}.gpkg").read_bytes()


def shapefile(kind: str, folder: Path) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # GDAL tells that it cuts long names
        frame(kind).to_crs(5186).to_file(folder / f"{kind}.shp", encoding="cp949", engine="pyogrio")
    return zipped({f"골목{part}": (folder / f"{kind}{part}").read_bytes() for part in (".shp", ".shx", ".dbf", ".prj")})


def zipped(members: dict[str, bytes]) -> bytes:
    archive = BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return archive.getvalue()


@pytest.fixture(scope="package")
def specimens(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Specimen]]:
    """By format."""
    folder = tmp_path_factory.mktemp("good")
    points = [kind for kind in SHAPES if kind not in AREAS_AND_LINES]
    return {
        "GeoJSON": [Specimen(kind, ".geojson", geojson(kind)) for kind in SHAPES],
        "CSV": [
            *(Specimen(kind, ".csv", table(placed(kind))) for kind in points),
            *(Specimen(kind, ".csv", wkt(kind)) for kind in SHAPES),
        ],
        "ZIP": [
            Specimen("issues", ".zip", zipped({"a.csv": table(placed("issues"))})),
            Specimen("districts", ".zip", zipped({"읽기.txt": b"-", "a.geojson": geojson("districts")})),
        ],
        "Shapefile": [Specimen(kind, ".zip", shapefile(kind, folder)) for kind in ("alleys", "issues", "districts")],
        "XLSX": [
            Specimen("issues", ".xlsx", workbook("issues")),
            Specimen("complaints", ".xlsx", workbook_of_shared_texts("complaints", folder)),
        ],
        "KML": [
            *(Specimen(kind, ".kml", kml(kind)) for kind in ("issues", "alleys")),
            Specimen("issues", ".kmz", zipped({"doc.kml": kml("issues")})),
        ],
        "GeoPackage": [Specimen(kind, ".gpkg", geopackage(kind, folder)) for kind in ("issues", "alleys", "districts")],
        "OSM": [Specimen("alleys", ".osm", OSM)],
    }
