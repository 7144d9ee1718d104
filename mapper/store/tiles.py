"""Vector tiles, made by PostGIS: one query a layer, over the lines that are stored in the projection of tiles.

A tile carries what is drawn and used at its zoom, and rows in one order, so that the same content is the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.crs import KOREA_TM, WEB_MERCATOR
from mapper.domain.disclosure import UNNAMED
from mapper.domain.issue import PUBLICATION_DELAY
from mapper.domain.tile import BUFFER, EXTENT, MARGIN, WORLD_M, TileAddress
from mapper.store.grades import IN_NETWORK, View
from mapper.store.issue_state import ISSUE_STATE, history_of, issues_standing
from mapper.store.shops import HELD as SHOPS_HELD
from mapper.store.venues import DRAWN as VENUES_DRAWN

_HALF_A_PIXEL_M: Final = WORLD_M / 1024
"""Of the one tile of zoom 0, which is 512 pixels wide."""

_STRETCHED_FROM: Final = 15
"""Maps stretch these tiles instead of asking for deeper ones, and write names on them: nothing is left out."""

_SMALL_ROADS_FROM: Final = 12
_WIDE: Final = "^(motorway|trunk|primary|secondary|tertiary)"
"""Classes that are drawn before `_SMALL_ROADS_FROM`."""


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

    @property
    def named(self) -> list[str]:
        """Categories that are called by their name."""
        return [category for category, label in self.labels.items() if label != UNNAMED]

    @property
    def told_before(self) -> datetime:
        """What was recorded of them later is not told yet: a full hour, as `mapper.domain.issue.told_before` has it."""
        return self.recorded_before + PUBLICATION_DELAY


_ONCE: Final = "OFFSET 0"
"""Keeps PostgreSQL from working out a shape twice, to drop it and to draw it, and from reading a whole run for one tile."""

_SQUARE: Final = "ST_TileEnvelope(:z, :x, :y)"
_WITH_MARGIN: Final = f"ST_TileEnvelope(:z, :x, :y, margin => {MARGIN})"


def _drawn(shape: str) -> str:
    return f"ST_AsMVTGeom({shape}, {_SQUARE}, {EXTENT}, {BUFFER}, true) AS geom"


def _simplified(shape: str) -> str:
    """Leave out what moves a line by less than half a pixel."""
    return f"ST_Simplify({shape}, {_HALF_A_PIXEL_M} / (1 << :z), true)"


def _tile(layer: str, columns: str, rows: str) -> str:
    """Wrap a query of rows with a column ``geom`` into a tile."""
    return f"""
        SELECT ST_AsMVT(tile, '{layer}', {EXTENT}, 'geom')
        FROM (SELECT {columns}, geom FROM ({rows} {_ONCE}) AS drawn WHERE geom IS NOT NULL) AS tile
    """


def _gathered(layer: str, columns: str, rows: str) -> str:
    """Wrap rows into a tile in which those that look the same are one feature."""
    return f"""
        SELECT ST_AsMVT(tile, '{layer}', {EXTENT}, 'geom')
        FROM (
            SELECT {columns}, ST_CollectionHomogenize(ST_Collect(geom ORDER BY id)) AS geom
            FROM ({rows} {_ONCE}) AS drawn WHERE geom IS NOT NULL GROUP BY {columns} ORDER BY {columns}
        ) AS tile
    """


_NAMED: Final = "JOIN alley ON alley.id = alley_id"


def _roads(shape: str, columns: str = "", condition: str = "true", join: str = "") -> str:
    return f"""
        SELECT segment.id, {columns} road_class, level, {_drawn(shape)} FROM segment {join}
        WHERE NOT graded AND {condition} AND {IN_NETWORK} AND web_line && {_WITH_MARGIN} ORDER BY segment.id
    """


_ROADS: Final = {
    0: _gathered("roads", "road_class, level", _roads(_simplified("web_line"), "", f"road_class ~ '{_WIDE}'")),
    _SMALL_ROADS_FROM: _gathered("roads", "road_class, level", _roads(_simplified("web_line"))),
    _STRETCHED_FROM: _tile("roads", "road_class, level, name", _roads("web_line", "alley.name,", join=_NAMED)),
}
"""SQL by the least zoom it is for."""

_AREAS: Final = f"""
    SELECT code, name, {{drawn}} FROM district
    WHERE superseded_at IS NULL AND web_boundary && {_WITH_MARGIN} ORDER BY code
