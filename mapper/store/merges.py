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

_FAMILIES: Final = f"""
    merge AS MATERIALIZED (
        SELECT issue_id, into_id, recorded_at FROM (
            SELECT DISTINCT ON (issue_id) issue_id, kind, into_id, recorded_at FROM issue_event
            JOIN ({{gone}}) AS gone USING (issue_id)
            WHERE (kind = 'unmerged' OR (kind = 'merged' AND into_id IS NOT NULL)) AND {standing_events()}
            ORDER BY issue_id, occurred_at DESC, recorded_at DESC, issue_event.id
        ) AS merging WHERE kind = 'merged'
    ),
    family(member, root) AS (
        SELECT issue_id, into_id FROM merge
        UNION SELECT member, into_id FROM family JOIN merge ON issue_id = root
    ),
    survivor AS (SELECT member, root FROM family WHERE root NOT IN (SELECT issue_id FROM merge))
"""

FAMILIES: Final = _FAMILIES.format(gone="SELECT issue_id FROM issue_state WHERE merged")
"""SQL for ``WITH RECURSIVE``: every merged issue (``member``) with each that it went into, by one merge or several
(``family``), and with the one that it went into in the end (``survivor``)."""

WHOLE: Final = f"""
    kin(issue_id) AS (
        SELECT unnest(CAST(:issues AS uuid[]))
        UNION SELECT issue_event.issue_id FROM kin JOIN issue_event ON into_id = kin.issue_id
    ),
    {_FAMILIES.format(gone="SELECT issue_id FROM issue_state JOIN kin USING (issue_id) WHERE merged")},
    whole(root, member) AS (
        SELECT one, one FROM unnest(CAST(:issues AS uuid[])) AS one
        UNION SELECT root, member FROM family WHERE root = ANY(:issues)
    )
"""
"""SQL of the same for a few issues (``:issues``) and what went into them; ``whole`` has each of these under itself too."""

_UPWARD: Final = f"""
    way(issue_id) AS (
        SELECT unnest(CAST(:issues AS uuid[]))
        UNION SELECT into_id FROM way JOIN issue_event USING (issue_id) WHERE into_id IS NOT NULL
    ),
    {_FAMILIES.format(gone="SELECT issue_id FROM issue_state JOIN way USING (issue_id) WHERE merged")}
"""

JOINED: Final = f"""
    {_UPWARD},
    joined(issue_id, since) AS (
        SELECT unnest(CAST(:issues AS uuid[])), CAST('-infinity' AS timestamptz)
        UNION SELECT into_id, greatest(since, recorded_at) FROM joined JOIN merge USING (issue_id)
    )
"""
"""SQL for ``WITH RECURSIVE`` of an issue (``:issues``) and all that it went into, by one merge or several (``joined``), with
since when it has been part of each."""

SHORTLISTED: Final = """
    SELECT issue_id FROM shortlist WHERE user_id = :user
    UNION SELECT root FROM shortlist JOIN survivor ON member = issue_id WHERE user_id = :user
"""
"""SQL, after either, of the issues that ``:user`` keeps at hand, also where one was merged into another."""


def members(session: Session, issues: Sequence[UUID]) -> list[tuple[UUID, UUID]]:
    """Return what issues consist of: themselves, and those that went into them by one merge or several.

    Parameters
    ----------
    session : Session
        Only read.
    issues : sequence of UUID
        Ids.

    Returns
    -------
    list of tuple
        One of the issues, and what belongs to it; in order of these.
    """
    statement = f"WITH RECURSIVE {WHOLE} SELECT root, member FROM whole ORDER BY root, member"
    return [(row.root, row.member) for row in session.execute(text(statement), {"issues": list(issues)})]


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
    statement = f"WITH RECURSIVE {_UPWARD} SELECT member, root FROM survivor WHERE member = ANY(:issues)"
    found = session.execute(text(statement), {"issues": list(issues)}).all()
    return {issue: issue for issue in issues} | {member: root for member, root in found}  # noqa: C416 - rows have no type
