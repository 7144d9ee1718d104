"""What everybody may know of every graded segment, as columns: where it lies, its district, its letters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.grading.letters import CONFIDENCE_LEVELS, GRADES
from mapper.store.columns import ID, Columns, Query, read_columns
from mapper.store.grades import IN_NETWORK, View

NO_ID: Final = UUID(int=0)
"""What is sent for none."""

SCOPES: Final = ("overall", "residential", "walking")


def _place(words: tuple[str, ...], column: str) -> str:
    letters = "".join(word[0] for word in words)
    return f"coalesce(strpos('{letters}', left({column}, 1)), 0) - 1"


_LETTERS: Final = {scope: _place(tuple(GRADES), f"{scope}_grade") for scope in SCOPES}
_VALUES: Final = {**_LETTERS, "confidence": _place(tuple(CONFIDENCE_LEVELS), "confidence_level")}
_SEGMENTS: Final = Query(
    f"""
    SELECT segment.id AS id, coalesce(district_id, '{NO_ID}') AS district_id, length_m::float8 AS length_m,
        (ST_XMin(web_line) + ST_XMax(web_line)) / 2 AS x, (ST_YMin(web_line) + ST_YMax(web_line)) / 2 AS y,
        {", ".join(f"{place} AS {axis}" for axis, place in _VALUES.items())}
    FROM segment LEFT JOIN grade ON run_id = CAST(:run AS uuid) AND grade.segment_id = segment.id
    WHERE graded AND {IN_NETWORK} ORDER BY segment.id
    """,
    {"id": ID, "district_id": ID, "length_m": ">f8", "x": ">f8", "y": ">f8"} | dict.fromkeys(_VALUES, ">i4"),
)


def read(session: Session, view: View) -> Columns:
    """Read the segments of the public map.

    Parameters
    ----------
    session : Session
        Only read.
    view : View
        From where the map is looked at.

    Returns
    -------
    dict of str to ndarray
        ``id``, ``district_id``, ``length_m``, ``x``, ``y`` (the middle in EPSG:3857 [m]), and by axis the position of
        its value among the letters or levels, -1 for 미조사; in order of id.
    """
    values = {"run": view.run, "network": view.network}
    return read_columns(session, {"segments": _SEGMENTS}, values, often=False)["segments"]


def rows(session: Session, view: View, ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """Read what a table says of some segments.

    Parameters
    ----------
    session : Session
        Only read.
    view : View
        From where the map is looked at.
    ids : sequence of UUID
        Which.

    Returns
    -------
    list of dict
        ``id``, ``name``, ``district``, ``length_m`` and by axis its letter or level, or None; in the order of ``ids``.
    """
    statement = f"""
        SELECT segment.id::text AS id, alley.name, district.name AS district, round(length_m::numeric, 1)::float8 AS length_m,
            {", ".join(f"{scope}_grade AS {scope}" for scope in SCOPES)}, confidence_level AS confidence
        FROM unnest(CAST(:ids AS uuid[])) WITH ORDINALITY AS wanted(id, place) JOIN segment ON segment.id = wanted.id
        LEFT JOIN alley ON alley.id = alley_id LEFT JOIN district ON district.id = district_id
        LEFT JOIN grade ON run_id = :run AND grade.segment_id = segment.id ORDER BY place
    """
    found = session.execute(text(statement), {"ids": list(ids), "run": view.run})
    return [dict(row) for row in found.mappings()]
