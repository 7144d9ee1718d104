"""Take a file in: read and judge it, try it, and keep the whole of it or nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final
from uuid import UUID

import pandas as pd

from mapper.domain.access import require
from mapper.domain.reader import Reader
from mapper.errors import BadRows
from mapper.frames import (
    ADDRESSES,
    ALLEY_LINES,
    COMPLAINTS,
    DISTRICTS,
    HOUSEHOLD_COUNTS,
    ISSUE_EVENTS,
    ISSUES,
    PLACES,
    SHOPS,
    SURVEYS,
)
from mapper.importers import IMPORTERS, Reading, read
from mapper.operations.address_loading import load_addresses
from mapper.operations.facts import load_complaints, load_issues, load_surveys
from mapper.operations.imports.editions import district_changes, line_changes, missing_districts, missing_lines
from mapper.operations.imports.options import FileOptions
from mapper.operations.imports.refused_rows import keep_refused, refused_table
from mapper.operations.imports.regrading import regrade_told
from mapper.operations.imports.report import Examined, ImportReport, repeated, report_of
from mapper.operations.imports.turns import wait_for_turn
from mapper.operations.loading import Loaded, Loading
from mapper.operations.network import load_alleys, load_districts
from mapper.operations.placing import place_many
from mapper.operations.progress import Progress, in_silence
from mapper.operations.public_facts import load_household_counts, load_places, load_shops
from mapper.store.districts import extent
from mapper.store.engine import Session
from mapper.store.imports.files import add_import, add_report, taken_in_before
from mapper.store.knowledge import recording_now
from mapper.store.write_log import log_write

APPENDED: Final = frozenset({"surveys", "complaints", "issues"})
"""Kinds whose rows stay; those of the others give way to newer editions, so that an earlier file may come again."""


def kinds() -> list[tuple[str, str]]:
    """List what can be imported.

    Returns
    -------
    list of tuple
        Kind and Korean name, in the order in which a city imports them.
    """
    return [(importer.kind, importer.label) for importer in IMPORTERS]


def preview_file(
    session: Session, kind: str, path: Path, options: FileOptions, *, today: date, progress: Progress = in_silence
) -> ImportReport:
    """Read and judge a file without trying it on what is stored.

    Parameters
    ----------
    session : Session
        Only read, for where the city lies.
    kind : str
        What the file is about.
    path : Path
        The file.
    options : FileOptions
        What it does not say itself.
    today : date
        No date in it may be later.
    progress : callable
        Told how far it is.

    Returns
    -------
    ImportReport
        With the faults of every row, and no effects.
    """
    reading = _read(session, kind, path, options, today=today, progress=progress)
    return report_of(reading, Loaded({}), options, stored=False)


def check_file(
    session: Session,
    kind: str,
    path: Path,
    options: FileOptions,
    *,
    today: date,
    new_id: Callable[[], UUID],
    progress: Progress = in_silence,
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
    progress : callable
        Told how far it is.

    Returns
    -------
    ImportReport
        With the faults of every row and the effects of the sound ones.
    """
    return examine_file(session, kind, path, options, today=today, new_id=new_id, progress=progress).report


def examine_file(
    session: Session,
    kind: str,
    path: Path,
    options: FileOptions,
    *,
    today: date,
    new_id: Callable[[], UUID],
    progress: Progress = in_silence,
) -> Examined:
    """Check a file as `check_file` does, and give back what was read.

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
    progress : callable
        Told how far it is.

    Returns
    -------
    Examined
        The report, and the file as it was read.
    """
    reading = _read(session, kind, path, options, today=today, progress=progress)
    wait_for_turn(session)
    trial = session.begin_nested()
    loaded = _load(session, reading, Loading(recording_now(session), new_id, None, progress, options.whole))
    trial.rollback()
    return Examined(report_of(reading, loaded, options, stored=False), reading, tuple(loaded.refused))


