"""A table seen through the fields of its kind, gathering every fault before anything is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyproj import CRS

from mapper.errors import MissingColumns
from mapper.importers.cells import exchanged, tidied_column
from mapper.importers.fault import Note, RowFault, by_value, shown
from mapper.importers.field import Matching
from mapper.importers.reference.candidate import Outline
from mapper.importers.reference.position import Sample
from mapper.importers.reference.publisher import address_map_layer
from mapper.importers.reference.settle import settle
from mapper.importers.repair import Repair
from mapper.importers.row_place import RowPlaces
from mapper.importers.table import Table
from mapper.importers.telling import Telling, to_nobody

Mask = NDArray[np.bool_]


@dataclass
class Sheet:
    """The table of one file on its way to a frame.

    Attributes
    ----------
    file : str
        Name of the file.
    table : Table
        Its rows.
    matching : Matching
        Which column each field is read from.
    today : datetime.date
        The day no date may lie after.
    outline : tuple of float or None
        What the city already has: west, south, east, north in EPSG:5179 [m].
    words : mapping of str to mapping
        Field to cells of this file and what they mean there, as a person says.
    repairs : frozenset of str
        What may be put right, as a person says.
    repaired : list of Repair
        All that was put right so far.
    keys : sequence of str or None
        What each row is known by, once that is read.
    places : RowPlaces
        Where each row lies, once that is read.
    faults : list of RowFault
        All that is wrong so far.
    notes : list of Note
        All that was chosen so far.
    telling : Telling
        Told how far it is: columns are judged one after the other, so as many rows as columns are done of all.
    """

    file: str
    table: Table
    matching: Matching
    today: dt.date
    outline: Outline | None = None
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    repairs: frozenset[str] = frozenset()
    repaired: list[Repair] = field(default_factory=list)
    keys: Sequence[str | None] = ()
    places: RowPlaces = field(default_factory=RowPlaces)
    faults: list[RowFault] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    telling: Telling = to_nobody

    def __post_init__(self) -> None:
        """Take over what the format found."""
        self.rows = np.asarray(self.table.rows, dtype=np.int64)
        self.unread: Mask = np.isin(self.rows, [row for fault in self.table.faults for row in fault.rows])
        self.refused: Mask = self.unread.copy()
        self._text: dict[int, pd.Series[str]] = {}
        self._said: dict[str, pd.Series[str]] = {}

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    @cached_property
    def nothing(self) -> pd.Series[str]:
        """The text of a column that is not there."""
        return pd.Series([None] * len(self), dtype="str")

    def has(self, name: str) -> bool:
        """Tell whether the file has a column for a field.

        Parameters
        ----------
        name : str
            The field.

        Returns
        -------
        bool
            False when it is optional and missing.
        """
        return name in self.matching.columns

    def column(self, name: str) -> str:
        """Return the header of a field, as the file writes it.

        Parameters
        ----------
        name : str
            The field.

        Returns
        -------
        str
            The name of the field itself when the file has no such column.
        """
        return shown(self.table.header[self.matching.columns[name]]) if self.has(name) else name

    def text(self, name: str) -> pd.Series[str]:
        """Return the cells of a field.

        Parameters
        ----------
        name : str
            The field.

        Returns
        -------
        Series of str, shape (n,)
            Trimmed and composed, its words exchanged for those a person says they mean; NaN for a blank cell and for
            a field the file does not have.
        """
        if not self.has(name):
            return self.nothing
        cells = self.cells(self.matching.columns[name])
        if not self.words.get(name):
            return cells
        if name not in self._said:
            self._said[name], count = exchanged(cells, self.words[name])
            message = f"{count} cells of {self.column(name)} read as --map-value says."
            self.note("words_exchanged", message, rows=count)
        return self._said[name]

    def cells(self, position: int) -> pd.Series[str]:
        """Return the cells of any column.

        Parameters
        ----------
        position : int
            Of the column, from 0.

        Returns
        -------
        Series of str, shape (n,)
            Trimmed and composed, NaN when blank.
        """
        if position not in self._text:
            self._tell()
            self._text[position] = tidied_column(self.table.columns[position])
        return self._text[position]

    def _tell(self) -> None:
        columns = max(len(self.matching.columns), len(self._text) + 1)
        self.telling("judging", len(self) * len(self._text) // columns, len(self))

    def required(self, name: str) -> pd.Series[str]:
        """Return the cells of a field that every row must fill, refusing those that do not.

        Parameters
        ----------
        name : str
            The field.

        Returns
        -------
        Series of str, shape (n,)
            As `text`.
        """
        cells = self.text(name)
        blank = cells.isna().to_numpy() & ~self.unread
        self.refuse(blank, name, "blank", expected="a value in every row", remedy="fill it in or delete the row")
        return cells

    def require_any(self, *names: str) -> None:
        """Refuse a file that has none of these columns.

        Parameters
        ----------
        *names : str
            Fields, one of which must have a column.

        Raises
        ------
        MissingColumns
            Naming them and the columns there are.
        """
        if any(map(self.has, names)):
            return
        header = self.table.header
        message = (
            f"{self.file} has no column for {' or '.join(names)}. Its columns: {', '.join(map(shown, header))}."
            f" Say which one it is, e.g. --map {names[0]}=COLUMN."
        )
        raise MissingColumns(message, file=self.file, missing=list(names), found=list(header))

    def settle_crs(self, x: NDArray[np.float64], y: NDArray[np.float64], owner: NDArray[np.int64] | None = None) -> CRS:
        """Settle which reference system positions are in, and note it with the reason and a sample.

        Parameters
        ----------
        x, y : ndarray, shape (m,)
            East and north as the file has them; NaN where there is none.
        owner : ndarray of int or None, shape (m,)
            Which row each belongs to, from 0; one each in order when left out.

        Returns
        -------
        CRS
            Its axes are always east, north.

        Raises
        ------
        WrongCrs
            When the numbers cannot be in the CRS they are said to be in, or only a person can say which it is.
        """
        sample = Sample.of(x, y, self.rows if owner is None else self.rows[owner])
        layer = address_map_layer(self.table.header, self.file)
        settled = settle(sample, self.table.claim, file=self.file, outline=self.outline, layer=layer)
        at = settled.at(sample)
        if at is not None:
            message = f"Coordinates read as {settled.name}: {settled.reason}."
            message += " Row {row}, ({x:.10g}, {y:.10g}), is at lon {lon:.6f}, lat {lat:.6f}.".format(**at)
            fields = {"crs": settled.name, "reason": settled.reason, "sample": at}
            self.notes.append(Note("crs", message, fields, settled.reasons))
        return settled.crs

    def refuse(
        self,
        where: Mask,
        name: str,
        code: str,
        *,
        expected: str,
        remedy: str,
        values: Sequence[str | None] | None = None,
        repair: str | None = None,
        proposals: Sequence[str] | None = None,
    ) -> None:
        """Record a fault for each distinct value of the rows where something holds.

        Parameters
        ----------
        where : ndarray of bool, shape (n,)
            The rows.
        name : str
            The field, or ``geometry``.
        code : str
            Stable key of the reason.
        expected : str
            What should stand there.
        remedy : str
            What to do.
        values : sequence of str or None
            What stands there, shape (n,); the cells of the field when left out.
        repair : str or None
            Key of the repair that would put it right.
        proposals : sequence of str or None
            What each value would then be read as, shape (n,).
        """
        found = np.flatnonzero(where).tolist()
        if not found:
            return
        self.refused |= where
        cells = self.text(name).tolist() if values is None else values
        given = [cells[i] if isinstance(cells[i], str) else None for i in found]
        column, unit = self.column(name), self.table.unit
        instead = {} if proposals is None else {cells[i]: shown(proposals[i]) for i in reversed(found)}
        for value, rows in by_value(self.rows[found].tolist(), given).items():
            printable = None if value is None else shown(value)
            proposal = instead.get(value)
            self.faults.append(
                RowFault(code, self.file, unit, tuple(rows), column, printable, expected, remedy, repair, proposal)
            )

    def repair_or_refuse(
        self,
        where: Mask,
        name: str,
        code: str,
        *,
        repair: str,
        proposals: Sequence[str],
        expected: str,
        remedy: str,
        values: Sequence[str | None] | None = None,
    ) -> Mask:
        """Put rows right where that was asked for, each one listed; refuse them with the proposal otherwise.

        Parameters
        ----------
        where : ndarray of bool, shape (n,)
            The rows.
        name : str
            The field, or ``geometry``.
        code : str
            Stable key of the reason.
        repair : str
            Key of the repair.
        proposals : sequence of str
            What stands there once it is done, shape (n,).
        expected, remedy : str
            For the sentence of the fault.
        values : sequence of str or None
            What stands there now, shape (n,); the cells of the field when left out.

        Returns
        -------
        ndarray of bool, shape (n,)
            The rows that are put right; nowhere when it was not asked for.
        """
        if repair not in self.repairs:
            told = {"expected": expected, "remedy": remedy, "repair": repair}
            self.refuse(where, name, code, values=values, proposals=proposals, **told)
            return np.zeros(len(self), dtype=bool)
        before = self.text(name).tolist() if values is None else values
        column, unit = self.column(name), self.table.unit
        self.repaired += [
            Repair(repair, self.file, unit, int(self.rows[i]), column, shown(str(before[i])), shown(proposals[i]))
            for i in np.flatnonzero(where).tolist()
        ]
        return where

    def note(self, code: str, message: str, **fields: object) -> None:
        """Record something chosen, left out or repaired.

        Parameters
        ----------
        code : str
            Stable key.
        message : str
            The sentence.
        **fields : object
            Its values.
        """
        self.notes.append(Note(code, message, fields))
