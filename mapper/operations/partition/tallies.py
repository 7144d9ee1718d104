"""Figures of a run, district by district; the city's are their sum, to the last digit."""

from __future__ import annotations

from functools import partial
from typing import Any, Final
from uuid import UUID

from mapper.domain.district_tally import LETTERS, DistrictTally, together, unreported_days
from mapper.errors import NotFound
from mapper.operations.grading import stored_run
from mapper.operations.partition.workers import Workers
from mapper.operations.progress import Progress, in_silence
from mapper.store import districts as district_rows
from mapper.store.district_tallies import tally_segments
from mapper.store.engine import Session
from mapper.store.grades import GradeRun, latest_run
from mapper.store.parts import DistrictPart, network_by_district

OUTSIDE: Final = "행정동 밖"
CITY: Final = "전체"


def district_figures(
    session: Session, workers: Workers, *, run_id: UUID | None = None, progress: Progress = in_silence
) -> list[dict[str, Any]]:
    """Return the figures of each district and of the city.

    Parameters
    ----------
    session : Session
        Only read.
    workers : Workers
        Whoever adds up.
    run_id : UUID or None
        Of a stored run; the newest official one when not given.
    progress : callable
        Told how many districts are done.

    Returns
    -------
    list of dict
        ``code`` (None for the segments outside every district), ``name``, ``segments`` and ``km`` by letter
        (``ungraded`` for 미조사), ``open_issues``, ``unreported_days``; the city comes last, without a code.

    Raises
    ------
    NotFound
        When there is no such run.
    """
    run = latest_run(session) if run_id is None else stored_run(session, run_id)
    if run is None:
        raise NotFound("No official run is stored; grade the city: golmok grade run --official.")
    tallies = tally_districts(session, run, workers, progress)
    districts = district_rows.frame(session)
    names: dict[str | None, str] = dict(zip(districts["code"], districts["name"], strict=True))
    delays = unreported_days(list(tallies.values()))
    rows = [
        _figures(code, names.get(code, OUTSIDE), tally, delay)
        for (code, tally), delay in zip(tallies.items(), delays, strict=True)
    ]
    city = together(list(tallies.values()))
    return [*rows, _figures(None, CITY, city, unreported_days([city])[0])]


def _figures(code: str | None, name: str, tally: DistrictTally, delay: float | None) -> dict[str, Any]:
    letters = [letter or "ungraded" for letter in LETTERS]
    return {
        "code": code,
        "name": name,
        "segments": dict(zip(letters, tally.segments, strict=True)),
        "km": {letter: length / 1e9 for letter, length in zip(letters, tally.length_um, strict=True)},
        "open_issues": tally.open_issues,
        "unreported_days": delay,
    }


def tally_districts(
    session: Session, run: GradeRun, workers: Workers, progress: Progress = in_silence
) -> dict[str | None, DistrictTally]:
    """Add up what each district comes to in a run.

    Parameters
    ----------
    session : Session
        Only read, for which segments there are.
    run : GradeRun
        Stored.
    workers : Workers
        Whoever adds up.
    progress : callable
        Told how many districts are done.

    Returns
    -------
    dict of str or None to DistrictTally
        By code; None for the segments outside every district, if there are any.
    """
    parts = network_by_district(session, known=run.known_at)
    tallies = workers.each(partial(tally_district, run), parts, progress)
    return {part.code: tally for part, tally in zip(parts, tallies, strict=True)}


def tally_district(run: GradeRun, session: Session, district: DistrictPart) -> DistrictTally:
    """Add up what one district comes to.

    Parameters
    ----------
    run : GradeRun
        Stored.
    session : Session
        Only read.
    district : DistrictPart
        Whose segments.

    Returns
    -------
    DistrictTally
        Of these segments.
    """
    return tally_segments(session, run, district.ids)
