"""Alleys and their segments: saving a network, reading it back, finding what is near."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self
from uuid import UUID

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mapper.crs import KOREA_TM
from mapper.domain.placement import NAMED_WITHIN_M
from mapper.frames import plain
from mapper.store import districts
from mapper.store.bulk import copy_columns, one_of, tell_planner
from mapper.store.geometry import from_wkb, points_to_ewkb, to_ewkb
from mapper.store.round_trip import driver
from mapper.store.tables import AlleyRow, SegmentRow

_AS_GIVEN = ("fingerprint", "source_id", "ordinal", "length_m", "graded", "stub", "road_class", "level")

_SLACK_M = 0.001
"""What a search looks further than the rule, which alone decides at the edge [m]."""

_ALLEY_COLUMNS = {"key": "alley_key", "name": "name", "road_code": "road_code", "width_m": "width_m"}


_DESCRIBE = """
    UPDATE segment SET alley_id = given.alley, district_id = given.district, road_class = given.class
    FROM unnest(
        CAST(:fingerprints AS text[]), CAST(:alleys AS uuid[]), CAST(:districts AS uuid[]), CAST(:classes AS text[])
    ) AS given(fingerprint, alley, district, class)
    WHERE segment.fingerprint = given.fingerprint AND superseded_at IS NULL
        AND (alley_id, district_id, road_class) IS DISTINCT FROM (given.alley, given.district, given.class)
    RETURNING segment.id
"""


@dataclass(frozen=True)
class NetworkChange:
    """What saving a network did to the segments.

    Attributes
    ----------
    added, kept, superseded : int
        Segments new in this edition, of the same shape (same id), and no longer in it.
    renamed : int
        Of those kept, how many have another alley, district or class now.
    """

    added: int
    kept: int
    superseded: int
    renamed: int


def save(
    session: Session,
    segments: gpd.GeoDataFrame,
    alleys: pd.DataFrame,
    *,
    recorded_at: datetime,
    new_id: Callable[[], UUID],
    gone: Sequence[str] = (),
) -> NetworkChange:
    """Store the segments of some source lines; one of a known shape keeps its id, unless it is graded now and was not.

    Parameters
    ----------
    session : Session
        Not committed.
    segments : GeoDataFrame
        By the contract SEGMENTS.
    alleys : DataFrame
        One row per alley: ``alley_key``, ``name``, ``road_code``, ``width_m``.
    recorded_at : datetime
        When this edition became known.
    new_id : callable
        Makes the ids.
    gone : sequence of str
        Source lines that are no more.

    Returns
    -------
    NetworkChange
        Segments of other source lines that are not in this edition are left alone.
    """
    source_ids = [*segments["source_id"].unique().tolist(), *gone]
    alley_ids = _save_alleys(session, alleys, new_id)
    found = session.execute(
        select(SegmentRow.fingerprint, SegmentRow.graded, SegmentRow.id).where(
            SegmentRow.superseded_at.is_(None), one_of(SegmentRow.source_id, source_ids)
        )
    ).all()
    # Whether a segment is graded is part of what a past run saw, so it is never changed in place.
    wanted = dict(zip(segments["fingerprint"], segments["graded"], strict=True))
    same = {fingerprint for fingerprint, graded, _ in found if wanted.get(fingerprint) == graded}
    over = [row_id for fingerprint, _, row_id in found if fingerprint not in same]
    session.execute(update(SegmentRow).where(one_of(SegmentRow.id, over)).values(superseded_at=recorded_at))
    is_kept = segments["fingerprint"].isin(same)
    renamed = _describe(session, segments[is_kept], alley_ids)
    _append(session, segments[~is_kept], alley_ids, recorded_at, new_id)
    tell_planner(session, int((~is_kept).sum()), SegmentRow, AlleyRow)
    return NetworkChange(int((~is_kept).sum()), int(is_kept.sum()), len(over), renamed)


def _describe(session: Session, kept: gpd.GeoDataFrame, alley_ids: dict[str, UUID]) -> int:
    """Write what an edition says anew of segments whose shape has not changed."""
    district_ids = districts.ids_by_code(session)
    values = {
        "fingerprints": kept["fingerprint"].tolist(),
        "alleys": [alley_ids[key] for key in kept["alley_key"]],
        "districts": [district_ids.get(code) for code in plain(kept["district_code"])],
        "classes": kept["road_class"].tolist(),
    }
    return len(session.execute(text(_DESCRIBE), values).all())


def _save_alleys(session: Session, alleys: pd.DataFrame, new_id: Callable[[], UUID]) -> dict[str, UUID]:
    columns = {name: plain(alleys[column]) for name, column in _ALLEY_COLUMNS.items()}
    rows = [
        {"id": new_id(), **dict(zip(columns, values, strict=True))} for values in zip(*columns.values(), strict=True)
    ]
    statement = insert(AlleyRow)
    newest = {name: statement.excluded[name] for name in ("name", "road_code", "width_m")}
    if rows:
        session.execute(statement.on_conflict_do_update(index_elements=["key"], set_=newest), rows)
    found = session.execute(select(AlleyRow.key, AlleyRow.id).where(one_of(AlleyRow.key, columns["key"])))
    return {key: row_id for key, row_id in found}  # noqa: C416 - dict() does not take rows by their type


def _append(
    session: Session,
    segments: gpd.GeoDataFrame,
    alley_ids: dict[str, UUID],
    recorded_at: datetime,
    new_id: Callable[[], UUID],
) -> None:
    district_ids = districts.ids_by_code(session)
    columns = {
        "id": [new_id() for _ in range(len(segments))],
        "alley_id": [alley_ids[key] for key in segments["alley_key"]],
        "district_id": [district_ids.get(code) for code in plain(segments["district_code"])],
        **{name: segments[name] for name in _AS_GIVEN},
        "line": to_ewkb(segments.geometry.to_numpy()),
        "recorded_at": recorded_at,
    }
    copy_columns(session, SegmentRow, columns)


_NETWORK: Final = """
    SELECT CAST(segment.id AS text), fingerprint, source_id, alley.name, width_m, length_m, graded, code, ST_AsBinary(line)
    FROM segment JOIN alley ON alley.id = alley_id LEFT JOIN district ON district.id = district_id
    WHERE segment.superseded_at IS NULL ORDER BY fingerprint
