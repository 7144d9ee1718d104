"""What came out of a file: frames, faults and notes; and what a kind of file is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from mapper.frames import Contract
from mapper.importers.fault import Note, RowFault
from mapper.importers.field import Field
from mapper.importers.file_rows import FileRows
from mapper.importers.repair import Repair
from mapper.importers.sheet import Sheet


@dataclass(frozen=True)
class Importer:
    """One kind of file.

    Attributes
    ----------
    kind : str
        Its name on the command line.
    label : str
        Its Korean name.
    fields : tuple of Field
        What it tells about each row.
    contracts : tuple of Contract
        The frames it becomes.
    judge : callable
        Sheet in, frames by contract name out; rows with a fault are left out of the frames.
    layers : tuple of str
        Official layers it prefers in a file of several, the best first.
    """

    kind: str
    label: str
    fields: tuple[Field, ...]
    contracts: tuple[Contract, ...]
    judge: Callable[[Sheet], dict[str, pd.DataFrame]]
    layers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """A file, read and judged, with nothing stored.

    Attributes
    ----------
    kind : str
        What it was read as.
    file : str
        Its name.
    sha256 : str
        Fingerprint of its bytes.
    rows_in : int
        Rows in the file.
    frames : mapping of str to DataFrame
        Its usable rows, by contract name.
    faults : tuple of RowFault
        Every row that cannot be used, in order of rows; with any of them the file is not to be imported as it is.
    notes : tuple of Note
        What was chosen or left out.
    repairs : tuple of Repair
        What was put right, because a person asked for it, in order of rows.
    rows : FileRows
        What the file itself says in each row.
    columns : mapping of str to str
        Header that each field was read from.
    """

    kind: str
    file: str
    sha256: str
    rows_in: int
    frames: Mapping[str, pd.DataFrame]
    faults: tuple[RowFault, ...]
    notes: tuple[Note, ...]
    repairs: tuple[Repair, ...]
    rows: FileRows
    columns: Mapping[str, str]

    @property
    def rows_refused(self) -> int:
        """How many rows have a fault."""
        return len({row for fault in self.faults for row in fault.rows})

    def frame(self, contract: Contract) -> Any:
        """Return the frame of a contract.

        Parameters
        ----------
        contract : Contract
            One of its kind.

        Returns
        -------
        DataFrame or GeoDataFrame
            The usable rows.
        """
        return self.frames[contract.name]

    def report(self) -> dict[str, Any]:
        """Return everything but the frames, as JSON can hold it.

        Returns
        -------
        dict of str to Any
            With one entry per fault and per note, each with its sentence.
        """
        return {
            "kind": self.kind,
            "file": self.file,
            "sha256": self.sha256,
            "rows_in": self.rows_in,
            "rows_refused": self.rows_refused,
            "rows_out": {name: len(frame) for name, frame in self.frames.items()},
            "faults": [fault.report() for fault in self.faults],
            "repairs": [repair.report() for repair in self.repairs],
            "notes": [note.report() for note in self.notes],
        }