"""
_DISTRICTS: Final = {
    0: _tile("districts", "code, name", _AREAS.format(drawn=_drawn(_simplified("web_boundary")))),
    _STRETCHED_FROM: _tile("districts", "code, name", _AREAS.format(drawn=_drawn("web_boundary"))),
}


_HERE: Final = "SELECT id FROM segment WHERE public_point && {box}"
_IS_HERE: Final = f"(issue.segment_id IN ({_HERE})) IS TRUE"
"""Looks a segment up in a table made once: of an array from a query PostgreSQL would read half for each issue.

It is not a join either, by ``IS TRUE``: without knowing the box, as in a prepared statement, PostgreSQL would loop over
all issues for each segment.
"""


_STANDS: Final = "NOT {state}merged AND {state}verification <> 'rejected'"
"""What must hold by now of an issue that an official run shows, beside `_STILL_TOLD`; of a row of ``issue_state``."""

_STILL_TOLD: Final = f"""
    (live_category = ANY (CAST(:named AS text[]))
        OR label = '{UNNAMED}' AND live_category = ANY (CAST(:categories AS text[])))
"""
"""That an issue may still be shown by the words of its run, by the category that it has now."""


def _open_public(issues: str) -> str:
    """Return the rule of what is public of issues, over a query that says where each of them stood for the newest run.

    That query leaves out those that do not stand by now, and tells of the others which category they have by now: what was
    taken off is gone at once, and all else is as the run knew it.
    """
    return f"""
    WITH issue AS MATERIALIZED ({issues}) -- once, not once a segment
    SELECT public_point AS geom_tm, label, count(*)::int AS count
    FROM issue
    JOIN segment ON segment.id = issue.segment_id
    JOIN unnest(CAST(:categories AS text[]), CAST(:labels AS text[])) AS words(category, label)
        ON words.category = issue.category
    WHERE {_IS_HERE} AND issue.resolved_at IS NULL AND verification <> 'rejected'
        AND issue.recorded_at < :recorded_before AND {_STILL_TOLD}
    GROUP BY public_point, label
"""


OPEN_PUBLIC_ISSUES: Final = _open_public(f"""
    SELECT told.*, live.category AS live_category
    FROM ({ISSUE_STATE}) AS told JOIN issue_state AS live ON live.issue_id = told.id
    WHERE {_STANDS.format(state="live.")}
