"""Rows as a stream of Arrow batches, which GDAL and Parquet take one at a time."""

from __future__ import annotations

from typing import Final

import pyarrow as pa

from mapper.domain.export_layer import Kind
from mapper.exporters.rows import Batch, Rows

GEOMETRY: Final = "geometry"
_TYPES: Final = {Kind.TEXT: pa.string(), Kind.INTEGER: pa.int32(), Kind.NUMBER: pa.float64(), Kind.DAY: pa.date32()}


def schema(rows: Rows, names: list[str]) -> pa.Schema:
    """Return the types of the columns.

    Parameters
    ----------
    rows : Rows
        Whose columns.
    names : list of str
        What they are called in the file.

    Returns
    -------
    pyarrow.Schema
        The columns, and last the shape as WKB.
    """
    typed = [(name, _TYPES[column.kind]) for name, column in zip(names, rows.columns, strict=True)]
    return pa.schema([*typed, (GEOMETRY, pa.binary())])


def record_batch(batch: Batch, types: pa.Schema) -> pa.RecordBatch:
    """Turn rows into columns.

    Parameters
    ----------
    batch : Batch
        Rows.
    types : pyarrow.Schema
        From `schema`.

    Returns
    -------
    pyarrow.RecordBatch
        The same values.
    """
    columns = zip(*batch, strict=True)
    return pa.record_batch([pa.array(values, type_) for values, type_ in zip(columns, types.types, strict=True)], types)


def stream(rows: Rows, names: list[str]) -> pa.RecordBatchReader:
    """Turn all rows into columns, batch by batch.

    Parameters
    ----------
    rows : Rows
        Read once.
    names : list of str
        What the columns are called in the file.

    Returns
    -------
    pyarrow.RecordBatchReader
        Reads when it is read.
    """
    types = schema(rows, names)
    return pa.RecordBatchReader.from_batches(types, (record_batch(batch, types) for batch in rows.batches))
