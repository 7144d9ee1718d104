"""The change feed: the layers are looked at from time to time, and whatever is not as it was told gets the next positions.

A position is given when a change is seen, which is after it was committed, by one reader at a time who holds the row of the feed.
So whoever has read up to a position has missed nothing, however long a transaction took (ADR 0077).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.store.export_queries import IN_BOX, QUERIES
from mapper.store.export_rows import LONG_READ, Selection, rows_of

_HOME: Final = """
    SELECT system_identifier || ' ' || oid FROM pg_control_system(), pg_database WHERE datname = current_database()
"""
_BEGIN: Final = text(f"""
    INSERT INTO feed (detail, epoch, home, position)
    SELECT :detail, :epoch, home, 0 FROM ({_HOME}) AS here(home)
    WHERE NOT EXISTS (SELECT FROM feed WHERE detail = :detail AND home = here.home)
    ON CONFLICT (detail) DO UPDATE SET epoch = excluded.epoch, home = excluded.home WHERE feed.home <> excluded.home
""")
"""Where there is nothing to do, it holds nothing: it would wait for whoever looks."""
_HOLD: Final = text("""
    SELECT epoch, position, shown FROM feed
    WHERE detail = :detail AND (looked_at IS NULL OR CAST(:stale AS timestamptz) IS NULL OR looked_at <= :stale)
        AND (CAST(:shown AS text) IS NULL OR shown IS DISTINCT FROM :shown)
    FOR UPDATE SKIP LOCKED
""")
_LOOKED: Final = text("UPDATE feed SET position = :position, looked_at = :now, shown = :shown WHERE detail = :detail")
_FEED: Final = text("SELECT epoch, position, shown FROM feed WHERE detail = :detail")
_TOLD: Final = text("""
    SELECT layer, id, digest IS NULL, position, feature FROM feed_item WHERE detail = :detail AND position > :since
    ORDER BY position LIMIT :limit
""")
_SEEN: Final = text("""
    SELECT id FROM feed_item
    WHERE detail = :detail AND layer = :layer AND position > :since AND digest IS NOT NULL ORDER BY position
""")
_KEEP: Final = text("""
    UPDATE feed_item SET feature = new.feature FROM unnest(CAST(:ids AS text[]), CAST(:features AS text[])) AS new(id, feature)
    WHERE detail = :detail AND layer = :layer AND feed_item.id = new.id
