"""Files out of ODK Central and KoboToolbox: groups before headings, geopoints, repeats, read as a plain table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from mapper.crs import WGS84
from mapper.errors import LayerUnclear, UnreadableFile
from mapper.importers.claim import CrsClaim
from mapper.importers.decoding import folded
from mapper.importers.fault import Note, RowFault, by_value, shown
from mapper.importers.field import Field
from mapper.importers.place import ACCURACY, LAT, LON
from mapper.importers.source import Source
from mapper.importers.table import Table

Columns = dict[str, Sequence[str]]
"""Cells by heading, in order."""

_ODK, _KOBO = "ODK Central", "KoboToolbox"
_MARKS: Final = (
    # the tool, and headings that together no other file has
    (_ODK, ("KEY", "SubmissionDate")),
    (_ODK, ("KEY", "PARENT_KEY")),
    (_KOBO, ("_uuid", "_submission_time")),
    (_KOBO, ("_index", "_parent_index", "_parent_table_name")),
)
_COUNTER: Final = "_id"
"""Of a submission on one server of Kobo; ``_uuid`` is its id everywhere."""

_VERDICTS: Final = {
    # where a tool keeps what its office said of a submission, and what it writes for one that was turned down
    "ReviewState": frozenset({"rejected"}),
    "_validation_status": frozenset({"validation_status_not_approved", "not approved"}),
}

_GROUP: Final = re.compile(r"[/-]")
_PART: Final = re.compile(r"_?(.+)[-_](latitude|longitude|accuracy|precision)", re.IGNORECASE)
_PARTS: Final = {"latitude": LAT, "longitude": LON, "accuracy": ACCURACY, "precision": ACCURACY}
_NUMBER: Final = r"-?\d{1,4}(?:\.\d+)?"
_GEOPOINT: Final = re.compile(rf"\[?\s*({_NUMBER})(?:\s*,\s*|\s+)({_NUMBER})(?:\s+{_NUMBER}\s+({_NUMBER}))?\s*\]?")
_NOWHERE: Final = frozenset({"", "[None, None]", "[null, null]", "None None"})


def plain(table: Table, source: Source, fields: tuple[Field, ...], parse: Callable[[Source], Table]) -> Table:
    """Read the export of a form as the table that its surveyors filled in.

    The rows of a repeat get what was asked once for all of them; a heading behind the names of its groups is known by
    its own name; a geopoint becomes a latitude, a longitude and an accuracy, which are always in WGS 84.
    Submissions that were turned down there cannot be used here.

    Parameters
    ----------
    table : Table
        As its format hands it over.
    source : Source
        The file, where the rows that a repeat belongs to are looked for.
    fields : tuple of Field
        What its kind tells; only headings of these are shortened.
    parse : callable
        Reads another layer of the file.

    Returns
    -------
    Table
        The same one when it is no such export.
    """
    tool = next((name for name, marks in _MARKS if set(marks) <= set(table.header)), None)
    if tool is None or len(set(table.header)) < len(table.header):
        return table
    columns: Columns = dict(zip(table.header, table.columns, strict=True))
    own = _without_groups(columns | _ids(columns), fields)
    once = _without_groups(_asked_once(columns, table, source, parse), fields)
    ids = {folded(header) for field in fields if field.name == "id" for header in field.headers}
    columns = {name: cells for name, cells in once.items() if folded(name) not in ids} | own
    columns.pop(_COUNTER, None)
    places = _places(columns)
    columns = {name: cells for name, cells in columns.items() if name not in places} | {
        field.headers[0]: _measured(cells) if field is ACCURACY else cells for field, cells in places.values()
    }
    message = f"Its columns are those of an export of {tool}."
    return replace(
        table,
        header=tuple(columns),
        columns=tuple(columns.values()),
        claim=CrsClaim(f"EPSG:{WGS84}", "its geopoints") if places else table.claim,
        faults=(*table.faults, *_turned_down(table, source, columns)),
        notes=(*table.notes, Note("form_export", message, {"tool": tool})),
    )


def _turned_down(table: Table, source: Source, columns: Columns) -> list[RowFault]:
    expected = "a submission that was not turned down in its tool"
    remedy = "approve it there and export it again, or leave it out"
    return [
        RowFault("turned_down", source.name, table.unit, tuple(rows), column, value, expected, remedy)
        for column, verdicts in _VERDICTS.items()
        if column in columns
        for value, rows in by_value(table.rows, columns[column]).items()
        if value and value.strip().casefold() in verdicts
    ]


def _asked_once(columns: Columns, table: Table, source: Source, parse: Callable[[Source], Table]) -> Columns:
    """Find the submission of each row of a repeat: what it says besides, for every row of it."""
    if "PARENT_KEY" in columns:
        link, key, parent = "PARENT_KEY", "KEY", _parent_file(table)
    elif "_parent_index" in columns:
        link, key, parent = "_parent_index", "_index", next(iter(columns["_parent_table_name"]), None)
    else:
        return {}
    try:
        above = parse(replace(source, layer=parent)) if parent else None
    except (LayerUnclear, UnreadableFile):  # a repeat by itself: what it lacks is said as of any file
        return {}
    if above is None or key not in above.header:
        return {}
    places = {value: place for place, value in enumerate(above.columns[above.header.index(key)])}
    found = [places.get(value) for value in columns[link]]
    return {
        name: ["" if place is None else cells[place] for place in found]
        for name, cells in zip(above.header, above.columns, strict=True)
        if name not in columns
    }


def _ids(columns: Columns) -> Columns:
    """Give a row of a repeat of Kobo an id, which ODK gives by itself: that of its submission, and its own number."""
    whose = columns.get("_submission__uuid")
    if whose is None or "_index" not in columns:
        return {}
    return {"_uuid": [f"{one}/{number}" for one, number in zip(whose, columns["_index"], strict=True)]}


def _parent_file(table: Table) -> str | None:
    """Return the file that a repeat of ODK belongs to: ``form.csv`` for ``form-alleys.csv``."""
    layer = next((str(note.fields["layer"]) for note in table.notes if note.code == "layer"), "")
    return layer.rpartition("/")[2].removesuffix(".csv").rpartition("-")[0] or None


def _without_groups(columns: Columns, fields: tuple[Field, ...]) -> Columns:
    known = {folded(header) for field in fields for header in field.headers}
    short = {name: _own_name(name, known) for name in columns}
    times = Counter(folded(name) for name in short.values())
    return {short[name] if times[folded(short[name])] == 1 else name: cells for name, cells in columns.items()}


def _own_name(heading: str, known: set[str]) -> str:
    if folded(heading) in known:
        return heading
    ends = (heading[cut.end() :] for cut in _GROUP.finditer(heading))
    return next((end for end in ends if folded(end) in known), heading)


def _places(columns: Columns) -> dict[str, tuple[Field, Sequence[str]]]:
    """Find the first geopoint: by heading the field that it is, and its cells."""
    if any(folded(header) in map(folded, columns) for header in LAT.headers):
        return {}
    named: dict[str, dict[str, tuple[Field, Sequence[str]]]] = {}
    for heading, cells in columns.items():
        part = _PART.fullmatch(heading)
        if part is not None:
            named.setdefault(part[1], {})[heading] = (_PARTS[part[2].lower()], cells)
    whole = (found for found in named.values() if {LAT, LON} <= {field for field, _ in found.values()})
    return next(whole, None) or next(filter(None, map(_split, columns.items())), {})


def _measured(cells: Sequence[str]) -> list[str]:
    """Leave out the accuracy of a point that was tapped on a map: tools write 0 for what nobody measured."""
    return ["" if cell.strip(" 0.") == "" else cell for cell in cells]


def _split(column: tuple[str, Sequence[str]]) -> dict[str, tuple[Field, Sequence[str]]]:
    """Split a column of geopoints, such as ``37.7381 127.0337 54.2 4.8``."""
    heading, cells = column
    read = [None if cell.strip() in _NOWHERE else _GEOPOINT.fullmatch(cell.strip()) for cell in cells]
    told = [cell for cell in cells if cell.strip() not in _NOWHERE]
    if not told or len(told) > sum(one is not None for one in read):
        return {}
    parts = ((LAT, 1), (LON, 2), (ACCURACY, 3))
    return {
        f"{shown(heading)} {field.name}": (field, ["" if one is None else one[place] or "" for one in read])
        for field, place in parts
    }
