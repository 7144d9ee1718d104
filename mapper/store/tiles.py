"""Vector tiles, made by PostGIS: one query a layer.

Geometry is stored in metres; a tile's box is brought to metres for the index, its lines to the tile.
Below ``_NAMED_FROM`` a tile carries only what colours a line.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.crs import KOREA_TM, WEB_MERCATOR
from mapper.store.grades import IN_NETWORK, View
from mapper.store.issue_state import ISSUE_STATE

EXTENT: Final = 4096
BUFFER: Final = 64
_NAMED_FROM: Final = 13
_ROADS_NAMED_FROM: Final = 15


@dataclass(frozen=True)
class TileAddress:
    """Which square of the world.

    Attributes
    ----------
    z, x, y : int
        Zoom, column and row of the web's tile scheme, row 0 in the north.
    """

    z: int
    x: int
    y: int


@dataclass(frozen=True)
class PublicIssues:
    """What may be shown of issues, decided by ``mapper.domain``.

    Attributes
    ----------
    labels : dict of str to str
        Category id to the words shown for it; a category that is not in it is not shown.
    recorded_before : datetime
        Issues recorded later are not public yet.
    """

    labels: dict[str, str]
    recorded_before: datetime


def _tile(layer: str, rows: str) -> str:
    """Wrap a query of rows with a ``geom_tm`` column and a box condition ``{box}`` into a tile."""
    margin = BUFFER / EXTENT
    box = f"ST_Transform(ST_TileEnvelope(:z, :x, :y, margin => {margin}), {KOREA_TM})"
    return f"""
        WITH found AS ({rows.replace("{box}", box)}),
        shown AS (
            SELECT *, ST_AsMVTGeom(
                ST_Transform(geom_tm, {WEB_MERCATOR}), ST_TileEnvelope(:z, :x, :y), {EXTENT}, {BUFFER}, true
            ) AS geom FROM found
        )
        SELECT ST_AsMVT(tile, '{layer}', {EXTENT}, 'geom')
        FROM (SELECT {_PROPERTIES[layer]}, geom FROM shown WHERE geom IS NOT NULL) AS tile
    """


_PROPERTIES: Final = {
    "segments": "id, name, overall, residential, walking, confidence",
    "roads": "road_class, level, name",
    "districts": "code, name",
    "issues": "label, count",
}

_SEGMENTS: Final = _tile(
    "segments",
    f"""
    SELECT line AS geom_tm,
        CASE WHEN :z >= {_NAMED_FROM} THEN segment.id::text END AS id,
        CASE WHEN :z >= {_NAMED_FROM} THEN alley.name END AS name,
        overall_grade AS overall, residential_grade AS residential, walking_grade AS walking,
        confidence_level AS confidence
    FROM segment JOIN alley ON alley.id = alley_id
    LEFT JOIN grade ON run_id = :run AND grade.segment_id = segment.id
    WHERE graded AND {IN_NETWORK} AND line && {{box}}
    """,
)
_ROADS: Final = _tile(
    "roads",
    f"""
    SELECT line AS geom_tm, road_class, level, CASE WHEN :z >= {_ROADS_NAMED_FROM} THEN alley.name END AS name
    FROM segment JOIN alley ON alley.id = alley_id
    WHERE NOT graded AND {IN_NETWORK} AND line && {{box}}
    """,
)
_DISTRICTS: Final = _tile(
    "districts",
    "SELECT boundary AS geom_tm, code, name FROM district WHERE superseded_at IS NULL AND boundary && {box}",
)
OPEN_PUBLIC_ISSUES: Final = f"""
    WITH issue AS MATERIALIZED ({ISSUE_STATE}) -- once, not once a segment
    SELECT public_point AS geom_tm, label, count(*)::int AS count
    FROM issue
    JOIN segment ON segment.id = issue.segment_id
    JOIN unnest(CAST(:categories AS text[]), CAST(:labels AS text[])) AS words(category, label)
        ON words.category = issue.category
    WHERE issue.segment_id = ANY (ARRAY(SELECT id FROM segment WHERE public_point && {{box}}))
        AND issue.resolved_at IS NULL AND verification <> 'rejected'
        AND issue.recorded_at < :recorded_before
    GROUP BY public_point, label
"""
"""SQL of the open issues by public point and words; ``{box}`` is the place asked for.

The segments of the place are an array, not a join: without knowing the box, as in a prepared statement, PostgreSQL
would loop over all issues for each of them.
"""

_ISSUES: Final = _tile("issues", OPEN_PUBLIC_ISSUES)


def segments(session: Session, at: TileAddress, view: View) -> bytes:
    """Return the tile of graded segments, coloured by a run.

    Parameters
    ----------
    session : Session
        Only read.
    at : TileAddress
        Which tile.
    view : View
        From where the map is looked at.

    Returns
    -------
    bytes
        Mapbox Vector Tile, empty where nothing is.
    """
    return _answer(session, _SEGMENTS, at, run=view.run, network=view.network)


def roads(session: Session, at: TileAddress, view: View) -> bytes:
    """Return the tile of context roads, which are not graded.

    Parameters
    ----------
    session : Session
        Only read.
    at : TileAddress
        Which tile.
    view : View
        From where the map is looked at.

    Returns
    -------
    bytes
        Mapbox Vector Tile.
    """
    return _answer(session, _ROADS, at, network=view.network)


def districts(session: Session, at: TileAddress) -> bytes:
    """Return the tile of district boundaries.

    Parameters
    ----------
    session : Session
        Only read.
    at : TileAddress
        Which tile.

    Returns
    -------
    bytes
        Mapbox Vector Tile.
    """
    return _answer(session, _DISTRICTS, at)


def public_issues(session: Session, at: TileAddress, view: View, public: PublicIssues) -> bytes:
    """Return the tile of open issues, each at the public point of its segment and nowhere else.

    Parameters
    ----------
    session : Session
        Only read.
    at : TileAddress
        Which tile.
    view : View
        From where the map is looked at.
    public : PublicIssues
        What may be shown.

    Returns
    -------
    bytes
        Mapbox Vector Tile; counts by public point and words, without ids, texts or dates.
    """
    return _answer(session, _ISSUES, at, **public_values(view, public))


def public_values(view: View, public: PublicIssues) -> dict[str, object]:
    """Return the values that `OPEN_PUBLIC_ISSUES` is bound to.

    Parameters
    ----------
    view : View
        From where the map is looked at.
    public : PublicIssues
        What may be shown.

    Returns
    -------
    dict
        By name.
    """
    return {
        "known": view.known,
        "until": view.until,
        "recorded_before": public.recorded_before,
        "categories": list(public.labels),
        "labels": list(public.labels.values()),
    }


def _answer(session: Session, statement: str, at: TileAddress, **values: object) -> bytes:
    tile = session.execute(text(statement), {"z": at.z, "x": at.x, "y": at.y, **values}).scalar_one()
    return bytes(tile)
