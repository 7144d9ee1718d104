"""Many rows into one table: COPY, in the transaction of the session."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, cast

import psycopg
from psycopg import sql
from sqlalchemy.orm import Session

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
