"""Districts: their boundaries, by edition."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import geopandas as gpd
import numpy as np
import shapely
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from mapper.crs import KOREA_TM
from mapper.frames import plain
from mapper.store.bulk import copy_columns, one_of
from mapper.store.geometry import from_wkb, to_ewkb
from mapper.store.tables import DistrictRow, SegmentRow


def save(
    session: Session,
    districts: gpd.GeoDataFrame,
    *,
    recorded_at: datetime,
    new_id: Callable[[], UUID],
    gone: Sequence[str] = (),
) -> int:
    """Store an edition of districts; one with the same code, name and boundary as before is left alone.

    Parameters
    ----------
    session : Session
        Not committed.
    districts : GeoDataFrame
        By the contract DISTRICTS, with ``household_count`` where it is known.
    recorded_at : datetime
        When this edition became known.
    new_id : callable
        Makes the ids.
    gone : sequence of str
        Codes of districts that are no more.

    Returns
    -------
    int
        How many are new or changed.
    """
    known = {code: (name, shape) for code, name, shape in _current(session)}
    shapes: list[Any] = [s if s.geom_type == "MultiPolygon" else shapely.multipolygons([s]) for s in districts.geometry]
    changed = [
        code not in known or known[code][0] != name or not shapely.equals_exact(known[code][1], shape, normalize=True)
        for code, name, shape in zip(districts["code"], districts["name"], shapes, strict=True)
    ]
    fresh = districts[np.array(changed, dtype=bool)]
    session.execute(
        update(DistrictRow)
        .where(one_of(DistrictRow.code, [*fresh["code"].tolist(), *gone]), DistrictRow.superseded_at.is_(None))
        .values(superseded_at=recorded_at)
    )
    households = plain(fresh["household_count"]) if "household_count" in fresh else [None] * len(fresh)
    columns = {
        "id": [new_id() for _ in range(len(fresh))],
        "code": fresh["code"],
        "name": fresh["name"],
        "household_count": [None if count is None else int(count) for count in households],
        "boundary": to_ewkb([shape for shape, is_new in zip(shapes, changed, strict=True) if is_new]),
        "recorded_at": recorded_at,
    }
    copy_columns(session, DistrictRow, columns)
    return len(fresh)


def frame(session: Session) -> gpd.GeoDataFrame:
    """Read the current districts.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    GeoDataFrame
        By the contract DISTRICTS, in order of code.
    """
    rows = _current(session)
    columns = {"code": [code for code, _, _ in rows], "name": [name for _, name, _ in rows]}
    return gpd.GeoDataFrame(columns, geometry=[shape for _, _, shape in rows], crs=KOREA_TM).astype(
        {"code": "string", "name": "string"}
    )


def extent(session: Session) -> tuple[float, float, float, float] | None:
    """Return the box that holds the current districts.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    tuple of float or None
        West, south, east, north in EPSG:5179 [m]; None without districts.
    """
    box = func.ST_Extent(DistrictRow.boundary)
    sides = [func.ST_XMin(box), func.ST_YMin(box), func.ST_XMax(box), func.ST_YMax(box)]
    found = session.execute(select(*sides).where(DistrictRow.superseded_at.is_(None))).one()
    return None if found[0] is None else (found[0], found[1], found[2], found[3])


def ids_by_code(session: Session) -> dict[str, UUID]:
    """Return the id of each current district.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    dict of str to UUID
        By the ministry's code.
    """
    found = session.execute(select(DistrictRow.code, DistrictRow.id).where(DistrictRow.superseded_at.is_(None)))
    return {key: row_id for key, row_id in found}  # noqa: C416 - dict() does not take rows by their type


def assign_segments(session: Session, codes: dict[UUID, str | None]) -> None:
    """Write which district each segment lies in.

    Parameters
    ----------
    session : Session
        Not committed.
    codes : dict of UUID to str or None
        District code by segment id; None outside every district.
    """
    ids = ids_by_code(session)
    values = [{"id": segment, "district_id": ids.get(code) if code else None} for segment, code in codes.items()]
    if values:
        session.execute(update(SegmentRow), values)


def _current(session: Session) -> list[tuple[str, str, Any]]:
    found = session.execute(
        select(DistrictRow.code, DistrictRow.name, func.ST_AsBinary(DistrictRow.boundary))
        .where(DistrictRow.superseded_at.is_(None))
        .order_by(DistrictRow.code)
    ).all()
    shapes = from_wkb(wkb for _, _, wkb in found)
    return [(code, name, shape) for (code, name, _), shape in zip(found, shapes, strict=True)]
