"""Tiles of what everyone may see, each made once: remembered by the process, and kept in the database where that pays."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

import numpy as np

from mapper.domain.tile import TileAddress
from mapper.errors import NotFound
from mapper.operations.last_few import LastFew
from mapper.operations.map_layers import (
    TILE_SOURCES,
    Scene,
    TileSource,
    current_scene,
    is_named_rightly,
    scene_name,
)
from mapper.store import tile_cache
from mapper.store.engine import Session
from mapper.store.tile_cache import DEEPEST_KEPT, FinishedTile

__all__ = ["FinishedTile", "PublicTiles", "TileAddress", "prepare"]

DEEPEST_ZOOM: Final = 22
PREPARED_TO: Final = 13
"""A tile of the zooms up to this one is looked at by many and takes longest to make."""

LONGEST_STALE: Final = timedelta(seconds=1)
"""How long a process may go on showing what was there before a change."""

ROOM: Final = 64_000_000
"""What a process remembers [bytes]."""

_SOURCES: Final = {source.key: source for source in TILE_SOURCES}


class PublicTiles:
    """The tiles that a process serves; may be used by many threads.

    Parameters
    ----------
    sessions : callable
        Makes database sessions.
    clock : callable
        Returns this moment.
    """

    def __init__(self, sessions: Callable[[], Session], clock: Callable[[], datetime]) -> None:
        self._sessions = sessions
        self._clock = clock
        self._seen: tuple[datetime, Scene] | None = None
        self._turn = Lock()
        self._memory = _Memory(ROOM)
        self._making = LastFew[FinishedTile](0, one_by_one=False)  # one is made for all who ask for it at once

    def get(self, layer: str, at: TileAddress) -> FinishedTile:
        """Return a tile of a layer.

        Parameters
        ----------
        layer : str
            Key of a layer.
        at : TileAddress
            Which tile.

        Returns
        -------
        FinishedTile
            Empty where nothing is.

        Raises
        ------
        NotFound
            For a layer or an address that does not exist.
        """
        if layer not in _SOURCES or not (at.z <= DEEPEST_ZOOM and at.x < 2**at.z and at.y < 2**at.z):
            message = f"No tile {layer}/{at.z}/{at.x}/{at.y}; layers are {', '.join(_SOURCES)}, zooms 0-{DEEPEST_ZOOM}."
            raise NotFound(message, layer=layer, **vars(at))
        source, scene = _SOURCES[layer], self._scene().around(at)
        name = scene_name(source, scene)
        tile = self._memory.get(layer, at, name)
        if tile is None:
            tile = self._making.get((layer, at, name), lambda: self._made(source, at, scene))
        return tile

    def _made(self, source: TileSource, at: TileAddress, scene: Scene) -> FinishedTile:
        with self._sessions() as session:
            tile, is_good = _open(session, source, at, scene)
        if is_good:
            self._memory.put(source.key, at, scene_name(source, scene), tile)
        return tile

    def forget(self) -> None:
        """Look anew at what there is, as any process does after `LONGEST_STALE`."""
        self._seen = None

    def _scene(self) -> Scene:
        return self._fresh() or self._looked()

    def _fresh(self) -> Scene | None:
        """Return the scene that was looked at last, while it may still be shown."""
        seen = self._seen
        # by what is between, as the clock may have been set back
        return seen[1] if seen is not None and abs(self._clock() - seen[0]) < LONGEST_STALE else None

    def _looked(self) -> Scene:
        """Look at what there is; one does for all who ask meanwhile."""
        with self._turn:
            scene = self._fresh()
            if scene is None:
                now, seen = self._clock(), self._seen
                with self._sessions() as session:
                    scene = current_scene(session, now=now, earlier=seen and seen[1])
                self._seen = now, scene
            return scene


class _Memory:
    """What was asked for last, as much as there is room for."""

    def __init__(self, room: int) -> None:
        self._room = room
        self._lock = Lock()
        self._tiles: OrderedDict[tuple[str, TileAddress], tuple[str, FinishedTile]] = OrderedDict()

    def get(self, layer: str, at: TileAddress, name: str) -> FinishedTile | None:
        with self._lock:
            found = self._tiles.get((layer, at))
            if found is None or found[0] != name:
                return None
            self._tiles.move_to_end((layer, at))
            return found[1]

    def put(self, layer: str, at: TileAddress, name: str, tile: FinishedTile) -> None:
        with self._lock:
            self._drop((layer, at))
            self._tiles[layer, at] = (name, tile)
            self._room -= _size(tile)
            while self._room < 0:
                self._drop(next(iter(self._tiles)))

    def _drop(self, key: tuple[str, TileAddress]) -> None:
        dropped = self._tiles.pop(key, None)
        if dropped is not None:
            self._room += _size(dropped[1])


def _size(tile: FinishedTile) -> int:
    return len(tile.body) + 500  # and what Python needs around it


def _open(session: Session, source: TileSource, at: TileAddress, scene: Scene) -> tuple[FinishedTile, bool]:
    """Return a tile, and whether it is good for as long as its layer has the name that it has in the scene."""
    is_kept, name = at.z <= DEEPEST_KEPT, scene_name(source, scene)
    tile = tile_cache.find(session, source.key, at, name) if is_kept else None
    if tile is not None:
        return tile, True
    content = source.tile(session, at, scene)
    tile, is_good = tile_cache.finish(content), is_named_rightly(session, source, scene)
    if is_kept and content and is_good:
        tile_cache.keep(session, source.key, at, name, tile)
    session.commit()
    return tile, is_good


def prepare(session: Session, *, now: datetime) -> Iterator[tuple[int, int]]:
    """Make the tiles of the whole city and its districts that are not there yet.

    Parameters
    ----------
    session : Session
        Committed after each tile.
    now : datetime
        This moment.

    Yields
    ------
    tuple of int
        How many tiles are there, and of how many.
    """
    scene = current_scene(session, now=now)
    z, x, y = tile_cache.touched(tile_cache.city_boxes(session), PREPARED_TO)
    wanted = [
        (source, TileAddress(*map(int, address))) for address in np.column_stack([z, x, y]) for source in TILE_SOURCES
    ]
    for done, (source, at) in enumerate(wanted, start=1):
        if not _open(session, source, at, scene.around(at))[1]:
            scene = current_scene(session, now=now, earlier=scene)  # something was taken off meanwhile, or put back
            _open(session, source, at, scene.around(at))
        yield done, len(wanted)
