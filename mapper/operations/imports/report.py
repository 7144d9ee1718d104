"""What an import says: every row it cannot use, what it chose, what it put right, what it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from mapper.importers import Reading
from mapper.operations.imports.options import FileOptions
from mapper.operations.loading import Loaded, Refusal


@dataclass(frozen=True)
class ImportReport:
    """What would happen, or happened, to a file.

    Attributes
    ----------
    kind, file, sha256 : str
        What it was read as, its name, the fingerprint of its bytes.
    options : dict
        What a person said about it.
    columns : dict of str to str
        Header that each field was read from.
    rows_in, rows_usable : int
        Rows in the file, and those that can be stored.
    faults : list of dict
        Every row that cannot be used: row, column, value, what was expected, the remedy, and the sentence.
    refused : list of dict
        Rows that are sound but have no place in this city: key, row and sentence.
    notes : list of dict
        What was chosen or left out: code, fields, and the sentence.
    repairs : list of dict
        What was put right, because a person asked for it.
    repairable : dict of str to int
        How many rows each repair would put right that was not asked for.
    effects : dict
        What it does to the database, by name.
    stored : bool
        Whether it was kept.
    already : str or None
        When the same file was taken in before; nothing is stored again then.
    refused_file : str or None
        Where the rows that were left out were written.
    """

    kind: str
    file: str
    sha256: str
    options: dict[str, Any]
    columns: dict[str, str]
    rows_in: int
    rows_usable: int
    faults: list[dict[str, Any]]
    refused: list[dict[str, Any]]
    notes: list[dict[str, Any]]
    repairs: list[dict[str, Any]]
    repairable: dict[str, int]
    effects: dict[str, Any] = field(default_factory=dict)
    stored: bool = False
    already: str | None = None
    refused_file: str | None = None

    @property
    def sound(self) -> bool:
        """Whether every row can be used."""
        return not self.faults and not self.refused

    @property
    def rows_bad(self) -> int:
        """How many rows cannot be stored."""
        return self.rows_in - self.rows_usable

    def record(self) -> dict[str, Any]:
        """Return the report for JSON.

        Returns
        -------
        dict
            Its attributes.
        """
        return asdict(self)


@dataclass(frozen=True)
class Examined:
    """A file that was read, judged and tried, of which nothing is kept.

    Attributes
    ----------
    report : ImportReport
        What would happen.
    reading : Reading
        What stands in it.
    refused : tuple of Refusal
        Its sound rows without a place in this city.
    """

    report: ImportReport
    reading: Reading
    refused: tuple[Refusal, ...]


def report_of(reading: Reading, loaded: Loaded, options: FileOptions, *, stored: bool) -> ImportReport:
    """Put together what reading and loading a file found.

    Parameters
    ----------
    reading : Reading
        The file.
    loaded : Loaded
        What became of its sound rows.
    options : FileOptions
        What a person said about it.
    stored : bool
        Whether it is kept.

    Returns
    -------
    ImportReport
        Every sentence names the row of the file.
    """
    unplaced = {one.key for one in loaded.refused}
    return ImportReport(
        kind=reading.kind,
        file=reading.file,
        sha256=reading.sha256,
        options=options.to_report(),
        columns=dict(reading.columns),
        rows_in=reading.rows_in,
        rows_usable=reading.rows_in - reading.rows_refused - len(unplaced),
        faults=[fault.report() for fault in reading.faults],
        refused=_refused(reading, loaded),
        notes=[note.report() for note in reading.notes],
        repairs=[repair.report() for repair in reading.repairs],
        repairable=_repairable(reading),
        effects=loaded.effects,
        stored=stored,
    )


def repeated(reading: Reading, options: FileOptions, when: datetime, effects: Mapping[str, Any]) -> ImportReport:
    """Report a file that was taken in before.

    Parameters
    ----------
    reading : Reading
        The file.
    options : FileOptions
        What a person said about it.
    when : datetime
        When that was.
    effects : mapping
        What it did then.

    Returns
    -------
    ImportReport
        Nothing is done again: every count is 0.
    """
    nothing = Loaded({name: 0 for name, value in effects.items() if isinstance(value, int | float)})
    report = report_of(reading, nothing, options, stored=False)
    return ImportReport(**{**vars(report), "already": when.isoformat()})


def _refused(reading: Reading, loaded: Loaded) -> list[dict[str, Any]]:
    numbered = [(one, reading.rows.number_of(one.key)) for one in loaded.refused]
    return [
        {
            "key": one.key,
            "row": number,
            "sentence": f"{_where(reading, number)}: {one.sentence}",
        }
        for one, number in numbered
    ]


def _where(reading: Reading, number: int | None) -> str:
    return reading.file if number is None else f"{reading.file}, {reading.rows.unit} {number}"


def _repairable(reading: Reading) -> dict[str, int]:
    rows: dict[str, set[int]] = {}
    for fault in reading.faults:
        if fault.repair is not None:
            rows.setdefault(fault.repair, set()).update(fault.rows)
    return {code: len(found) for code, found in sorted(rows.items())}
