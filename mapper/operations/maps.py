"""What the map shows: table and search of the newest official run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mapper.domain.calendar import KST, end_of
from mapper.operations.grade_past import run_as_of
from mapper.operations.moments import Moment
from mapper.store import graded_map
from mapper.store.engine import Session
from mapper.store.graded_map import Filter
from mapper.store.grades import GradeRun, View, latest_run, official_runs

__all__ = ["Filter", "Looking", "look", "look_back", "run_summary", "search", "table"]


@dataclass(frozen=True)
class Looking:
    """The newest official run, and the view it gives.

    Attributes
    ----------
    run : GradeRun or None
        None before the first run.
    view : View
        The network as it is now, the facts as the run knew them.
    """

    run: GradeRun | None
    view: View


def look(session: Session, *, now: datetime) -> Looking:
    """Open the newest view.

    Parameters
    ----------
    session : Session
        Only read.
    now : datetime
        The network is shown as it is known now, so that an import is seen before the next run.

    Returns
    -------
    Looking
        With or without a run.
    """
    run = latest_run(session)
    if run is None:
        return Looking(None, View(None, now, now, now))
    return Looking(run, View(run.id, now, run.known_at, end_of(run.as_of)))


def look_back(session: Session, moment: Moment) -> Looking:
    """Open the view that somebody had at another time.

    Parameters
    ----------
    session : Session
        Only read.
    moment : Moment
        When.

    Returns
    -------
    Looking
        The run that was the newest one then, on the network as it was known then.

    Raises
    ------
    NoRunThen
        When the city was graded later for the first time, or nobody knew of it then.
    """
    run = run_as_of(official_runs(session, known=moment.known_at), moment.as_of)
    return Looking(run, View(run.id, moment.known_at, run.known_at, end_of(run.as_of)))


def run_summary(run: GradeRun | None) -> dict[str, Any] | None:
    """Describe a run as pages and cards do.

    Parameters
    ----------
    run : GradeRun or None
        Of the map.

    Returns
    -------
    dict or None
        ``id``, ``as_of``, ``known_at``, ``rubric``, ``parameters``.
    """
    if run is None:
        return None
    return {
        "id": str(run.id),
        "as_of": run.as_of.isoformat(),
        "known_at": run.known_at.astimezone(KST).isoformat(timespec="seconds"),
        "rubric": run.rubric,
        "parameters": run.parameters,
    }


def table(
    session: Session, *, now: datetime, only: Filter, sort: str, descending: bool, page: int, size: int
) -> tuple[int, list[dict[str, Any]]]:
    """Return one page of the table view.

    Parameters
    ----------
    session : Session
        Only read.
    now : datetime
        This moment.
    only : Filter
        Which rows.
    sort : str
        Key of the order.
    descending : bool
        Direction of the order.
    page, size : int
        From 1.

    Returns
    -------
    total : int
        Rows in all pages.
    items : list of dict
        Scores as numbers with two decimals.
    """
    view = look(session, now=now).view
    total, rows = graded_map.table(
        session, view, only=only, sort=sort, descending=descending, limit=size, offset=(page - 1) * size
    )
    return total, [_item(row) for row in rows]


def _item(row: dict[str, Any]) -> dict[str, Any]:
    scores = {
        axis: _score(row[f"{axis}_grade"], row[f"{axis}_score"]) for axis in ("overall", "residential", "walking")
    }
    return {
        "id": row["id"],
        "name": row["name"],
        "district": row["district"],
        "length_m": round(row["length_m"], 1),
        "confidence": row["confidence_level"],
        "surveyed_on": korean_day(row["surveyed_at"]),
        **scores,
    }


def _score(grade: str | None, hundredths: int | None) -> dict[str, Any]:
    return {"grade": grade, "score": None if hundredths is None else hundredths / 100}


def korean_day(moment: datetime | None) -> str | None:
    """Return the Korean date of a moment, as text.

    Parameters
    ----------
    moment : datetime or None
        With zone.

    Returns
    -------
    str or None
        ISO date.
    """
    return None if moment is None else moment.astimezone(KST).date().isoformat()


def search(session: Session, words: str, *, now: datetime, limit: int = 20) -> list[dict[str, Any]]:
    """Find alleys and districts by name.

    Parameters
    ----------
    session : Session
        Only read.
    words : str
        What was typed.
    now : datetime
        This moment.
    limit : int
        Most answers.

    Returns
    -------
    list of dict
        Best first.
    """
    return graded_map.search(session, look(session, now=now).view, words.strip(), limit=limit)
