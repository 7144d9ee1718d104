"""Many rows at once: into one table with COPY, and found again by many keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import numpy as np
import pandas as pd
import psycopg
from psycopg import sql
from sqlalchemy import ColumnElement, any_, literal
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute, Session

from mapper.frames import plain
from mapper.store.faults import machine_fault
from mapper.store.tables import Row


def copy_rows(session: Session, table: type[Row], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Append rows with COPY.

    Parameters
    ----------
    session : Session
        Its transaction is used; nothing is committed.
    table : type of Row
        Where to.
    columns : sequence of str
        Columns in the order of each row.
    rows : iterable of sequence
        Python values; geometry as hex EWKB text.

    Raises
    ------
    MachineFault
        When the disk is full or the server is gone.
    """
    session.flush()
    connection = cast("psycopg.Connection[Any]", session.connection().connection.driver_connection)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.__tablename__), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    try:
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
    except psycopg.Error as error:
        fault = machine_fault(error, connection.info.dbname)
        if fault is None:
            raise
        raise fault from error


def one_of(column: InstrumentedAttribute[Any], values: Sequence[Any]) -> ColumnElement[bool]:
    """Ask for any of many values, bound as one array: a query holds at most 65,535 of their own.

    Parameters
    ----------
    column : attribute of a Row
        Of text or ids.
    values : sequence
        Any number, of the column's type.

    Returns
    -------
    ColumnElement
        The condition.
    """
    return column == any_(literal(list(values), ARRAY(column.type)))


def copy_columns(session: Session, table: type[Row], columns: Mapping[str, Any]) -> None:
    """Append rows with COPY, given by column: several times as fast as value by value.

    Parameters
    ----------
    session : Session
        Its transaction is used; nothing is committed.
    table : type of Row
        Where to.
    columns : mapping of str to sequence or Series
        Values by name of the column, all of one length; missing ones become NULL.

    Raises
    ------
    MachineFault
        When the disk is full or the server is gone.
    """
    written = map(_written, columns.values())
    copy_rows(session, table, tuple(columns), zip(*written, strict=True))


def _written(column: Sequence[Any] | pd.Series[Any]) -> Sequence[Any]:
    """Write ids and times as text, a column at a time: psycopg does so in Python, value by value."""
    if isinstance(column, pd.Series):
        return _instants(column) if isinstance(column.dtype, pd.DatetimeTZDtype) else plain(column)
    known = next((value for value in column if value is not None), None)
    if not isinstance(known, UUID | datetime):
        return column
    return [None if value is None else str(value) for value in column]


def _instants(column: pd.Series[Any]) -> list[str | None]:
    instants = column.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy("datetime64[us]")
    written = np.datetime_as_string(instants, timezone="UTC").astype(object)
    written[np.isnat(instants)] = None
    found: list[str | None] = written.tolist()
    return found
