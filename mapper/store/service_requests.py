"""Issues one by one, as programs of others ask for them: what is known of each, and which of them stand in lists."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.crs import WGS84
from mapper.domain.issue import EVENT_KINDS, OPEN
from mapper.domain.service_request import RequestFacts, RequestUpdate, Sought, to_the_hour
from mapper.store.issue_state import standing_events
from mapper.store.photo_moderation import LATEST_FIRST

_CLOSING: Final = ", ".join(f"'{event.kind}'" for event in EVENT_KINDS if event.leads_to not in OPEN)


def _told(event: str) -> str:
    """Return SQL of the events that everybody is told of, by what was recorded up to the full hour."""
    return f"{event}.recorded_at < :told_before AND " + standing_events("AND undo.recorded_at < :told_before", event)


_LATEST: Final = f"""
    LEFT JOIN LATERAL (
        SELECT kind, occurred_at, blocker FROM issue_event
        WHERE issue_id = state.issue_id AND {_told("issue_event")}
        ORDER BY occurred_at DESC, recorded_at DESC, id DESC LIMIT 1
    ) AS latest ON true
"""
_FACTS: Final = f"""
    SELECT state.issue_id, state.category, state.reported_at, state.recorded_at, latest.kind, latest.occurred_at,
        latest.blocker, state.verification, state.merged, segment.length_m, ST_X(shown.point), ST_Y(shown.point),
        district.name, alley.name, released.words, filed.text, issue.address, filed.id IS NOT NULL,
        issue.category
    FROM issue_state AS state JOIN issue ON issue.id = state.issue_id {_LATEST}
    LEFT JOIN segment ON segment.id = state.segment_id LEFT JOIN alley ON alley.id = segment.alley_id
    LEFT JOIN district ON district.id = segment.district_id
    LEFT JOIN LATERAL (SELECT ST_Transform(segment.public_point, {WGS84}) AS point) AS shown ON true
    LEFT JOIN LATERAL (
        SELECT words FROM moderation WHERE issue_id = state.issue_id ORDER BY {LATEST_FIRST} LIMIT 1
    ) AS released ON true
    LEFT JOIN complaint AS filed ON filed.source_key = 'resident:' || state.issue_id AND filed.code_hash IS NOT NULL
    WHERE state.issue_id = ANY(:issues)
"""

_HOUR: Final = "date_trunc('hour', {})"
_REQUESTED: Final = _HOUR.format("state.reported_at")
_UPDATED: Final = _HOUR.format("coalesce(latest.occurred_at, state.reported_at)")


def _between(what: str, name: str) -> str:
    first, last = (f"CAST(:{name}_{end} AS timestamptz)" for end in ("first", "last"))
    return f"({first} IS NULL OR {what} BETWEEN {first} AND {last})"


_PUBLIC: Final = """
    NOT state.merged AND state.verification <> 'rejected' AND state.recorded_at < :recorded_before
        AND state.category = ANY(:categories) AND segment.public_point IS NOT NULL
"""
_LISTED: Final = text(f"""
    SELECT state.issue_id FROM issue_state AS state JOIN segment ON segment.id = state.segment_id {_LATEST}
    WHERE {_PUBLIC} AND {_between(_REQUESTED, "requested")} AND {_between(_UPDATED, "updated")}
        AND (CAST(:is_open AS boolean) IS NULL OR (latest.kind IS NULL OR latest.kind NOT IN ({_CLOSING})) = :is_open)
        AND (CAST(:west AS float8) IS NULL
            OR ST_Transform(segment.public_point, {WGS84}) && ST_MakeEnvelope(:west, :south, :east, :north, {WGS84}))
    ORDER BY {_REQUESTED} DESC, state.issue_id LIMIT :most OFFSET :before
""")
_UPDATES: Final = text(f"""
    SELECT event.id, event.issue_id, event.kind, event.occurred_at
    FROM issue_event AS event JOIN issue_state AS state ON state.issue_id = event.issue_id
    JOIN segment ON segment.id = state.segment_id
    WHERE {_PUBLIC} AND {_told("event")} AND event.kind NOT IN ('merged', 'unmerged')
        AND {_between(_HOUR.format("event.occurred_at"), "updated")}
        AND (CAST(:issues AS uuid[]) IS NULL OR event.issue_id = ANY(CAST(:issues AS uuid[])))
    ORDER BY {_HOUR.format("event.occurred_at")}, event.id LIMIT :most OFFSET :before
""")


def facts_of(session: Session, issues: Collection[UUID], *, told_before: datetime) -> dict[UUID, RequestFacts]:
    """Read what is known of issues.

    Parameters
    ----------
    session : Session
        Only read.
    issues : collection of UUID
        Ids.
    told_before : datetime
        What was recorded of them later is not told yet.

    Returns
    -------
    dict of UUID to RequestFacts
        Of those that there are.
    """
    found = session.execute(text(_FACTS), {"issues": list(issues), "told_before": told_before})
    return {row[0]: RequestFacts(*row) for row in found}


def listed(
    session: Session, sought: Sought, *, categories: Collection[str], recorded_before: datetime, told_before: datetime
) -> Sequence[UUID]:
    """Return the issues of a page of the list.

    Parameters
    ----------
    session : Session
        Only read.
    sought : Sought
        Which.
    categories : collection of str
        Of these alone.
    recorded_before : datetime
        Issues recorded later are not public yet.
    told_before : datetime
        What was recorded of them later is not told yet.

    Returns
    -------
    sequence of UUID
        The latest reported first, by the hour.
    """
    west, south, east, north = sought.box or (None, None, None, None)
    values = {
        "categories": list(categories),
        "recorded_before": recorded_before,
        "told_before": told_before,
        "is_open": sought.is_open,
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        **_times("requested", sought.requested),
        **_times("updated", sought.updated),
        **_page(sought),
    }
    return session.execute(_LISTED, values).scalars().all()


def updates(
    session: Session,
    sought: Sought,
    *,
    issues: Collection[UUID] | None,
    categories: Collection[str],
    recorded_before: datetime,
    told_before: datetime,
) -> list[RequestUpdate]:
    """Return what happened to issues that stand in the list.

    Parameters
    ----------
    session : Session
        Only read.
    sought : Sought
        ``updated``, ``page`` and ``size`` count.
    issues : collection of UUID or None
        Of these alone; None for all.
    categories : collection of str
        Of these alone.
    recorded_before : datetime
        Issues recorded later are not public yet.
    told_before : datetime
        What was recorded of them later is not told yet.

    Returns
    -------
    list of RequestUpdate
        In the order in which it happened, by the hour.
    """
    values = {
        "categories": list(categories),
        "recorded_before": recorded_before,
        "told_before": told_before,
        "issues": None if issues is None else list(issues),
        **_times("updated", sought.updated),
        **_page(sought),
    }
    found = session.execute(_UPDATES, values)
    return [RequestUpdate(one, issue, kind, to_the_hour(at)) for one, issue, kind, at in found]


def _times(name: str, span: tuple[datetime, datetime] | None) -> dict[str, Any]:
    first, last = span or (None, None)
    return {f"{name}_first": first, f"{name}_last": last}


def _page(sought: Sought) -> dict[str, int]:
    return {"most": sought.size, "before": (sought.page - 1) * sought.size}
