"""A column of WKT to the shapes of a table, as QGIS and ogr2ogr write them into CSV."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from mapper.importers.claim import CrsClaim
from mapper.importers.decoding import tidied
from mapper.importers.fault import Note, RowFault, by_value, shown
from mapper.importers.field import Field
from mapper.importers.place import LAT, LON
from mapper.importers.reference.naming import understood
from mapper.importers.table import Table

GEOMETRY: Final = Field("geometry", "도형", ("WKT", "geom", "geometry", "the_geom"), stands_in_for=(LON.name, LAT.name))

_EXAMPLE: Final = "LINESTRING (127.03 37.74, 127.04 37.74)"
_SRID: Final = re.compile(r"SRID\s*=\s*([0-9]{1,6})\s*;\s*", re.ASCII | re.IGNORECASE)
# Nothing else reaches the parser: it raises on curves, and nested collections overflow its stack.
_SHAPE: Final = re.compile(r"(?:MULTI)?(?:POINT|LINESTRING|POLYGON)[\s!-~]*", re.ASCII | re.IGNORECASE)
_COLLECTION: Final = re.compile("GEOMETRYCOLLECTION", re.IGNORECASE)


def shaped(table: Table, position: int, *, file: str) -> Table:
    """Read a column of WKT or EWKT as the shapes of a table.

    Parameters
    ----------
    table : Table
        Without shapes.
    position : int
        Of the column, from 0.
    file : str
        Named in faults.

    Returns
    -------
    Table
        With a shape in two dimensions for each row, None where the cell is blank or has a fault; claiming
        the CRS that its cells agree on, if they name one.
    """
    column = _Column(table, position, file)
    column.refuse_unreadable()
    column.refuse_empty()
    srid = column.agreed_srid()
    flattened = column.flatten()
    faults, notes = (*table.faults, *column.faults), [*table.notes]
    if flattened:
        message = f"Z or M values of {flattened} rows were dropped: maps here are flat."
        notes.append(Note("flattened", message, {"features": flattened}))
    found = replace(table, shapes=column.shapes, faults=faults, notes=tuple(notes), open_rings=column.open_rings)
    return _referenced(found, srid) if srid else found


class _Column:
    """A column of WKT on its way to shapes: what its cells say, and the faults.

    Parameters
    ----------
    table : Table
        The table it stands in.
    position : int
        Where, from 0.
    file : str
        Named in faults.
    """

    def __init__(self, table: Table, position: int, file: str) -> None:
        self.faults: list[RowFault] = []
        self.open_rings: dict[int, str] = {}
        self._table = table
        self._header = shown(table.header[position])
        self._file = file
        cells = [tidied(cell) for cell in table.columns[position]]
        prefixes = [_SRID.match(cell) for cell in cells]
        self._srids = [int(prefix[1]) if prefix else 0 for prefix in prefixes]
        self._wkt = [cell[prefix.end() :] if prefix else cell for cell, prefix in zip(cells, prefixes, strict=True)]
        self._readable = [wkt if _SHAPE.fullmatch(wkt) else None for wkt in self._wkt]
        self.shapes: NDArray[Any] = _parsed(self._readable, "ignore")

    def refuse_unreadable(self) -> None:
        """Refuse cells that are not WKT and shapes without finite coordinates, and close open rings."""
        unread = [i for i in np.flatnonzero(shapely.is_missing(self.shapes)).tolist() if self._wkt[i]]
        closed = _parsed([self._readable[i] for i in unread], "fix")
        self.shapes[unread] = closed
        opened = {i: self._wkt[i] for i, shape in zip(unread, closed, strict=True) if shape is not None}
        self._refuse_foreign([i for i in unread if i not in opened])
        infinite = self._not_finite()
        told = {"expected": "finite coordinates", "remedy": "correct the position or delete the row"}
        self._refuse("not_finite", infinite, **told)
        self.open_rings = {i: wkt for i, wkt in opened.items() if i not in infinite}

    def refuse_empty(self) -> None:
        """Refuse shapes that are empty or have an empty part."""
        parts, owner = shapely.get_parts(self.shapes, return_index=True)
        empty = shapely.is_empty(self.shapes)
        empty[owner[shapely.is_empty(parts)]] = True
        found = {int(i): self._wkt[i] for i in np.flatnonzero(empty)}
        self._refuse("empty_shape", found, expected="coordinates", remedy="draw it or delete the row")

    def agreed_srid(self) -> int:
        """Return the SRID most shapes have, 0 for none, and refuse the others."""
        srids = {int(i): self._srids[i] for i in np.flatnonzero(~shapely.is_missing(self.shapes))}
        agreed = Counter(srids.values()).most_common(1)[0][0] if srids else 0
        others = {i: _spelled(srid) for i, srid in srids.items() if srid != agreed}
        remedy = "export the layer again, all of it in one CRS"
        self._refuse("mixed_srid", others, expected=f"{_spelled(agreed)} as in most rows", remedy=remedy)
        return agreed

    def flatten(self) -> int:
        """Drop Z and M values, and return how many shapes had any."""
        tall = shapely.has_z(self.shapes) | shapely.has_m(self.shapes)
        self.shapes = shapely.force_2d(self.shapes)
        return int(tall.sum())

    def _refuse_foreign(self, unread: list[int]) -> None:
        collections = {i: "GeometryCollection" for i in unread if _COLLECTION.match(self._wkt[i])}
        told = {"expected": "one geometry per row", "remedy": "split it into rows"}
        self._refuse("collection", collections, **told)
        rest = [i for i in unread if i not in collections]
        for reason, found in by_value(rest, [_reason(self._wkt[i]) for i in rest]).items():
            remedy = f"{reason}: correct it, or export the layer again with its geometry as WKT"
            self._refuse("not_wkt", {i: self._wkt[i] for i in found}, expected=f"WKT such as {_EXAMPLE}", remedy=remedy)

    def _not_finite(self) -> dict[int, str]:
        positions, owner = shapely.get_coordinates(self.shapes, return_index=True)
        infinite = np.flatnonzero(~np.isfinite(positions).all(axis=1))[::-1]
        return {int(owner[i]): "({:.10g}, {:.10g})".format(*positions[i]) for i in infinite}

    def _refuse(self, code: str, values: Mapping[int, str], *, expected: str, remedy: str) -> None:
        self.shapes[list(values)] = None
        unit, numbers = self._table.unit, self._table.rows
        for value, rows in by_value([numbers[i] for i in values], map(shown, values.values())).items():
            fault = RowFault(code, self._file, unit, tuple(rows), self._header, value, expected, remedy)
            self.faults.append(fault)


def _parsed(wkt: list[str | None], on_invalid: Literal["raise", "ignore", "fix"]) -> NDArray[Any]:
    # numbers that are not finite are refused by row, numpy need not warn of them
    with np.errstate(all="ignore"):
        shapes: NDArray[Any] = shapely.from_wkt(np.array(wkt, dtype=object), on_invalid=on_invalid)
    return shapes


def _reason(wkt: str) -> str:
    reason = "it is no point, line or polygon in plain characters"
    if _SHAPE.fullmatch(wkt):
        try:
            _parsed([wkt], "raise")
        except shapely.GEOSException as error:
            reason = shown(str(error).split(": ", 1)[-1].strip())
    return reason


def _spelled(srid: int) -> str:
    return f"SRID={srid}" if srid else "no SRID"


def _referenced(table: Table, srid: int) -> Table:
    if understood(_spelled(srid)) is None:
        note = Note("srid_unknown", f"SRID={srid} of its cells is not understood and was passed over.", {"srid": srid})
        return replace(table, notes=(*table.notes, note))
    return replace(table, claim=CrsClaim(_spelled(srid), "its WKT"))
