"""Look at an upload as it is read now: what an import of it would do, its first rows, and where they lie."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final
from uuid import UUID

from mapper.errors import InvalidInput
from mapper.operations.imports.refused_rows import refused_table
from mapper.operations.imports.sample import sample_places, sample_rows
from mapper.operations.imports.taking_in import examine_file
from mapper.operations.imports.uploads import Upload, Uploads
from mapper.operations.progress import Progress, in_silence
from mapper.store.engine import Session

SMALL: Final = 500_000
"""Bytes of a file at which whoever waits for the page may be let wait; what has more is looked at behind the scenes."""


@dataclass(frozen=True)
class Problem:
    """Why a file cannot be read as it is read now.

    Attributes
    ----------
    code, message : str
        Of the error.
    fields : dict
        Its values, as JSON holds them.
    """

    code: str
    message: str
    fields: dict[str, Any]


@dataclass(frozen=True)
class Look:
    """What is found in a file as it is read now.

    Attributes
    ----------
    report : dict or None
        As an import's; None when the file cannot be read so.
    header : list of str
        Its columns, as far as they are known.
    rows : list of tuple
        The first of them, each with its number.
    places : list of dict
        Where those lie; of a file whose reference system is unclear where its first row would lie in each.
    problem : Problem or None
        Why it cannot be read.
    left_out : str or None
        The rows that cannot be used, as `refused_table` writes them.
    """

    report: dict[str, Any] | None = None
    header: list[str] = field(default_factory=list)
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    places: list[dict[str, Any]] = field(default_factory=list)
    problem: Problem | None = None
    left_out: str | None = None


def look_at(
    session: Session,
    uploads: Uploads,
    upload: Upload,
    *,
    today: date,
    new_id: Callable[[], UUID],
    progress: Progress = in_silence,
) -> Look:
    """Read a file, judge it, and try it on what is stored.

    Parameters
    ----------
    session : Session
        Rolled back to where it was.
    uploads : Uploads
        The folder.
    upload : Upload
        Not imported yet.
    today : date
        No date in it may be later.
    new_id : callable
        Makes the ids of the trial.
    progress : callable
        Told how far it is.

    Returns
    -------
    Look
        As it is read now; with the problem when it cannot be read so.
    """
    path, options = uploads.path(upload), upload.options
    try:
        found = examine_file(session, upload.kind, path, options, today=today, new_id=new_id, progress=progress)
    except InvalidInput as error:
        return _unread(error)
    reading = found.reading
    left_out = None if found.report.sound else refused_table(reading, found.refused).decode("utf-8-sig")
    rows, places = sample_rows(reading), sample_places(session, reading)
    return Look(found.report.record(), list(reading.rows.names), rows, places, left_out=left_out)


def keep_look(uploads: Uploads, upload: Upload, look: Look) -> None:
    """Keep a look beside its file, until the file is read otherwise.

    Parameters
    ----------
    uploads : Uploads
        The folder.
    upload : Upload
        Not imported yet.
    look : Look
        From `look_at`.
    """
    path = uploads.look_path(upload)
    fresh = path.with_suffix(".new")  # whoever is killed over it leaves no half of one
    fresh.write_text(json.dumps(asdict(look), default=str, ensure_ascii=False), "utf-8")
    fresh.replace(path)


def kept_look(uploads: Uploads, upload: Upload) -> Look | None:
    """Return the look that was kept.

    Parameters
    ----------
    uploads : Uploads
        The folder.
    upload : Upload
        Not imported yet.

    Returns
    -------
    Look or None
        None when it was not looked at since it is read so.
    """
    try:
        kept = json.loads(uploads.look_path(upload).read_text("utf-8"))
    except FileNotFoundError:
        return None
    rows = [(number, cells) for number, cells in kept["rows"]]
    return Look(**kept | {"rows": rows, "problem": kept["problem"] and Problem(**kept["problem"])})


def _unread(error: InvalidInput) -> Look:
    fields = json.loads(json.dumps(error.fields, default=str))
    header = fields.get("found") if error.code == "missing_columns" else []
    places = [
        {"label": one["crs"], "shape": {"type": "Point", "coordinates": [one["lon"], one["lat"]]}}
        for one in fields.get("candidates") or []
    ]
    problem = Problem(error.code, error.message, fields)
    return Look(header=header if isinstance(header, list) else [], places=places, problem=problem)
