"""The frames that layers draw, for a map in one file or in a notebook.

Each is read whole, or of what its index finds near a shape in EPSG:5179: all that meets the box around it.
"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.crs import KOREA_TM
from mapper.frames import CONTEXT_ROADS, DISTRICTS, GRADED_LINES, PUBLIC_ISSUES, PUBLIC_SHOPS, VENUES, Contract
from mapper.store.geometry import from_wkb
from mapper.store.grades import IN_NETWORK, View
from mapper.store.shops import HELD as SHOPS_HELD
from mapper.store.tiles import OPEN_PUBLIC_ISSUES, OPEN_PUBLIC_NEAR, PublicIssues, public_values
from mapper.store.venues import DRAWN as VENUES_DRAWN


def graded_lines(session: Session, view: View, near: shapely.Geometry | None = None) -> gpd.GeoDataFrame:
    """Read the graded segments.

    Parameters
    ----------
    session : Session
        Only read.
    view : View
        From where the map is looked at.
    near : Geometry or None
        Only what its box meets; everything when not given.

    Returns
    -------
    GeoDataFrame
        By the contract GRADED_LINES.
    """
    statement = f"""
        SELECT segment.id::text, alley.name, overall_grade AS overall, residential_grade AS residential,
            walking_grade AS walking, confidence_level AS confidence, ST_AsBinary(line) AS geometry
        FROM segment JOIN alley ON alley.id = alley_id
        LEFT JOIN grade ON run_id = :run AND grade.segment_id = segment.id
        WHERE graded AND {IN_NETWORK} AND {_meets("line", near)} ORDER BY segment.id
    """
    return _frame(session, statement, GRADED_LINES, vars(view), near)


def context_roads(session: Session, view: View, near: shapely.Geometry | None = None) -> gpd.GeoDataFrame:
    """Read the roads that are not graded.

    Parameters
    ----------
    session : Session
        Only read.
    view : View
        From where the map is looked at.
    near : Geometry or None
        Only what its box meets; everything when not given.

    Returns
    -------
    GeoDataFrame
        By the contract CONTEXT_ROADS.
    """
    statement = f"""
        SELECT alley.name, road_class, level, ST_AsBinary(line) AS geometry
        FROM segment JOIN alley ON alley.id = alley_id WHERE NOT graded AND {IN_NETWORK} AND {_meets("line", near)} ORDER BY segment.id
    """
    return _frame(session, statement, CONTEXT_ROADS, vars(view), near)


def district_areas(session: Session, near: shapely.Geometry | None = None) -> gpd.GeoDataFrame:
    """Read the current districts.

    Parameters
    ----------
    session : Session
        Only read.
    near : Geometry or None
        Only what its box meets; everything when not given.

    Returns
    -------
    GeoDataFrame
        By the contract DISTRICTS.
    """
    statement = f"""
        SELECT code, name, ST_AsBinary(boundary) AS geometry FROM district
        WHERE superseded_at IS NULL AND {_meets("boundary", near)} ORDER BY code
    """
    return _frame(session, statement, DISTRICTS, {}, near)


def public_issues(
    session: Session, view: View, public: PublicIssues, near: shapely.Geometry | None = None
) -> gpd.GeoDataFrame:
    """Read the open issues, each at the public point of its segment and nowhere else.

    Parameters
    ----------
    session : Session
        Only read.
    view : View
        From where the map is looked at.
    public : PublicIssues
        What may be shown.
    near : Geometry or None
        Only what its box meets; everything when not given.

    Returns
    -------
    GeoDataFrame
        By the contract PUBLIC_ISSUES.
    """
    everywhere = OPEN_PUBLIC_ISSUES.replace("{box}", "public_point")
    rows = everywhere if near is None else OPEN_PUBLIC_NEAR.replace("{box}", _NEAR)
    statement = f"""
        SELECT label, count, ST_AsBinary(geom_tm) AS geometry FROM ({rows}) AS shown
        ORDER BY ST_X(geom_tm), ST_Y(geom_tm), label
    """
    return _frame(session, statement, PUBLIC_ISSUES, public_values(view, public), near)


def venues(session: Session, near: shapely.Geometry | None = None) -> gpd.GeoDataFrame:
    """Read what residents may use.

    Parameters
    ----------
    session : Session
        Only read.
    near : Geometry or None
        Only what its box meets; everything when not given.

    Returns
    -------
    GeoDataFrame
        By the contract VENUES.
    """
    statement = f"""
        SELECT venue_id::text AS id, kind, name, ST_AsBinary(shape) AS geometry FROM ({VENUES_DRAWN}) AS venue
        WHERE {_meets("shape", near)} ORDER BY venue_id, ST_Dimension(shape) DESC
    """
    return _frame(session, statement, VENUES, {}, near)


def shops(session: Session, near: shapely.Geometry | None = None) -> gpd.GeoDataFrame:
    """Read the welfare shops.

    Parameters
    ----------
    session : Session
        Only read.
    near : Geometry or None
        Only what its box meets; everything when not given.

    Returns
    -------
    GeoDataFrame
        By the contract PUBLIC_SHOPS.
    """
    statement = f"""
        SELECT id::text, sector, name, hours, services, ST_AsBinary(point) AS geometry FROM ({SHOPS_HELD}) AS shop
        WHERE {_meets("point", near)} ORDER BY id
    """
    return _frame(session, statement, PUBLIC_SHOPS, {}, near)


_NEAR = f"ST_GeomFromWKB(:near, {KOREA_TM})"


def _meets(column: str, near: shapely.Geometry | None) -> str:
    return "true" if near is None else f"{column} && {_NEAR}"


def _frame(
    session: Session, statement: str, contract: Contract, values: dict[str, Any], near: shapely.Geometry | None
) -> gpd.GeoDataFrame:
    given = values if near is None else values | {"near": shapely.to_wkb(near)}
    rows = [dict(row) for row in session.execute(text(statement), given).mappings()]
    columns = {name: [row[name] for row in rows] for name in contract.columns}
    texts = {name: "string" for name, kind in contract.columns.items() if kind == "text"}
    numbers = {name: "float64" for name, kind in contract.columns.items() if kind == "number"}
    shapes = from_wkb(row["geometry"] for row in rows)
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=KOREA_TM).astype(texts | numbers)
