"""The issues that a phone takes along, with what whoever carries it has to know to work on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.crs import WGS84
from mapper.store.acts import LATEST_EVENT
from mapper.store.merges import FAMILIES, SHORTLISTED
from mapper.store.news import UNANSWERED
from mapper.store.reach import TOLD_BY
from mapper.store.revised import DESCRIPTION, POINT, REVISED
from mapper.store.told import COMPLAINED, TELLING

_TAKEN: Final = """
    array_agg(encode(sha256, 'hex') ORDER BY moment, photo_use.recorded_at, ordinal, sha256) FILTER (WHERE {which})
"""

_ISSUES: Final = f"""
    WITH RECURSIVE {FAMILIES}, {UNANSWERED}, here AS (
        SELECT issue_id FROM issue_state WHERE segment_id = ANY(ARRAY(
            SELECT segment.id FROM district JOIN segment ON district_id = district.id WHERE code = ANY(:codes)
        ))
        UNION SELECT issue_id FROM unplaced WHERE district_codes && CAST(:codes AS text[])
    ), whole(root, member) AS (
        SELECT issue_id, issue_id FROM here UNION ALL SELECT root, member FROM family JOIN here ON issue_id = root
    ), {TELLING}, tellers AS (
        SELECT root, array_agg(kind ORDER BY kind) AS kinds, array_agg(told_at ORDER BY kind) AS told_at
        FROM (SELECT root, kind, min(told_at) AS told_at FROM telling GROUP BY root, kind) AS told GROUP BY root
    ), parts AS (
        SELECT root, array_agg(member) AS members, {TOLD_BY} FROM whole GROUP BY root
    ), shown AS (
        SELECT root, {_TAKEN.format(which="moment <> 'after'")} AS photos, {_TAKEN.format(which="moment = 'after'")} AS after
        FROM whole JOIN photo_use ON photo_use.issue_id = member JOIN photo USING (sha256) GROUP BY root
    )
    SELECT state.issue_id AS id, state.category, state.severity, last.kind AS last_event, act.user_id AS moved_by,
        verification, {DESCRIPTION} AS text, {COMPLAINED} AS complaint, state.reported_at, kinds, told_at,
        ST_X(there) AS lon, ST_Y(there) AS lat, accuracy_m, state.segment_id AS segment,
        coalesce(photos, '{{}}') AS photos, coalesce(after, '{{}}') AS after, team.name AS team, unanswered.said AS unanswered,
        members, own, complained, array_remove(unplaced.district_codes || CAST(district.code AS text), NULL) AS districts,
        CASE WHEN team.id IN (SELECT team_id FROM team_member WHERE user_id = :user) THEN 'team'
            WHEN state.issue_id IN ({SHORTLISTED}) THEN 'shortlist'
        END AS kept
    FROM here JOIN issue_state AS state USING (issue_id) JOIN issue ON issue.id = issue_id {REVISED}
    JOIN tellers ON tellers.root = issue.id JOIN parts ON parts.root = issue.id LEFT JOIN shown ON shown.root = issue.id
    LEFT JOIN segment ON segment.id = state.segment_id LEFT JOIN district ON district.id = segment.district_id
    LEFT JOIN unplaced ON unplaced.issue_id = issue.id
    LEFT JOIN unanswered ON unanswered.issue_id = issue.id CROSS JOIN LATERAL ST_Transform({POINT}, {WGS84}) AS there
    LEFT JOIN LATERAL ({LATEST_EVENT % "issue.id"}) AS last ON true LEFT JOIN act ON act.id = last.act_id
    LEFT JOIN LATERAL (
        SELECT team_id FROM assignment WHERE assignment.issue_id = issue.id ORDER BY recorded_at DESC, id DESC LIMIT 1
    ) AS assigned ON true LEFT JOIN team ON team.id = team_id AND team.ended_at IS NULL
    WHERE NOT merged AND (resolved_at IS NULL AND verification <> 'rejected' OR unanswered.said IS NOT NULL)
    ORDER BY state.issue_id
"""


def issues(session: Session, codes: Sequence[str], *, user: UUID | None) -> list[dict[str, Any]]:
    """Read the issues of districts that are still there, and those that are over but of which a resident says more.

    What was merged or withdrawn is not among them.

    Parameters
    ----------
    session : Session
        Only read.
    codes : sequence of str
        Codes of the districts.
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
    found = session.execute(text(_ISSUES), {"codes": list(codes), "user": user})
    return [dict(row) for row in found.mappings()]
