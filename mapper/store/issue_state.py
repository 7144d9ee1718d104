"""Where every issue stood: the one query behind grades, tiles and figures.

``:known`` bounds what had been recorded, ``:until`` (exclusive) what had occurred. Of each family of
events the latest one holds; of the placements the latest recorded one. Reopening ends a rejection.
"""

from __future__ import annotations

from mapper.domain.issue import kinds_of


def _latest(family: str) -> str:
    kinds = ", ".join(f"'{kind}'" for kind in kinds_of(family))
    return f"""
    LEFT JOIN (
        SELECT DISTINCT ON (issue_id) issue_id, kind, occurred_at FROM issue_event
        WHERE kind IN ({kinds}) AND recorded_at <= :known AND occurred_at < :until
        ORDER BY issue_id, occurred_at DESC, recorded_at DESC, id
    ) {family} ON {family}.issue_id = issue.id"""


ISSUE_STATE = f"""
    SELECT issue.id, issue.category, issue.severity, issue.origin, issue.reported_at, issue.recorded_at,
        placed.segment_id, placed.decision,
        CASE WHEN verification.kind = 'rejected' AND resolution.kind = 'reopened'
                AND resolution.occurred_at >= verification.occurred_at THEN 'unverified'
            ELSE coalesce(verification.kind, 'unverified') END AS verification,
        CASE WHEN resolution.kind = 'resolved' THEN resolution.occurred_at END AS resolved_at
    FROM issue
    LEFT JOIN (
        SELECT DISTINCT ON (issue_id) issue_id, segment_id, decision FROM placement
        WHERE recorded_at <= :known ORDER BY issue_id, recorded_at DESC, id
    ) placed ON placed.issue_id = issue.id
    {_latest("verification")}{_latest("resolution")}{_latest("merging")}
    WHERE issue.recorded_at <= :known AND issue.reported_at < :until AND coalesce(merging.kind, '') <> 'merged'
"""
"""SQL of one row per issue that counts for itself."""
