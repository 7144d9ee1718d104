"""What waits to be read of issues: what residents added and nobody answered, and what happened to those that one follows."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.store.issue_state import standing_events
from mapper.store.merges import WHOLE

UNANSWERED: Final = f"""
    unanswered AS MATERIALIZED (
        SELECT coalesce(root, said.issue_id) AS issue_id,
            CASE WHEN bool_or(asks_to_reopen) THEN 'reopen' ELSE 'update' END AS said
        FROM issue_update AS said LEFT JOIN survivor ON member = said.issue_id
        WHERE complaint_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM issue_update AS answer
            WHERE answer.issue_id IN (said.issue_id, root) AND answer.complaint_id IS NULL
                AND answer.recorded_at > said.recorded_at
        ) AND NOT EXISTS (
            SELECT FROM issue_event
            WHERE issue_event.issue_id IN (said.issue_id, root) AND kind NOT IN ('merged', 'unmerged')
                AND occurred_at > said.recorded_at AND {standing_events()}
        )
        GROUP BY 1
    )
"""
"""SQL for ``WITH``, after `mapper.store.merges.FAMILIES`: issues of which a resident told more (``update``), or which they
ask to be taken up again (``reopen``), since staff last said or did something; who says only where it went says nothing."""

_BY_ACT: Final = "SELECT {0}.recorded_at, act.user_id FROM {0} LEFT JOIN act ON act.id = act_id WHERE issue_id = member"
_HAPPENED: Final = " UNION ALL ".join(
    (
        *(_BY_ACT.format(table) for table in ("issue_event", "assignment", "classification")),
        "SELECT recorded_at, user_id FROM issue_update WHERE issue_id = member",
    )
)

NEWS: Final = f"""
    following AS (
        SELECT coalesce(root, issue_id) AS issue_id, min(coalesce(heard_at, recorded_at)) AS heard_at
        FROM follower LEFT JOIN survivor ON member = issue_id WHERE user_id = :user GROUP BY 1
    ), news AS MATERIALIZED (
        SELECT DISTINCT followed.issue_id FROM (
            SELECT issue_id, issue_id AS member, heard_at FROM following
            UNION ALL SELECT root, member, heard_at FROM following JOIN family ON root = issue_id
        ) AS followed CROSS JOIN LATERAL ({_HAPPENED}) AS happened
        WHERE happened.recorded_at > heard_at AND happened.user_id IS DISTINCT FROM :user
    )
"""
"""SQL for ``WITH``, after the same: what ``:user`` follows, and of it that to which others did something since they read it."""


def hear(session: Session, issue: UUID, *, user: UUID, now: datetime) -> None:
    """Note that a follower has read what happened to an issue.

    Parameters
    ----------
    session : Session
        Not committed.
    issue : UUID
        Id; with what was merged into it.
    user : UUID
        Who.
    now : datetime
        By the clock of knowledge.
    """
    statement = f"""
        WITH RECURSIVE {WHOLE} UPDATE follower SET heard_at = :now
        WHERE user_id = :user AND issue_id IN (SELECT member FROM whole)
    """
    session.execute(text(statement), {"issues": [issue], "user": user, "now": now})