def import_file(
    session: Session,
    kind: str,
    path: Path,
    options: FileOptions,
    *,
    by: Reader,
    today: date,
    new_id: Callable[[], UUID],
    refused_to: Path | None = None,
    progress: Progress = in_silence,
    place: Callable[[Session, pd.DataFrame, Progress], pd.DataFrame] = place_many,
) -> ImportReport:
    """Take a file in, if every row of it can be used or those that cannot may be left out.

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
    by : Reader
        Who takes it in.
    today : date
        No date in it may be later.
    new_id : callable
        Makes the ids.
    refused_to : Path or None
        Where rows that are left out are written, in a file that is not there yet; None to write none.
    progress : callable
        Told how far it is.
    place : callable
        Places points, as `mapper.operations.placing.place_many` does.

    Returns
    -------
    ImportReport
        Stored with the file's fingerprint; a file that was taken in before is not stored again.

    Raises
    ------
    BadRows
        With the report, when a row cannot be used and none is to be left out, or none is left; nothing is stored then.
    NotAllowed
        When they may not.
    """
    require("import", by)
    reading = _read(session, kind, path, options, today=today, progress=progress)
    wait_for_turn(session)
    earlier = taken_in_before(
        session, kind=kind, sha256=reading.sha256, options=options.to_report(), only_newest=kind not in APPENDED
    )
    if earlier is not None:
        return repeated(reading, options, earlier[0], earlier[1]["effects"])
    recorded_at, import_id = recording_now(session), new_id()
    trial = session.begin_nested()
    add_import(
        session,
        import_id,
        kind=kind,
        file_name=reading.file,
        sha256=reading.sha256,
        user_id=by.user_id,
        recorded_at=recorded_at,
    )
    loaded = _load(session, reading, Loading(recorded_at, new_id, import_id, progress, options.whole, place))
    regrade_told(session, reading, progress)
    report = report_of(reading, loaded, options, stored=True)
    if not report.sound and not (options.skip_bad and report.rows_usable):
        trial.rollback()
        raise _refusal(replace(report, stored=False))
    if not report.sound and refused_to is not None:
        kept = keep_refused(refused_table(reading, loaded.refused), refused_to)
        report = replace(report, refused_file=str(kept))
    add_report(session, import_id, json.loads(json.dumps(report.record(), default=str)))
    log_write(
        session,
        by,
        "import.run",
        subject=str(import_id),
        now=recorded_at,
        kind=kind,
        file=reading.file,
        rows=report.rows_usable,
    )
    return report


def _refusal(report: ImportReport) -> BadRows:
    remedy = "Correct them and try again" + (", or leave them out with --skip-bad." if report.rows_usable else ".")
    message = (
        f"{report.file}: {report.rows_bad} of {report.rows_in} rows cannot be used; nothing was imported. {remedy}"
    )
    return BadRows(message, report=report)


def _read(session: Session, kind: str, path: Path, options: FileOptions, *, today: date, progress: Progress) -> Reading:
    progress("reading", 0, 0)
    return read(
        kind,
        path,
        today=today,
        crs=options.crs,
        encoding=options.encoding,
        layer=options.layer,
        mapping=options.mapping,
        outline=extent(session),
        words=options.words,
        repairs=options.repairs,
        telling=progress,
    )


def _load(session: Session, reading: Reading, loading: Loading) -> Loaded:
    return _LOADERS[reading.kind](session, reading, loading)


def _districts(session: Session, reading: Reading, loading: Loading) -> Loaded:
    frame, at = reading.frame(DISTRICTS), {"recorded_at": loading.recorded_at}
    missing = missing_districts(session, frame)
    gone = list(missing) if loading.whole else []
    loading.progress("storing", 0, len(frame))
    effects = load_districts(session, frame, **at, new_id=loading.new_id, gone=gone)
    return Loaded(effects | district_changes(session, **at, missing=missing, whole=loading.whole))


def _alleys(session: Session, reading: Reading, loading: Loading) -> Loaded:
    frame, at = reading.frame(ALLEY_LINES), {"recorded_at": loading.recorded_at}
    missing = missing_lines(session, reading, frame)
    gone = list(missing) if loading.whole else []
    loading.progress("storing", 0, len(frame))
    effects = load_alleys(session, frame, **at, new_id=loading.new_id, gone=gone)
    return Loaded(effects | line_changes(session, **at, missing=missing, whole=loading.whole))


_LOADERS: Final[dict[str, Callable[[Session, Reading, Loading], Loaded]]] = {
    "districts": _districts,
    "alleys": _alleys,
    "household-counts": lambda session, reading, loading: load_household_counts(
        session, reading.frame(HOUSEHOLD_COUNTS), loading
    ),
    "places": lambda session, reading, loading: load_places(session, reading.frame(PLACES), loading),
    "shops": lambda session, reading, loading: load_shops(session, reading.frame(SHOPS), loading),
    "addresses": lambda session, reading, loading: load_addresses(session, reading.frame(ADDRESSES), loading),
    "surveys": lambda session, reading, loading: load_surveys(session, reading.frame(SURVEYS), loading),
    "complaints": lambda session, reading, loading: load_complaints(session, reading.frame(COMPLAINTS), loading),
    "issues": lambda session, reading, loading: load_issues(
        session, reading.frame(ISSUES), reading.frame(ISSUE_EVENTS), loading
    ),
}
