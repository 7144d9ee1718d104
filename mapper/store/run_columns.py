"""The grades of whole runs as arrays, and the ground that they lie on: for comparing one past with another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.crs import WGS84
from mapper.domain.grading.letters import CONFIDENCE_LEVELS, GRADES
from mapper.store.columns import ID, Query, positions, read_columns
from mapper.store.graded_map import AXES
from mapper.store.grades import IN_NETWORK, GradeRun

SCORED: Final = ("overall", "residential", "walking")
"""Axes with scores, in the order of their columns."""

_WORDS: Final = dict.fromkeys(SCORED, "".join(GRADES)) | {"confidence": "".join(one[0] for one in CONFIDENCE_LEVELS)}
_CODES: Final = ", ".join(
    f"coalesce(nullif(strpos('{_WORDS[axis]}', left({column}, 1)), 0), {len(_WORDS[axis]) + 1}) - 1 AS {axis}"
    for axis, column in AXES.items()
)
_GRADES: Final = Query(
    f"""
    SELECT segment_id, {_CODES}, {", ".join(f"coalesce({axis}_score, -1) AS {axis}_score" for axis in SCORED)}
    FROM grade WHERE run_id = CAST(:run AS uuid) ORDER BY segment_id
    """,
    {"segment_id": ID} | dict.fromkeys((*AXES, *(f"{axis}_score" for axis in SCORED)), ">i4"),
)
_NO_ID: Final = UUID(int=0)
_GROUND: Final = Query(
    f"""
    SELECT id, coalesce(district_id, '{_NO_ID}') AS district_id, alley_id, length_m, CAST({IN_NETWORK} AS int) AS current
    FROM segment WHERE graded ORDER BY id
    """,
    {"id": ID, "district_id": ID, "alley_id": ID, "length_m": ">f8", "current": ">i4"},
)
_KIN: Final = Query(
    """
    SELECT one, other FROM (
        SELECT segment_id AS one, forebear_id AS other FROM succession
        UNION ALL SELECT forebear_id, segment_id FROM succession
    ) AS kin JOIN segment ON segment.id = other ORDER BY length_m DESC, other
    """,
    {"one": ID, "other": ID},
)


@dataclass(frozen=True)
class RunColumns:
    """A run, as it was stored.

    Attributes
    ----------
    run : GradeRun
        Which.
    ids : ndarray of bytes, shape (n,)
        Its segments, in order.
    codes : dict of str to ndarray of int8
        By axis, shape (n,): position among the letters or the levels of confidence, the next one for 미조사.
    scores : dict of str to ndarray of int16
        By axis, shape (n,) [hundredths]; -1 where 미조사.
    """

    run: GradeRun
    ids: NDArray[np.bytes_]
    codes: dict[str, NDArray[np.int8]]
    scores: dict[str, NDArray[np.int16]]


def read_run(session: Session, run: GradeRun) -> RunColumns:
    """Read all grades of a run.

    Parameters
    ----------
    session : Session
        Only read.
    run : GradeRun
        Which.

    Returns
    -------
    RunColumns
        The same at any later time.
    """
    found = read_columns(session, {"grades": _GRADES}, {"run": run.id}, often=False)["grades"]
    return RunColumns(
        run,
        found["segment_id"],
        {axis: found[axis].astype(np.int8) for axis in AXES},
        {axis: found[f"{axis}_score"].astype(np.int16) for axis in SCORED},
    )


@dataclass(frozen=True)
class Ground:
    """Every segment that was ever to be graded, and who took whose place.

    Attributes
    ----------
    ids : ndarray of bytes, shape (n,)
        In order.
    district, alley : ndarray of bytes, shape (n,)
        Ids of where they lie; of no district sixteen zeros.
    length_m : ndarray of float64, shape (n,)
        [m].
    today : ndarray of bytes, shape (t,)
        Those of the network of now, in order: where one stands is its position on the planner's board.
    one, other : ndarray of bytes, shape (k,)
        Pairs of which one took the place of the other, either way round; the longest ``other`` comes first.
    """

    ids: NDArray[np.bytes_]
    district: NDArray[np.bytes_]
    alley: NDArray[np.bytes_]
    length_m: NDArray[np.float64]
    today: NDArray[np.bytes_]
    one: NDArray[np.bytes_]
    other: NDArray[np.bytes_]

    def follow(self, ids: NDArray[np.bytes_], there: NDArray[np.bytes_]) -> NDArray[np.int64]:
        """Find segments in another list, by those whose place they took or who took theirs where they are not in it.

        Parameters
        ----------
        ids : ndarray of bytes, shape (n,)
            Different segments.
        there : ndarray of bytes, shape (m,)
            Those of the other list.

        Returns
        -------
        ndarray of int64, shape (n,)
            Position in ``there``, of several the longest; -1 where there is none.
        """
        at = positions(there, ids)
        lost = np.flatnonzero(at < 0)
        if not len(lost):
            return at
        heir, found = positions(ids[lost], self.one), positions(there, self.other)
        pairs = np.flatnonzero((heir >= 0) & (found >= 0))[::-1]  # of several, the first one stays
        at[lost[heir[pairs]]] = found[pairs]
        return at


def read_ground(session: Session, *, network: datetime) -> Ground:
    """Read the ground of every run.

    Parameters
    ----------
    session : Session
        Only read.
    network : datetime
        As of when the network of now is known.

    Returns
    -------
    Ground
        With the segments of before.
    """
    found = read_columns(session, {"ground": _GROUND, "kin": _KIN}, {"network": network}, often=False)
    ground, kin = found["ground"], found["kin"]
    ids = ground["id"]
    return Ground(
        ids,
        ground["district_id"],
        ground["alley_id"],
        ground["length_m"],
        ids[ground["current"] == 1],
        kin["one"],
        kin["other"],
    )


_LINES: Final = text(
    "SELECT segment_id, lines -> :scope FROM grade WHERE run_id = :run AND segment_id = ANY(:segments)"
)


def lines_of(session: Session, run: UUID, scope: str, segments: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    """Read why some segments had their scores.

    Parameters
    ----------
    session : Session
        Only read.
    run : UUID
        In which run.
    scope : str
        Of which score, as the rule calls it.
    segments : sequence of UUID
        Whose.

    Returns
    -------
    dict of UUID to dict of str to int
        Lines by key [hundredths].
    """
    found = session.execute(_LINES, {"run": run, "scope": scope, "segments": list(segments)})
    return {segment: lines or {} for segment, lines in found}


_BOUNDS: Final = text(
    f"""
    SELECT id, ARRAY[ST_XMin(shape), ST_YMin(shape), ST_XMax(shape), ST_YMax(shape)]
    FROM segment, ST_Transform(line, {WGS84}) AS shape WHERE id = ANY(:segments)
    """
)


def bounds_of(session: Session, segments: Sequence[UUID]) -> dict[UUID, list[float]]:
    """Read where some segments lie, those of before as well.

    Parameters
    ----------
    session : Session
        Only read.
    segments : sequence of UUID
        Which.

    Returns
    -------
    dict of UUID to list of float
        West, south, east, north [degrees].
    """
    found = session.execute(_BOUNDS, {"segments": list(segments)})
    return {segment: list(box) for segment, box in found}
