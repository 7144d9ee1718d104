"""GeoPackage: layers in an SQLite file.

Read through SQLite itself, which keeps every number exact and stops at the first damaged page.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from mapper.errors import UnreadableFile
from mapper.importers.claim import CrsClaim
from mapper.importers.decoding import encoding_note, tidied
from mapper.importers.fault import Note, shown
from mapper.importers.layer import chosen, layer_note
from mapper.importers.reason import because
from mapper.importers.source import Source
from mapper.importers.table import Format, Table
from mapper.importers.telling import told_as_read
from mapper.importers.wkb_shape import shapes_of

_LONGEST_VALUE: Final = 64 * 1024 * 1024
_ENVELOPE_BYTES: Final = (0, 32, 48, 48, 64)
_LAYERS: Final = """
    SELECT c.table_name, g.column_name, coalesce(g.geometry_type_name, 'rows without shapes'), s.organization,
           s.organization_coordsys_id, s.definition
    FROM gpkg_contents c
    JOIN sqlite_master m ON m.name = c.table_name AND m.type = 'table' AND m.rootpage > 0
    LEFT JOIN gpkg_geometry_columns g ON g.table_name = c.table_name
    LEFT JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id AND s.srs_id > 0
    WHERE c.data_type IN ('features', 'attributes')
    ORDER BY c.rowid
"""
_CATALOGUE: Final = ("gpkg_contents", "gpkg_geometry_columns", "gpkg_spatial_ref_sys")
_STORED: Final = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND rootpage > 0 AND lower(name) = ?"
_COLUMNS: Final = "SELECT name, hidden FROM pragma_table_xinfo(?)"
_ROWIDS: Final = ("rowid", "_rowid_", "oid")
_MOST_STEPS: Final = 5_000_000


def parse_geopackage(source: Source) -> Table:
    """Read a layer of a GeoPackage.

    Parameters
    ----------
    source : Source
        The file.

    Returns
    -------
    Table
        One row per feature, numbered by its ``fid``; claiming the CRS of its srs_id.

    Raises
    ------
    UnreadableFile
        When it is no GeoPackage or is damaged.
    LayerUnclear
        When it holds several layers and nothing says which is meant.
    """
    source.require("a GeoPackage", "sqlite")
    try:
        with _connected(source) as database:
            return _read(database, source)
    except (sqlite3.Error, UnicodeDecodeError, OverflowError) as error:
        message = f"{source.name} is damaged or no GeoPackage ({shown(str(error))}); copy or export it again."
        raise UnreadableFile(message, file=source.name, reason=str(error)) from error


@contextmanager
def _connected(source: Source) -> Iterator[sqlite3.Connection]:
    """Open it so that nothing in it is run and nothing is written beside it."""
    with source.on_disk() as link:
        path = link.resolve()
        if Path(f"{path}-wal").exists() and Path(f"{path}-wal").stat().st_size:
            message = (
                f"{source.name} is still open in another program, which has not written all of it; close it there."
            )
            raise UnreadableFile(message, file=source.name, found=f"{path.name}-wal")
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
            database.execute("PRAGMA trusted_schema = OFF")
            database.execute("PRAGMA cell_size_check = ON")
            yield database


def _read(database: sqlite3.Connection, source: Source) -> Table:
    layers = _layers(database)
    name = chosen(tuple(layers), source, lambda name: f"{_count(database, name)} rows, {layers[name][2]}")
    _, geometry, _, organization, code, definition = layers[name]
    header, computed = _columns(database, name)
    number = next(
        (alias for alias in _ROWIDS if alias not in {column.lower() for column in header}), "row_number() OVER ()"
    )
    wanted = ", ".join([number, *map(_quoted, header)])
    cursor = database.execute(f"SELECT {wanted} FROM {_quoted(name)} ORDER BY 1")  # noqa: S608 - quoted, and a table
    found = told_as_read(cursor, source.telling, _count(database, name))
    columns: list[Sequence[Any]] = list(zip(*found, strict=True)) or [()] * (1 + len(header))
    rows, cells = list(columns[0]), dict(zip(header, columns[1:], strict=True))
    wkb = [None if blob is None else _wkb(blob) for blob in cells.pop(geometry)] if geometry in cells else None
    shapes = None if wkb is None else shapes_of(wkb, rows, file=source.name)
    texts = tuple([_text(value) for value in values] for values in cells.values())
    sample = next((text for column in texts for text in column if not text.isascii()), None)
    claimed = f"EPSG:{code}" if str(organization).upper() == "EPSG" else definition
    return Table(
        unit="feature",
        rows=rows,
        rows_in=len(rows),
        header=tuple(map(tidied, cells)),
        columns=texts,
        shapes=None if shapes is None else shapes.shapes,
        claim=CrsClaim(claimed, "its srs_id" if claimed else "a GeoPackage without an srs_id"),
        faults=() if shapes is None else shapes.faults,
        notes=(
            encoding_note("UTF-8", sample, because("always", said_by="a GeoPackage")),
            *([layer_note(name)] if len(layers) > 1 else []),
            *computed,
            *(() if shapes is None else shapes.notes),
        ),
        open_rings={} if shapes is None else shapes.open_rings,
    )


def _layers(database: sqlite3.Connection) -> dict[str, Any]:
    """List the layers; of tables in which nothing is computed, as one that never ends can stand in their place."""
    for table in _CATALOGUE:
        if not database.execute(_STORED, [table]).fetchone()[0] or _columns(database, table)[1]:
            raise sqlite3.DatabaseError(f"no such table: {table}")
    database.set_progress_handler(lambda: 1, _MOST_STEPS)
    layers = {row[0]: row for row in database.execute(_LAYERS)}
    database.set_progress_handler(None, 0)
    return layers


def _columns(database: sqlite3.Connection, table: str) -> tuple[list[str], list[Note]]:
    """Name the columns that are stored; those the file computes can be of any size, and are left out."""
    found = database.execute(_COLUMNS, [table]).fetchall()
    computed = [shown(name) for name, hidden in found if hidden]
    message = f"Columns that the file computes were not read: {', '.join(computed)}."
    notes = [Note("columns_computed", message, {"columns": computed})] if computed else []
    return [name for name, hidden in found if not hidden], notes


def _count(database: sqlite3.Connection, name: str) -> int:
    return int(database.execute(f"SELECT count(*) FROM {_quoted(name)}").fetchone()[0])  # noqa: S608 - quoted, and a table


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _wkb(blob: object) -> bytes:
    """Take the header off a geometry (GeoPackage 1.3 §2.1.3)."""
    if not isinstance(blob, bytes) or blob[:2] != b"GP" or len(blob) < 8 or (blob[3] >> 1 & 7) >= len(_ENVELOPE_BYTES):
        return b""
    return blob[8 + _ENVELOPE_BYTES[blob[3] >> 1 & 7] :]


def _text(value: object) -> str:
    if value is None or isinstance(value, bytes):
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


GEOPACKAGE: Final = Format("GeoPackage", (".gpkg",), parse_geopackage)
