"""Edits: appended as they arrive, and read with what they were written over."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mapper.crs import WGS84
from mapper.domain.edit import EditedThing, NewEdit, Written
from mapper.domain.editable import ISSUE, SEGMENT
from mapper.store.people.teams import LEADER
from mapper.store.tables import EditedValueRow, EditRow

_ISSUES: Final = f"""
    SELECT issue.id, coalesce(district.code, unplaced.district_code) AS district_code,
        array_remove(unplaced.district_codes || CAST(district.code AS text), NULL) AS districts,
        jsonb_build_object(
            'category', issue.category, 'severity', issue.severity, 'description', description, 'withdrawn', false,
            'place', CASE WHEN point IS NOT NULL THEN jsonb_build_object('lon', ST_X(there), 'lat', ST_Y(there)) END
        ) AS reported
    FROM issue LEFT JOIN issue_state ON issue_state.issue_id = issue.id
    LEFT JOIN segment ON segment.id = issue_state.segment_id
    LEFT JOIN district ON district.id = segment.district_id
    LEFT JOIN unplaced ON unplaced.issue_id = issue.id
    LEFT JOIN LATERAL ST_Transform(point, {WGS84}) AS there ON true
    WHERE issue.id = ANY(:ids) ORDER BY issue.id
"""
_SEGMENTS: Final = """
    SELECT segment.id, district.code AS district_code, array_remove(ARRAY[district.code], NULL) AS districts,
        jsonb_build_object('width_m', width_m) AS reported
    FROM segment JOIN alley ON alley.id = alley_id LEFT JOIN district ON district.id = district_id
    WHERE segment.id = ANY(:ids) ORDER BY segment.id
"""
_GROUNDS: Final = {ISSUE: _ISSUES, SEGMENT: _SEGMENTS}

_WRITTEN: Final = """
    WITH asked(thing, written_on) AS (
        SELECT thing, thing FROM unnest(CAST(:ids AS uuid[])) AS thing
        UNION ALL SELECT segment_id, forebear_id FROM succession WHERE segment_id = ANY(:ids)
    )
    SELECT thing AS of, field, edit.id AS edit, value, replaces, resolves, edited_at, name AS by,
        reason
    FROM asked JOIN edit ON {subject}_id = written_on JOIN edited_value ON edit_id = edit.id
    LEFT JOIN user_account ON user_account.id = user_id
    WHERE NOT EXISTS (SELECT FROM awaited WHERE receipt_id = edit.id)
        AND NOT EXISTS (SELECT FROM refused WHERE receipt_id = edit.id)
    ORDER BY edit.id, field
"""
"""An edit that came before its issue counts when it is settled, unless its sender may not edit there. What was written
over a segment stands on those that took its place, also what arrives later of it."""

_OF_TODAY: Final = """
    SELECT edit.*, coalesce(issue_id, succession.segment_id, edit.segment_id) AS thing
    FROM edit LEFT JOIN succession ON forebear_id = edit.segment_id AND succession.segment_id NOT IN (
        SELECT forebear_id FROM succession
    )
    WHERE edit.{subject}_id IS NOT NULL
"""
"""Edits, each with what it stands on today: of a segment that was cut anew, those that took its place in the end."""

_DISPUTED: Final = f"""
    SELECT DISTINCT thing FROM ({_OF_TODAY}) AS edit JOIN edited_value ON edit_id = edit.id
    GROUP BY thing, field HAVING count(DISTINCT value) > 1
"""

_DECIDED: Final = """
    SELECT {subject}_id FROM edit WHERE resolves AND {subject}_id IS NOT NULL
    GROUP BY {subject}_id ORDER BY max(recorded_at) DESC LIMIT :limit
"""

_NAMES: Final = """
    LEFT JOIN alley ON alley.id = segment.alley_id
    LEFT JOIN district ON district.id = segment.district_id
"""
_WHERE: Final = {
    ISSUE: f"""
        SELECT issue_id, state.category, coalesce(district.name, around.name), coalesce(alley.name, road_name)
        FROM issue_state AS state JOIN issue ON issue.id = issue_id
        LEFT JOIN segment ON segment.id = state.segment_id {_NAMES} LEFT JOIN unplaced USING (issue_id)
        LEFT JOIN district AS around ON around.code = unplaced.district_code AND around.superseded_at IS NULL
        WHERE issue_id = ANY(:ids)
    """,
    SEGMENT: f"""
        SELECT segment.id, NULL, district.name, alley.name FROM segment {_NAMES} WHERE segment.id = ANY(:ids)
    """,
}

_LEADS: Final = """
    SELECT team_district.district_code FROM team_member JOIN team ON team.id = team_id JOIN team_district USING (team_id)
    WHERE user_id = :user AND role = :leader AND ended_at IS NULL
