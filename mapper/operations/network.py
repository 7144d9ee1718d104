"""Load districts and alleys: cut, put into districts, given public points, stored with stable ids."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import geopandas as gpd
import shapely

from mapper.frames import ALLEY_LINES, DISTRICTS
from mapper.operations.succession import carry_over
from mapper.operations.tile_upkeep import changing_network
from mapper.spatial.districting import district_codes
from mapper.spatial.public_points import public_points
from mapper.spatial.segmenting import CutReport, cut_alleys
from mapper.store import districts as district_rows
from mapper.store import household_counts as count_rows
from mapper.store import segments as segment_rows
from mapper.store.engine import Session
from mapper.store.review import unplaced


def load_districts(
    session: Session,
    districts: gpd.GeoDataFrame,
    *,
    recorded_at: datetime,
    new_id: Callable[[], UUID],
    gone: Sequence[str] = (),
) -> dict[str, Any]:
    """Store districts and find anew in which one each stored segment lies.

    Parameters
    ----------
    session : Session
        Not committed.
    districts : GeoDataFrame
        By the contract DISTRICTS.
    recorded_at : datetime
        When they became known.
    new_id : callable
        Makes the ids.
    gone : sequence of str
        Codes of stored districts that are no more.

    Returns
    -------
    dict
        What happened, by name.
    """
    DISTRICTS.check(districts)
    with changing_network(session, recorded_at=recorded_at):
        changed = district_rows.save(session, districts, recorded_at=recorded_at, new_id=new_id, gone=gone)
    count_rows.tell_districts(session)
    network = segment_rows.frame(session)
    moved = 0
    if (changed or gone) and len(network):
        codes = district_codes(network.geometry.to_numpy(), district_rows.frame(session))
        district_rows.assign_segments(session, dict(zip(network["id"].map(UUID), codes, strict=True)))
        moved = len(codes)
        _group_for_public(session)
        unplaced.rebuild(session)
    return {"districts": len(districts), "new_or_changed": changed, "segments_located": moved}


def load_alleys(
    session: Session,
    lines: gpd.GeoDataFrame,
    *,
    recorded_at: datetime,
    new_id: Callable[[], UUID],
    gone: Sequence[str] = (),
) -> dict[str, Any]:
    """Cut alley lines into segments and store them; unchanged ones keep their ids.

    Parameters
    ----------
    session : Session
        Not committed.
    lines : GeoDataFrame
        By the contract ALLEY_LINES.
    recorded_at : datetime
        When they became known.
    new_id : callable
        Makes the ids.
    gone : sequence of str
        Source ids of stored lines that are no more.

    Returns
    -------
    dict
        What happened, by name: the account of the cut, and what was added, kept and superseded.
    """
    ALLEY_LINES.check(lines)
    districts = district_rows.frame(session)
    cut = cut_alleys(lines, districts if len(districts) else None)
    alleys = (
        lines.drop(columns=lines.geometry.name)
        .groupby("alley_key", sort=True)
        .agg({"name": "first", "road_code": "first", "width_m": "max"})
        .reset_index()
    )
    met = _meeting(session, lines)
    with changing_network(session, recorded_at=recorded_at):
        change = segment_rows.save(session, cut.segments, alleys, recorded_at=recorded_at, new_id=new_id, gone=gone)
    carried = carry_over(session, recorded_at=recorded_at, new_id=new_id)
    unplaced.rebuild(session)
    return {
        **_account(cut.report),
        **vars(change),
        **carried,
        "meeting_other_files": met,
        "public_points": _group_for_public(session),
    }


def _meeting(session: Session, lines: gpd.GeoDataFrame) -> list[str]:
    """Name the lines that touch segments of other files: they are stored, but not cut against each other."""
    stored = segment_rows.frame(session)
    others = stored[~stored["source_id"].isin(lines["source_id"])]
    touching, _ = shapely.STRtree(others.geometry.to_numpy()).query(lines.geometry.to_numpy(), predicate="intersects")
    return sorted(set(lines["source_id"].iloc[touching]))


def _group_for_public(session: Session) -> int:
    """Group the whole network anew, as a new line or a moved boundary may change any group beside it."""
    network = segment_rows.frame(session)
    points = public_points(network)
    x, y = (points[axis].to_numpy(dtype=float) for axis in ("x", "y"))
    segment_rows.set_public_points(session, network["id"].tolist(), x, y)
    return int(points["group"].nunique())


def _account(report: CutReport) -> dict[str, Any]:
    return {
        "lines": report.lines,
        "segments": report.segments,
        "graded_segments": report.graded_segments,
        "graded_km": round(report.graded_km, 3),
        "context_segments": report.context_segments,
        "context_km": round(report.context_km, 3),
        "junctions": report.junctions,
        "stubs": report.stubs,
        "equal_cuts": report.equal_cuts,
        "largest_length_difference_m": report.largest_difference_m,
        "doubles_left_out": [vars(double) for double in report.doubles],
        "without_length": list(report.without_length),
        "outside_every_district": list(report.outside),
    }
