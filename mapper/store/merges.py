"""Which issues were merged into which: nothing of a merged one is rewritten, all of it is found through the other.

Those that a file calls merged name no other issue; they are found nowhere but under their own id.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.store.issue_state import standing_events

MERGED_INTO: Final = f"""
    SELECT issue_id, into_id FROM (
        SELECT DISTINCT ON (issue_id) issue_id, kind, into_id FROM issue_event
        JOIN (SELECT issue_id FROM issue_state WHERE merged) AS gone USING (issue_id)
        WHERE (kind = 'unmerged' OR (kind = 'merged' AND into_id IS NOT NULL)) AND {standing_events()}
        ORDER BY issue_id, occurred_at DESC, recorded_at DESC, issue_event.id
    ) AS merging WHERE kind = 'merged'
"""
"""SQL of the issues that are merged now (``issue_id``), each with the one that it went into (``into_id``)."""

FAMILIES: Final = f"""
    merge AS MATERIALIZED ({MERGED_INTO}),
    family(member, root) AS (
        SELECT issue_id, into_id FROM merge
        UNION SELECT member, into_id FROM family JOIN merge ON issue_id = root
    )
"""
"""SQL for ``WITH RECURSIVE``: every merged issue (``member``) with each that it went into, by one merge or several."""


def merged_into(session: Session, issue: UUID) -> list[UUID]:
    """Return the issues that went into one, by one merge or several.

    Parameters
    ----------
    session : Session
        Only read.
    issue : UUID
        Id.

    Returns
    -------
    list of UUID
        In order of id; without the issue itself.
    """
    statement = f"WITH RECURSIVE {FAMILIES} SELECT member FROM family WHERE root = :issue ORDER BY member"
    return list(session.execute(text(statement), {"issue": issue}).scalars())


def surviving(session: Session, issues: Sequence[UUID]) -> dict[UUID, UUID]:
    """Return under which issue each one is found.

    Parameters
    ----------
    session : Session
        Only read.
    issues : sequence of UUID
        Ids.

    Returns
    -------
    dict of UUID to UUID
        Of each the one that it went into in the end; itself when it was not merged.
    """
    statement = f"""
        WITH RECURSIVE {FAMILIES}
        SELECT member, root FROM family
        WHERE member = ANY(:issues) AND root NOT IN (SELECT issue_id FROM merge)
    """
    found = session.execute(text(statement), {"issues": list(issues)}).all()
    return {issue: issue for issue in issues} | {member: root for member, root in found}  # noqa: C416 - rows have no type
