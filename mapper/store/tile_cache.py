"""Finished tiles in the database: found, kept, and dropped where what they show has changed.

A row is good while its ``scene`` is what its layer shows now. Whoever changes that drops the tiles which show something
else from then on and gives the others the new scene, in the transaction of the change. A tile that was made before and
is stored afterwards bears the old scene, so it is never taken for a good one.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.tile import MARGIN, WORLD_M, TileAddress
from mapper.store.engine import hold_alone
from mapper.store.grades import IN_NETWORK, View

DEEPEST_KEPT: Final = 15
"""Deeper tiles cost as much to look up as to make; this bounds the table by the area that has something on it."""

_LEVEL: Final = 3
"""Of gzip: the levels after it cost three times as much for 3 % fewer bytes."""
_SLACK_M: Final = 2.0
"""The boxes of PostGIS's index are rounded outwards to single precision, which is a metre in Web Mercator [m]."""

Boxes = NDArray[np.float64]
"""West, south, east, north in EPSG:3857 [m], shape (n, 4)."""


@dataclass(frozen=True)
class FinishedTile:
    """A tile as it is sent.

    Attributes
    ----------
    etag : str
        Of what it shows: the same as long as that is the same.
    body : bytes
        Compressed by gzip.
    """

    etag: str
    body: bytes

    @property
    def content(self) -> bytes:
        """Return the Mapbox Vector Tile itself."""
        return gzip.decompress(self.body)


def finish(content: bytes) -> FinishedTile:
    """Name a tile by what it shows and compress it.

    Parameters
    ----------
    content : bytes
        Mapbox Vector Tile.

    Returns
    -------
    FinishedTile
        The same for the same content.
    """
    return FinishedTile(blake2b(content, digest_size=12).hexdigest(), gzip.compress(content, _LEVEL, mtime=0))


def find(session: Session, layer: str, at: TileAddress, scene: str) -> FinishedTile | None:
    """Return a tile that was kept and is still good.

    Parameters
    ----------
    session : Session
        Only read.
    layer : str
        Key of a layer.
    at : TileAddress
        Which tile.
    scene : str
        What the layer shows now.

    Returns
    -------
    FinishedTile or None
        None when it has to be made.
    """
    found = session.execute(
        text("SELECT etag, body FROM tile WHERE layer = :layer AND z = :z AND x = :x AND y = :y AND scene = :scene"),
        {"layer": layer, "scene": scene, **vars(at)},
    ).one_or_none()
    return None if found is None else FinishedTile(found.etag, bytes(found.body))


def keep(session: Session, layer: str, at: TileAddress, scene: str, tile: FinishedTile) -> None:
    """Keep a tile in the place of an older one, unless what is shown is just being changed: nobody waits for that.

    Parameters
    ----------
    session : Session
        Not committed.
    layer : str
        Key of a layer.
    at : TileAddress
        Which tile.
    scene : str
        What the layer showed before the tile was made.
    tile : FinishedTile
        With something on it: of the others there is no end.
    """
    session.execute(
        text(
            """
            INSERT INTO tile (layer, z, x, y, scene, etag, body)
            SELECT :layer, :z, :x, :y, :scene, :etag, :body
            WHERE pg_try_advisory_xact_lock_shared(hashtext('golmok.scene'))
            ON CONFLICT (layer, z, x, y) DO UPDATE
            SET scene = excluded.scene, etag = excluded.etag, body = excluded.body
            """
        ),
        {"layer": layer, "scene": scene, **vars(at), **vars(tile)},
    )


def hold_scene(session: Session) -> None:
    """Wait until nobody else changes what is shown or keeps a tile, and let nobody do so until our transaction ends.

    Parameters
    ----------
    session : Session
        About to make a change.
    """
    hold_alone(session, "scene")


def has_any(session: Session, layer: str, scene: str) -> bool:
    """Tell whether a tile of a scene is kept.

    Parameters
    ----------
    session : Session
        Only read.
    layer : str
        Key of a layer.
    scene : str
        What the layer shows.

    Returns
    -------
    bool
        False when nothing can be carried over to another scene.
    """
    kept = text("SELECT EXISTS (SELECT FROM tile WHERE layer = :layer AND scene = :scene)")
    return bool(session.execute(kept, {"layer": layer, "scene": scene}).scalar_one())


