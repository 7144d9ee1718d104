"""What every row shares: names of constraints, and the checks that keep geometry sane."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from geoalchemy2 import Geometry
from sqlalchemy import CheckConstraint, Computed, DateTime, Index, MetaData, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase

from mapper.crs import KOREA_TM, KOREA_TM_BOX, WEB_MERCATOR, WGS84

_NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
_WEST, _SOUTH, _EAST, _NORTH = KOREA_TM_BOX

GEOJSON_DECIMALS: Final = 7
"""Of a degree: about a centimetre."""


def in_korea(column: str) -> CheckConstraint:
    """Require Korea; NaN and infinity fail too, because no comparison with them holds.

    Parameters
    ----------
    column : str
        The geometry column.

    Returns
    -------
    CheckConstraint
        The last wall.
    """
    return CheckConstraint(
        f"ST_XMin({column}) >= {_WEST} AND ST_XMax({column}) <= {_EAST} "
        f"AND ST_YMin({column}) >= {_SOUTH} AND ST_YMax({column}) <= {_NORTH}",
        name=f"{column}_in_korea",
    )


def valid(column: str) -> CheckConstraint:
    """Require validity in the OGC sense; a coordinate that is not finite is invalid.

    Parameters
    ----------
    column : str
        The geometry column.

    Returns
    -------
    CheckConstraint
        The last wall.
    """
    return CheckConstraint(f"ST_IsValid({column})", name=f"{column}_valid")


def measurable(column: str, measure: str) -> CheckConstraint:
    """Refuse an empty shape, and a NaN vertex, which PostGIS leaves out of the bounding box.

    Parameters
    ----------
    column, measure : str
        The geometry column, and the PostGIS function that measures it.

    Returns
    -------
    CheckConstraint
        The last wall.
    """
    return CheckConstraint(f"{measure}({column}) > 0 AND {measure}({column}) < 1e12", name=f"{column}_measurable")


def gist(table: str, column: str) -> Index:
    """Index a shape for questions of place.

    Parameters
    ----------
    table, column : str
        Where the shape stands.

    Returns
    -------
    Index
        Of kind GiST.
    """
    return Index(f"ix_{table}_{column}", column, postgresql_using="gist")


def where_given(table: str, column: str, *, unique: bool = False) -> Index:
    """Index a column that few rows have, so that the many others pay nothing for it.

    Parameters
    ----------
    table, column : str
        Which.
    unique : bool
        Whether no two rows may have the same.

    Returns
    -------
    Index
        Of the rows that have it.
    """
    prefix = "uq" if unique else "ix"
    return Index(f"{prefix}_{table}_{column}", column, unique=unique, postgresql_where=text(f"{column} IS NOT NULL"))


def geometry(kind: str) -> Geometry:
    """Refuse, by typmod, another SRID, another type and Z or M values.

    Parameters
    ----------
    kind : str
        ``POINT``, ``LINESTRING`` or ``MULTIPOLYGON``.

    Returns
    -------
    Geometry
        In the storage system, flat.
    """
    return Geometry(kind, srid=KOREA_TM, dimension=2, spatial_index=False)


def on_tiles(kind: str) -> Geometry:
    """Return the type of a shape in the system of tiles.

    Parameters
    ----------
    kind : str
        ``POINT``, ``LINESTRING`` or ``MULTIPOLYGON``.

    Returns
    -------
    Geometry
        In Web Mercator, flat.
    """
    return Geometry(kind, srid=WEB_MERCATOR, dimension=2, spatial_index=False)


def projected(column: str) -> Computed:
    """Return a shape once more, worked out by PostgreSQL when it is written, so that no tile has to.

    Parameters
    ----------
    column : str
        The geometry column in the storage system.

    Returns
    -------
    Computed
        The same shape in Web Mercator.
    """
    return Computed(f"ST_Transform({column}, {WEB_MERCATOR})", persisted=True)


def in_degrees(column: str) -> Computed:
    """Return a shape as GeoJSON, worked out by PostgreSQL when it is written: half of the work of every file of it.

    Parameters
    ----------
    column : str
        The geometry column in the storage system; not of areas, whose rings would have to be turned.

    Returns
    -------
    Computed
        In longitude and latitude, to `GEOJSON_DECIMALS`.
    """
    return Computed(f"ST_AsGeoJSON(ST_Transform({column}, {WGS84}), {GEOJSON_DECIMALS}, 0)", persisted=True)


class Row(DeclarativeBase):
    """Base of every row."""

    metadata = MetaData(naming_convention=_NAMING)
    type_annotation_map = {datetime: DateTime(timezone=True), str: Text(), dict[str, Any]: JSONB}  # noqa: RUF012 - SQLAlchemy's own declaration
