"""Real files in the formats offices hand out, wherever the folder that holds them stands beside the checkout."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely

from mapper.crs import WGS84
from mapper.importers.formats import parse
from mapper.importers.source import Source, open_source
from mapper.importers.table import Table

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data"
KOSTAT = "boundaries-seoul-kostat2013-bessel-cp949"
ROADS = "roads-heukseok-osm"


def read(path: str, *layers: str) -> Table:
    return parse(open_source(DATA / path), layers)


def column(table: Table, name: str) -> list[str]:
    return list(table.columns[table.header.index(name)])


def encoding(table: Table) -> dict[str, str]:
    return next(note.fields for note in table.notes if note.code == "encoding")


def shapes(table: Table) -> np.ndarray:
    assert table.shapes is not None
    assert table.faults == ()
    return table.shapes


if DATA.is_dir():

    @pytest.mark.parametrize(
        ("path", "count", "kinds", "name", "sample", "claims"),
        [
            (
                f"{KOSTAT}/seoul_submunicipalities.shp",
                423,
                {"Polygon"},
                "name",
                "길동",
                "Bessel_1841_Transverse_Mercator",
            ),
            (
                f"{KOSTAT}/seoul_municipalities.shp",
                25,
                {"Polygon"},
                "name",
                "강동구",
                "Bessel_1841_Transverse_Mercator",
            ),
            ("boundaries-uijeongbu/TL_SCCO_EMD.shp", 13, {"Polygon", "MultiPolygon"}, "EMD_KOR_NM", "의정부동", None),
            (f"{ROADS}/TL_SPRD_MANAGE.shp", 136, {"LineString"}, "RN", "만양로", None),
            (f"{ROADS}/MOCT_LINK.shp", 136, {"LineString"}, "ROAD_NAME", "만양로", "ITRF2000_Central_Belt_60"),
        ],
    )
    def test_official_shapefiles(
        path: str, count: int, kinds: set[str], name: str, sample: str, claims: str | None
    ) -> None:
        table = read(path)
        assert len(column(table, name)) == table.rows_in == count
        assert encoding(table) == {"encoding": "CP949", "sample": sample}
        assert {shape.geom_type for shape in shapes(table)} <= kinds
        assert (table.claim.text is None) if claims is None else str(table.claim.text).startswith(f'PROJCS["{claims}"')

    def test_nodes_are_points() -> None:
        table = read(f"{ROADS}/MOCT_NODE.shp")
        assert (table.rows_in, {shape.geom_type for shape in shapes(table)}) == (189, {"Point"})

    def test_the_three_copies_of_the_roads_are_one() -> None:
        copies = [read(f"{ROADS}/heukseok_roads.{suffix}") for suffix in ("geojson", "gpkg")]
        copies.append(read(f"{ROADS}/heukseok.osm", "lines"))
        first = dict(zip(column(copies[0], "osm_id"), shapes(copies[0]), strict=True))
        for copy in copies:
            roads = {
                osm_id: shape
                for osm_id, highway, shape in zip(
                    column(copy, "osm_id"), column(copy, "highway"), shapes(copy), strict=True
                )
                if highway
            }
            assert set(roads) == set(first)
            assert all(shapely.equals_exact(roads[osm_id], first[osm_id], 1e-7) for osm_id in first)
            assert sorted(column(copy, "name")) == sorted(column(copies[0], "name"))
        assert [copy.claim.text for copy in copies[1:]] == [f"EPSG:{WGS84}"] * 2

    def test_areas_and_points_of_openstreetmap() -> None:
        assert len(shapes(read(f"{ROADS}/heukseok.osm", "multipolygons"))) == 608
        assert {shape.geom_type for shape in shapes(read(f"{ROADS}/heukseok.osm", "points"))} == {"Point"}

    def test_a_delivery_of_several_layers(tmp_path: Path, zipped: object) -> None:
        names = ("TL_SPRD_MANAGE", "MOCT_LINK", "MOCT_NODE")
        members = {
            f"서울특별시/{path.name}": path.read_bytes()
            for name in names
            for path in sorted((DATA / ROADS).glob(f"{name}.*"))
        }
        content = zipped(members)  # type: ignore[operator] - a fixture that is a function
        table = parse(Source("배포.zip", ".zip", content), ("TL_SPRD_MANAGE", "MOCT_LINK"))
        assert table.header == read(f"{ROADS}/TL_SPRD_MANAGE.shp").header
        assert column(parse(Source("배포.zip", ".zip", content, layer="MOCT_NODE")), "NODE_ID")

    def test_danger_zones_are_the_same_in_three_forms() -> None:
        first, *others = (read(f"issues-gyeonggi-119/danger-zones.{s}") for s in ("csv", "cp949.csv", "xlsx"))
        for other in others:
            assert other.header == first.header
            assert other.rows_in == first.rows_in == 194
            for name in ("사고유형", "위험요인", "119출동", "선정연도"):
                assert column(other, name) == column(first, name)
            for name in ("정제WGS84위도", "정제WGS84경도"):
                theirs, ours = ([float(cell or "nan") for cell in column(table, name)] for table in (other, first))
                np.testing.assert_allclose(theirs, ours, atol=1e-9)

    def test_codes_of_a_workbook_are_whole_numbers() -> None:
        table = read("codes-mois/KIKmix.20260301.xlsx")
        assert table.rows_in == 21_818
        assert all(len(code) == 10 and code.isdigit() for code in column(table, "행정동코드"))
        assert column(table, "법정동코드")[:3] == ["1100000000", "1111000000", "1111010100"]
        assert list(table.rows[:2]) == [2, 3]

    def test_a_table_of_codes_in_cp949() -> None:
        table = read("codes-mois/법정동코드 전체자료.txt")
        assert (table.header, table.rows_in) == (("법정동코드", "법정동명", "폐지여부"), 50_099)
        assert encoding(table) == {"encoding": "CP949", "sample": "법정동코드"}
