"""Where every issue stood: the one rule behind grades, tiles and figures, and its present answer kept in a table.

``:known`` bounds what had been recorded, ``:until`` (exclusive) what had occurred. Of each family of
events the latest one that nobody took back holds; of the placements the latest recorded one, and so of the revisions,
which put right what was reported, as of every day. Whatever is said of the fix of a rejected issue, from its reopening
on, ends the rejection.

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
from mapper.store.bulk import AMONG_MANY
from mapper.store.revised import ACCURACY_M, CATEGORY, DESCRIPTION, POINT, SEVERITY, WITHDRAWN, revised_among

_VERIFICATION: Final = """
    CASE WHEN verification.kind = 'rejected' AND resolution.occurred_at >= verification.occurred_at THEN 'unverified'
        ELSE coalesce(verification.kind, 'unverified') END AS verification,
    CASE WHEN resolution.kind = 'resolved' THEN resolution.occurred_at END AS resolved_at"""


def standing_events(bound: str = "", event: str = "issue_event") -> str:
    """Return SQL that leaves out the events that were taken back, and those that take one back.

    Parameters
    ----------
    bound : str
        SQL that bounds what is known of ``undo``, the event that takes one back; it begins with ``AND``.
    event : str
        What an event is called in the statement.

    Returns
    -------
    str
        A condition on it.
    """
    return f"""{event}.undoes_id IS NULL AND NOT EXISTS (
            SELECT FROM issue_event AS undo
            WHERE undo.undoes_id = {event}.id AND undo.undoes_id IS NOT NULL {bound}
        )"""


KNOWN_EVENTS: Final = "recorded_at <= :known AND occurred_at < :until AND " + standing_events(
    "AND undo.recorded_at <= :known"
)
"""SQL of the events that hold for somebody who knows what was recorded up to ``:known``."""


def _latest(family: str, which: str) -> str:
    kinds = ", ".join(f"'{kind}'" for kind in kinds_of(family))
    return f"""
    LEFT JOIN (
        SELECT DISTINCT ON (issue_id) issue_id, kind, occurred_at FROM issue_event
        WHERE kind IN ({kinds}) AND {which}
        ORDER BY issue_id, occurred_at DESC, recorded_at DESC, id
    ) {family} ON {family}.issue_id = issue.id"""


def _standing(columns: str, recorded: str, events: str) -> str:
    return f"""
    SELECT issue.id, {CATEGORY} AS category, {SEVERITY} AS severity, issue.origin, issue.reported_at, issue.recorded_at,
        placed.segment_id, placed.decision, {_VERIFICATION}{columns}
    FROM issue
    LEFT JOIN (
        SELECT DISTINCT ON (issue_id) issue_id, segment_id, decision, recorded_at FROM placement
        WHERE {recorded} ORDER BY issue_id, recorded_at DESC, id
    ) placed ON placed.issue_id = issue.id {revised_among(recorded)}
    {_latest("verification", events)}{_latest("resolution", events)}{_latest("merging", events)}"""


_GONE: Final = f"(coalesce(merging.kind, '') = 'merged' OR {WITHDRAWN})"
_COUNTING: Final = f"issue.recorded_at <= :known AND issue.reported_at < :until AND NOT {_GONE}"
_SHOWN: Final = f", {DESCRIPTION} AS description, {POINT} AS point, {ACCURACY_M} AS accuracy_m"
ISSUE_STATE: Final = f"""
    {_standing(_SHOWN, "recorded_at <= :known", KNOWN_EVENTS)}
    WHERE {_COUNTING}
"""
"""SQL of one row per issue that counts for itself, told by its history."""


def history_of(issues: str) -> str:
    """Return `ISSUE_STATE` of some issues alone, without reading the others.

    Parameters
    ----------
    issues : str
        SQL of an array of their ids, or of a query of them.

    Returns
    -------
    str
        SQL of the same columns.
    """
    them = f"issue_id = ANY({issues})"
    return f"""
    {_standing(_SHOWN, f"{them} AND recorded_at <= :known", f"{them} AND {KNOWN_EVENTS}")}
    WHERE issue.id = ANY({issues}) AND {_COUNTING}
