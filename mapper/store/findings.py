"""What findings are made from besides a board, and the answers that took long."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mapper.domain.calendar import end_of
from mapper.domain.rubric import Rubric
from mapper.store.columns import ID, MOMENT, Query, read_columns
from mapper.store.facts import korean_days
from mapper.store.tables import FindingRow

_ENDS: Final = {
    "ends": Query(
        """
        SELECT ST_X(ST_StartPoint(line)) AS x0, ST_Y(ST_StartPoint(line)) AS y0, ST_X(ST_EndPoint(line)) AS x1,
            ST_Y(ST_EndPoint(line)) AS y1
        FROM segment WHERE graded AND recorded_at <= :known AND (superseded_at IS NULL OR superseded_at > :known)
        ORDER BY id
        """,
        dict.fromkeys(("x0", "y0", "x1", "y1"), ">f8"),
    )
}
_NOT_OBSERVED: Final = -2
_KNOWN_WALKS: Final = "recorded_at <= :known AND walked_at < :until AND rubric = :rubric"
_WALKS: Final = {
    "walks": Query(
        f"""
        SELECT id, segment_id, walked_at, array_replace(levels, NULL, {_NOT_OBSERVED}::smallint) AS levels,
            dense_rank() OVER (ORDER BY surveyor COLLATE "C") AS rater
        FROM survey WHERE {_KNOWN_WALKS} ORDER BY segment_id, walked_at, recorded_at, id
        """,
        {"id": ID, "segment_id": ID, "walked_at": MOMENT, "levels": ">i2", "rater": ">i8"},
    )
}
_RATERS: Final = f"""
    SELECT surveyor COLLATE "C" AS name, (array_agg(id ORDER BY recorded_at, id))[1] AS first
    FROM survey WHERE {_KNOWN_WALKS} GROUP BY name ORDER BY name
"""


@dataclass(frozen=True)
class Walks:
    """Surveys with whoever made them, by segment and in the order in which they were walked.

    Attributes
    ----------
    segment_id : ndarray of bytes, shape (m,)
        Segments, as 16 bytes.
    at : ndarray of int64, shape (m,)
        When it was walked [us since 2000-01-01 UTC].
    day : ndarray of int64, shape (m,)
        The day [days since 1970-01-01].
    levels : ndarray of float64, shape (m, items)
        As in ``Surveys.levels``.
    rater : ndarray of int64, shape (m,)
        Position in ``raters``.
    raters : list of str
        What surveyors are called.
    firsts : list of UUID
        Of each the first survey that came in: tells them apart, and says nothing of the name.
    """

    segment_id: NDArray[np.bytes_]
    at: NDArray[np.int64]
    day: NDArray[np.int64]
    levels: NDArray[np.float64]
    rater: NDArray[np.int64]
    raters: list[str]
    firsts: list[UUID]


def chords(session: Session, known_at: datetime) -> NDArray[Any]:
    """Read from where to where segments go: all that is needed to know which of them meet.

    Parameters
    ----------
    session : Session
        Only read.
    known_at : datetime
        Of the network.

    Returns
    -------
    ndarray of LineString, shape (n,)
        In EPSG:5179, in the order of the segments that `mapper.store.facts.known_facts` reads.
    """
    ends = read_columns(session, _ENDS, {"known": known_at}, often=False)["ends"]
    places = np.column_stack([ends[name] for name in ("x0", "y0", "x1", "y1")]).reshape(-1, 2, 2)
    return np.asarray(shapely.linestrings(places))


def walks(session: Session, *, as_of: date, known_at: datetime, rubric: Rubric) -> Walks:
    """Read surveys with whoever made them.

    Parameters
    ----------
    session : Session
        Only read.
    as_of : date
        Later surveys are ignored.
    known_at : datetime
        Those recorded later are ignored.
    rubric : Rubric
        Surveys by another version do not count.

    Returns
    -------
    Walks
        Of the whole city.
    """
    values = {"known": known_at, "until": end_of(as_of), "rubric": rubric.version}
    found = read_columns(session, _WALKS, values, often=False)["walks"]
    raters = session.execute(text(_RATERS), values).all()
    levels = found["levels"].reshape(-1, len(rubric.items)).astype(np.float64)
    levels[levels == _NOT_OBSERVED] = np.nan
    return Walks(
        segment_id=found["segment_id"],
        at=found["walked_at"],
        day=korean_days(found["walked_at"]),
        levels=levels,
        rater=found["rater"] - 1,
        raters=[one.name for one in raters],
        firsts=[one.first for one in raters],
    )


def kept(session: Session, kind: str, digest: bytes) -> dict[str, NDArray[Any]] | None:
    """Return the answer to the same facts, where there is one.

    Parameters
    ----------
    session : Session
        Only read.
    kind : str
        Of the computation.
    digest : bytes
        SHA-256 of the facts.

    Returns
    -------
    dict of str to ndarray, or None
        Its arrays by name.
    """
    body = session.scalar(select(FindingRow.body).where(FindingRow.kind == kind, FindingRow.digest == digest))
    if body is None:
        return None
    with np.load(io.BytesIO(body), allow_pickle=False) as arrays:
        return dict(arrays)


def keep(
    session: Session, kind: str, digest: bytes, arrays: Mapping[str, NDArray[Any]], *, computed_at: datetime
) -> None:
    """Keep an answer, unless the same one was kept meanwhile.

    Parameters
    ----------
    session : Session
        Not committed.
    kind : str
        Of the computation.
    digest : bytes
        SHA-256 of the facts.
    arrays : mapping of str to ndarray
        Of numbers.
    computed_at : datetime
        This moment.
    """
    body = io.BytesIO()
    np.savez_compressed(body, **arrays)  # type: ignore[arg-type] # its stub takes the names for options
    row = insert(FindingRow).values(kind=kind, digest=digest, body=body.getvalue(), computed_at=computed_at)
    session.execute(row.on_conflict_do_nothing())
