"""The issues that a phone takes along, with what whoever carries it has to know to work on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.crs import WGS84
from mapper.store.acts import LATEST_EVENT
from mapper.store.issue_state import standing_events
from mapper.store.merges import FAMILIES, SHORTLISTED, WHOLE
from mapper.store.news import UNANSWERED
from mapper.store.reach import TOLD_BY
from mapper.store.revised import DESCRIPTION, POINT, REVISED
from mapper.store.told import COMPLAINED, TELLING

_TAKEN: Final = """
    array_agg(encode(sha256, 'hex') ORDER BY moment, photo_use.recorded_at, ordinal, sha256) FILTER (WHERE {which})
"""

_UUID_LETTERS: Final = 36
_OPEN: Final = """
    NOT merged AND (resolved_at IS NULL AND verification <> 'rejected' OR issue_id IN (SELECT issue_id FROM unanswered))
"""
_CHOSEN: Final = f"""
    WITH RECURSIVE {FAMILIES}, {UNANSWERED}, here AS (
        SELECT issue_id, segment_id AS place, severity, reported_at FROM issue_state
        WHERE {_OPEN} AND segment_id = ANY(ARRAY(
            SELECT segment.id FROM district JOIN segment ON district_id = district.id WHERE code = ANY(:codes)
        ))
        UNION SELECT issue_id, coalesce(segment_id, CAST(left(same_candidates, {_UUID_LETTERS}) AS uuid)), state.severity,
            state.reported_at
        -- one look-up each: PostgreSQL would read the state of every issue of the city
        FROM unplaced CROSS JOIN LATERAL (
            SELECT segment_id, severity, reported_at, merged, resolved_at, verification FROM issue_state
            WHERE issue_state.issue_id = unplaced.issue_id LIMIT 1
        ) AS state
        WHERE {_OPEN} AND district_codes && CAST(:codes AS text[])
    ), theirs AS (
        {SHORTLISTED}
        UNION SELECT issue_id FROM unanswered
        UNION SELECT issue_id FROM assignment WHERE team_id IN (SELECT team_id FROM team_member WHERE user_id = :user)
        UNION SELECT issue_id FROM issue_event WHERE kind = 'fixed' AND {standing_events()}
        UNION SELECT coalesce(root, id) FROM receipt LEFT JOIN survivor ON member = id
        WHERE subject = 'issue' AND user_id = :user
    )
    SELECT issue_id, count(*) OVER () AS open FROM here
    ORDER BY issue_id NOT IN (SELECT issue_id FROM theirs),
        row_number() OVER (PARTITION BY place ORDER BY severity DESC, reported_at, issue_id),
        severity DESC, reported_at, issue_id
    LIMIT :most
