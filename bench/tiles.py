"""``tiles-*``: vector tiles along one path over the city, made, kept and asked for again."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import mapbox_vector_tile
import shapely
from shapely import Polygon
from shapely.geometry import shape

from bench.city import City
from bench.comparison import Comparison, Sides, Unequal
from bench.served import Load, Served, served
from bench.tile_path import tiles_on_path
from bench.tipg_server import PEER, tipg_over, tipg_path
from mapper.domain.tile import EXTENT, TileAddress

COLOURS: Final = "overall,residential,walking,confidence"
ZOOMS: Final = range(12, 18)
WITH_IDS: Final = 13
WITH_NAMES: Final = 15
_EDGE: Final = EXTENT // 256
SQUARE: Final = shapely.box(_EDGE, _EDGE, EXTENT - _EDGE, EXTENT - _EDGE)
"""A tile without its margin, and a pixel less, by which rounded and simplified lines may move."""

Key = tuple[Any, ...]


@dataclass(frozen=True)
class _Path:
    """Both servers, and the same tiles of either."""

    ours: Served
    peer: Served
    our_paths: list[str]
    peer_paths: list[str]
    tiles: list[TileAddress]


@contextmanager
def _served_path(city: City, kept: str, zooms: Sequence[int]) -> Iterator[_Path]:
    tiles = [at for at in tiles_on_path(tuple(city.graded.total_bounds)) if at.z in zooms]
    environment = os.environ | {"GOLMOK_DATA_DIR": str(city.app.config["DATA_DIR"])}
    command = [sys.executable, "-m", "bench.tile_server", kept, "--processes", "2", "--port", "{port}"]
    with served(command, environment, alive="/healthz") as ours, tipg_over(city) as peer:
        yield _Path(
            ours,
            peer,
            [f"/tiles/segments/{at.z}/{at.x}/{at.y}.mvt" for at in tiles],
            [tipg_path(at.z, at.x, at.y, _columns(at.z)) for at in tiles],
            tiles,
        )


def _columns(zoom: int) -> str:
    return f"{'id,' * (zoom >= WITH_IDS)}{'name,' * (zoom >= WITH_NAMES)}{COLOURS}"


@contextmanager
def _sides(
    city: City,
    *,
    kept: str,
    connections: int,
    cost: Callable[[Load], float],
    returning: bool = False,
    zooms: Sequence[int] = ZOOMS,
) -> Iterator[Sides]:
    with _served_path(city, kept, zooms) as path:
        etags = {at: path.ours.get(at)[1] or "" for at in path.our_paths} if returning else None
        yield Sides(
            ours=lambda: cost(path.ours.ask(path.our_paths, connections, etags)),
            peer=lambda: cost(path.peer.ask(path.peer_paths, connections)),
            check=lambda: _check(path),
        )


def _check(path: _Path) -> None:
    """See that every tile shows the same: segment by segment where tiles name them, else as many lines of every look."""
    shown = 0
    for at, our_path, peer_path in zip(path.tiles, path.our_paths, path.peer_paths, strict=True):
        ours, peer = _features(path.ours.get(our_path)[0]), _features(path.peer.get(peer_path)[0])
        count = _named if at.z >= WITH_IDS else _lines
        all_of_ours, inside, theirs = count(ours), count(ours, SQUARE), count(peer)
        if not inside <= theirs <= all_of_ours:
            message = f"{at} shows other segments: {(inside - theirs) | (theirs - all_of_ours)}"
            raise Unequal(message)
        shown += theirs.total()
    if shown == 0:
        message = "there is nothing on the path"
        raise Unequal(message)


def _features(tile: bytes) -> list[dict[str, Any]]:
    layers = list(mapbox_vector_tile.decode(tile).values()) if tile else []
    return layers[0]["features"] if layers else []


def _look(feature: dict[str, Any]) -> Key:
    return tuple(sorted(feature["properties"].items()))


def _lines(features: list[dict[str, Any]], within: Polygon | None = None) -> Counter[Key]:
    """Count lines by their look, as we gather those that look the same; those of the margin are no part of the peer's tiles."""
    counted: Counter[Key] = Counter()
    for feature in features:
        lines = shapely.get_parts(shape(feature["geometry"]))
        counted[_look(feature)] += len(lines) if within is None else int(shapely.intersects(lines, within).sum())
    return counted


def _named(features: list[dict[str, Any]], within: Polygon | None = None) -> Counter[Key]:
    """Count segments by name; one that leaves the tile and comes back is two lines or, simplified, one."""
    there = (one for one in features if within is None or shapely.intersects(shape(one["geometry"]), within))
    return Counter(_look(feature) for feature in there)


_EQUAL: Final = (
    "the same tiles of z12-z17 along one path, from the same database, with two processes each and compressed by gzip; "
    "in every tile the same segments with the same properties"
)
_UNEQUAL: Final = (
    "before z15 our lines leave out what moves them by less than half a pixel, and before z13 those that look the same "
    "are one feature; ours also holds the lines of its margin, whole; the peer reads a table in which the grades are "
    "joined already, in no order of place, and ours squares of z14 in which they are, kept since they were first read; "
    "the peer compresses at level 6 and ours at 3"
)


def _comparison(name: str, bar: float | None, unequal: str, **how: Any) -> Comparison:
    cost = how.pop("cost", lambda load: load.ms)
    return Comparison(
        name=name,
        unit=how.pop("unit", "ms a tile"),
        peer=PEER,
        equal=_EQUAL,
        unequal=f"{_UNEQUAL}{unequal}",
        sides=partial(_sides, cost=cost, **how),
        bar=bar,
    )


_REMEMBERED: Final = "; ours remembers tiles that still show what is there, the peer makes each anew"
COMPARISONS: Final = (
    _comparison("tiles-computed", 2, "", kept="computed", connections=8),
    _comparison("tiles-computed-32", 1.7, "", kept="computed", connections=32),
    _comparison("tiles-p99", None, "", kept="computed", connections=8, unit="ms p99", cost=lambda load: load.p99_ms),
    _comparison("tiles-warm", 10, _REMEMBERED, kept="kept", connections=8),
    _comparison(
        "tiles-304",
        40,
        f"{_REMEMBERED}, and tells a browser that has it so; the peer sends no ETag",
        kept="kept",
        connections=8,
        returning=True,
    ),
    *(
        _comparison(
            f"tiles-warm-p95-z{zoom}",
            None,
            f"{_REMEMBERED}; the bar is that ours are below 50 ms",
            kept="kept",
            connections=8,
            unit="ms p95",
            cost=lambda load: load.p95_ms,
            zooms=(zoom,),
        )
        for zoom in ZOOMS
    ),
)
"""With everything made anew, at 8 and 32 connections; when it is remembered; when the browser has it already; by zoom."""
