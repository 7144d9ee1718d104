"""Where every issue stood: the one rule behind grades, tiles and figures, and its present answer kept in a table.

``:known`` bounds what had been recorded, ``:until`` (exclusive) what had occurred. Of each family of
events the latest one holds; of the placements the latest recorded one. Reopening ends a rejection.

The answer to "all that is known now" is stored by issue. It is also the answer to every question asked later than
the last thing that was recorded of an issue and that occurred to it, so a reader takes the stored row where it is
good and asks the history only for the others.
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.issue import kinds_of

_BOUNDED: Final = "recorded_at <= :known AND occurred_at < :until"
_VERIFICATION: Final = """
    CASE WHEN verification.kind = 'rejected' AND resolution.kind = 'reopened'
            AND resolution.occurred_at >= verification.occurred_at THEN 'unverified'
        ELSE coalesce(verification.kind, 'unverified') END AS verification,
    CASE WHEN resolution.kind = 'resolved' THEN resolution.occurred_at END AS resolved_at"""


def _latest(family: str, which: str) -> str:
    kinds = ", ".join(f"'{kind}'" for kind in kinds_of(family))
    return f"""
    LEFT JOIN (
        SELECT DISTINCT ON (issue_id) issue_id, kind, occurred_at FROM issue_event
        WHERE kind IN ({kinds}) AND {which}
        ORDER BY issue_id, occurred_at DESC, recorded_at DESC, id
    ) {family} ON {family}.issue_id = issue.id"""


def _standing(columns: str, placements: str, events: str) -> str:
    return f"""
    SELECT issue.id, issue.category, issue.severity, issue.origin, issue.reported_at, issue.recorded_at,
        placed.segment_id, placed.decision, {_VERIFICATION}{columns}
    FROM issue
    LEFT JOIN (
        SELECT DISTINCT ON (issue_id) issue_id, segment_id, decision, recorded_at FROM placement
        WHERE {placements} ORDER BY issue_id, recorded_at DESC, id
    ) placed ON placed.issue_id = issue.id
    {_latest("verification", events)}{_latest("resolution", events)}{_latest("merging", events)}"""


ISSUE_STATE: Final = f"""
    {_standing("", "recorded_at <= :known", _BOUNDED)}
    WHERE issue.recorded_at <= :known AND issue.reported_at < :until AND coalesce(merging.kind, '') <> 'merged'
"""
"""SQL of one row per issue that counts for itself, told by its history."""

_OF_THEM: Final = "issue_id = ANY(:issues)"
_SINCE: Final = """,
        coalesce(merging.kind, '') = 'merged' AS merged,
        greatest(issue.recorded_at, placed.recorded_at, told.recorded_at) AS known_from,
        greatest(issue.reported_at, told.occurred_at) AS settled_from"""
_FOLLOW: Final = f"""
    INSERT INTO issue_state (
        issue_id, category, severity, origin, reported_at, recorded_at, segment_id, decision, verification,
        resolved_at, merged, known_from, settled_from
    )
    {_standing(_SINCE, _OF_THEM, _OF_THEM)}
    LEFT JOIN (
        SELECT issue_id, max(recorded_at) AS recorded_at, max(occurred_at) AS occurred_at FROM issue_event
        WHERE {_OF_THEM} GROUP BY issue_id
    ) told ON told.issue_id = issue.id
    WHERE issue.id = ANY(:issues)
    ON CONFLICT (issue_id) DO UPDATE SET
        segment_id = excluded.segment_id, decision = excluded.decision, verification = excluded.verification,
        resolved_at = excluded.resolved_at, merged = excluded.merged, known_from = excluded.known_from,
        settled_from = excluded.settled_from
"""


def follow(session: Session, issues: list[UUID]) -> None:
    """Work out anew where issues stand of which something was just appended.

    Parameters
    ----------
    session : Session
        Not committed.
    issues : list of UUID
        Ids, any number.
    """
    session.execute(text(_FOLLOW), {"issues": issues})
