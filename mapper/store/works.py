"""The list of issues to see to, where each of them stands, and what the list says of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.crs import WGS84
from mapper.domain.due import Told
from mapper.domain.issue import EVENT_KINDS, OPEN, status_of
from mapper.domain.wanted import Wanted
from mapper.domain.work import Standing
from mapper.store.acts import LATEST_EVENT
from mapper.store.merges import FAMILIES, SHORTLISTED, WHOLE
from mapper.store.news import NEWS, UNANSWERED
from mapper.store.reach import IN_REACH
from mapper.store.revised import DESCRIPTION, POINT, REVISED, WITHDRAWN
from mapper.store.told import DUE, TELLING, rules_for

_LEADS: Final = " ".join(f"WHEN '{one.kind}' THEN '{one.leads_to}'" for one in EVENT_KINDS)
_STATUS: Final = f"CASE latest.kind {_LEADS} ELSE 'received' END"
_PLACED: Final = """
    LEFT JOIN segment ON segment.id = state.segment_id LEFT JOIN district ON district.id = segment.district_id
    LEFT JOIN unplaced ON unplaced.issue_id = state.issue_id
"""
_CODE: Final = "coalesce(district.code, unplaced.district_code)"
_ASSIGNED: Final = """
    LEFT JOIN LATERAL (
        SELECT team_id, department, act_id FROM assignment WHERE assignment.issue_id = state.issue_id
        ORDER BY recorded_at DESC, id DESC LIMIT 1
    ) AS assigned ON true
"""
_MY_TEAMS: Final = "(SELECT team_id FROM team_member WHERE user_id = :user)"
_HOLD: Final = "SELECT FROM issue_state WHERE issue_id = ANY(:issues) ORDER BY issue_id FOR NO KEY UPDATE"


_CLAUSES: Final = {
    "issues": "state.issue_id = ANY(:issues)",
    "district": f"{_CODE} = :district",
    "category": "state.category = :category",
    "team": "assigned.team_id = :team",
    "sent": "assigned.act_id = (SELECT act_id FROM segment_list WHERE id = :sent)",
}
_KEPT: Final = {
    "mine": f"assigned.team_id IN {_MY_TEAMS}",
    "shortlist": f"state.issue_id IN ({SHORTLISTED})",
    "followed": "state.issue_id IN (SELECT issue_id FROM following)",
}
_FRESH: Final = {name: f"state.issue_id IN (SELECT issue_id FROM {name})" for name in ("unanswered", "news")}
_OPEN: Final = f"({', '.join(repr(status) for status in OPEN)})"
_OVER: Final = "(state.resolved_at IS NOT NULL OR state.verification = 'rejected' OR state.merged)"


def _listed(wanted: Wanted) -> str:
    """Return SQL for ``WITH RECURSIVE`` of the issues that are meant (``listed``), but for whether they are overdue."""
    clauses = [clause for name, clause in _CLAUSES.items() if getattr(wanted, name) is not None]
    clauses += [clause for name, clause in _FRESH.items() if getattr(wanted, name)]
    if wanted.keeping is not None:
        clauses.append(_KEPT[wanted.keeping])
    if wanted.overdue_at is not None or not set(wanted.statuses) & {"resolved", "rejected", "merged"}:
        clauses.append(f"NOT {_OVER}")  # a stored answer, so that the history of what is over is not read
    return f"""
        {FAMILIES}, {UNANSWERED}, {NEWS}, listed AS MATERIALIZED (
            SELECT state.issue_id, {_STATUS} AS status
            FROM issue_state AS state {_PLACED} {_ASSIGNED}
            LEFT JOIN LATERAL ({LATEST_EVENT % "state.issue_id"}) AS latest ON true
            WHERE {" AND ".join([IN_REACH, f"{_STATUS} = ANY(:statuses)", *clauses])}
        )
    """


_SEEN: Final = f"""
    , whole(root, member) AS (
        SELECT issue_id, issue_id FROM listed
        UNION ALL SELECT root, member FROM family JOIN listed ON listed.issue_id = root
    ), {DUE}, seen AS MATERIALIZED (
        SELECT issue_id, day, roughly, overdue AND status IN {_OPEN} AS overdue
        FROM listed JOIN due ON root = issue_id
    )
