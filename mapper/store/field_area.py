"""What a phone takes along: one statement for each subject of some districts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.crs import WGS84
from mapper.store.geometry import from_wkb
from mapper.store.round_trip import driver

_DISTRICTS: Final = f"""
    SELECT code, name, ARRAY[ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)] AS bounds
    FROM district, LATERAL (SELECT Box2D(ST_Transform(boundary, {WGS84})) AS box) AS around
    WHERE superseded_at IS NULL AND code = ANY(:codes) ORDER BY code
"""

_SEGMENTS: Final = """
    WITH newest AS (SELECT id FROM grade_run WHERE official ORDER BY as_of DESC, known_at DESC, id LIMIT 1)
    SELECT segment.id, alley.name, district.code, width_m, length_m, stub, graded,
        CASE WHEN live_grade.segment_id IS NULL THEN grade.overall_grade ELSE live_grade.overall_grade END,
        ST_AsBinary(line)
    FROM district JOIN segment ON district_id = district.id JOIN alley ON alley.id = alley_id
    LEFT JOIN grade ON run_id = (SELECT id FROM newest) AND grade.segment_id = segment.id
    LEFT JOIN live_grade ON live_grade.segment_id = segment.id
    WHERE district.code = ANY(%(codes)s) AND segment.superseded_at IS NULL ORDER BY segment.id
"""
_SEGMENT_KEYS: Final = ("id", "name", "district", "width_m", "length_m", "stub", "graded", "grade")

_TEAMS: Final = """
    SELECT id, name,
        ARRAY(SELECT district_code FROM team_district WHERE team_id = team.id ORDER BY district_code) AS districts,
        coalesce((
            SELECT json_agg(json_build_object('id', person.id, 'name', person.name, 'role', team_member.role)
                ORDER BY team_member.role, person.name)
            FROM team_member JOIN user_account AS person ON person.id = user_id
            WHERE team_id = team.id AND disabled_at IS NULL
        ), '[]') AS members
    FROM team WHERE ended_at IS NULL
        AND id IN (SELECT team_id FROM team_district WHERE district_code = ANY(:codes)) ORDER BY name
"""

_PLANS: Final = """
    SELECT plan.id, team_id AS team, plan.name, weekdays, segment_ids AS segments, (
        SELECT CAST(max(started_at) AT TIME ZONE 'Asia/Seoul' AS date) FROM patrol WHERE plan_id = plan.id
    ) AS walked_on
    FROM patrol_plan AS plan JOIN team ON team.id = team_id
    WHERE plan.ended_at IS NULL AND team.ended_at IS NULL
        AND team_id IN (SELECT team_id FROM team_district WHERE district_code = ANY(:codes)) ORDER BY plan.name, plan.id
"""


def districts(session: Session, codes: Sequence[str]) -> list[dict[str, Any]]:
    """Read districts.

    Parameters
    ----------
    session : Session
        Only read.
    codes : sequence of str
        Their codes.

    Returns
    -------
    list of dict
        ``code``, ``name``, ``bounds`` (west, south, east, north in degrees), in order of code.
    """
    return _dicts(session, _DISTRICTS, codes)


def segments(session: Session, codes: Sequence[str]) -> tuple[list[dict[str, Any]], NDArray[np.object_]]:
    """Read the current network of districts, roads that are not graded included.

    Parameters
    ----------
    session : Session
        Only read.
    codes : sequence of str
        Codes of the districts.

    Returns
    -------
    rows : list of dict
        ``id``, ``name`` and ``width_m`` of the alley, ``district`` (its code), ``length_m``, ``stub``, ``graded`` and the
        overall ``grade``, live or else of the newest official run; in order of id.
    lines : ndarray, shape (n,)
        In EPSG:5179.
    """
    with driver(session) as connection:
        found = connection.cursor(binary=True).execute(_SEGMENTS, {"codes": list(codes)}).fetchall()
    rows = [dict(zip(_SEGMENT_KEYS, row, strict=False)) for row in found]
    return rows, from_wkb(row[-1] for row in found)


def teams(session: Session, codes: Sequence[str]) -> list[dict[str, Any]]:
    """Read the teams that work in districts.

    Parameters
    ----------
    session : Session
        Only read.
    codes : sequence of str
        Codes of the districts.

    Returns
    -------
    list of dict
        ``id``, ``name``, ``districts``, ``members`` (leaders first), in order of name.
    """
    return _dicts(session, _TEAMS, codes)


def plans(session: Session, codes: Sequence[str]) -> list[dict[str, Any]]:
    """Read what the teams of districts patrol every week.

    Parameters
    ----------
    session : Session
        Only read.
    codes : sequence of str
        Codes of the districts.

    Returns
    -------
    list of dict
        ``id``, ``team``, ``name``, ``weekdays``, ``segments``, ``walked_on`` (the Korean date of the latest patrol that
        followed it, or None), in order of name.
    """
    return _dicts(session, _PLANS, codes)


def _dicts(session: Session, statement: str, codes: Sequence[str]) -> list[dict[str, Any]]:
    return [dict(row) for row in session.execute(text(statement), {"codes": list(codes)}).mappings()]
