"""Issues, what happened to them, where they are placed, and the complaints that point at them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import pandas as pd
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from mapper.domain.disclosure import IssueOnCard
from mapper.frames import ISSUE_EVENTS
from mapper.store import issue_state
from mapper.store.bulk import copy_columns, many, new_ids, one_of, tell_planner
from mapper.store.geometry import points_to_ewkb
from mapper.store.review import unplaced
from mapper.store.revised import CATEGORY, POINT, revised_among
from mapper.store.tables import ComplaintRow, IssueEventRow, IssueRow, IssueStateRow, PlacementRow, UnplacedRow


def known_by_key(session: Session, keys: list[str]) -> dict[str, tuple[str, datetime]]:
    """Return the issues already stored.

    Parameters
    ----------
    session : Session
        Only read.
    keys : list of str
        Source keys.

    Returns
    -------
    dict of str to tuple
        Category and time of report of those of them that have a row.
    """
    found = session.execute(
        select(IssueRow.source_key, IssueRow.category, IssueRow.reported_at).where(one_of(IssueRow.source_key, keys))
    )
    return {key: (category, reported_at) for key, category, reported_at in found}


def ids_by_key(session: Session, keys: list[str]) -> dict[str, UUID]:
    """Return the ids of stored issues.

    Parameters
    ----------
    session : Session
        Only read.
    keys : list of str
        Source keys.

    Returns
    -------
    dict of str to UUID
        Those of them that have a row.
    """
    found = session.execute(select(IssueRow.source_key, IssueRow.id).where(one_of(IssueRow.source_key, keys)))
    return {key: row_id for key, row_id in found}  # noqa: C416 - dict() does not take rows by their type


def events_of(session: Session, keys: list[str]) -> pd.DataFrame:
    """Read what has happened to issues and was not taken back.

    Parameters
    ----------
    session : Session
        Only read.
    keys : list of str
        Source keys.

    Returns
    -------
    DataFrame
        By the contract ISSUE_EVENTS, in the order in which it occurred.
    """
    found = session.execute(
        select(IssueRow.source_key, IssueEventRow.kind, IssueEventRow.occurred_at, IssueEventRow.recorded_at)
        .join(IssueRow, IssueRow.id == IssueEventRow.issue_id)
        .where(one_of(IssueRow.source_key, keys), text(issue_state.standing_events()))
        .order_by(IssueEventRow.occurred_at, IssueEventRow.recorded_at)
    ).all()
    frame = pd.DataFrame([tuple(row) for row in found], columns=list(ISSUE_EVENTS.columns))
    times = {name: pd.to_datetime(frame[name], utc=True) for name in ("occurred_at", "recorded_at")}
    return frame.assign(**times).astype({"issue_key": "string", "kind": "string"})


def add(
    session: Session,
    issues: pd.DataFrame,
    *,
    recorded_at: datetime,
    new_id: Callable[[], UUID],
    import_id: UUID | None,
    told: Callable[[int], None] | None = None,
) -> pd.Series[Any]:
    """Append issues.

    Parameters
    ----------
    session : Session
        Not committed.
    issues : DataFrame
        By the contract ISSUES.
    recorded_at : datetime
        For rows that do not say when they were recorded.
    new_id : callable
        Makes the ids.
    import_id : UUID or None
        The file they come from.
    told : callable or None
        Told of each part that was written how many rows it had.

    Returns
    -------
    Series
        Ids as Arrow has them, shape (n,), in the order and with the index of the issues.
    """
    ids = new_ids(new_id, len(issues))
    columns = {
        "id": ids,
        "source_key": issues["source_key"],
        "category": issues["category"],
        "severity": issues["severity"],
        "origin": issues["origin"],
        "description": issues["description"],
        "road_name": issues["road_name"],
        "address": issues["address"],
        "point": points_to_ewkb(issues["x"].to_numpy(dtype=float), issues["y"].to_numpy(dtype=float)),
        "accuracy_m": issues["accuracy_m"],
        "reported_at": issues["reported_at"],
        "recorded_at": issues["recorded_at"].dt.as_unit("us").fillna(recorded_at),
        "import_id": import_id,
    }
    copy_columns(session, IssueRow, columns, told)
    return pd.Series(pd.arrays.ArrowExtensionArray(ids), index=issues.index)


def add_events(session: Session, events: pd.DataFrame, *, recorded_at: datetime, new_id: Callable[[], UUID]) -> None:
    """Append what happened to issues; `follow` is due then.

    Parameters
    ----------
    session : Session
        Not committed.
    events : DataFrame
        By the contract ISSUE_EVENTS, plus ``issue_id``.
    recorded_at : datetime
        For rows that do not say when they were recorded.
    new_id : callable
        Makes the ids.
    """
    columns = {
        "id": new_ids(new_id, len(events)),
        "issue_id": events["issue_id"],
        "kind": events["kind"],
        "occurred_at": events["occurred_at"],
        "recorded_at": events["recorded_at"].dt.as_unit("us").fillna(recorded_at),
    }
    copy_columns(session, IssueEventRow, columns)


def add_placements(
    session: Session,
    placements: pd.DataFrame,
    *,
    new_id: Callable[[], UUID],
    told: Callable[[int], None] | None = None,
) -> None:
    """Append placements, of which the latest recorded one of an issue holds; `follow` is due then.

    Parameters
    ----------
    session : Session
        Not committed.
    placements : DataFrame
        ``issue_id``, ``segment_id`` or None, ``decision``, ``method``, ``probability`` (NaN for none),
        ``offer`` (JSON text of segment id to posterior), ``recorded_at``.
    new_id : callable
        Makes the ids.
    told : callable or None
        Told of each part that was written how many rows it had.
    """
    columns = {
        "id": new_ids(new_id, len(placements)),
        "issue_id": placements["issue_id"],
        "segment_id": placements["segment_id"],
        "decision": placements["decision"],
        "method": placements["method"],
        "probability": placements["probability"],
        "offer": placements["offer"],
        "recorded_at": placements["recorded_at"],
    }
    copy_columns(session, PlacementRow, columns, told)


def follow(session: Session, issues: Any) -> None:
    """Bring what is derived of issues in step, after all of their events and placements were appended.

    Parameters
    ----------
    session : Session
        Not committed.
    issues : sequence or Series
        Their ids, each once.
    """
    tell_planner(session, len(issues), IssueRow, IssueEventRow, PlacementRow)
    with many(session, issues):
        issue_state.follow_many(session)
        unplaced.follow_many(session)
    tell_planner(session, len(issues), IssueStateRow, UnplacedRow)


def add_complaints(
    session: Session,
    complaints: pd.DataFrame,
    *,
    recorded_at: datetime,
    new_id: Callable[[], UUID],
    import_id: UUID | None,
) -> None:
    """Append complaints.

    Parameters
    ----------
    session : Session
        Not committed.
    complaints : DataFrame
        By the contract COMPLAINTS, plus the ``issue_id`` each one points at.
    recorded_at : datetime
        For rows that do not say when they were recorded.
    new_id : callable
        Makes the ids.
    import_id : UUID or None
        The file they come from.
    """
    columns = {
        "id": new_ids(new_id, len(complaints)),
        "source_key": complaints["source_key"],
        "issue_id": complaints["issue_id"],
        "kind": complaints["kind"],
        "text": complaints["text"],
        "filed_at": complaints["filed_at"],
        "recorded_at": complaints["recorded_at"].dt.as_unit("us").fillna(recorded_at),
        "import_id": import_id,
    }
    copy_columns(session, ComplaintRow, columns)


_ON_CARDS: Final = f"""
    SELECT issue.id, {CATEGORY}, issue.recorded_at
    FROM issue {revised_among("issue_id = ANY(:issues) AND recorded_at <= :known")} WHERE issue.id = ANY(:issues)
