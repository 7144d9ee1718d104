"""The rows behind figures: one query each, of what had occurred by a day, as it was known at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.calendar import KST
from mapper.domain.figure import Counted
from mapper.domain.visit_record import CITIZENS, CONSULTATION
from mapper.store.meetings import CAME, HELD

_DAY: Final = f"AT TIME ZONE '{KST.key}' AS date)"
_HERE: Final = "(CAST(:codes AS text[]) IS NULL OR {codes} && CAST(:codes AS text[]))"

SURVEYED: Final = f"""
    SELECT segment.id, CAST(coalesce(min(walked_at), :until - interval '1 day') {_DAY},
        CASE WHEN count(survey.id) > 0 THEN 1 ELSE 0 END, district.code, district.code, coalesce(alley.name, '')
    FROM segment JOIN district ON district.id = segment.district_id JOIN alley ON alley.id = segment.alley_id
    LEFT JOIN (
        SELECT segment_id AS held, segment_id AS walked FROM (SELECT id AS segment_id FROM segment) AS own
        UNION SELECT segment_id, forebear_id FROM succession
    ) AS before ON before.held = segment.id
    LEFT JOIN survey ON survey.segment_id = before.walked AND survey.recorded_at <= :known AND walked_at < :until
    WHERE graded AND segment.recorded_at <= :known AND (segment.superseded_at IS NULL OR segment.superseded_at > :known)
        AND (CAST(:codes AS text[]) IS NULL OR district.code = ANY(CAST(:codes AS text[])))
    GROUP BY segment.id, district.code, alley.name ORDER BY segment.id
"""
"""Every graded segment of the network as it was known; 1 once somebody has surveyed it, or what it was cut from."""

_VISITS: Final = f"""
    SELECT held.visit_id, first.on_day, first.codes, held.theme
    FROM (SELECT DISTINCT ON (visit_id) * FROM visit WHERE recorded_at <= :known ORDER BY visit_id, recorded_at DESC, id)
        AS held
    JOIN (
        SELECT visit_id, min(held_on) AS on_day, array_agg(DISTINCT code) FILTER (WHERE code IS NOT NULL) AS codes
        FROM visit_record LEFT JOIN LATERAL unnest(district_codes) AS code ON true
        WHERE recorded_at <= :known AND held_on < CAST(:until {_DAY} GROUP BY visit_id
    ) AS first ON first.visit_id = held.visit_id
    WHERE kind = 'field_office' AND NOT cancelled AND {_HERE.format(codes="coalesce(first.codes, '{}')")}
"""
HELD_VISITS: Final = f"""
    SELECT visit_id, on_day, 1, '', codes[1], theme FROM ({_VISITS}) AS visited ORDER BY on_day, visit_id
"""
"""Every 현장시장실 that was held."""

CITIZENS_CAME: Final = f"""
    SELECT came.id, occurred_on, heads, came.kind, codes[1], theme FROM ({_VISITS}) AS visited
    JOIN (
        SELECT DISTINCT ON (visit_id, kind) * FROM visit_attendance WHERE recorded_at <= :known
        ORDER BY visit_id, kind, recorded_at DESC, id
    ) AS came ON came.visit_id = visited.visit_id
    WHERE came.kind IN ({", ".join(f"'{kind}'" for kind in sorted(CITIZENS))}) AND heads > 0
    ORDER BY occurred_on, came.id
"""
"""How many citizens came to them, by what they came as."""

CONSULTED: Final = f"""
    SELECT entry.entry_id, entry.occurred_on, 1, entry.outcome, coalesce(entry.district_code, codes[1]), theme
    FROM ({_VISITS}) AS visited
    JOIN (
        SELECT DISTINCT ON (entry_id) * FROM ledger_entry WHERE recorded_at <= :known
        ORDER BY entry_id, recorded_at DESC, id
    ) AS entry ON entry.visit_id = visited.visit_id
    WHERE entry.kind = '{CONSULTATION}' AND NOT withdrawn ORDER BY entry.occurred_on, entry.entry_id
"""
"""What they said, one row a consultation."""

MEETINGS: Final = f"""
    SELECT meeting_id, CAST(held_at {_DAY}, 1, '', district_codes[1], title FROM ({HELD}) AS held
    WHERE kind = :kind AND NOT cancelled AND held_at < :until AND {_HERE.format(codes="district_codes")}
    ORDER BY held_at, meeting_id
"""
"""Every meeting of a kind that was held."""

CAME_TO_MEETINGS: Final = f"""
    SELECT came.id, CAST(held_at {_DAY}, heads, came.role, district_codes[1], organisation.name
    FROM ({HELD}) AS held JOIN ({CAME}) AS came ON came.meeting_id = held.meeting_id
    JOIN organisation ON organisation.id = organisation_id
    WHERE held.kind = :kind AND NOT cancelled AND held_at < :until AND heads > 0
        AND (CAST(:roles AS text[]) IS NULL OR came.role = ANY(CAST(:roles AS text[])))
        AND {_HERE.format(codes="district_codes")}
    ORDER BY held_at, came.id
"""
"""How many came to the meetings of a kind, for an organisation in a role."""

STUDYING: Final = f"""
    SELECT came.id, CAST(held_at {_DAY}, heads, came.role, district_codes[1], organisation.name
    FROM (
        SELECT DISTINCT ON (title, district_codes) * FROM ({HELD}) AS held
        WHERE kind = 'study' AND NOT cancelled AND held_at < :until AND {_HERE.format(codes="district_codes")}
        ORDER BY title, district_codes, held_at DESC, meeting_id
    ) AS held JOIN ({CAME}) AS came ON came.meeting_id = held.meeting_id
    JOIN organisation ON organisation.id = organisation_id WHERE heads > 0 ORDER BY held_at, came.id
"""
"""How many came to the latest meeting of each 학습동아리."""

PROGRAMMES: Final = f"""
    SELECT programme_id, began_on, 1, coalesce(field, ''), district_codes[1], title FROM (
        SELECT DISTINCT ON (programme_id) * FROM programme WHERE recorded_at <= :known
        ORDER BY programme_id, recorded_at DESC, id
    ) AS held
    WHERE kind = :kind AND NOT withdrawn AND began_on < CAST(:until {_DAY}
        AND (ended_on IS NULL OR ended_on >= CAST(:until {_DAY} - 1)
        AND (CAST(:city AS text) = '' OR city_code = :city)
        AND (:district = '' OR :district = ANY(district_codes))
    ORDER BY began_on, title, programme_id
"""
"""Every programme of a kind that ran on the day."""


def counted(session: Session, query: str, **values: Any) -> list[Counted]:
    """Read rows.

    Parameters
    ----------
    session : Session
        Only read.
    query : str
        One of this module.
    **values : object
        What it asks for.

    Returns
    -------
    list of Counted
        As the query orders them.
    """
    found = session.execute(text(query), values)
    return [
        Counted(row_id, on, float(brings), group or "", code, words) for row_id, on, brings, group, code, words in found
    ]


def moment(session: Session) -> datetime:
    """Return the time of the database's clock.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    datetime
        With zone.
    """
    found: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    return found


def codes_of(session: Session, scope: str) -> Sequence[str]:
    """Return the 행정동 of a city.

    Parameters
    ----------
    session : Session
        Only read.
    scope : str
        Code with which theirs begin.

    Returns
    -------
    sequence of str
        Codes, also of those that are no more.
    """
    found = session.execute(
        text("SELECT DISTINCT code FROM district WHERE starts_with(code, :scope) ORDER BY code"), {"scope": scope}
    )
    return list(found.scalars())
