"""Take a file in: read and judge it, try it, and keep the whole of it or nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from mapper.errors import BadRows
from mapper.frames import ALLEY_LINES, COMPLAINTS, DISTRICTS, ISSUE_EVENTS, ISSUES, SURVEYS
from mapper.importers import IMPORTERS, Reading, read
from mapper.operations.facts import Loaded, Loading, load_complaints, load_issues, load_surveys
from mapper.operations.network import load_alleys, load_districts
from mapper.store.engine import Session, hold_alone
from mapper.store.imports import add_import, add_report
from mapper.store.knowledge import recording_now


@dataclass(frozen=True)
class ImportReport:
    """What would happen, or happened, to a file.

    Attributes
    ----------
    kind, file, sha256 : str
        What it was read as, its name, the fingerprint of its bytes.
    rows_in, rows_usable : int
        Rows in the file, and those without a fault.
    faults : list of dict
        Every row that cannot be used: row, column, value, what was expected, the remedy, and the sentence.
    refused : list of str
        Sentences about rows that are sound but have no place in this city.
    notes : list of str
        What was chosen, left out or repaired.
    effects : dict
        What it does to the database, by name.
    stored : bool
        Whether it was kept.
    """

    kind: str
    file: str
    sha256: str
    rows_in: int
    rows_usable: int
    faults: list[dict[str, Any]]
    refused: list[str]
    notes: list[str]
    effects: dict[str, Any]
    stored: bool

    @property
    def sound(self) -> bool:
        """Whether every row can be used."""
        return not self.faults and not self.refused


@dataclass(frozen=True)
class FileOptions:
    """What a person says about a file because it does not say it itself.

    Attributes
    ----------
    crs, encoding : str or None
        Of its coordinates and of its text.
    mapping : mapping of str to str
        Field to column.
    """

    crs: str | None
    encoding: str | None
    mapping: Mapping[str, str]


def kinds() -> list[tuple[str, str]]:
    """List what can be imported.

    Returns
    -------
    list of tuple
        Kind and Korean name, in the order in which a city imports them.
    """
    return [(importer.kind, importer.label) for importer in IMPORTERS]


def check_file(
    session: Session, kind: str, path: Path, options: FileOptions, *, today: date, new_id: Callable[[], UUID]
) -> ImportReport:
    """Do everything an import does, report it, and keep nothing.

    Parameters
    ----------
    session : Session
        Rolled back to where it was.
    kind : str
        What the file is about.
    path : Path
        The file.
    options : FileOptions
        What it does not say itself.
    today : date
        No date in it may be later.
    new_id : callable
        Makes the ids.

    Returns
    -------
    ImportReport
        With the faults of every row and the effects of the sound ones.
    """
    reading = _read(kind, path, options, today)
    trial = session.begin_nested()
    loaded = _load(session, reading, Loading(recording_now(session), new_id))
    trial.rollback()
    return _report(reading, loaded, stored=False)


def import_file(
    session: Session, kind: str, path: Path, options: FileOptions, *, today: date, new_id: Callable[[], UUID]
) -> ImportReport:
    """Take a file in, if every row of it can be used.

    Parameters
    ----------
    session : Session
        Not committed.
    kind : str
        What the file is about.
    path : Path
        The file.
    options : FileOptions
        What it does not say itself.
    today : date
        No date in it may be later.
    new_id : callable
        Makes the ids.

    Returns
    -------
    ImportReport
        Stored with the file's fingerprint.

    Raises
    ------
    BadRows
        With the report, when any row cannot be used; nothing is stored then.
    """
    reading = _read(kind, path, options, today)
    hold_alone(session, "import")  # two files at once would each find the other's rows unknown
    recorded_at, import_id = recording_now(session), new_id()
    trial = session.begin_nested()
    add_import(session, import_id, kind=kind, file_name=reading.file, sha256=reading.sha256, recorded_at=recorded_at)
    loaded = _load(session, reading, Loading(recorded_at, new_id, import_id))
    report = _report(reading, loaded, stored=True)
    if not report.sound:
        trial.rollback()
        raise _refusal(_report(reading, loaded, stored=False))
    add_report(session, import_id, json.loads(json.dumps(asdict(report), default=str)))
    return report


def _refusal(report: ImportReport) -> BadRows:
    bad = report.rows_in - report.rows_usable + len(report.refused)
    message = f"{report.file}: {bad} of {report.rows_in} rows cannot be used; nothing was imported. Correct them and try again."
    return BadRows(message, report=report)


def _read(kind: str, path: Path, options: FileOptions, today: date) -> Reading:
    return read(kind, path, today=today, crs=options.crs, encoding=options.encoding, mapping=options.mapping)


def _load(session: Session, reading: Reading, loading: Loading) -> Loaded:
    return _LOADERS[reading.kind](session, reading, loading)


def _districts(session: Session, reading: Reading, loading: Loading) -> Loaded:
    frame = reading.frame(DISTRICTS)
    return Loaded(load_districts(session, frame, recorded_at=loading.recorded_at, new_id=loading.new_id))


def _alleys(session: Session, reading: Reading, loading: Loading) -> Loaded:
    frame = reading.frame(ALLEY_LINES)
    return Loaded(load_alleys(session, frame, recorded_at=loading.recorded_at, new_id=loading.new_id))


_LOADERS: Final[dict[str, Callable[[Session, Reading, Loading], Loaded]]] = {
    "districts": _districts,
    "alleys": _alleys,
    "surveys": lambda session, reading, loading: load_surveys(session, reading.frame(SURVEYS), loading),
    "complaints": lambda session, reading, loading: load_complaints(session, reading.frame(COMPLAINTS), loading),
    "issues": lambda session, reading, loading: load_issues(
        session, reading.frame(ISSUES), reading.frame(ISSUE_EVENTS), loading
    ),
}


def _report(reading: Reading, loaded: Loaded, *, stored: bool) -> ImportReport:
    return ImportReport(
        kind=reading.kind,
        file=reading.file,
        sha256=reading.sha256,
        rows_in=reading.rows_in,
        rows_usable=reading.rows_in - reading.rows_refused,
        faults=[fault.report() for fault in reading.faults],
        refused=loaded.refused,
        notes=[str(note) for note in reading.notes],
        effects=loaded.effects,
        stored=stored,
    )