"""


_STATE: Final = "segment_id, {id} AS id, category, severity, verification, reported_at, resolved_at"
_GOOD: Final = "known_from <= :known AND settled_from < :until"
OVER_BY_THEN: Final = f"{_GOOD} AND (resolved_at IS NOT NULL OR verification = 'rejected' OR merged)"
"""SQL of stored rows that tell that nothing was to be done any more, for somebody who knows what was recorded by then."""


def issues_standing(*, some: bool) -> str:
    """Return SQL of the issues that `ISSUE_STATE` finds on a segment, by the stored rows wherever they are good.

    One statement, so that both parts see the same rows.

    Parameters
    ----------
    some : bool
        Whether only issues on the segments ``:only`` are wanted.

    Returns
    -------
    str
        Columns ``segment_id``, ``id``, ``category``, ``severity``, ``verification``, ``reported_at``, ``resolved_at``.
    """
    here = "segment_id = ANY(:only)" if some else "segment_id IS NOT NULL"
    # Of few issues PostgreSQL is to look up each; of many it is to choose.
    changed = "ARRAY(SELECT issue_id FROM changed)" if some else "SELECT issue_id FROM changed"
    once_here = f"AND issue_id IN (SELECT issue_id FROM placement WHERE {here})" if some else ""
    return f"""
    WITH changed AS MATERIALIZED (
        SELECT issue_id FROM issue_state
        WHERE recorded_at <= :known AND reported_at < :until AND NOT ({_GOOD}) {once_here}
    )
    SELECT {_STATE.format(id="issue_id")} FROM issue_state WHERE {_GOOD} AND NOT merged AND {here}
    UNION ALL
    SELECT {_STATE.format(id="id")} FROM ({history_of(changed)}) AS told WHERE {here}
    """


_SINCE: Final = f""",
        {_GONE} AS merged,
        greatest(issue.recorded_at, placed.recorded_at, told.recorded_at, revised.recorded_at) AS known_from,
        greatest(issue.reported_at, told.occurred_at) AS settled_from"""


def following(those: str) -> str:
    """Return SQL that works out anew where some issues stand.

    Parameters
    ----------
    those : str
        SQL that tells an id of theirs, behind it.

    Returns
    -------
    str
        One statement.
    """
    them = f"issue_id {those}"
    return f"""
    INSERT INTO issue_state (
        issue_id, category, severity, origin, reported_at, recorded_at, segment_id, decision, verification,
        resolved_at, merged, known_from, settled_from
    )
    {_standing(_SINCE, them, f"{them} AND {standing_events()}")}
    LEFT JOIN (
        SELECT issue_id, max(recorded_at) AS recorded_at, max(occurred_at) AS occurred_at FROM issue_event
        WHERE {them} GROUP BY issue_id
    ) told ON told.issue_id = issue.id
    WHERE issue.id {those}
    ON CONFLICT (issue_id) DO UPDATE SET
        category = excluded.category, severity = excluded.severity, segment_id = excluded.segment_id,
        decision = excluded.decision, verification = excluded.verification, resolved_at = excluded.resolved_at,
        merged = excluded.merged, known_from = excluded.known_from, settled_from = excluded.settled_from
"""


FOLLOW: Final = following("= ANY(:issues)")
FOLLOW_MANY: Final = following(AMONG_MANY)


def _holding(those: str) -> str:
    return f"SELECT FROM issue_state WHERE issue_id {those} ORDER BY issue_id FOR NO KEY UPDATE"


_HOLD: Final = _holding("= ANY(:issues)")
_HOLD_MANY: Final = _holding(AMONG_MANY)
"""Of two who append to one issue the second waits here, and then reads what the first one appended."""

FIRST_STATE: Final = """
    INSERT INTO issue_state (
        issue_id, category, severity, origin, reported_at, recorded_at, segment_id, decision, verification,
        resolved_at, merged, known_from, settled_from
    )
    SELECT id, :category, :severity, 'field', :reported_at, :recorded_at, :segment, :decision, 'unverified',
        CAST(NULL AS timestamptz), false, :recorded_at, :reported_at
    FROM {source}
"""
"""What `FOLLOW` would find of an issue to which nothing has happened yet, for the statement that appends it."""


def follow(session: Session, issues: list[UUID]) -> None:
    """Work out anew where issues stand of which something was just appended.

    Parameters
    ----------
    session : Session
        Not committed.
    issues : list of UUID
        Ids, any number.
    """
    session.execute(text(_HOLD), {"issues": issues})
    session.execute(text(FOLLOW), {"issues": issues})


def follow_many(session: Session) -> None:
    """Work out anew where the issues stand that `mapper.store.bulk.many` holds.

    Parameters
    ----------
    session : Session
        Not committed.
    """
    session.execute(text(_HOLD_MANY))
    session.execute(text(FOLLOW_MANY))
