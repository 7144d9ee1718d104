"""Patches that were read once and are still good: kept among the finished tiles, by the same rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy.orm import Session

from mapper.domain.tile import TileAddress
from mapper.store import patches, tile_cache
from mapper.store.patches import Patch
from mapper.store.round_trip import driver
from mapper.store.tile_cache import FinishedTile

_KEPT: Final = """
    SELECT x, y, body FROM tile
    WHERE layer = %s AND scene = %s AND z = %s AND x BETWEEN %s AND %s AND y BETWEEN %s AND %s
"""


def find(session: Session, squares: Sequence[TileAddress], scene: str) -> dict[TileAddress, Patch]:
    """Return patches that were kept and are still good.

    Parameters
    ----------
    session : Session
        Only read.
    squares : sequence of TileAddress
        All those of one larger square.
    scene : str
        What is shown of segments now.

    Returns
    -------
    dict of TileAddress to Patch
        Those that need not be read from the segments.
    """
    first, last = squares[0], squares[-1]
    values = (patches.LAYER, scene, first.z, first.x, last.x, first.y, last.y)
    with driver(session) as connection, connection.cursor(binary=True) as cursor:
        rows = cursor.execute(_KEPT, values, prepare=True).fetchall()
    return {TileAddress(first.z, x, y): patches.unpacked(body) for x, y, body in rows}


def keep(session: Session, square: TileAddress, scene: str, patch: Patch) -> None:
    """Keep a patch as a tile is kept.

    Parameters
    ----------
    session : Session
        Not committed.
    square : TileAddress
        Of the zoom of patches.
    scene : str
        What was shown of segments before it was read.
    patch : Patch
        What lies there.
    """
    tile_cache.keep(session, patches.LAYER, square, scene, FinishedTile("", patches.packed(patch)))