"""


def frame(session: Session) -> gpd.GeoDataFrame:
    """Read the current network.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    GeoDataFrame
        ``id`` (text), ``fingerprint``, ``source_id``, ``name``, ``width_m``, ``length_m``, ``graded``, ``district_code`` and the
        line in EPSG:5179, in order of fingerprint.
    """
    with driver(session) as connection:
        found = connection.cursor(binary=True).execute(_NETWORK).fetchall()
    columns = list(zip(*found, strict=True)) or [()] * 9
    return gpd.GeoDataFrame(
        {
            "id": pd.array(columns[0], dtype="string"),
            "fingerprint": pd.array(columns[1], dtype="string"),
            "source_id": pd.array(columns[2], dtype="string"),
            "name": pd.array(columns[3], dtype="string"),
            "width_m": np.array(columns[4], dtype=float),
            "length_m": np.array(columns[5], dtype=float),
            "graded": np.array(columns[6], dtype=bool),
            "district_code": pd.array(columns[7], dtype="string"),
        },
        geometry=from_wkb(columns[8]),
        crs=KOREA_TM,
    )


def graded_lines(session: Session, ids: Collection[UUID]) -> dict[UUID, Any]:
    """Return where some of the graded segments of now lie.

    Parameters
    ----------
    session : Session
        Only read.
    ids : collection of UUID
        Theirs, or of no segment.

    Returns
    -------
    dict of UUID to shapely geometry
        Lines in EPSG:5179 [m]; without those that are no graded segment now.
    """
    found = session.execute(
        select(SegmentRow.id, func.ST_AsBinary(SegmentRow.line)).where(
            SegmentRow.graded, SegmentRow.superseded_at.is_(None), one_of(SegmentRow.id, list(ids))
        )
    ).all()
    return dict(zip((segment for segment, _ in found), from_wkb(line for _, line in found), strict=True))


@dataclass(frozen=True)
class Nearby:
    """A graded segment near a point.

    Attributes
    ----------
    segment : str
        Its id.
    distance_m : float
        From the point to the centreline [m].
    width_m : float
        Of its alley [m], NaN when unknown.
    name : str or None
        Of its alley.
    """

    segment: str
    distance_m: float
    width_m: float
    name: str | None

    @classmethod
    def of(cls, segment: str, distance_m: float, width_m: float | None, name: str | None) -> Self:
        """Return a row of `NEAR`.

        Parameters
        ----------
        segment : str
            Id.
        distance_m : float
            To the centreline [m].
        width_m : float or None
            Of the alley [m].
        name : str or None
            Of the alley.

        Returns
        -------
        Nearby
            With NaN for a width that is not known.
        """
        return cls(segment, distance_m, np.nan if width_m is None else width_m, name)


_THERE: Final = f"ST_SetSRID(ST_MakePoint(:x, :y), {KOREA_TM})"
NEAR: Final = f"""
    SELECT CAST(segment.id AS text) AS segment, ST_Distance(line, {_THERE}) AS distance_m, width_m, name
    FROM segment JOIN alley ON alley.id = alley_id
    WHERE graded AND superseded_at IS NULL
      AND ST_DWithin(line, {_THERE}, :radius + (SELECT coalesce(max(width_m), 0) / 2 FROM alley) + {_SLACK_M})
      AND ST_Distance(line, {_THERE}) <= :radius + coalesce(width_m, 0) / 2 + {_SLACK_M}
    ORDER BY distance_m, segment.id
