"""Rows of a layer a page at a time: in the order of their ids, each page behind the last id of the one before.

A page is found by ids alone, which is a walk along an index where rows have a key of their own, and only its rows are then put
together. A page begins behind an id and not after so many rows: what comes and goes in between moves nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, cast

import psycopg
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.crs import WGS84
from mapper.domain.export_layer import Kind
from mapper.store.export_queries import IN_BOX, QUERIES, Query
from mapper.store.export_rows import LONG_READ, Selection, rows_of, turned
from mapper.store.feature_text import FeatureText
from mapper.store.tables.row import GEOJSON_DECIMALS

_SHAPE: Final = "shape"
_CAST: Final = {str: "text", float: "float8", int: "float8", date: "date"}
_DAYS: Final = (("first", ">="), ("last", "<="))
_ITS_SURVEYS: Final = "AND segment_id = ANY (CAST(:page AS uuid[]))"


@dataclass(frozen=True)
class Narrowing:
    """What rows must be, beside what their selection asks.

    Attributes
    ----------
    equal : mapping of str to str, float or date
        What columns must be, by key.
    day : str
        Key of the column whose day must lie between others; empty for none.
    first, last : date or None
        Between which, both included; a row that has no day does not.
    """

    equal: Mapping[str, str | float | date]
    day: str = ""
    first: date | None = None
    last: date | None = None

    def conditions(self, query: Query) -> str:
        """Return it as SQL.

        Parameters
        ----------
        query : Query
            Of the rows.

        Returns
        -------
        str
            Behind a ``WHERE``; its values are those of `values`.
        """
        equal = (
            f" AND CAST({query.fields[key]} AS {_CAST[type(value)]}) = CAST(:equal_{key} AS {_CAST[type(value)]})"
            for key, value in self.equal.items()
        )
        days = (
            f" AND CAST({query.fields[self.day]} AS date) {sign} CAST(:{end}_day AS date)"
            for end, sign in _DAYS
            if self.day and getattr(self, end) is not None
        )
        return "".join((*equal, *days))

    @property
    def values(self) -> dict[str, object]:
        """Values of its parameters, by name."""
        days = {f"{end}_day": getattr(self, end) for end, _ in _DAYS}
        return {f"equal_{key}": value for key, value in self.equal.items()} | days


def matched(session: Session, selection: Selection, narrowing: Narrowing) -> int:
    """Count the rows.

    Parameters
    ----------
    session : Session
        Only read.
    selection : Selection
        Which rows.
    narrowing : Narrowing
        Which of them.

    Returns
    -------
    int
        On all pages together.
    """
    query = QUERIES[selection.layer, selection.detail]
    found = text(f"SELECT count(*) {rows_of(query, selection)}{narrowing.conditions(query)}")
    count: int = session.execute(found, {**selection.values, **narrowing.values}).scalar_one()
    return count


def page_of(
    session: Session, selection: Selection, narrowing: Narrowing, *, after: str | None, limit: int
) -> list[str]:
    """Return the ids of a page.

    Parameters
    ----------
    session : Session
        Only read.
    selection : Selection
        Which rows.
    narrowing : Narrowing
        Which of them.
    after : str or None
        The page begins behind this id, a UUID where rows have one; at the beginning when not given.
    limit : int
        At most so many.

    Returns
    -------
    list of str
        In order.
    """
    query = QUERIES[selection.layer, selection.detail]
    order = _order(query, selection)
    behind = "" if after is None else f" AND {order} > CAST(:after AS {_type(query)})"
    rows = f"{rows_of(query, selection)}{narrowing.conditions(query)}{behind} ORDER BY {order} LIMIT :limit"
    values = {**selection.values, **narrowing.values, "after": after, "limit": limit}
    return [str(found) for found in session.execute(text(f"SELECT {order} {rows}"), values).scalars()]


def features(
    session: Session,
    selection: Selection,
    page: Sequence[str],
    properties: Mapping[str, Kind],
    *,
    crs: int,
    flip: bool,
    decimals: int,
) -> bytes:
    """Write rows as GeoJSON.

    Parameters
    ----------
    session : Session
        Only read.
    selection : Selection
        Its columns, and from where they are looked at.
    page : sequence of str
        Ids from `page_of`.
    properties : mapping of str to Kind
        What the values of each column are, by the name of its property and in the order of the columns.
    crs : int
        EPSG code of the shapes.
    flip : bool
        Write what is to the north first.
    decimals : int
        Of coordinates in another system than degrees.

    Returns
    -------
    bytes
        Features in UTF-8, a comma and a line feed between them.
    """
    query = QUERIES[selection.layer, selection.detail]
    order = _order(query, selection)
    rows = rows_of(query, selection).replace(IN_BOX, _ITS_SURVEYS)
    fields = ", ".join(f'{query.fields[key]} AS "{key}"' for key in selection.columns)
    shape = _shape(query, crs, flip=flip, decimals=decimals)
    columns = ", ".join(f'"{key}"' for key in (selection.columns[0], _SHAPE, *selection.columns))
    read = f"""
        COPY (SELECT {columns} FROM (
            SELECT {fields}, {shape} AS {_SHAPE} {rows} AND {order} = ANY (CAST(:page AS {_type(query)}[])) ORDER BY {order}
        ) AS found) TO STDOUT
    """
    connection = cast("psycopg.Connection[Any]", session.connection().connection.driver_connection)
    session.execute(LONG_READ)
    bound = str(text(read).compile(dialect=session.get_bind().dialect))
    with connection.cursor() as cursor, cursor.copy(bound.encode(), {**selection.values, "page": list(page)}) as copy:
        lines = b"".join(copy)
    return FeatureText.of(properties).written(lines) if lines else b""


def _shape(query: Query, crs: int, *, flip: bool, decimals: int) -> str:
    if crs == WGS84 and not flip and query.geojson is not None:
        return query.geojson
    turned_shape = turned(f"ST_Transform({query.place}, {crs})")
    axes = f"ST_FlipCoordinates({turned_shape})" if flip else turned_shape
    return f"ST_AsGeoJSON({axes}, {GEOJSON_DECIMALS if crs == WGS84 else decimals}, 0)"


def _order(query: Query, selection: Selection) -> str:
    """Order by the bytes of an id where it is no UUID, so that no language decides which comes first."""
    return query.key or f'CAST({query.fields[selection.columns[0]]} AS text) COLLATE "C"'


def _type(query: Query) -> str:
    return "text" if query.key is None else "uuid"
