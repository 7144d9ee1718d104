"""What a newer file of the same source says differently about the ground."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

# What a file brought was recorded at the very instant of its import, and keeps that instant for as long as it stays.
_LINES: Final = """
    SELECT DISTINCT source_id, coalesce(name, source_id) AS name
    FROM segment JOIN alley ON alley.id = alley_id
    JOIN import ON import.recorded_at = segment.recorded_at AND import.kind = 'alleys'
    WHERE segment.superseded_at IS NULL AND report -> 'columns' ->> 'source_id' IS NOT DISTINCT FROM :column
    ORDER BY source_id
"""
_REDRAWN: Final = """
    SELECT source_id, coalesce(min(name), source_id) AS name, ST_HausdorffDistance(
        ST_Collect(line) FILTER (WHERE superseded_at = :at), ST_Collect(line) FILTER (WHERE segment.recorded_at = :at)
    ) AS metres
    FROM segment JOIN alley ON alley.id = alley_id
    WHERE superseded_at = :at OR segment.recorded_at = :at
    GROUP BY source_id
    HAVING bool_or(superseded_at = :at) AND bool_or(segment.recorded_at = :at)
    ORDER BY metres DESC, source_id
"""
_DISTRICTS: Final = """
    SELECT fresh.name, former.name, NOT ST_Equals(fresh.boundary, former.boundary)
    FROM district AS fresh LEFT JOIN district AS former ON former.code = fresh.code AND former.superseded_at = :at
    WHERE fresh.recorded_at = :at ORDER BY fresh.code
"""


def lines_of_source(session: Session, id_column: str | None) -> dict[str, str]:
    """Return the lines that files brought whose ids stood in a column of that name.

    Parameters
    ----------
    session : Session
        Only read.
    id_column : str or None
        Such as ``RDS_MAN_NO``: ids are those of one register when their column is called the same.

    Returns
    -------
    dict of str to str
        Name of the alley by source id, of lines that are still there.
    """
    found = session.execute(text(_LINES), {"column": id_column})
    return {source_id: name for source_id, name in found}  # noqa: C416 - dict() does not take rows by their type


def redrawn_lines(session: Session, recorded_at: datetime) -> list[tuple[str, str, float]]:
    """Return the lines that an edition draws otherwise.

    Parameters
    ----------
    session : Session
        Only read.
    recorded_at : datetime
        When the edition became known.

    Returns
    -------
    list of tuple
        Source id, name of the alley and how far the changed part moved [m], the farthest first.
    """
    return [tuple(row) for row in session.execute(text(_REDRAWN), {"at": recorded_at})]


def changed_districts(session: Session, recorded_at: datetime) -> list[tuple[str, str | None, bool | None]]:
    """Return the districts that an edition brought.

    Parameters
    ----------
    session : Session
        Only read.
    recorded_at : datetime
        When the edition became known.

    Returns
    -------
    list of tuple
        Name, former name and whether the boundary is another one; None for a district that was not there.
    """
    return [tuple(row) for row in session.execute(text(_DISTRICTS), {"at": recorded_at})]


def districts_of_cities(session: Session, codes: Sequence[str]) -> dict[str, str]:
    """Return the districts of the 시군구 that some districts are of.

    Parameters
    ----------
    session : Session
        Only read.
    codes : sequence of str
        Of districts; their first five digits are those of the 시군구.

    Returns
    -------
    dict of str to str
        Name by code, of districts that are still there.
    """
    found = session.execute(
        text("SELECT code, name FROM district WHERE superseded_at IS NULL AND left(code, 5) = ANY(:cities) ORDER BY 1"),
        {"cities": sorted({code[:5] for code in codes})},
    )
    return {code: name for code, name in found}  # noqa: C416 - dict() does not take rows by their type
