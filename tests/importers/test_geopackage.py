"""GeoPackages: layers, exact numbers, the CRS they claim, and damage."""

from __future__ import annotations

import sqlite3
import time
import tracemalloc
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from mapper.errors import GolmokError, LayerUnclear, UnreadableFile
from mapper.importers.claim import CrsClaim
from mapper.importers.formats import parse
from mapper.importers.source import Source, open_source
from mapper.importers.table import Table

Made = Callable[..., Path]

LINE = shapely.LineString([(958_914, 1_971_044, 5), (958_950, 1_971_060, 6)])


@pytest.fixture
def made(tmp_path: Path) -> Made:
    def written(*layers: str, crs: str = "EPSG:5179") -> Path:
        path = tmp_path / "made.gpkg"
        codes = pd.array([4_115_051_000_123_456_789, None], dtype="Int64")
        columns = {"code": codes, "이름": ["골목", None], "width": [6.0, 2.5]}
        for layer in layers:
            gpd.GeoDataFrame(columns, geometry=[LINE, None], crs=crs).to_file(path, layer=layer, driver="GPKG")
        # the triggers of its index call functions that only GDAL has
        change(path, *(f'DROP TRIGGER "{name}"' for name in names_of(path, "trigger")))
        return path

    return written


def names_of(path: Path, kind: str) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        return [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = ?", (kind,))]


def cells(table: Table) -> dict[str, list[str]]:
    return dict(zip(table.header, map(list, table.columns), strict=True))


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()


def test_rows_come_with_exact_numbers(made: Made) -> None:
    table = parse(open_source(made("roads")))
    assert cells(table) == {
        "fid": ["1", "2"],
        "code": ["4115051000123456789", ""],
        "이름": ["골목", ""],
        "width": ["6", "2.5"],
    }
    assert (table.unit, list(table.rows), table.claim.text, table.claim.said_by) == (
        "feature",
        [1, 2],
        "EPSG:5179",
        "its srs_id",
    )
    assert table.shapes is not None
    assert [shape and shape.wkt for shape in table.shapes] == ["LINESTRING (958914 1971044, 958950 1971060)", None]
    assert {note.code: note.fields for note in table.notes} == {
        "encoding": {"encoding": "UTF-8", "sample": "골목"},
        "flattened": {"features": 1},
    }


def test_rows_are_numbered_by_their_fid(made: Made) -> None:
    path = made("roads")
    change(path, "DELETE FROM roads WHERE fid = 1")
    assert list(parse(open_source(path)).rows) == [2]


def test_bytes_are_read_as_a_file_is(made: Made) -> None:
    content = made("roads").read_bytes()
    assert parse(Source("made.gpkg", ".gpkg", content)).rows_in == 2


def test_several_layers_are_asked_about_or_preferred(made: Made) -> None:
    path = made("골목길", "TL_SPRD_MANAGE")
    with pytest.raises(LayerUnclear, match=r"골목길 \(2 rows, .*\); TL_SPRD_MANAGE \(2 rows, .*\)"):
        parse(open_source(path))
    assert parse(open_source(path), ("TL_SPRD_MANAGE",)).rows_in == 2
    assert parse(open_source(path, layer="골목길")).rows_in == 2


def test_the_srs_is_claimed_if_there_is_one(made: Made) -> None:
    path = made("roads", crs="EPSG:5174")
    assert parse(open_source(path)).claim == CrsClaim("EPSG:5174", "its srs_id")
    change(path, "UPDATE gpkg_geometry_columns SET srs_id = 0")
    assert parse(open_source(path)).claim == CrsClaim(None, "a GeoPackage without an srs_id")


def test_an_srs_without_a_code_is_claimed_as_wkt(made: Made) -> None:
    path = made("roads")
    change(path, "UPDATE gpkg_spatial_ref_sys SET organization = 'NONE', definition = 'PROJCS[]' WHERE srs_id = 5179")
    assert parse(open_source(path)).claim.text == "PROJCS[]"


def test_a_table_without_shapes_is_a_table(tmp_path: Path) -> None:
    path = tmp_path / "made.gpkg"
    gpd.GeoDataFrame({"id": ["1"]}, geometry=[LINE], crs="EPSG:5179").to_file(path, layer="roads", driver="GPKG")
    change(
        path,
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, word TEXT)",
        "INSERT INTO notes VALUES (7, '골목')",
        "INSERT INTO gpkg_contents (table_name, data_type) VALUES ('notes', 'attributes')",
    )
    table = parse(open_source(path, layer="notes"))
    assert (table.shapes, cells(table), list(table.rows)) == (None, {"id": ["7"], "word": ["골목"]}, [7])


def test_views_are_no_layers(made: Made) -> None:
    """A view is a program of whoever made the file, and may never end."""
    path = made("roads")
    change(
        path,
        "CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
        "INSERT INTO gpkg_contents (table_name, data_type) VALUES ('endless', 'attributes')",
    )
    assert parse(open_source(path)).rows_in == 2