"""
"""SQL after `_listed`: each issue with when it is due (``seen``)."""


def _values(wanted: Wanted, codes: Sequence[str] | None, user: UUID | None) -> dict[str, Any]:
    values = {name: getattr(wanted, name) for name in _CLAUSES if getattr(wanted, name) is not None}
    if "issues" in values:
        values["issues"] = list(values["issues"])
    reach = {"codes": None if codes is None else list(codes), "user": user}
    return values | reach | {"statuses": list(wanted.statuses)}


def page(
    session: Session,
    wanted: Wanted,
    codes: Sequence[str] | None,
    *,
    user: UUID | None,
    offset: int,
    limit: int,
    now: datetime,
) -> tuple[int, int, list[UUID]]:
    """Read a page of the list: what is overdue comes first, then what is due first.

    Parameters
    ----------
    session : Session
        Only read.
    wanted : Wanted
        Narrows the list.
    codes : sequence of str or None
        Districts in reach; None for all.
    user : UUID or None
        Who reads.
    offset, limit : int
        Which page.
    now : datetime
        This moment.

    Returns
    -------
    tuple
        How many there are, how many of them are overdue, and the issues of the page.
    """
    which = "" if wanted.overdue_at is None else "WHERE overdue"
    statement = f"""
        WITH RECURSIVE {_listed(wanted)} {_SEEN}
        SELECT (SELECT count(*) FROM seen {which}), (SELECT count(*) FROM seen WHERE overdue), ARRAY(
            SELECT issue_id FROM seen {which} ORDER BY overdue DESC, day, roughly, issue_id OFFSET :offset LIMIT :limit
        )
    """
    values = _values(wanted, codes, user) | rules_for(wanted.overdue_at or now) | {"offset": offset, "limit": limit}
    total, overdue, issues = session.execute(text(statement), values).one()
    return total, overdue, issues


def unread(session: Session, codes: Sequence[str] | None, *, user: UUID | None) -> tuple[int, int]:
    """Count the issues, wherever they stand, of which there is something to read.

    Parameters
    ----------
    session : Session
        Only read.
    codes : sequence of str or None
        Districts in reach; None for all.
    user : UUID or None
        Who reads.

    Returns
    -------
    tuple
        How many residents added something to that nobody has answered, and how many that the reader follows have news.
    """
    counts = ", ".join(f"count(*) FILTER (WHERE {clause})" for clause in _FRESH.values())
    statement = f"""
        WITH RECURSIVE {FAMILIES}, {UNANSWERED}, {NEWS}
        SELECT {counts} FROM issue_state AS state {_PLACED}
        WHERE state.issue_id IN (SELECT issue_id FROM unanswered UNION SELECT issue_id FROM news) AND {IN_REACH}
    """
    values = {"codes": None if codes is None else list(codes), "user": user}
    unanswered, news = session.execute(text(statement), values).one()
    return unanswered, news


def chosen(session: Session, wanted: Wanted, codes: Sequence[str] | None, *, user: UUID | None) -> list[UUID]:
    """Read which issues are meant: those of every page of the list.

    Parameters
    ----------
    session : Session
        Only read.
    wanted : Wanted
        Narrows the list.
    codes : sequence of str or None
        Districts in reach; None for all.
    user : UUID or None
        Who asks.

    Returns
    -------
    list of UUID
        In order of id.
    """
    statement, values = f"WITH RECURSIVE {_listed(wanted)}", _values(wanted, codes, user)
    if wanted.overdue_at is None:
        statement += "SELECT issue_id FROM listed ORDER BY issue_id"
    else:
        statement += f"{_SEEN} SELECT issue_id FROM seen WHERE overdue ORDER BY issue_id"
        values |= rules_for(wanted.overdue_at)
    return list(session.execute(text(statement), values).scalars())


def departments(session: Session) -> list[str]:
    """Return the departments that issues were assigned to.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    list of str
        In order, each once.
    """
    found = session.execute(text("SELECT DISTINCT department FROM assignment WHERE department IS NOT NULL ORDER BY 1"))
    return list(found.scalars())


def hold(session: Session, issues: Sequence[UUID]) -> None:
    """Wait until nobody else decides about these issues, and keep others waiting until this transaction ends.

    Parameters
    ----------
    session : Session
        Not committed.
    issues : sequence of UUID
        Ids.
    """
    session.execute(text(_HOLD), {"issues": list(issues)})


def standings(session: Session, issues: Sequence[UUID], codes: Sequence[str] | None) -> dict[UUID, Standing]:
    """Read where issues stand.

    Parameters
    ----------
    session : Session
        Only read.
    issues : sequence of UUID
        Ids.
    codes : sequence of str or None
        Districts in reach; None for all.

    Returns
    -------
    dict of UUID to Standing
        Those of them that are known and in reach.
    """
    found = session.execute(
        text(
            f"""
            SELECT state.issue_id, latest.kind, act.user_id, latest.occurred_at, {_CODE},
                state.merged AND coalesce(latest.kind, '') <> 'merged'
            FROM issue_state AS state {_PLACED}
            LEFT JOIN LATERAL ({LATEST_EVENT % "state.issue_id"}) AS latest ON true
            LEFT JOIN act ON act.id = latest.act_id
            WHERE state.issue_id = ANY(:issues) AND {IN_REACH}
            """
        ),
        {"issues": list(issues), "codes": None if codes is None else list(codes)},
    )
    return {issue: Standing(issue, status_of(kind), *rest) for issue, kind, *rest in found}


def described(session: Session, issues: Sequence[UUID], *, user: UUID | None) -> dict[UUID, dict[str, Any]]:
    """Read what the list says of issues, each with what was merged into it.

    Parameters
    ----------
    session : Session
        Only read.
    issues : sequence of UUID
        A page of them.
    user : UUID or None
        Who reads.

    Returns
    -------
    dict of UUID to dict
        ``category``, ``severity``, ``withdrawn``, ``origin``, ``status``, ``received_at`` (of the first who told), ``address``, ``alley``,
        ``district``, ``district_code``, ``point`` [degrees] or None, ``segment_id``, ``descriptions`` (by staff),
        ``complained`` (what residents wrote), ``complaints`` and ``photos`` (counts), ``team_id``, ``team``, ``department``, ``listed``, ``followed`` and ``news`` (by the reader, and
        to them), ``unanswered`` (``update`` or ``reopen``: what a resident said and nobody has answered; or None), ``told``
        (a `Told` for everybody who told of it) and ``classified`` (whether a person said by which deadline).
    """
    found = session.execute(
        text(
            f"""
            WITH RECURSIVE {WHOLE}, {UNANSWERED}, {NEWS}, {TELLING}
            SELECT issue.id, state.category, state.severity, {WITHDRAWN} AS withdrawn, issue.origin,
                {_STATUS} AS status, received_at,
                issue.address, coalesce(alley.name, issue.road_name) AS alley, state.segment_id, {_CODE} AS district_code,
                coalesce(district.name, (SELECT name FROM district WHERE code = unplaced.district_code
                    AND superseded_at IS NULL)) AS district,
                CASE WHEN {POINT} IS NOT NULL THEN ARRAY[ST_X(there), ST_Y(there)] END AS point, descriptions, complained, complaints,
                photos, assigned.team_id, team.name AS team, assigned.department,
                ARRAY(SELECT kind FROM telling WHERE root = state.issue_id ORDER BY told_at, kind) AS kinds,
                ARRAY(SELECT told_at FROM telling WHERE root = state.issue_id ORDER BY told_at, kind) AS told_at,
                EXISTS (SELECT FROM classified WHERE issue_id = issue.id AND kind IS NOT NULL) AS classified,
                state.issue_id IN ({SHORTLISTED}) AS listed,
                state.issue_id IN (SELECT issue_id FROM following) AS followed,
                state.issue_id IN (SELECT issue_id FROM news) AS news, unanswered.said AS unanswered
            FROM issue_state AS state JOIN issue ON issue.id = state.issue_id {REVISED} {_PLACED} {_ASSIGNED}
            LEFT JOIN alley ON alley.id = segment.alley_id LEFT JOIN team ON team.id = assigned.team_id
            LEFT JOIN unanswered ON unanswered.issue_id = issue.id
            LEFT JOIN LATERAL ({LATEST_EVENT % "state.issue_id"}) AS latest ON true
            CROSS JOIN LATERAL ST_Transform({POINT}, {WGS84}) AS there
            CROSS JOIN LATERAL (
                SELECT min(issue.reported_at) AS received_at,
                    array_remove(array_agg({DESCRIPTION} ORDER BY issue.reported_at), NULL) AS descriptions,
                    ARRAY(SELECT words.text FROM complaint AS words
                        WHERE words.issue_id IN (SELECT member FROM whole WHERE root = state.issue_id)
                            AND words.text IS NOT NULL ORDER BY filed_at, words.id) AS complained,
                    (SELECT count(*) FROM complaint
                        WHERE issue_id IN (SELECT member FROM whole WHERE root = state.issue_id)) AS complaints,
                    (SELECT count(*) FROM photo_use
                        WHERE issue_id IN (SELECT member FROM whole WHERE root = state.issue_id)) AS photos
                FROM whole JOIN issue ON issue.id = member {REVISED} WHERE root = state.issue_id
            ) AS told
            WHERE state.issue_id = ANY(:issues)
            """
        ),
        {"issues": list(issues), "user": user},
    )
    return {row["id"]: _described(**row) for row in found.mappings()}


def _described(*, kinds: list[str], told_at: list[datetime], **facts: Any) -> dict[str, Any]:
    return facts | {"told": [Told(kind, at) for kind, at in zip(kinds, told_at, strict=True)]}
