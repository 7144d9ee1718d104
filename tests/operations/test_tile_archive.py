"""The city as one PMTiles file: what is in it is what is served, and programs of others read it."""

from __future__ import annotations

import gzip
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import mapbox_vector_tile
import pytest
from pmtiles.reader import MemorySource, Reader, all_tiles
from sqlalchemy.orm import Session

from mapper.domain.tile import TileAddress
from mapper.errors import DataMissing
from mapper.operations.database import Sessions
from mapper.operations.map_layers import LAYER_SOURCES, current_scene
from mapper.operations.tile_archive import DEEPEST, write_archive
from mapper.operations.tilesets import FIELDS

NOW = datetime.now(UTC)


@pytest.fixture(scope="module")
def archive(demo_sessions: Sessions, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "city.pmtiles"
    told: list[int] = []
    with demo_sessions() as session:
        written = write_archive(
            session, path, city="의정부시", now=NOW, progress=lambda _step, done, _of: told.append(done)
        )
    assert written.size == path.stat().st_size
    assert told == list(range(1, len(told) + 1))
    return path


def test_every_tile_is_the_layers_that_are_served(archive: Path, demo_sessions: Sessions) -> None:
    source = MemorySource(archive.read_bytes())
    seen: dict[str, set[str]] = {}
    with demo_sessions() as session:
        scene = current_scene(session, now=NOW)
        tiles = {TileAddress(*at): gzip.decompress(body) for at, body in all_tiles(source)}
        for at, content in tiles.items():
            assert content == b"".join(layer.tile(session, at, scene) for layer in LAYER_SOURCES)
        session.rollback()
    for content in tiles.values():
        for key, layer in mapbox_vector_tile.decode(content).items():
            seen.setdefault(key, set()).update(*(feature["properties"] for feature in layer["features"]))
    assert {at.z for at in tiles} == set(range(DEEPEST + 1))
    assert seen == {key: set(FIELDS[key]) for key in seen}
    assert FIELDS.keys() - seen.keys() <= {"venues"}  # this city has none


def test_it_says_where_it_is_and_what_is_in_it(archive: Path) -> None:
    reader = Reader(MemorySource(archive.read_bytes()))
    header, told = reader.header(), reader.metadata()
    assert header["min_lon_e7"] < header["center_lon_e7"] < header["max_lon_e7"]
    assert 126 < header["min_lon_e7"] / 1e7 < 128
    assert (header["min_zoom"], header["max_zoom"]) == (0, DEEPEST)
    assert [layer["id"] for layer in told["vector_layers"]] == [layer.key for layer in LAYER_SOURCES]


LISTED = "import sys, pyogrio; print(*sorted(name for name, _ in pyogrio.list_layers(sys.argv[1])))"


def test_gdal_lists_its_layers(archive: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", LISTED, archive], capture_output=True, text=True, check=True)
    assert set(ran.stdout.split()) == {layer.key for layer in LAYER_SOURCES}


def test_an_empty_city_leaves_what_was_there(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "city.pmtiles"
    path.write_bytes(b"before")
    with pytest.raises(DataMissing, match="import a network"):
        write_archive(session, path, city="의정부시", now=NOW)
    assert [one.name for one in tmp_path.iterdir()] == ["city.pmtiles"]
    assert path.read_bytes() == b"before"


def test_a_write_that_breaks_off_leaves_nothing_half(demo_sessions: Sessions, tmp_path: Path) -> None:
    path = tmp_path / "city.pmtiles"

    def stop(_step: str, done: int, _of: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with demo_sessions() as session, pytest.raises(KeyboardInterrupt):
        write_archive(session, path, city="의정부시", now=NOW, progress=stop)
    assert not list(tmp_path.iterdir())
