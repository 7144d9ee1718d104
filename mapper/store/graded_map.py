"""What the map page reads besides its tiles: totals, the table, the search, one segment."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.orm import Session
from sqlalchemy.types import String

from mapper.crs import KOREA_TM, WGS84
from mapper.store.grades import IN_NETWORK, View
from mapper.store.round_trip import as_driver_has_it, ask

AXES: Final = {
    "overall": "overall_grade",
    "residential": "residential_grade",
    "walking": "walking_grade",
    "confidence": "confidence_level",
}
"""Axis of the map to the column that colours it."""

SORTS: Final = {
    "score": "overall_score",
    "residential": "residential_score",
    "walking": "walking_score",
    "name": "alley.name",
    "district": "district.name",
    "length_m": "length_m",
}
"""Sort key of the table to its column."""

UNGRADED: Final = "ungraded"
_GRADED_SEGMENTS: Final = f"""
    FROM segment LEFT JOIN alley ON alley.id = alley_id
    LEFT JOIN district ON district.id = district_id
    LEFT JOIN grade ON run_id = :run AND grade.segment_id = segment.id
    WHERE graded AND {IN_NETWORK}
"""

_BOUNDS: Final = f"""(
    SELECT ARRAY[ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)]
    FROM ST_Transform(ST_SetSRID(ST_Extent(line)::geometry, {KOREA_TM}), {WGS84}) AS box
)"""
_BOUNDS_OF_LINE: Final = f"""(
    SELECT ARRAY[ST_XMin(shape), ST_YMin(shape), ST_XMax(shape), ST_YMax(shape)] FROM ST_Transform(line, {WGS84}) AS shape
)"""
_MIDDLE_OF_LINE: Final = f"""(
    SELECT ARRAY[ST_X(middle), ST_Y(middle)] FROM ST_Transform(ST_LineInterpolatePoint(line, 0.5), {WGS84}) AS middle
)"""
_SURVEYED: Final = """(
    SELECT max(walked_at) FROM survey
    WHERE survey.segment_id = segment.id AND survey.recorded_at <= :known AND walked_at < :until
)"""


@dataclass(frozen=True)
class Filter:
    """Which rows of the table.

    Attributes
    ----------
    axis : str
        Key of `AXES` that ``grades`` speak about.
    grades : sequence of str
        Letters, confidence levels or `UNGRADED`; empty for all.
    district : str or None
        Code of a district.
    name : str or None
        Part of an alley's name.
    """

    axis: str = "overall"
    grades: Sequence[str] = ()
    district: str | None = None
    name: str | None = None


def totals(session: Session, view: View) -> dict[str, dict[str, tuple[int, float]]]:
    """Count segments and metres by axis and grade.

    Parameters
    ----------
    session : Session
        Only read.
    view : View
        From where the map is looked at.

    Returns
    -------
    dict
        Axis to grade (or `UNGRADED`) to (segments, metres).
    """
    letters = ", ".join(f"coalesce({column}, '{UNGRADED}') AS {axis}" for axis, column in AXES.items())
    statement = f"""
        SELECT {", ".join(AXES)}, count(*), sum(length_m) FROM (
            SELECT {letters}, length_m FROM segment
            LEFT JOIN grade ON run_id = :run AND segment_id = segment.id WHERE graded AND {IN_NETWORK}
        ) AS coloured GROUP BY GROUPING SETS ({", ".join(f"({axis})" for axis in AXES)})
    """
    counted: dict[str, dict[str, tuple[int, float]]] = {axis: {} for axis in AXES}
    for *of_axis, segments, metres in session.execute(text(statement), vars(view)):
        axis, grade = next((axis, grade) for axis, grade in zip(AXES, of_axis, strict=True) if grade)
        counted[axis][grade] = (segments, metres)
    return counted


def district_list(session: Session, view: View) -> list[dict[str, Any]]:
    """List the districts that have graded segments.

    Parameters
    ----------
    session : Session
        Only read.
    view : View
        From where the map is looked at.

    Returns
    -------
    list of dict
        ``code``, ``name``, ``segments``, ``bounds`` (west, south, east, north in degrees), by name.
    """
    statement = f"""
        SELECT code, district.name, count(*) AS segments, {_BOUNDS} AS bounds
        FROM segment JOIN district ON district.id = district_id WHERE graded AND {IN_NETWORK}
        GROUP BY code, district.name ORDER BY district.name
    """
    return _dicts(session, statement, **vars(view))


def bounds(session: Session, view: View) -> list[float] | None:
    """Return the box around every graded segment.

    Parameters
    ----------
    session : Session
        Only read.
    view : View
        From where the map is looked at.

    Returns
    -------
    list of float or None
        West, south, east, north [degrees]; None without segments.
    """
    statement = f"SELECT {_BOUNDS} FROM segment WHERE graded AND {IN_NETWORK} HAVING count(*) > 0"
    found: list[float] | None = session.execute(text(statement), vars(view)).scalar_one_or_none()
    return found


def table(
    session: Session,
    view: View,
    *,
    only: Filter,
    sort: str,
    descending: bool,
    limit: int,
    offset: int,
) -> tuple[int, list[dict[str, Any]]]:
    """Read one page of the table view.

    Parameters
    ----------
    session : Session
        Only read.
    view : View
        From where the map is looked at.
    only : Filter
        Which rows.
    sort : str
        Key of `SORTS`; ties by id, missing values last.
    descending : bool
        Order.
    limit, offset : int
        The page.

    Returns
    -------
    total : int
        Rows in all pages.
    rows : list of dict
        One per segment, scores in hundredths.
    """
    where, values = _where(only)
    values |= vars(view)
    total = session.execute(text(f"SELECT count(*) {_GRADED_SEGMENTS} {where}"), values).scalar_one()
    order = f"{SORTS[sort]} {'DESC' if descending else 'ASC'} NULLS LAST, segment.id"
    statement = f"""
        SELECT id::text, name, district, length_m,
            overall_grade, overall_score, residential_grade, residential_score, walking_grade, walking_score,
            confidence_level, {_SURVEYED} AS surveyed_at
        FROM (
            SELECT segment.id, alley.name, district.name AS district, length_m,
                overall_grade, overall_score, residential_grade, residential_score, walking_grade, walking_score,
                confidence_level
            {_GRADED_SEGMENTS} {where} ORDER BY {order} LIMIT :limit OFFSET :offset
        ) AS segment
    """
    return total, _dicts(session, statement, **values, limit=limit, offset=offset)


def _where(only: Filter) -> tuple[str, dict[str, Any]]:
    clauses: list[str] = []
    values: dict[str, Any] = {}
    if only.grades:
        clauses.append(f"AND coalesce({AXES[only.axis]}, '{UNGRADED}') = ANY(:grades)")
        values["grades"] = list(only.grades)
    if only.district:
        clauses.append("AND district.code = :district")
        values["district"] = only.district
    if only.name:
        clauses.append("AND strpos(alley.name, :name) > 0")
        values["name"] = only.name
    return " ".join(clauses), values


def search(session: Session, view: View, words: str, *, limit: int) -> list[dict[str, Any]]:
    """Find alleys and districts by name: whole beginnings first, then parts, then what looks alike.

    Parameters
    ----------
    session : Session
        Only read.
    view : View
        From where the map is looked at.
    words : str
        What was typed.
    limit : int
        Most answers.

    Returns
    -------
    list of dict
        ``kind`` (``alley`` or ``district``), ``name``, ``district``, ``segments``, ``bounds``, ``segment_id``.
    """
    shown = f"EXISTS (SELECT FROM segment WHERE {{its}} AND graded AND {IN_NETWORK})"
    best_first = "starts_with(name, :words) DESC, strpos(name, :words) > 0 DESC, kind DESC, length(name), name"
    statement = f"""
        WITH hits AS (
            SELECT * FROM (
                SELECT 'alley' AS kind, id, name FROM alley
                WHERE (strpos(name, :words) > 0 OR name % :words) AND {shown.format(its="alley_id = alley.id")}
                UNION ALL SELECT 'district', id, name FROM district
                WHERE strpos(name, :words) > 0 AND {shown.format(its="district_id = district.id")}
            ) AS found ORDER BY {best_first} LIMIT :limit
        )
        SELECT kind, name, CASE kind WHEN 'alley' THEN districts END AS district, segments, bounds,
            CASE kind WHEN 'alley' THEN first_segment END AS segment_id
        FROM hits CROSS JOIN LATERAL (
            SELECT string_agg(DISTINCT district.name, ', ') AS districts, count(*) AS segments, {_BOUNDS} AS bounds,
                min(segment.id::text) AS first_segment
            FROM segment LEFT JOIN district ON district.id = district_id
            WHERE (alley_id = hits.id OR district_id = hits.id) AND graded AND {IN_NETWORK}
        ) AS segments ORDER BY {best_first}
    """
    return _dicts(session, statement, **vars(view), words=words, limit=limit)


def card_rows(session: Session, view: View, *, only: Collection[UUID] | None) -> list[dict[str, Any]]:
    """Read everything that grade cards say.

    Parameters
    ----------
    session : Session
        Only read.
    view : View
        From where the map is looked at.
    only : collection of UUID or None
        These of the graded segments; every one when not given.

    Returns
    -------
    list of dict
        One per segment.
    """
    statement = f"""
        SELECT segment.id::text, alley.name, length_m, stub, district.code AS district_code,
            district.name AS district_name, {_BOUNDS_OF_LINE} AS bounds,
            {_MIDDLE_OF_LINE} AS center,
            overall_grade, overall_score, residential_grade, residential_score, residential_reason,
            walking_grade, walking_score, walking_reason, confidence, confidence_level, lines,
            {_SURVEYED} AS surveyed_at,
            (SELECT count(*) FROM survey WHERE survey.segment_id = segment.id
                AND survey.recorded_at <= :known AND walked_at < :until) AS surveys
        {_GRADED_SEGMENTS}
        {"" if only is None else "AND segment.id = ANY(:only)"}
    """
    return _dicts(session, statement, **vars(view), only=None if only is None else list(only))


def _dicts(session: Session, statement: str, **values: Any) -> list[dict[str, Any]]:
    typed = [bindparam(name, type_=String()) for name in ("words", "name", "district") if name in values]
    return [dict(row._mapping) for row in session.execute(text(statement).bindparams(*typed), values)]  # noqa: SLF001 - SQLAlchemy's public name for it


def has_network(session: Session) -> bool:
    """Say whether any graded segment is stored.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    bool
        False for a new city.
    """
    found: bool = session.execute(text("SELECT EXISTS (SELECT FROM segment WHERE graded)")).scalar_one()
    return found


_VERSION: Final = as_driver_has_it(
    """
    SELECT coalesce(to_char(max(changed) AT TIME ZONE 'UTC', 'YYYYMMDDHH24MISSUS'), '0') FROM (
        SELECT max(recorded_at) AS changed FROM segment WHERE recorded_at < :before
        UNION ALL SELECT max(superseded_at) FROM segment WHERE superseded_at < :before
        UNION ALL SELECT max(recorded_at) FROM district WHERE recorded_at < :before
        UNION ALL SELECT max(recorded_at) FROM import WHERE kind IN ('alleys', 'districts') AND recorded_at < :before
    ) AS changes
    """
)


def network_version(session: Session, *, before: datetime | None = None) -> str:
    """Return a text that changes whenever districts or segments do.

    Parameters
    ----------
    session : Session
        Only read.
    before : datetime or None
        As it was before what was recorded at that time.

    Returns
    -------
    str
        Of the latest recording, to the microsecond; of those alone, as everybody reads it.
    """
    (version,) = ask(session, _VERSION, {"before": before or datetime.max.replace(tzinfo=UTC)}) or ("0",)
    return str(version)
