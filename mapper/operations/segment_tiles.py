"""Tiles of graded segments, written from patches: what is drawn and used at a zoom, and in one order."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapper.domain.grading.letters import CONFIDENCE_LEVELS, GRADES
from mapper.domain.tile import BUFFER, EXTENT, TileAddress
from mapper.spatial import vector_tile
from mapper.spatial.vector_tile import ABSENT, Lines
from mapper.store import patch_cache, patches
from mapper.store.boards import graded_ids
from mapper.store.columns import positions
from mapper.store.engine import Session
from mapper.store.grades import View
from mapper.store.patches import Patch

EDITION: Final = "1"
"""How these tiles are made: another one whenever the same segments come to other bytes."""

COLOURS: Final = ("overall", "residential", "walking", "confidence")

_JOINED_FROM: Final = 12
"""Before it a tile has too many squares to look for each of them."""

_IDS_FROM: Final = 13
"""Before it nobody can aim at one segment, so segments that look the same are one feature."""

_STRETCHED_FROM: Final = 15
"""Maps stretch these tiles instead of asking for deeper ones, and write names on them: nothing is left out."""

_HALF_A_PIXEL: Final = 4.0
"""Of a tile 512 pixels wide, in steps of its grid."""

_ROW: Final = 64
"""Height of the rows in which gathered lines follow each other, in steps: near ones differ by small numbers."""

_WORDS: Final = (*GRADES, *CONFIDENCE_LEVELS)
_PLACES: Final = np.full(256, ABSENT)
_PLACES[[ord(word[0]) for word in _WORDS]] = range(len(_WORDS))
"""Position of a word by its first letter."""


def make(session: Session, at: TileAddress, view: View, *, kept_as: str) -> bytes:
    """Make the tile of graded segments, coloured by a run.

    Parameters
    ----------
    session : Session
        Not committed; patches that were not there yet are kept.
    at : TileAddress
        Which tile.
    view : View
        From where the map is looked at.
    kept_as : str
        Name of the scene.

    Returns
    -------
    bytes
        Mapbox Vector Tile, empty where nothing is.
    """
    patch = _patch(session, at, view, kept_as)
    if patch is None:
        return b""
    lines = _on_tile(patch, at)
    return _named(patch, lines, with_names=at.z >= _STRETCHED_FROM) if at.z >= _IDS_FROM else _gathered(patch, lines)


def make_numbered(session: Session, at: TileAddress, view: View, *, kept_as: str, network: str) -> bytes:
    """Make the tile of graded segments that says of each its position on a planner's board, and colours none.

    Parameters
    ----------
    session : Session
        Not committed; patches that were not there yet are kept.
    at : TileAddress
        Which tile.
    view : View
        From where the map is looked at.
    kept_as : str
        Name of the scene under which patches are kept.
    network : str
        Version of the network, which the layer of the tile is named by: positions are of that one alone.

    Returns
    -------
    bytes
        Mapbox Vector Tile, empty where nothing is.
    """
    patch = _patch(session, at, view, kept_as)
    if patch is None:
        return b""
    lines = _on_tile(patch, at)
    seen = np.flatnonzero(np.diff(lines.starts))
    places = vector_tile.counting(positions(_ids(session, view, network), patch.ids[seen]))
    keys, values, tags = ["at"], places, [np.arange(len(seen))]
    if at.z >= _IDS_FROM:
        keys, values = [*keys, "id"], [*values, *vector_tile.uuids(patch.ids[seen])]
        tags.append(np.arange(len(seen)) + len(seen))
    if at.z >= _STRETCHED_FROM:
        names, said = np.unique(patch.names[seen], return_inverse=True)
        words = [patch.words[name] for name in names if name != ABSENT]
        keys, values = [*keys, "name"], [*values, *vector_tile.texts(words)]
        tags.append(np.where(patch.names[seen] == ABSENT, ABSENT, said + 2 * len(seen) - (len(names) - len(words))))
    owners = np.arange(len(seen) + 1)
    return vector_tile.write_tile(
        f"board-{network}", lines.taken(seen), owners, keys=keys, values=values, tags=np.column_stack(tags)
    )


_ids_of: dict[str, NDArray[np.bytes_]] = {}
"""Of the one network that is shown; a hundred thousand of them are read in as long as ten tiles are made."""


def _ids(session: Session, view: View, network: str) -> NDArray[np.bytes_]:
    found = _ids_of.get(network)
    if found is None:
        found = graded_ids(session, view)
        _ids_of.clear()
        _ids_of[network] = found
    return found


def _on_tile(patch: Patch, at: TileAddress) -> Lines:
    tolerance = _HALF_A_PIXEL if at.z < _STRETCHED_FROM else 0.0
    return vector_tile.on_tile(patch.vertices, patch.counts, at, tolerance=tolerance)


def _patch(session: Session, at: TileAddress, view: View, kept_as: str) -> Patch | None:
    found = _patches(session, at, view, kept_as)
    if not found:
        return None
    return found[0] if len(found) == 1 else patches.joined(found)


def _patches(session: Session, at: TileAddress, view: View, kept_as: str) -> list[Patch]:
    if at.z < _JOINED_FROM:
        whole = patches.read(session, at, view)
        return [] if whole is None else [whole]
    squares = at.within(patches.ZOOM)
    kept = patch_cache.find(session, squares, kept_as)
    there = [kept.get(square) or _read(session, square, view, kept_as) for square in squares]
    return [patch for patch in there if patch is not None]


def _read(session: Session, square: TileAddress, view: View, kept_as: str) -> Patch | None:
    patch = patches.read(session, square, view)
    if patch is not None:
        patch_cache.keep(session, square, kept_as, patch)
    return patch


def _named(patch: Patch, lines: Lines, *, with_names: bool) -> bytes:
    seen = np.flatnonzero(np.diff(lines.starts))
    names, said = np.unique(patch.names[seen] if with_names else [ABSENT], return_inverse=True)
    words = [*_WORDS, *(patch.words[name] for name in names if name != ABSENT)]
    tags = [np.arange(len(seen)) + len(words), _looks(patch)[seen]]
    if with_names:
        tags.insert(1, np.where(patch.names[seen] == ABSENT, ABSENT, said + len(words) - len(names)))
    keys = ("id", *(["name"] if with_names else []), *COLOURS)
    values = [*vector_tile.texts(words), *vector_tile.uuids(patch.ids[seen])]
    owners = np.arange(len(seen) + 1)
    return vector_tile.write_tile(
        "segments", lines.taken(seen), owners, keys=keys, values=values, tags=np.column_stack(tags)
    )


def _gathered(patch: Patch, lines: Lines) -> bytes:
    looks, (x, y) = _looks(patch), lines.begins.clip(-BUFFER, EXTENT + BUFFER).T + BUFFER
    look = (looks - ABSENT) @ ((len(_WORDS) + 1) ** np.arange(len(COLOURS)))
    order = np.argsort((look * EXTENT + y // _ROW) * 2 * EXTENT + x, kind="stable")
    order = order[np.diff(lines.starts)[order] > 0]
    begins = np.flatnonzero(np.diff(look[order], prepend=-1))
    owners = np.append(begins, len(order))
    words = vector_tile.texts(_WORDS)
    return vector_tile.write_tile(
        "segments", lines.taken(order), owners, keys=COLOURS, values=words, tags=looks[order[begins]]
    )


def _looks(patch: Patch) -> NDArray[np.int64]:
    return _PLACES[patch.looks.view(np.uint8).reshape(-1, len(COLOURS))]