"""


@dataclass(frozen=True)
class Whereabouts:
    """What people call an issue or a segment.

    Attributes
    ----------
    category : str or None
        Id of the category of an issue.
    district, alley : str or None
        Names of where it lies.
    """

    category: str | None
    district: str | None
    alley: str | None


def things(session: Session, subject: str, ids: Collection[UUID]) -> list[EditedThing]:
    """Read what edits are about.

    Parameters
    ----------
    session : Session
        Only read.
    subject : str
        `mapper.domain.editable.ISSUE` or ``SEGMENT``.
    ids : collection of UUID
        Which ones.

    Returns
    -------
    list of EditedThing
        Those that are here, in order of id.
    """
    found = session.execute(text(_GROUNDS[subject]), {"ids": list(ids)})
    return [EditedThing(row.id, row.district_code, frozenset(row.districts), row.reported) for row in found]


def written_over(session: Session, subject: str, ids: Collection[UUID]) -> dict[UUID, dict[str, list[Written]]]:
    """Read what people wrote over issues or segments.

    Parameters
    ----------
    session : Session
        Only read.
    subject : str
        `mapper.domain.editable.ISSUE` or ``SEGMENT``.
    ids : collection of UUID
        Which ones.

    Returns
    -------
    dict
        By id and name of the field; without those that nobody edited.
    """
    found: dict[UUID, dict[str, list[Written]]] = {}
    statement = text(_WRITTEN.format(subject=subject))
    for row in session.execute(statement, {"ids": list(ids)}):
        one = Written(row.edit, row.value, frozenset(row.replaces), row.resolves, row.edited_at, row.by, row.reason)
        found.setdefault(row.of, {}).setdefault(row.field, []).append(one)
    return found


def edited_segments(session: Session) -> list[UUID]:
    """Find the segments that somebody wrote over, or over what lay there before.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    list of UUID
        In no order.
    """
    return list(session.scalars(text(f"SELECT DISTINCT thing FROM ({_OF_TODAY.format(subject=SEGMENT)}) AS edit")))


def disputed(session: Session, subject: str) -> list[UUID]:
    """Find what may have a conflict: more than one value was written over one of its fields.

    Parameters
    ----------
    session : Session
        Only read.
    subject : str
        `mapper.domain.editable.ISSUE` or ``SEGMENT``.

    Returns
    -------
    list of UUID
        Of the issues or segments, in no order.
    """
    return list(session.execute(text(_DISPUTED.format(subject=subject))).scalars())


def decided(session: Session, subject: str, limit: int) -> list[UUID]:
    """Find what people decided between values of.

    Parameters
    ----------
    session : Session
        Only read.
    subject : str
        `mapper.domain.editable.ISSUE` or ``SEGMENT``.
    limit : int
        How many at most.

    Returns
    -------
    list of UUID
        Of the issues or segments, the latest decided first.
    """
    statement = text(_DECIDED.format(subject=subject))
    return list(session.execute(statement, {"limit": limit}).scalars())


def whereabouts(session: Session, subject: str, ids: Collection[UUID]) -> dict[UUID, Whereabouts]:
    """Read what people call issues or segments.

    Parameters
    ----------
    session : Session
        Only read.
    subject : str
        `mapper.domain.editable.ISSUE` or ``SEGMENT``.
    ids : collection of UUID
        Which ones.

    Returns
    -------
    dict of UUID to Whereabouts
        Those that are here.
    """
    found = session.execute(text(_WHERE[subject]), {"ids": list(ids)})
    return {thing: Whereabouts(*told) for thing, *told in found}


def add_edit(session: Session, edit: NewEdit, *, edited_at: datetime, user: UUID | None, recorded_at: datetime) -> bool:
    """Append an edit, unless another has its id.

    Parameters
    ----------
    session : Session
        Not committed.
    edit : NewEdit
        As it was handed in.
    edited_at : datetime
        With the clock of the device put right.
    user : UUID or None
        Who wrote it.
    recorded_at : datetime
        By the clock of knowledge.

    Returns
    -------
    bool
        Whether it was appended.
    """
    values = {
        "id": edit.id,
        f"{edit.subject}_id": edit.of,
        "resolves": edit.resolves,
        "reason": edit.reason,
        "user_id": user,
        "edited_at": edited_at,
        "recorded_at": recorded_at,
    }
    added = insert(EditRow).values(values).on_conflict_do_nothing().returning(EditRow.id)
    if session.execute(added).first() is None:
        return False
    rows = [
        {"edit_id": edit.id, "field": one.field.name, "value": one.value, "replaces": sorted(one.replaces)}
        for one in edit.values
    ]
    session.execute(insert(EditedValueRow), rows)
    return True


def led_districts(session: Session, user: UUID | None) -> frozenset[str]:
    """Read in which districts somebody leads a team.

    Parameters
    ----------
    session : Session
        Only read.
    user : UUID or None
        Who.

    Returns
    -------
    frozenset of str
        Codes.
    """
    return frozenset(session.execute(text(_LEADS), {"user": user, "leader": LEADER}).scalars())
