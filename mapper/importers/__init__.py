"""Files in, judged rows out: one file a kind, one file a format; no database.

``read`` names every row that cannot be used, all at once, and stores nothing. A new kind is one file in
``kinds`` and one line of `IMPORTERS`; a new format one file in ``formats`` and one line of ``FORMATS``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from mapper.errors import UnknownKind
from mapper.importers.fault import Note, RowFault
from mapper.importers.field import match
from mapper.importers.formats import FORMATS, parse
from mapper.importers.kinds import alleys, complaints, districts, issues, surveys
from mapper.importers.reading import Importer, Reading
from mapper.importers.sheet import Sheet
from mapper.importers.source import Source, open_source
from mapper.importers.wkt_shape import GEOMETRY, shaped

__all__ = ["FORMATS", "IMPORTERS", "Importer", "Note", "Reading", "RowFault", "importer_of", "judge", "read"]

IMPORTERS: Final[tuple[Importer, ...]] = (
    districts.IMPORTER,
    alleys.IMPORTER,
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
    message = f"No importer for {kind!r}, expected one of {', '.join(choices)}; choose one."
    raise UnknownKind(message, kind="importer", value=kind, choices=choices)


def read(
    kind: str,
    path: str | Path,
    *,
    today: dt.date,
    crs: str | None = None,
    encoding: str | None = None,
    mapping: Mapping[str, str] | None = None,
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
    mapping : mapping of str to str or None
        Field to column, for columns with names of their own.

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
    MissingColumns
        When it lacks columns the kind needs.
    WrongCrs
        When its coordinates cannot be in the CRS they are said to be in.
    """
    return judge(importer_of(kind), open_source(path, crs=crs, encoding=encoding), today=today, mapping=mapping)


def judge(importer: Importer, source: Source, *, today: dt.date, mapping: Mapping[str, str] | None = None) -> Reading:
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

    Returns
    -------
    Reading
        Its usable rows, and a fault for each other row.
    """
    table = parse(source)
    # a format that carries shapes needs no column for them, and a property of that name is none
    fields = tuple(known for known in importer.fields if table.shapes is None or known is not GEOMETRY)
    matching = match(table.header, fields, mapping, file=source.name)
    if GEOMETRY.name in matching.columns:
        table = shaped(table, matching.columns[GEOMETRY.name], source)
    sheet = Sheet(source.name, table, matching, today)
    frames = importer.judge(sheet)
    for contract in importer.contracts:
        contract.check(frames[contract.name])
    faults = sorted([*table.faults, *sheet.faults], key=lambda fault: fault.rows)
    notes = (*table.notes, *_column_notes(sheet), *sheet.notes)
    return Reading(importer.kind, source.name, source.sha256, table.rows_in, frames, tuple(faults), notes)


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
