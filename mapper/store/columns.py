"""Whole columns out of the database, as arrays: no Python object for any row.

The server gathers what a query selects into one array per column, in its binary form: of each element the length in
four bytes and the value, which is how NumPy reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from mapper.store.round_trip import as_driver_has_it, driver

Columns = dict[str, NDArray[Any]]

ID: Final = "S16"
MOMENT: Final = ">i8"
"""Type of a time as it is sent: microseconds since the beginning of 2000 in UTC."""

_ARRAY: Final = np.dtype([("axes", ">i4"), ("has_null", ">i4"), ("oid", ">i4")])
_AXIS: Final = np.dtype([("count", ">i4"), ("first", ">i4")])


@dataclass(frozen=True)
class Query:
    """What to ask for, and in which form it comes.

    Attributes
    ----------
    sql : str
        A query with parameters such as ``:known``; its columns are of fixed width and never NULL.
    kinds : dict of str to str
        The NumPy type of each column as the server sends it, such as ``">i4"``.
    """

    sql: str
    kinds: dict[str, str]

    @property
    def gathered(self) -> str:
        """The query of one row, which holds an array per column."""
        arrays = ", ".join(f"array_agg({column})" for column in self.kinds)
        return f"SELECT {arrays} FROM ({self.sql}) AS row"


def read_columns(
    session: Session, queries: Mapping[str, Query], values: Mapping[str, Any], *, often: bool
) -> dict[str, Columns]:
    """Ask several queries in one round trip.

    Parameters
    ----------
    session : Session
        Only read.
    queries : mapping of str to Query
        By name.
    values : mapping of str to object
        Their parameters.
    often : bool
        Whether they are asked so often, and select so little, that the server is to keep its plans.

    Returns
    -------
    dict of str to dict of str to ndarray
        By name of the query and of the column, shape (n,), in the order of the rows; of a column of arrays, which are
        all of one length, shape (n, m). Ids as their 16 bytes, which sort as their text does.
    """
    with driver(session) as connection, connection.pipeline():
        cursors = {
            name: connection.cursor(binary=True).execute(_as_driver_has_it(query.gathered), values, prepare=often)
            for name, query in queries.items()
        }
    return {
        name: {column: _array(cursor.pgresult.get_value(0, place), kind) for place, (column, kind) in kinds}
        for name, cursor in cursors.items()
        if (kinds := enumerate(queries[name].kinds.items())) and cursor.pgresult
    }


_as_driver_has_it: Final = cache(as_driver_has_it)


def _array(value: bytes | None, kind: str) -> NDArray[Any]:
    native = np.dtype(kind).newbyteorder("=")
    if value is None:
        return np.empty(0, native)
    axes = int(np.frombuffer(value, _ARRAY, count=1)["axes"][0])
    shape = np.frombuffer(value, _AXIS, count=axes, offset=_ARRAY.itemsize)["count"]
    element = np.dtype([("length", ">i4"), ("value", kind)])
    elements = np.frombuffer(value, element, offset=_ARRAY.itemsize + axes * _AXIS.itemsize)
    return elements["value"].astype(native).reshape(shape)


def positions(ids: NDArray[np.bytes_], wanted: NDArray[np.bytes_]) -> NDArray[np.int64]:
    """Find where ids stand in a list.

    Parameters
    ----------
    ids : ndarray of bytes, shape (n,)
        Different ids as their 16 bytes.
    wanted : ndarray of bytes, shape (k,)
        Any ids.

    Returns
    -------
    ndarray of int64, shape (k,)
        Position in ``ids``, -1 where it is none of them.
    """
    if not len(ids):
        return np.full(len(wanted), -1)
    heads = pd.Index(_heads(ids))
    if heads.is_unique:
        place = heads.get_indexer(pd.Index(_heads(wanted)))
    else:
        order = np.argsort(ids)
        place = order[np.minimum(np.searchsorted(ids, wanted, sorter=order), len(ids) - 1)]
    return np.where(ids[place] == wanted, place, -1)


def _heads(ids: NDArray[np.bytes_]) -> NDArray[np.uint64]:
    """First halves of ids, as numbers: of random ids they differ as well, and are far quicker to look up."""
    return ids.view(">u8")[::2].astype(np.uint64)
