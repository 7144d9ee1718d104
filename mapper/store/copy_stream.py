"""Columns in the binary form that PostgreSQL's COPY reads: by the column, never value by value.

A row is the count of its fields, then each field as its length in bytes, -1 for NULL, and its bytes. Arrow turns what
it is given into values of one type, NumPy into the bytes of that type, and Arrow joins the columns to rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from geoalchemy2 import Geometry
from numpy.typing import NDArray
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.types import (
    JSON,
    Boolean,
    Date,
    DateTime,
    Double,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    TypeEngine,
    Uuid,
)

HEADER: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER: Final = b"\xff\xff"

ID: Final = pa.binary(16)
"""An id as its bytes, in the order of its text."""

_EPOCH: Final = np.datetime64("2000-01-01", "us")
_INT2_OID: Final = 21


@dataclass(frozen=True)
class Fields:
    """One column as the server takes it.

    Attributes
    ----------
    lengths : ndarray of int64
        Bytes of each value, -1 for NULL, shape (n,).
    data : ndarray of uint8
        The bytes of all values, one after the other.
    """

    lengths: NDArray[np.int64]
    data: NDArray[np.uint8]

    @property
    def width(self) -> int | None:
        """Bytes of every value, -1 where all are NULL; None where they differ."""
        return int(self.lengths[0]) if (self.lengths == self.lengths[0]).all() else None


def encode(column: Any, kind: TypeEngine[Any]) -> Fields:
    """Encode a column.

    Parameters
    ----------
    column : sequence, Series or pyarrow.Array
        Of Python, NumPy or Arrow values, shape (n,); None, NaN, NaT and NA are NULL. Ids also as text or as 16 bytes,
        JSON as text, geometry as EWKB.
    kind : TypeEngine
        Type of the column it goes to.

    Returns
    -------
    Fields
        The same values.
    """
    return _ENCODERS[type(kind)](column)


def joined(columns: Sequence[Fields], count: int) -> memoryview:
    """Join columns to rows.

    Parameters
    ----------
    columns : sequence of Fields
        All of the same length, or of length 1 for the same value in every row.
    count : int
        How many rows, at least 1.

    Returns
    -------
    memoryview
        The rows, without header and trailer.
    """
    fixed: list[tuple[int, Any]] = [(2, _void(np.array([len(columns)], ">i2")))]
    pieces = []
    for column in columns:
        width = column.width
        lengths = column.lengths if width is None else column.lengths[:1]
        fixed.append((4, _void(lengths.astype(">i4"))))
        if width is None:
            pieces += [_block(fixed, count), _pieces(np.maximum(column.lengths, 0), column.data)]
            fixed = []
        elif width > 0:
            fixed.append((width, column.data.view(f"V{width}")))
    pieces.append(_block(fixed, count))
    rows = pc.binary_join_element_wise(*pieces, _NOTHING) if len(pieces) > 1 else pieces[0]
    return memoryview(rows.buffers()[2])


_NOTHING: Final = pa.scalar(b"", pa.large_binary())


def _void(values: NDArray[Any]) -> NDArray[np.void]:
    return values.view(f"V{values.dtype.itemsize}")


def _block(parts: list[tuple[int, Any]], count: int) -> pa.Array:
    """Lay columns of fixed width side by side; one of length 1 is the same in every row."""
    kind = np.dtype([(f"part{number}", f"V{width}") for number, (width, _) in enumerate(parts)])
    block = np.empty(count, kind)
    for name, (_, values) in zip(kind.names or (), parts, strict=True):
        block[name] = values
    return _pieces(np.full(count, kind.itemsize), block.view(np.uint8))


def _pieces(lengths: NDArray[np.int64], data: NDArray[np.uint8]) -> pa.Array:
    offsets = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(data)]
    return pa.LargeBinaryArray.from_buffers(pa.large_binary(), len(lengths), buffers)


def _arrow(column: Any, kind: pa.DataType) -> pa.Array:
    array = column.cast(kind) if isinstance(column, pa.Array) else pa.array(column, type=kind, from_pandas=True)
    return array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array


def _of_width(array: pa.Array, values: NDArray[Any]) -> Fields:
    """Pair the bytes of those values that are there with which ones are."""
    width = values.dtype.itemsize
    lengths = np.full(len(array), width)
    if array.null_count:
        lengths[array.is_null().to_numpy(zero_copy_only=False)] = -1
    return Fields(lengths, np.ascontiguousarray(values).view(np.uint8))


def _numbers(kind: pa.DataType, written: str) -> Callable[[Any], Fields]:
    def encoded(column: Any) -> Fields:
        array = _arrow(column, kind)
        return _of_width(array, array.drop_null().to_numpy(zero_copy_only=False).astype(written))

    return encoded


def _instants(column: Any) -> Fields:
    array = _arrow(column, pa.timestamp("us", tz="UTC"))
    since = array.drop_null().cast(pa.int64()).to_numpy() - _EPOCH.astype(np.int64)
    return _of_width(array, since.astype(">i8"))


def _days(column: Any) -> Fields:
    array = _arrow(column, pa.date32())
    since = array.drop_null().cast(pa.int32()).to_numpy() - _EPOCH.astype("datetime64[D]").astype(np.int32)
    return _of_width(array, since.astype(">i4"))


def _bytes_of(array: pa.Array) -> NDArray[np.uint8]:
    """Return the bytes of all values of an array of texts without NULL."""
    _, offsets, data = array.buffers()
    if data is None:
        return np.empty(0, np.uint8)
    bounds = np.frombuffer(offsets, np.int64)[[array.offset, array.offset + len(array)]]
    return np.frombuffer(data, np.uint8)[slice(*bounds)]


def _varying(kind: pa.DataType, before: bytes = b"") -> Callable[[Any], Fields]:
    def encoded(column: Any) -> Fields:
        array = _arrow(column, kind)
        known = array.drop_null().cast(pa.large_binary())
        if before:
            known = pc.binary_join_element_wise(pa.scalar(before, pa.large_binary()), known, _NOTHING)
        lengths = pc.binary_length(array.cast(pa.large_binary()))
        counted = pc.add(lengths, len(before)).fill_null(-1).to_numpy(zero_copy_only=False)
        return Fields(counted.astype(np.int64), _bytes_of(known))

    return encoded


def _ids(column: Any) -> Fields:
    if isinstance(column, pa.Array) or isinstance(getattr(column, "dtype", None), pd.ArrowDtype):
        array = _arrow(column, ID)
        return _of_width(array, _bytes_of(array.drop_null().cast(pa.large_binary())).view("V16"))
    if isinstance(column, np.ndarray) and column.dtype.kind in "SV":
        return Fields(np.full(len(column), 16), np.ascontiguousarray(column).view("V16").view(np.uint8))
    values = np.asarray(column, dtype=object)
    missing = pd.isna(values)
    known = values[~missing].tolist()
    if known and isinstance(known[0], str):
        data = bytes.fromhex("".join(known).replace("-", ""))
    else:
        data = b"".join([one.bytes if isinstance(one, UUID) else one for one in known])
    return Fields(np.where(missing, -1, 16), np.frombuffer(data, np.uint8))


def _small_lists(column: Any) -> Fields:
    """Encode arrays of one dimension: its header, then every element like a field."""
    array = _arrow(column, pa.list_(pa.int16()))
    known = array.drop_null()
    elements, bounds = known.flatten(), known.offsets.to_numpy() - known.offsets[0].as_py()
    there = elements.is_valid().to_numpy(zero_copy_only=False)
    written = np.empty(len(elements), np.dtype([("length", ">i4"), ("value", ">i2")]))
    written["length"], written["value"] = np.where(there, 2, -1), elements.fill_null(0).to_numpy()
    data = written.view(np.uint8).reshape(-1, 6)
    # A NULL is its length alone, so what lies behind that length is left out.
    data = data[np.repeat(np.stack([np.ones_like(there), there], axis=1), (4, 2), axis=1)]
    ends = np.concatenate([[0], np.cumsum(np.where(there, 6, 4))])[bounds]
    header = np.empty(len(known), np.dtype([(name, ">i4") for name in ("axes", "nulls", "oid", "count", "first")]))
    header["axes"], header["nulls"], header["oid"], header["first"] = 1, 1, _INT2_OID, 1
    header["count"] = np.diff(bounds)
    sizes = np.diff(ends)
    rows = pc.binary_join_element_wise(
        _pieces(np.full(len(known), 20), header.view(np.uint8)), _pieces(sizes, data), _NOTHING
    )
    lengths = np.full(len(array), -1)
    lengths[array.is_valid().to_numpy(zero_copy_only=False)] = sizes + 20
    return Fields(lengths, _bytes_of(rows))


_ENCODERS: Final[dict[type[TypeEngine[Any]], Callable[[Any], Fields]]] = {
    Uuid: _ids,
    Text: _varying(pa.large_string()),
    JSON: _varying(pa.large_string()),
    JSONB: _varying(pa.large_string(), before=b"\x01"),
    LargeBinary: _varying(pa.large_binary()),
    Geometry: _varying(pa.large_binary()),
    DateTime: _instants,
    Date: _days,
    SmallInteger: _numbers(pa.int16(), ">i2"),
    Integer: _numbers(pa.int32(), ">i4"),
    Double: _numbers(pa.float64(), ">f8"),
    Boolean: _numbers(pa.bool_(), "?"),
    ARRAY: _small_lists,
}
