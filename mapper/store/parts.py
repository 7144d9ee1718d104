"""What a worker reads: the segments of a district, or the ground around some points, and nothing else of the city."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from mapper.crs import KOREA_TM
from mapper.store.columns import ID, Query, read_columns
from mapper.store.engine import Sessions, make_engine, make_sessions
from mapper.store.geometry import from_wkb
from mapper.store.tables import DistrictRow

_NOWHERE: Final = UUID(int=0)
_NETWORK: Final = {
    "segments": Query(
        f"""
        SELECT id, coalesce(district_id, '{_NOWHERE}') AS district FROM segment
        WHERE graded AND recorded_at <= :known AND (superseded_at IS NULL OR superseded_at > :known)
        ORDER BY id
        """,
        {"id": ID, "district": ID},
    )
}
_AROUND: Final = f"""
    SELECT CAST(segment.id AS text), name, width_m, ST_AsBinary(line)
    FROM segment JOIN alley ON alley.id = alley_id
    WHERE graded AND superseded_at IS NULL AND segment.id IN (
        SELECT found.id
        FROM unnest(CAST(:x AS float8[]), CAST(:y AS float8[])) AS cell(x, y),
            (SELECT :reach + coalesce(max(width_m), 0) / 2 AS m FROM alley) AS reach,
            segment AS found
        WHERE found.line && ST_MakeEnvelope(x - m, y - m, x + :side + m, y + :side + m, {KOREA_TM})
    )
"""
_EXISTING: Final = """
    SELECT CAST(id AS text) FROM segment
    WHERE graded AND superseded_at IS NULL AND id = ANY(:ids)
"""


@dataclass(frozen=True)
class DistrictPart:
    """The graded segments of one district.

    Attributes
    ----------
    code : str or None
        Of the district; None for the segments outside every one.
    segments : ndarray of bytes, shape (n,)
        The 16 bytes of their ids, in order.
    """

    code: str | None
    segments: NDArray[np.bytes_]

    @property
    def ids(self) -> list[UUID]:
        """The ids of the segments."""
        raw = self.segments.tobytes()
        return [UUID(bytes=raw[begin : begin + 16]) for begin in range(0, len(raw), 16)]


def reading_sessions(url: str) -> Sessions:
    """Return the maker of sessions that cannot write, each of whose transactions sees one state of the database.

    Parameters
    ----------
    url : str
        Of the database.

    Returns
    -------
    sqlalchemy.orm.sessionmaker
        Holds one connection.
    """
    engine = make_engine(url, pool_size=1)
    event.listen(engine, "connect", _look_up)
    return make_sessions(engine.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ"))


def _look_up(connection: Any, _record: object) -> None:
    """Let the server plan for few ids: counting those of a district, it would rather read a smaller city from end to end."""
    connection.execute("SET plan_cache_mode = force_generic_plan")
    connection.commit()


def network_by_district(session: Session, *, known: datetime) -> list[DistrictPart]:
    """Return the graded segments as they were known at a time, by the district they lie in now.

    The parts name their segments, so that nobody who redraws a district meanwhile can take one out of a part or put it
    into two.

    Parameters
    ----------
    session : Session
        Only read.
    known : datetime
        The network is the one of that time.

    Returns
    -------
    list of DistrictPart
        By code; those outside every district come last.
    """
    found = read_columns(session, _NETWORK, {"known": known}, often=False)["segments"]
    codes = {row_id.bytes: code for row_id, code in session.execute(select(DistrictRow.id, DistrictRow.code))}
    rows, which = np.unique(found["district"].view("V16"), return_inverse=True)
    code_of = np.array([codes.get(bytes(row), "") for row in rows], dtype=object)
    names, part = np.unique(code_of, return_inverse=True)
    order = np.argsort(part[which], kind="stable")
    ends = np.cumsum(np.bincount(part[which], minlength=len(names)))[:-1]
    parts = [
        DistrictPart(code or None, segments)
        for code, segments in zip(names, np.split(found["id"][order], ends), strict=True)
        if len(segments)
    ]
    return sorted(parts, key=lambda one: (one.code is None, one.code or ""))


def segments_around(
    session: Session, x: NDArray[np.float64], y: NDArray[np.float64], *, side_m: float, reach_m: float
) -> gpd.GeoDataFrame:
    """Read the graded segments whose surface may be within reach of squares of ground.

    Parameters
    ----------
    session : Session
        Only read.
    x, y : ndarray, shape (k,)
        South-western corners of the squares in EPSG:5179 [m].
    side_m : float
        Of each square [m].
    reach_m : float
        How far from a square the surface of an alley may be [m].

    Returns
    -------
    GeoDataFrame
        By the contract MATCHABLE_SEGMENTS, in any order; at least those within reach, each once.
    """
    values = {"x": x.tolist(), "y": y.tolist(), "side": side_m, "reach": reach_m}
    columns = list(zip(*session.execute(text(_AROUND), values), strict=True)) or [()] * 4
    table = {
        "id": pd.array(columns[0], dtype="string"),
        "name": pd.array(columns[1], dtype="string"),
        "width_m": np.array(columns[2], dtype=float),
    }
    return gpd.GeoDataFrame(table, geometry=from_wkb(columns[3]), crs=KOREA_TM)


def graded_among(session: Session, ids: Sequence[UUID]) -> list[str]:
    """Return those of some ids that are graded segments of the present network.

    Parameters
    ----------
    session : Session
        Only read.
    ids : sequence of UUID
        Of anything.

    Returns
    -------
    list of str
        In any order.
    """
    return list(session.scalars(text(_EXISTING), {"ids": list(ids)}))
