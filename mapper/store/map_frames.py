"""The frames that layers draw, for a map in one file or in a notebook."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.crs import KOREA_TM
from mapper.frames import CONTEXT_ROADS, DISTRICTS, GRADED_LINES, PUBLIC_ISSUES, PUBLIC_SHOPS, VENUES, Contract
from mapper.store.geometry import from_wkb
from mapper.store.grades import IN_NETWORK, View
from mapper.store.shops import HELD as SHOPS_HELD
from mapper.store.tiles import OPEN_PUBLIC_ISSUES, PublicIssues, public_values
from mapper.store.venues import DRAWN as VENUES_DRAWN


def graded_lines(session: Session, view: View) -> gpd.GeoDataFrame:
    """Read the graded segments.

    Parameters
    ----------
    session : Session
        Only read.
    view : View
        From where the map is looked at.

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
        WHERE graded AND {IN_NETWORK} ORDER BY segment.id
    """
    return _frame(session, statement, GRADED_LINES, vars(view))


def context_roads(session: Session, view: View) -> gpd.GeoDataFrame:
    """Read the roads that are not graded.

    Parameters
    ----------
    session : Session
        Only read.
    view : View
        From where the map is looked at.

    Returns
    -------
    GeoDataFrame
        By the contract CONTEXT_ROADS.
    """
    statement = f"""
        SELECT alley.name, road_class, level, ST_AsBinary(line) AS geometry
        FROM segment JOIN alley ON alley.id = alley_id WHERE NOT graded AND {IN_NETWORK} ORDER BY segment.id
    """
    return _frame(session, statement, CONTEXT_ROADS, vars(view))


def district_areas(session: Session) -> gpd.GeoDataFrame:
    """Read the current districts.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    GeoDataFrame
        By the contract DISTRICTS.
    """
    statement = """
        SELECT code, name, ST_AsBinary(boundary) AS geometry FROM district WHERE superseded_at IS NULL ORDER BY code
    """
    return _frame(session, statement, DISTRICTS, {})


def public_issues(session: Session, view: View, public: PublicIssues) -> gpd.GeoDataFrame:
    """Read the open issues, each at the public point of its segment and nowhere else.

    Parameters
    ----------
    session : Session
        Only read.
    view : View
        From where the map is looked at.
    public : PublicIssues
        What may be shown.

    Returns
    -------
    GeoDataFrame
        By the contract PUBLIC_ISSUES.
    """
    rows = OPEN_PUBLIC_ISSUES.replace("{box}", "public_point")
    statement = f"""
        SELECT label, count, ST_AsBinary(geom_tm) AS geometry FROM ({rows}) AS shown
        ORDER BY ST_X(geom_tm), ST_Y(geom_tm), label
    """
    return _frame(session, statement, PUBLIC_ISSUES, public_values(view, public))


def venues(session: Session) -> gpd.GeoDataFrame:
    """Read what residents may use.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    GeoDataFrame
        By the contract VENUES.
    """
    statement = f"""
        SELECT venue_id::text AS id, kind, name, ST_AsBinary(shape) AS geometry FROM ({VENUES_DRAWN}) AS venue
        ORDER BY venue_id, ST_Dimension(shape) DESC
    """
    return _frame(session, statement, VENUES, {})


def shops(session: Session) -> gpd.GeoDataFrame:
    """Read the welfare shops.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    GeoDataFrame
        By the contract PUBLIC_SHOPS.
    """
    statement = f"""
        SELECT id::text, sector, name, hours, services, ST_AsBinary(point) AS geometry FROM ({SHOPS_HELD}) AS shop
        ORDER BY id
    """
    return _frame(session, statement, PUBLIC_SHOPS, {})


def _frame(session: Session, statement: str, contract: Contract, values: dict[str, Any]) -> gpd.GeoDataFrame:
    rows = [dict(row) for row in session.execute(text(statement), values).mappings()]
    columns = {name: [row[name] for row in rows] for name in contract.columns}
    texts = {name: "string" for name, kind in contract.columns.items() if kind == "text"}
    numbers = {name: "float64" for name, kind in contract.columns.items() if kind == "number"}
    shapes = from_wkb(row["geometry"] for row in rows)
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=KOREA_TM).astype(texts | numbers)