""")
"""SQL of the open issues by public point and words; ``{box}`` is the place asked for."""


def open_public_everywhere(also: str) -> str:
    """Return SQL of the same rows of the whole city, without the history of issues to which nothing happened since the run.

    Parameters
    ----------
    also : str
        Condition on ``told``, where the run knew each of them to stand.

    Returns
    -------
    str
        With the parameters of `public_values`.
    """
    return _open_public(f"""
    SELECT told.*, live.recorded_at, live.category AS live_category
    FROM ({issues_standing(some=False)}) AS told JOIN issue_state AS live ON live.issue_id = told.id
    WHERE {_STANDS.format(state="live.")} AND {also}
    """).replace("{box}", "public_point")


FEATURE_ID: Final = "md5(ST_AsText({point}) || label)::uuid::text"
"""SQL of the id of such a row for other systems."""

_LATER: Final = "ARRAY(SELECT issue_id FROM later)"
_SEGMENTS_HERE: Final = f"ARRAY({_HERE})"
_ONCE_HERE: Final = f"SELECT issue_id FROM placement WHERE segment_id = ANY ({_SEGMENTS_HERE})"


def _standing_here(once_here: str) -> str:
    """Return SQL of the issues on the segments of a box: as stored, but for those of which something was recorded since."""
    return f"""
    WITH later AS MATERIALIZED (
        SELECT issue_id, category FROM issue_state
        WHERE (known_from > :known OR settled_from >= :until) AND {_STANDS.format(state="")} AND {once_here}
    )
    SELECT issue_id, category, category AS live_category, segment_id, verification, resolved_at, recorded_at
    FROM issue_state
    WHERE segment_id = ANY ({_SEGMENTS_HERE}) AND NOT merged AND known_from <= :known AND settled_from < :until
    UNION ALL
    SELECT id, told.category, later.category, segment_id, verification, resolved_at, recorded_at
    FROM ({history_of(_LATER)}) AS told JOIN later ON later.issue_id = told.id
    """


_BOX_TM: Final = f"ST_Transform({_WITH_MARGIN}, {KOREA_TM})"


def _issues(once_here: str) -> str:
    open_here = _open_public(_standing_here(once_here)).replace("{box}", _BOX_TM)
    return _tile(
        "issues",
        "label, count",
        f"""
        SELECT label, count, {_drawn(f"ST_Transform(geom_tm, {WEB_MERCATOR})")} FROM ({open_here}) AS open
        ORDER BY ST_X(geom_tm), ST_Y(geom_tm), label
        """,
    )


_FEW_FROM: Final = 14
"""From here on it is quicker to look up the issues of a tile than to read where every one stands."""

_ISSUES: Final = {
    0: _issues(f"(issue_id IN ({_ONCE_HERE})) IS TRUE"),
    _FEW_FROM: _issues(f"issue_id IN ({_ONCE_HERE})"),
}

OPEN_PUBLIC_NEAR: Final = _open_public(_standing_here(f"issue_id IN ({_ONCE_HERE})"))
"""SQL of the same rows as `OPEN_PUBLIC_ISSUES`, quicker where ``{box}`` is a small part of the city."""

_VENUES: Final = {
    0: _tile(
        "venues",
        "id, kind, name",
        f"""
        SELECT venue_id::text AS id, kind, name, {_drawn("web_shape")} FROM ({VENUES_DRAWN}) AS venue
        WHERE web_shape && {_WITH_MARGIN} ORDER BY venue_id, ST_Dimension(web_shape) DESC
        """,
    )
}

_SHOPS: Final = {
    0: _tile(
        "shops",
        "id, sector, name, hours, services",
        f"""
        SELECT id::text, sector, name, hours, services, {_drawn("web_point")} FROM ({SHOPS_HELD}) AS shop
        WHERE web_point && {_WITH_MARGIN} ORDER BY id
        """,
    )
}

FORM: Final = blake2b(repr((_DISTRICTS, _ROADS, _ISSUES, _VENUES, _SHOPS)).encode(), digest_size=4).hexdigest()
"""How tiles are made: another text whenever that is changed, so that none of an older edition is taken for good."""


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


def venues(session: Session, at: TileAddress) -> bytes:
    """Return the tile of what residents may use: places and areas.

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
    return _answer(session, _VENUES, at)


def shops(session: Session, at: TileAddress) -> bytes:
    """Return the tile of welfare shops.

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
    return _answer(session, _SHOPS, at)


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
        "known": min(view.known, public.told_before),
        "until": view.until,
        "recorded_before": public.recorded_before,
        "categories": list(public.labels),
        "labels": list(public.labels.values()),
        "named": public.named,
    }


def _answer(session: Session, statements: dict[int, str], at: TileAddress, **values: object) -> bytes:
    statement = statements[max(least for least in statements if least <= at.z)]
    tile = session.execute(text(statement), {"z": at.z, "x": at.x, "y": at.y, **values}).scalar_one()
    return bytes(tile)