"""
_ISSUES: Final = f"""
    WITH RECURSIVE {WHOLE}, {UNANSWERED}, {TELLING}, tellers AS (
        SELECT root, array_agg(kind ORDER BY kind) AS kinds, array_agg(told_at ORDER BY kind) AS told_at
        FROM (SELECT root, kind, min(told_at) AS told_at FROM telling GROUP BY root, kind) AS told GROUP BY root
    ), parts AS (
        SELECT root, array_agg(member) AS members, {TOLD_BY} FROM whole GROUP BY root
    ), shown AS (
        SELECT root, {_TAKEN.format(which="moment <> 'after'")} AS photos, {_TAKEN.format(which="moment = 'after'")} AS after
        FROM whole JOIN photo_use ON photo_use.issue_id = member JOIN photo USING (sha256) GROUP BY root
    ), known AS MATERIALIZED ( -- PostgreSQL takes these for few, and would look through one of them for each of the other
        SELECT * FROM parts JOIN tellers USING (root) LEFT JOIN shown USING (root)
    )
    SELECT state.issue_id AS id, state.category, state.severity, last.kind AS last_event, act.user_id AS moved_by,
        verification, {DESCRIPTION} AS text, {COMPLAINED} AS complaint, state.reported_at, kinds, told_at,
        ST_X(there) AS lon, ST_Y(there) AS lat, accuracy_m, state.segment_id AS segment,
        coalesce(photos, '{{}}') AS photos, coalesce(after, '{{}}') AS after, team.name AS team, unanswered.said AS unanswered,
        members, own, complained, array_remove(unplaced.district_codes || CAST(district.code AS text), NULL) AS districts,
        CASE WHEN team.id IN (SELECT team_id FROM team_member WHERE user_id = :user) THEN 'team'
            WHEN state.issue_id IN ({SHORTLISTED}) THEN 'shortlist'
        END AS kept
    FROM known JOIN issue_state AS state ON state.issue_id = root JOIN issue ON issue.id = root {REVISED}
    LEFT JOIN segment ON segment.id = state.segment_id LEFT JOIN district ON district.id = segment.district_id
    LEFT JOIN unplaced ON unplaced.issue_id = issue.id
    LEFT JOIN unanswered ON unanswered.issue_id = issue.id CROSS JOIN LATERAL ST_Transform({POINT}, {WGS84}) AS there
    LEFT JOIN LATERAL ({LATEST_EVENT % "issue.id"}) AS last ON true LEFT JOIN act ON act.id = last.act_id
    LEFT JOIN LATERAL (
        SELECT team_id FROM assignment WHERE assignment.issue_id = issue.id ORDER BY recorded_at DESC, id DESC LIMIT 1
    ) AS assigned ON true LEFT JOIN team ON team.id = team_id AND team.ended_at IS NULL
    ORDER BY state.issue_id
"""


def chosen(session: Session, codes: Sequence[str], *, user: UUID | None, most: int) -> tuple[list[UUID], int]:
    """Choose which issues of districts are taken along.

    Those are still there, or over but of which a resident says more; what was merged or withdrawn is not among them.
    First comes what the reader logged or joined or has to do, to confirm or to answer; then of every segment the worst one that
    has waited longest, of every segment the next one, and so on, so that no place crowds out the others.

    Parameters
    ----------
    session : Session
        Only read.
    codes : sequence of str
        Codes of the districts.
    user : UUID or None
        Who takes them along.
    most : int
        How many at most.

    Returns
    -------
    ids : list of UUID
        The first come first.
    open : int
        How many there are with those that are left out.
    """
    found = session.execute(text(_CHOSEN), {"codes": list(codes), "user": user, "most": most}).all()
    return [row.issue_id for row in found], found[0].open if found else 0


def issues(session: Session, ids: Sequence[UUID], *, user: UUID | None) -> list[dict[str, Any]]:
    """Read issues as a phone takes them along.

    Parameters
    ----------
    session : Session
        Only read.
    ids : sequence of UUID
        Of issues that count for themselves.
    user : UUID or None
        Who takes them along.

    Returns
    -------
    list of dict
        ``id``, ``category``, ``severity``, ``last_event`` (its kind, or None), ``moved_by`` (the user who decided that),
        ``verification``, ``text``, where there is none what a resident wrote (``complaint``), ``reported_at``, ``kinds`` of deadlines by which those are answered who told of it or of
        what was merged into it, with ``told_at`` (when the first of each told), ``lon``, ``lat`` (None without a point), ``accuracy_m``, ``segment``, ``photos`` and ``after`` (those of the fix; both that have
        arrived, also of what was merged into it), ``unanswered`` (``update`` or ``reopen``: what a resident said and nobody
        has answered; or None), ``members`` (itself, and what was merged into it), ``own`` (whether the user logged all of
        these), ``complained`` (whether a resident complained of any), ``districts`` (codes of where it lies or may lie),
        ``team`` (the name of whose it is) and ``kept`` (``team``: of a team of the user; ``shortlist``; or None), in order
        of id.
    """
    found = session.execute(text(_ISSUES), {"issues": list(ids), "user": user})
    return [dict(row) for row in found.mappings()]
