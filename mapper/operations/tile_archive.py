"""The graded city as one PMTiles file, version 3: every public layer, for maps of others that have no server.

A tile of several layers is theirs one behind the other: a vector tile is a list of layers.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any, Final

import numpy as np
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from mapper.domain.tile import TileAddress
from mapper.errors import DataMissing
from mapper.operations.map_layers import LAYER_SOURCES, Scene, current_scene
from mapper.operations.progress import Progress, in_silence
from mapper.operations.tilesets import FIELDS
from mapper.store import graded_map, tile_cache
from mapper.store.engine import Session

DEEPEST: Final = 15
"""Maps stretch tiles of this zoom instead of asking for deeper ones: nothing is left out of them."""

_OPENS_AT: Final = 13
_E7: Final = 10_000_000
"""Degrees are kept as whole numbers of their ten-millionths."""


@dataclass(frozen=True)
class TileArchive:
    """What was written.

    Attributes
    ----------
    tiles : int
        With something in them.
    size : int
        Of the file [bytes].
    """

    tiles: int
    size: int


def write_archive(
    session: Session, path: Path, *, city: str, now: datetime, progress: Progress = in_silence
) -> TileArchive:
    """Write the public map as it is now into one file, whole or not at all.

    Parameters
    ----------
    session : Session
        Committed after each tile: what was read of segments is kept.
    path : Path
        The file; one that is there is replaced.
    city : str
        Name of the city.
    now : datetime
        Decides which issues are public yet.
    progress : Progress, optional
        Told how far it is.

    Returns
    -------
    TileArchive
        What was written.

    Raises
    ------
    DataMissing
        When the city has no segments.
    OSError
        When the file cannot be written.
    """
    scene = current_scene(session, now=now)
    bounds = graded_map.bounds(session, scene.view)
    if bounds is None:
        raise DataMissing("The city has no segments; import a network first (golmok import run).")
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as unfinished:
        place = Path(unfinished.name)
        try:
            tiles = _fill(unfinished, _tiles(session, scene, progress), bounds, city)
            unfinished.flush()
            place.chmod(0o644)
            place.replace(path)
        except BaseException:
            place.unlink(missing_ok=True)
            raise
    return TileArchive(tiles, path.stat().st_size)


def _fill(file: IO[bytes], tiles: Iterator[tuple[TileAddress, bytes]], bounds: list[float], city: str) -> int:
    writer, written = Writer(file), 0
    with closing(writer.tile_f):  # it closes its own at no end, and tiles may break off
        for at, content in tiles:
            writer.write_tile(zxy_to_tileid(at.z, at.x, at.y), gzip.compress(content, mtime=0))
            written += 1
        writer.finalize(_header(bounds), _metadata(city))
    return written


def _header(bounds: list[float]) -> dict[str, Any]:
    west, south, east, north = (round(degrees * _E7) for degrees in bounds)
    return {
        "version": 3,
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_lon_e7": west,
        "min_lat_e7": south,
        "max_lon_e7": east,
        "max_lat_e7": north,
        "center_zoom": _OPENS_AT,
        "center_lon_e7": (west + east) // 2,
        "center_lat_e7": (south + north) // 2,
    }


def _metadata(city: str) -> dict[str, Any]:
    layers = [{"id": source.key, "fields": dict(FIELDS[source.key])} for source in LAYER_SOURCES]
    return {"name": f"{city} 골목 지도", "attribution": city, "type": "overlay", "vector_layers": layers}


def _tiles(session: Session, scene: Scene, progress: Progress) -> Iterator[tuple[TileAddress, bytes]]:
    """Make every tile of the city in the order of the file."""
    squares = np.column_stack(tile_cache.touched(tile_cache.city_boxes(session), DEEPEST)).tolist()
    for done, (z, x, y) in enumerate(sorted(squares, key=lambda square: zxy_to_tileid(*square)), start=1):
        at = TileAddress(z, x, y)
        content = b"".join(source.tile(session, at, scene) for source in LAYER_SOURCES)
        session.commit()
        if content:
            yield at, content
        progress("writing", done, len(squares))
