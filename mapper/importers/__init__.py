"""Files in, judged rows out: one file a kind, one file a format; no database.

``read`` names every row that cannot be used, all at once, and stores nothing. A new kind is one file in
``kinds`` and one line of `IMPORTERS`; a new format one file in ``formats`` and one line of ``FORMATS``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from mapper.errors import TooManyColumns, UnknownKind
from mapper.importers.claim import GIVEN, CrsClaim
from mapper.importers.fault import Note, RowFault
from mapper.importers.field import Field, looks_like_contact, match
from mapper.importers.file_rows import FileRows
from mapper.importers.form_export import plain
from mapper.importers.formats import FORMATS, parse
from mapper.importers.kinds import (
    addresses,
    alleys,
    complaints,
    districts,
    household_counts,
    issues,
    places,
    shops,
    surveys,
)
from mapper.importers.reading import Importer, Reading
from mapper.importers.reference.candidate import Outline
from mapper.importers.repair import REPAIRS, Repair, chosen_repairs
from mapper.importers.schema import explained
from mapper.importers.sheet import Sheet
from mapper.importers.source import Source, open_source
from mapper.importers.telling import Telling, to_nobody
from mapper.importers.wkt_shape import GEOMETRY, shaped

__all__ = [
    "FORMATS",
    "IMPORTERS",
    "REPAIRS",
    "FileRows",
    "Importer",
    "Note",
    "Outline",
    "Reading",
    "Repair",
    "RowFault",
    "chosen_repairs",
    "importer_of",
    "judge",
    "read",
]

MOST_COLUMNS: Final = 200
"""Of a table: more than any form of ours has, and few enough for a person to find one among them."""

IMPORTERS: Final[tuple[Importer, ...]] = (
    districts.IMPORTER,
    alleys.IMPORTER,
    household_counts.IMPORTER,
    places.IMPORTER,
    shops.IMPORTER,
    addresses.IMPORTER,
    surveys.IMPORTER,
    complaints.IMPORTER,
    issues.IMPORTER,
)
"""Every kind of file, in the order a city imports them."""


def importer_of(kind: str) -> Importer:
    """Return the importer of a kind.

    Parameters
    ----------
    kind : str
        E.g. ``alleys``.

    Returns
    -------
    Importer
        The one of that name.

    Raises
    ------
    UnknownKind
        Naming the kinds there are.
    """
    for importer in IMPORTERS:
        if importer.kind == kind:
            return importer
    choices = [importer.kind for importer in IMPORTERS]
    message = f"No kind of file is called {kind!r}, expected one of {', '.join(choices)}; choose one."
    raise UnknownKind(message, kind="importer", value=kind, choices=choices)


def read(
    kind: str,
    path: str | Path,
    *,
    today: dt.date,
    crs: str | None = None,
    encoding: str | None = None,
    layer: str | None = None,
    mapping: Mapping[str, str] | None = None,
    outline: Outline | None = None,
    words: Mapping[str, Mapping[str, str]] | None = None,
    repairs: frozenset[str] = frozenset(),
    telling: Telling = to_nobody,
) -> Reading:
    """Read a file and judge every row of it.

    Parameters
    ----------
    kind : str
        What its rows are: the ``kind`` of one of `IMPORTERS`.
    path : str or Path
        The file.
    today : datetime.date
        The day no date in it may lie after.
    crs : str or None
        Reference system of its coordinates, e.g. ``EPSG:5186``, when the file does not tell.
    encoding : str or None
        Encoding of its text, when it is neither UTF-8 nor CP949.
    layer : str or None
        Which of its layers, sheets or members is meant, when it has several.
    mapping : mapping of str to str or None
        Field to column, for columns with names of their own.
    outline : tuple of float or None
        What the city already has: west, south, east, north in EPSG:5179 [m].
    words : mapping of str to mapping or None
        Field to cells of this file and what they mean there, for words of another system.
    repairs : frozenset of str
        Keys of `REPAIRS` that are to be applied; each one applied is listed.
    telling : Telling
        Told how many rows are read, and then judged; it may raise to stop that.

    Returns
    -------
    Reading
        Its usable rows, and a fault for each other row.

    Raises
    ------
    UnknownKind
        For a kind or a mapped field there is not.
    UnreadableFile
        When it is not a file of its format, or cut short.
    TooManyColumns
        When it has more than `MOST_COLUMNS`.
    MissingColumns
        When it lacks columns the kind needs.
    WrongCrs
        When its coordinates cannot be in the CRS they are said to be in.
    CrsUnclear
        When they fit several, and only a person can say which it is.
    """
    importer = importer_of(kind)
    source = replace(open_source(path, crs=crs, encoding=encoding, layer=layer), telling=telling)
    return judge(
        importer,
        source,
        today=today,
        mapping=mapping,
        outline=outline,
        words=words,
        repairs=repairs,
    )


def judge(
    importer: Importer,
    source: Source,
    *,
    today: dt.date,
    mapping: Mapping[str, str] | None = None,
    outline: Outline | None = None,
    words: Mapping[str, Mapping[str, str]] | None = None,
    repairs: frozenset[str] = frozenset(),
) -> Reading:
    """Judge bytes that are already in memory, as `read` does a file.

    Parameters
    ----------
    importer : Importer
        What the rows are.
    source : Source
        The bytes.
    today : datetime.date
        The day no date in it may lie after.
    mapping : mapping of str to str or None
        Field to column.
    outline : tuple of float or None
        What the city already has: west, south, east, north in EPSG:5179 [m].
    words : mapping of str to mapping or None
        Field to cells of this file and what they mean there, for words of another system.
    repairs : frozenset of str
        Keys of `REPAIRS` that are to be applied; each one applied is listed.

    Returns
    -------
    Reading
        Its usable rows, and a fault for each other row.
    """
    table = plain(parse(source, importer.layers), source, importer.fields, parse)
    if len(table.header) > MOST_COLUMNS:
        message = f"{source.name} has {len(table.header):,} columns, expected at most {MOST_COLUMNS}; delete those not needed."
        raise TooManyColumns(message, file=source.name, found=len(table.header), expected=MOST_COLUMNS)
    # a format that carries shapes needs no column for them, and a property of that name is none
    fields = tuple(known for known in importer.fields if table.shapes is None or known is not GEOMETRY)
    with explained(table.header, kind=importer.kind, file=source.name) as schema:
        matching = match(table.header, fields, mapping, file=source.name)
        if GEOMETRY.name in matching.columns:
            table = shaped(table, matching.columns[GEOMETRY.name], file=source.name)
        if source.crs is not None:
            table = replace(table, claim=CrsClaim(source.crs, GIVEN))
        _refuse_unknown(words or {}, fields)
        source.telling("judging", 0, len(table.rows))
        sheet = Sheet(source.name, table, matching, today, outline, words or {}, repairs, telling=source.telling)
        frames = importer.judge(sheet)
        source.telling("judging", len(table.rows), len(table.rows))
    for contract in importer.contracts:
        contract.check(frames[contract.name])
    faults = sorted([*table.faults, *sheet.faults], key=lambda fault: fault.rows)
    return Reading(
        kind=importer.kind,
        file=source.name,
        sha256=source.sha256,
        rows_in=table.rows_in,
        frames=frames,
        faults=tuple(faults),
        notes=(*table.notes, *([] if schema is None else [schema.note()]), *_column_notes(sheet), *sheet.notes),
        repairs=tuple(sorted(sheet.repaired, key=lambda repair: repair.row)),
        rows=_file_rows(sheet),
        columns={name: sheet.column(name) for name in matching.columns},
    )


def _refuse_unknown(words: Mapping[str, Mapping[str, str]], fields: tuple[Field, ...]) -> None:
    names = [known.name for known in fields]
    for name in words:
        if name not in names:
            message = f"--map-value {name}:… names no field, expected one of {', '.join(names)}; correct it."
            raise UnknownKind(message, kind="field", value=name, choices=names)


def _file_rows(sheet: Sheet) -> FileRows:
    table, read = sheet.table, sheet.matching.columns.values()
    shared = [i for i, header in enumerate(table.header) if i in read or not looks_like_contact(header)]
    return FileRows(
        unit=table.unit,
        header=tuple(table.header[i] for i in shared),
        columns=tuple(table.columns[i] for i in shared),
        numbers=table.rows,
        keys=sheet.keys,
        places=sheet.places,
        # shapes that were read from a column of WKT stand there already
        shapes=None if GEOMETRY.name in sheet.matching.columns else table.shapes,
    )


def _column_notes(sheet: Sheet) -> list[Note]:
    ignored, contact = list(sheet.matching.ignored), list(sheet.matching.contact)
    read_from = {name: sheet.column(name) for name in sheet.matching.columns}
    pairs = ", ".join(f"{name} from {column}" for name, column in read_from.items())
    notes = [Note("columns_read", f"Read: {pairs or 'no column'}.", {"columns": read_from})]
    if ignored:
        notes.append(Note("columns_ignored", f"Columns not used: {', '.join(ignored)}.", {"columns": ignored}))
    if contact:
        message = f"Columns that look like contact data, not read and not stored: {', '.join(contact)}."
        notes.append(Note("columns_contact", message, {"columns": contact}))
    return notes