def test_a_damaged_shape_is_a_fault_of_its_row(made: Made) -> None:
    path = made("roads")
    change(path, "UPDATE roads SET geom = x'4750000100000000ff' WHERE fid = 2")
    table = parse(open_source(path))
    assert [(fault.code, fault.rows) for fault in table.faults] == [("not_a_geometry", (2,))]


def test_a_file_still_open_elsewhere_is_not_read_in_part(made: Made) -> None:
    path = made("roads")
    path.with_name("made.gpkg-wal").write_bytes(b"pages not written yet")
    with pytest.raises(UnreadableFile, match="still open in another program"):
        parse(open_source(path))


def test_another_sqlite_database_is_no_geopackage(tmp_path: Path) -> None:
    path = tmp_path / "made.gpkg"
    change(path, "CREATE TABLE a (b)")
    with pytest.raises(UnreadableFile, match=r"no GeoPackage \(no such table: gpkg_contents\)"):
        parse(open_source(path))


@pytest.mark.parametrize("share", [0.001, 0.1, 0.4, 0.7, 0.95])
def test_a_file_cut_short_is_refused(made: Made, share: float) -> None:
    content = made("roads").read_bytes()
    with pytest.raises(UnreadableFile, match=r"made\.gpkg"):
        parse(Source("made.gpkg", ".gpkg", content[: int(share * len(content))]))


@pytest.mark.parametrize("at", range(100, 100_000, 4999))
def test_overwritten_pages_are_refused_or_read(made: Made, at: int) -> None:
    content = bytearray(made("roads").read_bytes())
    content[at : at + 64] = b"\xff" * len(content[at : at + 64])
    try:
        assert parse(Source("made.gpkg", ".gpkg", bytes(content))).rows_in <= 2
    except GolmokError as error:
        assert str(error).startswith("made.gpkg")  # noqa: PT017 - either outcome is right


def test_text_no_database_can_hold_names_its_row(made: Made) -> None:
    path = made("roads")
    change(path, "UPDATE roads SET 이름 = 'a' || char(0) || 'b' WHERE fid = 1")
    table = parse(open_source(path))
    assert [(fault.code, fault.rows, fault.column, fault.value) for fault in table.faults] == [
        ("unstorable_text", (1,), "이름", "a\\x00b")
    ]
    assert cells(table)["이름"] == ["", ""]


def test_a_column_may_be_named_like_the_number_of_a_row(made: Made) -> None:
    path = made("roads")
    change(path, "ALTER TABLE roads RENAME COLUMN 이름 TO rowid")
    table = parse(open_source(path))
    assert (cells(table)["rowid"], list(table.rows)) == (["골목", ""], [1, 2])


def test_what_a_file_computes_is_left_out_and_told(made: Made) -> None:
    """Of any size: here 60 MB for each row."""
    path = made("roads")
    change(path, "ALTER TABLE roads ADD COLUMN large AS (hex(zeroblob(30000000)))")
    tracemalloc.start()
    table = parse(open_source(path))
    assert tracemalloc.get_traced_memory()[1] < 10_000_000
    tracemalloc.stop()
    assert "large" not in table.header
    assert [note.fields for note in table.notes if note.code == "columns_computed"] == [{"columns": ["large"]}]


ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT 'roads', 'features' FROM n"
ROWS = "INSERT INTO {} WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) SELECT {} FROM n"


@pytest.mark.parametrize(
    "statements",
    [
        ("DROP TABLE gpkg_contents", f"CREATE VIEW gpkg_contents(table_name, data_type) AS {ENDLESS}"),
        ("DROP TABLE gpkg_contents", "CREATE VIRTUAL TABLE gpkg_contents USING rtree(a, b, c)"),
        ("ALTER TABLE gpkg_contents ADD COLUMN more AS (hex(zeroblob(30000000)))",),
        (
            "DROP TABLE gpkg_geometry_columns",
            "CREATE TABLE gpkg_geometry_columns(table_name, column_name, geometry_type_name, srs_id)",
            ROWS.format("gpkg_geometry_columns", "'roads', 'geom', 'POINT', 1"),
            "DROP TABLE gpkg_spatial_ref_sys",
            "CREATE TABLE gpkg_spatial_ref_sys(srs_id, organization, organization_coordsys_id, definition)",
            ROWS.format("gpkg_spatial_ref_sys", "1, 'EPSG', 5179, ''"),
        ),
    ],
    ids=["a view without end", "a table of a module", "a computed column", "nine million of a layer"],
)
def test_a_catalogue_that_is_computed_is_refused_at_once(made: Made, statements: tuple[str, ...]) -> None:
    path = made("roads")
    change(path, *(f'DROP TRIGGER "{name}"' for name in names_of(path, "trigger")), *statements)
    began = time.process_time()
    with pytest.raises(UnreadableFile, match=r"made\.gpkg is damaged or no GeoPackage"):
        parse(open_source(path))
    assert time.process_time() - began < 2