def carry_over(session: Session, layer: str, *, before: str, after: str, changed: Boxes) -> None:
    """Let the tiles of one scene be good for the next one, but for those that changed.

    Parameters
    ----------
    session : Session
        Not committed; it makes the change.
    layer : str
        Key of a layer.
    before, after : str
        What the layer showed and will show.
    changed : ndarray, shape (n, 4)
        Boxes of what looks different, as it was and as it will be.
    """
    # In this order: a tile that is stored in between keeps the old scene.
    session.execute(
        text("UPDATE tile SET scene = :after WHERE layer = :layer AND scene = :before"),
        {"layer": layer, "before": before, "after": after},
    )
    z, x, y = touched(changed)
    session.execute(
        text(
            """
            DELETE FROM tile USING unnest(CAST(:z AS int[]), CAST(:x AS int[]), CAST(:y AS int[])) AS touched(z, x, y)
            WHERE layer = :layer AND (tile.z, tile.x, tile.y) = (touched.z, touched.x, touched.y)
            """
        ),
        {"layer": layer, "z": z.tolist(), "x": x.tolist(), "y": y.tolist()},
    )


def touched(boxes: Boxes, deepest: int = DEEPEST_KEPT) -> tuple[NDArray[np.int64], ...]:
    """Work out which tiles show anything of some boxes, their margins included.

    Parameters
    ----------
    boxes : ndarray, shape (n, 4)
        West, south, east, north in EPSG:3857 [m].
    deepest : int
        The last zoom.

    Returns
    -------
    tuple of ndarray
        Zoom, column and row, each tile once.
    """
    found = [np.empty((0, 3), dtype=np.int64)]
    for zoom in range(deepest + 1):
        width = WORLD_M / 2**zoom
        west, south, east, north = (boxes + np.array([-1, -1, 1, 1]) * (_SLACK_M + MARGIN * width)).T / width
        half = 2**zoom / 2
        low = np.floor(np.column_stack([half + west, half - north])).astype(np.int64)
        steps = np.floor(np.column_stack([half + east, half - south])).astype(np.int64) - low
        for across, down in np.ndindex(*(steps.max(axis=0, initial=-1) + 1)):
            reached = low[(steps[:, 0] >= across) & (steps[:, 1] >= down)] + (across, down)
            found.append(np.insert(np.unique(reached, axis=0), 0, zoom, axis=1))
    return tuple(np.unique(np.concatenate(found), axis=0).T)


_BOX: Final = "ST_XMin(web_line), ST_YMin(web_line), ST_XMax(web_line), ST_YMax(web_line)"
_LOOKS: Final = "overall_grade, residential_grade, walking_grade, confidence_level"


def _of(run: str) -> str:
    return ", ".join(f"{run}.{column}" for column in _LOOKS.split(", "))


def regraded(session: Session, view: View, before: UUID | None) -> Boxes:
    """Find the segments that look different in two runs.

    Parameters
    ----------
    session : Session
        Only read.
    view : View
        With the newer run.
    before : UUID or None
        The older one.

    Returns
    -------
    ndarray, shape (n, 4)
        Their boxes in EPSG:3857 [m].
    """
    statement = f"""
        SELECT {_BOX} FROM (SELECT segment_id, {_LOOKS} FROM grade WHERE run_id = :run) AS new
        FULL JOIN (SELECT segment_id, {_LOOKS} FROM grade WHERE run_id = :before) AS old USING (segment_id)
        JOIN segment ON segment.id = segment_id
        WHERE ({_of("new")}) IS DISTINCT FROM ({_of("old")}) AND {IN_NETWORK}
    """
    return _boxes(session.execute(text(statement), {**vars(view), "before": before}).all())


def looks(session: Session, *, graded: bool) -> dict[tuple[str, ...], tuple[float, ...]]:
    """Describe the lines of the present network as a tile shows them.

    Parameters
    ----------
    session : Session
        Only read.
    graded : bool
        Whether segments that are graded, or context roads.

    Returns
    -------
    dict of tuple to tuple
        Id, name, class and level of each to its box in EPSG:3857 [m].
    """
    statement = f"""
        SELECT segment.id::text, alley.name, road_class, level, {_BOX}
        FROM segment JOIN alley ON alley.id = alley_id WHERE graded = :graded AND superseded_at IS NULL
    """
    return {tuple(row[:4]): tuple(row[4:]) for row in session.execute(text(statement), {"graded": graded})}


def changed_looks(
    before: dict[tuple[str, ...], tuple[float, ...]], after: dict[tuple[str, ...], tuple[float, ...]]
) -> Boxes:
    """Find the lines that are in only one of two descriptions.

    Parameters
    ----------
    before, after : dict of tuple to tuple
        From `looks`.

    Returns
    -------
    ndarray, shape (n, 4)
        Their boxes in EPSG:3857 [m].
    """
    return _boxes([(before.get(line) or after[line]) for line in before.keys() ^ after.keys()])


def city_boxes(session: Session) -> Boxes:
    """Return where the present network lies.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    ndarray, shape (n, 4)
        A box of each segment in EPSG:3857 [m].
    """
    return _boxes(session.execute(text(f"SELECT {_BOX} FROM segment WHERE superseded_at IS NULL")).all())


def _boxes(rows: object) -> Boxes:
    return np.array(rows, dtype=np.float64).reshape(-1, 4)