""")


@dataclass(frozen=True)
class Feed:
    """How far a feed goes.

    Attributes
    ----------
    epoch : UUID
        Another one whenever it was begun anew.
    position : int
        Of its latest change.
    shown : str or None
        Names what the layers showed when they were looked at last.
    """

    epoch: UUID
    position: int
    shown: str | None


@dataclass(frozen=True)
class Told:
    """One change.

    Attributes
    ----------
    layer, id : str
        Of the row.
    is_gone : bool
        Whether there is no such row any more.
    position : int
        Of the change.
    feature : str or None
        Its GeoJSON, where that was kept.
    """

    layer: str
    id: str
    is_gone: bool
    position: int
    feature: str | None


def begin(session: Session, detail: str, *, epoch: UUID) -> None:
    """Begin a feed where there is none, and anew in a database that was made from a dump.

    Parameters
    ----------
    session : Session
        Not committed.
    detail : str
        For whose eyes.
    epoch : UUID
        A new id.
    """
    session.execute(_BEGIN, {"detail": detail, "epoch": epoch})


def hold(session: Session, detail: str, *, stale: datetime | None, shown: str | None) -> Feed | None:
    """Take the right to look at the layers, until the transaction ends.

    Parameters
    ----------
    session : Session
        Not committed.
    detail : str
        For whose eyes.
    stale : datetime or None
        Only when they were not looked at since; None when that does not matter.
    shown : str or None
        Only when they showed something else then than what this names; None when only a look tells.

    Returns
    -------
    Feed or None
        None while another reader looks, or when there is nothing to be seen yet.
    """
    row = session.execute(_HOLD, {"detail": detail, "stale": stale, "shown": shown}).one_or_none()
    return None if row is None else Feed(*row)


def look(session: Session, detail: str, selection: Selection, *, position: int) -> int:
    """Note which rows of a layer are not as they were told.

    Parameters
    ----------
    session : Session
        Holds the feed.
    detail : str
        For whose eyes the feed is.
    selection : Selection
        All rows of an edition.
    position : int
        Up to which positions are given.

    Returns
    -------
    int
        Up to which they are given now.
    """
    query = QUERIES[selection.layer, selection.detail]
    fields = ", ".join(query.fields[key] for key in selection.columns)
    statement = f"""
        WITH standing AS (
            SELECT {query.fields[selection.columns[0]]} AS id,
                decode(md5(ROW({fields}, ST_AsBinary({query.place}))::text), 'hex') AS digest
            {rows_of(query, selection).replace(IN_BOX, "")}
        ), changed AS (
            SELECT coalesce(standing.id, told.id) AS id, standing.digest
            FROM standing FULL JOIN (
                SELECT id, digest FROM feed_item WHERE detail = :feed AND layer = :layer
            ) AS told ON told.id = standing.id
            WHERE standing.digest IS DISTINCT FROM told.digest
        ), noted AS (
            INSERT INTO feed_item (detail, layer, id, digest, position)
            SELECT :feed, :layer, id, digest, :position + row_number() OVER (ORDER BY id) FROM changed
            ON CONFLICT (detail, layer, id)
            DO UPDATE SET digest = excluded.digest, position = excluded.position, feature = NULL
            RETURNING position
        )
        SELECT coalesce(max(position), :position) FROM noted
    """
    bound = {**selection.values, "feed": detail, "layer": selection.layer, "position": position}
    session.execute(LONG_READ)
    reached: int = session.execute(text(statement), bound).scalar_one()
    return reached


def seen_since(session: Session, detail: str, layer: str, *, since: int) -> list[str]:
    """Return which rows a look found to be new or others.

    Parameters
    ----------
    session : Session
        Holds the feed.
    detail, layer : str
        Of the rows.
    since : int
        Up to which positions were given before it.

    Returns
    -------
    list of str
        Ids.
    """
    return list(session.execute(_SEEN, {"detail": detail, "layer": layer, "since": since}).scalars())


def keep_features(session: Session, detail: str, layer: str, features: Mapping[str, str]) -> None:
    """Keep what rows say, of a layer whose rows cannot be read one by one.

    Parameters
    ----------
    session : Session
        Holds the feed.
    detail, layer : str
        Of the rows.
    features : mapping of str to str
        GeoJSON by id.
    """
    told = {"ids": list(features), "features": list(features.values())}
    session.execute(_KEEP, {"detail": detail, "layer": layer, **told})


def note_look(session: Session, detail: str, *, position: int, shown: str | None, now: datetime) -> None:
    """Note that the layers were looked at.

    Parameters
    ----------
    session : Session
        Holds the feed.
    detail : str
        For whose eyes.
    position : int
        Up to which positions are given.
    shown : str or None
        Names what they show.
    now : datetime
        When.
    """
    session.execute(_LOOKED, {"detail": detail, "position": position, "shown": shown, "now": now})


def feed_of(session: Session, detail: str) -> Feed:
    """Return how far a feed goes.

    Parameters
    ----------
    session : Session
        Only read.
    detail : str
        For whose eyes.

    Returns
    -------
    Feed
        That was begun.
    """
    return Feed(*session.execute(_FEED, {"detail": detail}).one())


def told_since(session: Session, detail: str, *, since: int, limit: int) -> Sequence[Told]:
    """Return changes.

    Parameters
    ----------
    session : Session
        Only read.
    detail : str
        For whose eyes.
    since : int
        Position behind which they begin.
    limit : int
        At most so many.

    Returns
    -------
    sequence of Told
        By position; of each row the latest one only.
    """
    values: Mapping[str, object] = {"detail": detail, "since": since, "limit": limit}
    return [Told(*row) for row in session.execute(_TOLD, values)]
