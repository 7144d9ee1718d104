"""Many rows at once: into one table with COPY, and found again by many keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import shake_256
from typing import Any, Final, cast
from uuid import UUID

import numpy as np
import pandas as pd
import psycopg
import pyarrow as pa
from psycopg import sql
from sqlalchemy import Column, ColumnElement, MetaData, Table, Uuid, any_, func, literal, select, text
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import InstrumentedAttribute, Session

from mapper.store.copy_stream import HEADER, ID, TRAILER, encode, joined
from mapper.store.round_trip import driver
from mapper.store.tables import Row

_BATCH: Final = 10_000
"""Rows encoded at a time: memory stays flat however many there are, and the server soon has something to do."""

_MUCH: Final = 1_000
"""Rows of which the planner is told."""

_MANY: Final = Table("many", MetaData(), Column("id", Uuid(), primary_key=True), prefixes=["TEMPORARY"])
AMONG_MANY: Final = "IN (SELECT id FROM many)"

_VERSION: Final = 6
_VARIANT: Final = 8
"""Which bytes of an id say that it is random."""


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


def copy_columns(
    session: Session,
    table: type[Row] | Table,
    columns: Mapping[str, Any],
    told: Callable[[int], None] | None = None,
) -> None:
    """Append rows with binary COPY, given by column.

    Parameters
    ----------
    session : Session
        Its transaction is used; nothing is committed.
    table : type of Row or Table
        Where to.
    columns : mapping of str to object
        By name of the column: its values as `mapper.store.copy_stream.encode` takes them (a list, Series, ndarray or Arrow
        array, shape (n,)), or one value for every row. At least one is not that.
    told : callable or None
        Told of each part that was sent how many rows it had.

    Raises
    ------
    MachineFault
        When the disk is full or the server is gone.
    ValueError
        When columns differ in length, or a value does not fit the type of its column.
    """
    session.flush()
    target = table if isinstance(table, Table) else cast("Table", table.__table__)
    kinds = target.c
    given = {name: column for name, column in columns.items() if _is_column(column)}
    same = {name: encode([value], kinds[name].type) for name, value in columns.items() if name not in given}
    (count,) = {len(column) for column in given.values()}

    def _rows_from(begin: int) -> memoryview:
        part = slice(begin, min(begin + _BATCH, count))
        encoded = {name: encode(_part(column, part), kinds[name].type) for name, column in given.items()} | same
        return joined([encoded[name] for name in columns], part.stop - begin)

    with _copying(session, target, columns) as copy, ThreadPoolExecutor(1) as encoder:
        copy.write(HEADER)
        begins = range(0, count, _BATCH)
        for begin, rows in zip(begins, _ahead(encoder, _rows_from, begins), strict=True):
            if told is not None and begin:
                told(_BATCH)
            copy.write(rows)
        copy.write(TRAILER)
    if told is not None and count:
        told(count - begins[-1])  # once the server has taken all of them in


def _ahead(encoder: Executor, rows_from: Callable[[int], memoryview], begins: Sequence[int]) -> Iterator[memoryview]:
    """Encode rows while the server takes in those before them; a single batch needs no thread."""
    if not begins:
        return
    ready = rows_from(begins[0])
    for begin in begins[1:]:
        coming = encoder.submit(rows_from, begin)
        yield ready
        ready = coming.result()
    yield ready


def insert_columns(
    session: Session, table: type[Row] | Table, columns: Mapping[str, Any], *, skip_known: bool = False
) -> int:
    """Append rows with one INSERT, given by column: where row-level security holds, the server takes no COPY.

    Parameters
    ----------
    session : Session
        Its transaction is used; nothing is committed.
    table : type of Row or Table
        Where to.
    columns : mapping of str to object
        By name of the column: a list of its values, shape (n,), or one value for every row. At least one is a list.
    skip_known : bool
        Whether rows whose id is there already are left out.

    Returns
    -------
    int
        How many rows were appended.
    """
    target = table if isinstance(table, Table) else cast("Table", table.__table__)
    lists = {
        name: literal(column, ARRAY(target.c[name].type)) for name, column in columns.items() if _is_column(column)
    }
    given = func.unnest(*lists.values()).table_valued(*lists, name="given").render_derived()
    values = [
        given.c[name] if name in lists else literal(value, target.c[name].type) for name, value in columns.items()
    ]
    statement = insert(target).from_select(list(columns), select(*values))
    if skip_known:
        statement = statement.on_conflict_do_nothing(index_elements=["id"])
    stored = session.execute(statement, execution_options={"preserve_rowcount": True})
    return int(stored.rowcount)  # type: ignore[attr-defined] # of what writes


@contextmanager
def _copying(session: Session, table: Table, columns: Iterable[str]) -> Iterator[psycopg.Copy]:
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT binary)").format(
        sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with driver(session) as connection, connection.cursor() as cursor, cursor.copy(statement) as copy:
        yield copy


def tell_planner(session: Session, count: int, *tables: type[Row]) -> None:
    """Let the planner look at tables of which many rows were just written in this transaction.

    Without, it believes that they are empty until the transaction ends, and joins them row by row.

    Parameters
    ----------
    session : Session
        Not committed: nobody else looks at the tables until it is.
    count : int
        How many rows were written; a few are left to the server.
    *tables : type of Row
        Where to.
    """
    if count >= _MUCH:
        names = [table.__tablename__ for table in tables]
        session.execute(text("SELECT look_at(VARIADIC CAST(:names AS text[]))"), {"names": names})


@contextmanager
def many(session: Session, ids: Any) -> Iterator[None]:
    """Hold ids where a statement finds them by `AMONG_MANY`, however many there are.

    Parameters
    ----------
    session : Session
        Not committed.
    ids : sequence, Series or pyarrow.Array
        As `copy_columns` takes them.

    Yields
    ------
    None
        They are held until the block ends.
    """
    _MANY.create(session.connection())
    copy_columns(session, _MANY, {"id": ids})
    session.execute(text("ANALYZE many"))
    yield
    _MANY.drop(session.connection())


def new_ids(new_id: Callable[[], UUID], count: int) -> pa.Array:
    """Make many ids from a single one, by the bytes that SHAKE-256 makes of it: random if that one is.

    Parameters
    ----------
    new_id : callable
        Makes an id; asked once.
    count : int
        How many.

    Returns
    -------
    pyarrow.Array
        Ids of version 4, shape (count,), as `copy_columns` takes them.
    """
    drawn = np.frombuffer(shake_256(new_id().bytes).digest(16 * count), np.uint8).reshape(-1, 16).copy()
    drawn[:, _VERSION] = drawn[:, _VERSION] & 0x0F | 0x40
    drawn[:, _VARIANT] = drawn[:, _VARIANT] & 0x3F | 0x80
    return pa.FixedSizeBinaryArray.from_buffers(ID, count, [None, pa.py_buffer(drawn)])


def _is_column(value: Any) -> bool:
    return hasattr(value, "__len__") and not isinstance(value, str | bytes)


def _part(column: Any, part: slice) -> Any:
    return column.iloc[part] if isinstance(column, pd.Series) else column[part]
