"""Publication cells: the leaves of a year's frozen tree."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from mapper.store.geometry import from_wkb
from mapper.store.tables import CellRow


def of_district(session: Session, district_code: str, year: int) -> list[tuple[UUID, BaseGeometry]]:
    """Read the cells of a district.

    Parameters
    ----------
    session : Session
        Only read.
    district_code : str
        Which.
    year : int
        Of the tree.

    Returns
    -------
    list of tuple
        Id and boundary in EPSG:5179; all of them, as the server is never told which one is asked for.
    """
    asked = select(CellRow.id, func.ST_AsBinary(CellRow.boundary)).where(
        CellRow.district_code == district_code, CellRow.year == year
    )
    rows = session.execute(asked.order_by(CellRow.id)).all()
    return list(zip([row_id for row_id, _ in rows], from_wkb(wkb for _, wkb in rows), strict=True))


def cell_at(known: Iterable[tuple[UUID, BaseGeometry]], *, x: float, y: float) -> UUID | None:
    """Find the cell in which a home lies, without a word of the home to the database.

    Parameters
    ----------
    known : iterable of tuple
        The cells of its district and year, from `of_district`.
    x, y : float
        In EPSG:5179 [m].

    Returns
    -------
    UUID or None
        None when it lies in none of them.
    """
    point = shapely.Point(x, y)
    return next((cell for cell, shape in known if shape.intersects(point)), None)
