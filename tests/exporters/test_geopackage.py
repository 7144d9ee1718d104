"""GeoPackage 1.2, by what its specification puts into the file."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pyogrio
import pytest

from mapper.crs import KOREA_CENTRAL, KOREA_TM, WGS84
from mapper.domain.export_layer import Detail
from mapper.exporters import Names

Written = Callable[..., Path]


def ask(path: Path, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as opened:
        return opened.execute(question).fetchall()


@pytest.mark.parametrize("crs", [KOREA_TM, KOREA_CENTRAL, WGS84])
def test_it_is_of_version_1_2_and_says_what_is_in_it(written: Written, crs: int) -> None:
    path = written("gpkg", crs=crs)
    assert ask(path, "PRAGMA application_id") == [(int.from_bytes(b"GPKG"),)]
    assert ask(path, "PRAGMA user_version") == [(10200,)]
    assert ask(path, "PRAGMA integrity_check") == [("ok",)]
    assert ask(path, "PRAGMA foreign_key_check") == []
    contents = "SELECT table_name, data_type, identifier, srs_id FROM gpkg_contents"
    assert ask(path, contents) == [("구간", "features", "구간", crs)]
    columns = "SELECT column_name, geometry_type_name, srs_id, z, m FROM gpkg_geometry_columns"
    assert ask(path, columns) == [("geom", "LINESTRING", crs, 0, 0)]


@pytest.mark.parametrize("names", list(Names))
def test_names_and_texts_come_back_whole(written: Written, nasty: tuple[str | None, ...], names: Names) -> None:
    frame = pyogrio.read_dataframe(written("gpkg", names=names))
    name = "골목 이름" if names is Names.KO else "name"
    assert [None if gone else text for text, gone in zip(frame[name], frame[name].isna(), strict=True)] == list(nasty)
    assert frame.crs.to_epsg() == KOREA_TM
    assert frame.geometry.isna().tolist() == [False] * 7 + [True]


def test_areas_and_points_have_their_type(written: Written, tmp_path: Path) -> None:
    assert pyogrio.read_info(written("gpkg", "districts"))["geometry_type"] == "MultiPolygon"
    (tmp_path / "work" / "layer.gpkg").unlink()
    (tmp_path / "work").rmdir()
    info = pyogrio.read_info(written("gpkg", "issues", Detail.STAFF))
    assert (info["layer_name"], info["geometry_type"], info["features"]) == ("불편사항", "Point", 8)


def test_it_can_be_empty(written: Written) -> None:
    assert pyogrio.read_info(written("gpkg", texts=()))["features"] == 0
