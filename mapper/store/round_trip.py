"""Statements that the server keeps prepared, sent by the driver itself: for what people wait for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import psycopg
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import psycopg as dialect
from sqlalchemy.orm import Session

from mapper.store.faults import machine_fault

Connection = psycopg.Connection[Any]
_PARAMETER = re.compile(r"(?<![:\w\\]):(\w+)(?!:)")  # as SQLAlchemy tells them from casts
_DIALECT = dialect.dialect()  # type: ignore[no-untyped-call] # SQLAlchemy ships it so


def as_driver_has_it(statement: str) -> str:
    """Write named parameters as the driver does.

    Parameters
    ----------
    statement : str
        SQL with parameters such as ``:known``.

    Returns
    -------
    str
        The same with ``%(known)s``.
    """
    return str(text(statement).compile(dialect=_DIALECT))


def of_each(statement: str, row: str) -> str:
    """Write a statement's named parameters as columns, so that it is asked for every row of many.

    Parameters
    ----------
    statement : str
        SQL with parameters such as ``:known``.
    row : str
        What a row is called that has a column for each of them.

    Returns
    -------
    str
        The same with ``row.known``.
    """
    return _PARAMETER.sub(rf"{row}.\1", statement)


def ask(session: Session, statement: str, values: Any) -> tuple[Any, ...] | None:
    """Execute a statement and return its first row.

    Parameters
    ----------
    session : Session
        Its transaction is used; nothing is committed.
    statement : str
        As the driver has it.
    values : dict or tuple
        Of its parameters.

    Returns
    -------
    tuple or None
        None when there is no row.

    Raises
    ------
    MachineFault
        When the disk is full or the server is gone.
    """
    with driver(session) as connection:
        row: tuple[Any, ...] | None = connection.execute(statement, values, prepare=True).fetchone()
        return row


@contextmanager
def driver(session: Session) -> Iterator[Connection]:
    """Return the connection of a session's transaction, as the driver has it.

    Parameters
    ----------
    session : Session
        Its transaction is used; nothing is committed.

    Yields
    ------
    psycopg.Connection
        What it raises is translated.

    Raises
    ------
    MachineFault
        When the disk is full or the server is gone.
    """
    session.flush()
    joined = session.connection()
    connection = cast("Connection", joined.connection.driver_connection)
    try:
        yield connection
    except psycopg.Error as error:
        if connection.closed:
            joined.invalidate(error)  # or the pool would lend it again, and its rollback fail
        fault = machine_fault(error, str(joined.engine.url.database))  # a lost connection does not know it any more
        if fault is None:
            raise
        raise fault from error
