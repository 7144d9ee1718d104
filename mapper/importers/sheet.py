"""A table seen through the fields of its kind, gathering every fault before anything is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mapper.errors import MissingColumns
from mapper.importers.decoding import tidied
from mapper.importers.fault import Note, RowFault, by_value, shown
from mapper.importers.field import Matching
from mapper.importers.table import Table

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
    faults : list of RowFault
        All that is wrong so far.
    notes : list of Note
        All that was chosen so far.
    """

    file: str
    table: Table
    matching: Matching
    today: dt.date
    faults: list[RowFault] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Take over what the format found."""
        self.rows = np.asarray(self.table.rows, dtype=np.int64)
        self.unread: Mask = np.isin(self.rows, [row for fault in self.table.faults for row in fault.rows])
        self.refused: Mask = self.unread.copy()
        self._text: dict[int, pd.Series[str]] = {}

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
            Trimmed and composed; NaN for a blank cell and for a field the file does not have.
        """
        return self.cells(self.matching.columns[name]) if self.has(name) else self.nothing

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
            tidy = [tidied(cell) or None for cell in self.table.columns[position]]
            self._text[position] = pd.Series(tidy, dtype="str")
        return self._text[position]

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

    def refuse(
        self,
        where: Mask,
        name: str,
        code: str,
        *,
        expected: str,
        remedy: str,
        values: Sequence[str | None] | None = None,
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
        """
        found = np.flatnonzero(where).tolist()
        if not found:
            return
        self.refused |= where
        cells = self.text(name).tolist() if values is None else values
        given = [cells[i] if isinstance(cells[i], str) else None for i in found]
        column = self.column(name)
        for value, rows in by_value(self.rows[found].tolist(), given).items():
            printable = None if value is None else shown(value)
            unit = self.table.unit
            self.faults.append(RowFault(code, self.file, unit, tuple(rows), column, printable, expected, remedy))

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
