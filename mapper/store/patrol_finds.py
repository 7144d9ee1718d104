"""What patrols found, by all that was known at a time: the rows behind the figures of 로드체킹."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.issue import kinds_of, status_of
from mapper.domain.patrol_find import Find
from mapper.store.issue_state import KNOWN_EVENTS, history_of
from mapper.store.patrols import FOUND

_MERGING: Final = ", ".join(f"'{kind}'" for kind in kinds_of("merging"))
_ROOTS: Final = f"""
    WITH RECURSIVE latest AS (
        SELECT DISTINCT ON (issue_id) issue_id, kind, into_id FROM issue_event
        WHERE kind IN ({_MERGING}) AND {KNOWN_EVENTS}
        ORDER BY issue_id, occurred_at DESC, recorded_at DESC, issue_event.id
    ), merge AS MATERIALIZED (
        SELECT issue_id, into_id FROM latest WHERE kind = 'merged'
    ), report AS MATERIALIZED (
        SELECT issue.id, patrol_id, reported_at FROM issue
        LEFT JOIN patrol ON patrol.id = patrol_id AND patrol.recorded_at <= :known
        WHERE (origin = 'patrol' OR patrol_id IS NOT NULL) AND {FOUND}
            AND issue.recorded_at <= :known AND reported_at < :until
    ), path(member, root) AS (
        SELECT id, id FROM report
        UNION SELECT member, into_id FROM path JOIN merge ON issue_id = root WHERE into_id IS NOT NULL
    )
    SELECT DISTINCT ON (root) root, report.reported_at AS found_at, count(*) OVER (PARTITION BY root) AS reports,
        report.patrol_id
    FROM path JOIN report ON report.id = member WHERE root NOT IN (SELECT issue_id FROM merge)
    ORDER BY root, report.reported_at, report.id
"""
"""What was found, each once: the issue that the others were merged into, with its earliest report."""

# Apart from the first, so that PostgreSQL knows of how many issues the state is asked, and joins them rather than looking
# through all of them for each.
_FINDS: Final = f"""
    SELECT find.root, find.found_at, find.reports, find.patrol_id, state.category, state.severity, last.kind,
        state.resolved_at, coalesce(on_segment.code, around.code) AS district, alley.name
    FROM unnest(
        CAST(:roots AS uuid[]), CAST(:found AS timestamptz[]), CAST(:reports AS bigint[]), CAST(:patrols AS uuid[])
    ) AS find (root, found_at, reports, patrol_id)
    JOIN ({history_of("CAST(:roots AS uuid[])")}) AS state ON state.id = find.root
    JOIN issue ON issue.id = find.root
    LEFT JOIN LATERAL (
        SELECT kind FROM issue_event WHERE issue_event.issue_id = find.root AND {KNOWN_EVENTS}
        ORDER BY occurred_at DESC, recorded_at DESC, issue_event.id LIMIT 1
    ) AS last ON true
    LEFT JOIN segment ON segment.id = state.segment_id LEFT JOIN alley ON alley.id = segment.alley_id
    LEFT JOIN district AS on_segment ON on_segment.id = segment.district_id
    LEFT JOIN LATERAL (
        SELECT code FROM district
        WHERE state.segment_id IS NULL AND superseded_at IS NULL AND ST_Intersects(boundary, state.point)
        ORDER BY code LIMIT 1
    ) AS around ON true
    WHERE CAST(:codes AS text[]) IS NULL OR coalesce(on_segment.code, around.code) = ANY(CAST(:codes AS text[]))
    ORDER BY find.found_at, find.root
"""


def finds(session: Session, codes: Sequence[str] | None, *, known: datetime, until: datetime) -> list[Find]:
    """Read what patrols found, each once however often it was reported.

    Parameters
    ----------
    session : Session
        Only read.
    codes : sequence of str or None
        Codes of the districts in which it lies; None for everywhere.
    known : datetime
        What was recorded later is not known.
    until : datetime
        What occurred then or later has not happened.

    Returns
    -------
    list of Find
        In order of time.
    """
    moment = {"known": known, "until": until}
    found = [tuple(row) for row in session.execute(text(_ROOTS), moment)]
    roots, times, reports, patrols = map(list, zip(*found, strict=True)) if found else ([], [], [], [])
    asked = {"roots": roots, "found": times, "reports": reports, "patrols": patrols}
    values = {"codes": None if codes is None else list(codes), **moment, **asked}
    return [
        Find(issue, found_at, reports, patrol, category, severity, _status(last, resolved_at), resolved_at, code, alley)
        for issue, found_at, reports, patrol, category, severity, last, resolved_at, code, alley in session.execute(
            text(_FINDS), values
        )
    ]


def _status(last: str | None, resolved_at: datetime | None) -> str:
    if resolved_at is not None:
        return "resolved"
    return status_of(last)


def walks(
    session: Session, codes: Sequence[str] | None, *, known: datetime, until: datetime
) -> list[tuple[UUID, UUID, datetime]]:
    """Read which teams patrolled when.

    Parameters
    ----------
    session : Session
        Only read.
    codes : sequence of str or None
        Codes of districts in one of which the teams work; None for all teams.
    known : datetime
        What was recorded later is not known.
    until : datetime
        What began then or later has not happened.

    Returns
    -------
    list of (UUID, UUID, datetime)
        Each patrol, its team and its beginning, in order of time.
    """
    statement = """
        SELECT id, team_id, started_at FROM patrol
        WHERE recorded_at <= :known AND started_at < :until AND (CAST(:codes AS text[]) IS NULL OR team_id IN (
            SELECT team_id FROM team_district WHERE district_code = ANY(CAST(:codes AS text[]))
        )) ORDER BY started_at, id
    """
    values = {"codes": None if codes is None else list(codes), "known": known, "until": until}
    return [(patrol, team, at) for patrol, team, at in session.execute(text(statement), values)]