"""
"""SQL of the graded segments whose surface is within a radius of a point, and a hair beyond."""


def near(session: Session, *, x: float, y: float, radius_m: float) -> list[Nearby]:
    """Find the graded segments whose surface is within a radius of a point, and a hair beyond.

    Parameters
    ----------
    session : Session
        Only read.
    x, y : float
        The point in EPSG:5179 [m].
    radius_m : float
        To the surface: half the alley's width is added for the centreline [m].

    Returns
    -------
    list of Nearby
        In order of distance, then id.
    """
    found = session.execute(text(NEAR), {"x": x, "y": y, "radius": radius_m})
    return [Nearby.of(*row) for row in found]


NAMED: Final = f"""
    segment.id = :segment AND graded AND segment.superseded_at IS NULL AND ST_DWithin(line, {_THERE}, {NAMED_WITHIN_M})
"""
"""SQL of the segment that a person names for a place: one that is graded now, and on which the place may be."""


def may_be_on(session: Session, segment: UUID, *, x: float, y: float) -> bool:
    """Tell whether a place may be on the segment that a person names.

    Parameters
    ----------
    session : Session
        Only read.
    segment : UUID
        Id.
    x, y : float
        The place in EPSG:5179 [m].

    Returns
    -------
    bool
        False when it is too far off, or there is no such graded segment now.
    """
    found = session.execute(text(f"SELECT 1 FROM segment WHERE {NAMED}"), {"segment": segment, "x": x, "y": y})
    return found.first() is not None


def set_public_points(session: Session, ids: Sequence[str], x: NDArray[np.float64], y: NDArray[np.float64]) -> None:
    """Write where issues on each segment may be shown to everyone.

    Parameters
    ----------
    session : Session
        Not committed.
    ids : sequence of str
        Segments.
    x, y : ndarray, shape (n,)
        Their public points in EPSG:5179 [m], NaN for none.
    """
    session.execute(
        text(
            """
            UPDATE segment SET public_point = CAST(given.point AS geometry)
            FROM unnest(CAST(:ids AS uuid[]), CAST(:points AS bytea[])) AS given(id, point)
            WHERE segment.id = given.id AND segment.public_point IS DISTINCT FROM CAST(given.point AS geometry)
            """
        ),
        {"ids": list(ids), "points": points_to_ewkb(x, y).to_pylist()},
    )