"""


def on_cards(session: Session, ids: list[str], *, known_at: datetime) -> dict[str, IssueOnCard]:
    """Read what grade cards say about issues.

    Parameters
    ----------
    session : Session
        Only read.
    ids : list of str
        Issues.
    known_at : datetime
        When their grades were made: what people edited later is not told yet.

    Returns
    -------
    dict of str to IssueOnCard
        By id.
    """
    found = session.execute(text(_ON_CARDS), {"issues": [UUID(one) for one in ids], "known": known_at})
    return {str(row_id): IssueOnCard(category, recorded_at) for row_id, category, recorded_at in found}


def placed_on(session: Session, segments: list[UUID]) -> pd.DataFrame:
    """Return which issues lie on some segments now.

    Parameters
    ----------
    session : Session
        Only read.
    segments : list of UUID
        Ids.

    Returns
    -------
    DataFrame
        ``issue_id``, ``segment_id`` and the point of the issue ``x``, ``y`` in EPSG:5179 [m], NaN without one.
    """
    found = session.execute(
        text(
            f"""
            SELECT issue.id, segment_id, ST_X({POINT}), ST_Y({POINT}) FROM (
                SELECT DISTINCT ON (issue_id) issue_id, segment_id FROM placement
                ORDER BY issue_id, recorded_at DESC, id
            ) AS placed JOIN issue ON issue.id = placed.issue_id {revised_among("true")}
            WHERE segment_id = ANY(:segments) ORDER BY issue.id
            """
        ),
        {"segments": segments},
    )
    frame = pd.DataFrame([tuple(row) for row in found], columns=["issue_id", "segment_id", "x", "y"], dtype=object)
    return frame.astype({"x": float, "y": float})
