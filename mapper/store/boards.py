"""What a planner's board is made of, read in one round trip into arrays: as of any date, known at any time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.domain.calendar import end_of
from mapper.domain.deadline import DEADLINES
from mapper.domain.due import DEFAULT_KIND
from mapper.domain.grading.letters import CONFIDENCE_LEVELS
from mapper.domain.issue import EVENT_KINDS
from mapper.domain.rubric import Rubric
from mapper.store.columns import ID, MOMENT, Columns, Query, positions, read_columns
from mapper.store.facts import KnownFacts, facts_queries, facts_read
from mapper.store.grades import IN_NETWORK, View
from mapper.store.issue_state import KNOWN_EVENTS, OVER_BY_THEN
from mapper.store.merges import FAMILIES

NO_ID: Final = UUID(int=0)
"""What is sent for none."""

_LEVELS: Final = "".join(level[0] for level in CONFIDENCE_LEVELS)
_PLACES: Final = Query(
    f"""
    SELECT coalesce(district_id, '{NO_ID}') AS district_id, alley_id,
        (ST_XMin(web_line) + ST_XMax(web_line)) / 2 AS x, (ST_YMin(web_line) + ST_YMax(web_line)) / 2 AS y,
        coalesce(overall_score, -1) AS overall_score, coalesce(residential_score, -1) AS residential_score,
        coalesce(walking_score, -1) AS walking_score,
        coalesce(strpos('{_LEVELS}', left(confidence_level, 1)), 0) - 1 AS confidence
    FROM segment LEFT JOIN grade ON grade.run_id = CAST(:memory AS uuid) AND grade.segment_id = segment.id
    WHERE graded AND recorded_at <= :known AND (superseded_at IS NULL OR superseded_at > :known)
    ORDER BY segment.id
    """,
    {"district_id": ID, "alley_id": ID, "x": ">f8", "y": ">f8"}
    | dict.fromkeys(("overall_score", "residential_score", "walking_score", "confidence"), ">i4"),
)
"""In the order of the segments of `facts_queries`."""

_LATEST: Final = Query(
    f"""
    SELECT DISTINCT ON (issue_id) issue_id, array_position(CAST(:kinds AS text[]), kind) - 1 AS kind
    FROM issue_event WHERE {KNOWN_EVENTS} AND issue_id IN (SELECT issue_id FROM issue_state WHERE NOT ({OVER_BY_THEN}))
    ORDER BY issue_id, occurred_at DESC, recorded_at DESC, id
    """,
    {"issue_id": ID, "kind": ">i4"},
)
_ASSIGNED: Final = Query(
    f"""
    SELECT DISTINCT ON (issue_id) issue_id, coalesce(team_id, '{NO_ID}') AS team_id
    FROM assignment WHERE recorded_at <= :known ORDER BY issue_id, recorded_at DESC, id DESC
    """,
    {"issue_id": ID, "team_id": ID},
)
_TOLD: Final = Query(
    """
    SELECT issue_id, array_position(CAST(:deadlines AS text[]), kind) - 1 AS kind, filed_at
    FROM complaint WHERE recorded_at <= :known AND filed_at < :until
    """,
    {"issue_id": ID, "kind": ">i4", "filed_at": MOMENT},
)
_CLASSIFIED: Final = Query(
    """
    SELECT DISTINCT ON (issue_id) issue_id, coalesce(array_position(CAST(:deadlines AS text[]), kind), 0) - 1 AS kind
    FROM classification WHERE recorded_at <= :known ORDER BY issue_id, recorded_at DESC, id DESC
    """,
    {"issue_id": ID, "kind": ">i4"},
)
_MERGED: Final = Query(f"WITH RECURSIVE {FAMILIES} SELECT member, root FROM survivor", {"member": ID, "root": ID})


_QUERIES: Final = {
    "places": _PLACES,
    "latest": _LATEST,
    "assigned": _ASSIGNED,
    "told": _TOLD,
    "classified": _CLASSIFIED,
    "merged": _MERGED,
}
_DEFAULT: Final = [deadline.id for deadline in DEADLINES].index(DEFAULT_KIND)


@dataclass(frozen=True)
class Told:
    """Everybody who told of an issue: each complaint, or, of one that nobody complained about, the report itself.

    Attributes
    ----------
    issue : ndarray of int64, shape (t,)
        Position of the issue.
    kind : ndarray of int64, shape (t,)
        Position in `DEADLINES`.
    at : ndarray of int64, shape (t,)
        When [us since 2000-01-01 UTC].
    complaints : int
        How many of them are complaints: these come first.
    """

    issue: NDArray[np.int64]
    kind: NDArray[np.int64]
    at: NDArray[np.int64]
    complaints: int


@dataclass(frozen=True)
class CityColumns:
    """A city as it was known.

    Attributes
    ----------
    known : KnownFacts
        Its graded segments with their letters, surveys and issues.
    places : dict of str to ndarray
        Of each segment ``district_id``, ``alley_id``, ``x``, ``y`` (its middle in EPSG:3857 [m]), the scores in
        hundredths and the ``confidence`` as positions in their vocabularies, -1 for none.
    latest : ndarray of int64, shape (k,)
        Of each issue the position in `EVENT_KINDS` of what last happened to it, where it was not over by then; else -1.
    team : ndarray of bytes, shape (k,)
        Of each issue the team that it was assigned to, or `NO_ID`.
    told : Told
        Who told of them, and of what was merged into them.
    """

    known: KnownFacts
    places: Columns
    latest: NDArray[np.int64]
    team: NDArray[np.bytes_]
    told: Told


def read(session: Session, *, run: UUID | None, as_of: date, known_at: datetime, rubric: Rubric) -> CityColumns:
    """Read a city.

    Parameters
    ----------
    session : Session
        Only read.
    run : UUID or None
        Whose grades are shown.
    as_of : date
        What occurred later is ignored.
    known_at : datetime
        What was recorded later is ignored.
    rubric : Rubric
        Surveys by another version do not count.

    Returns
    -------
    CityColumns
        Of every graded segment, and every issue that lies on one.
    """
    values: dict[str, Any] = {"known": known_at, "until": end_of(as_of), "rubric": rubric.version, "memory": run}
    values |= {"categories": [category.id for category in rubric.categories]}
    values |= {"kinds": [one.kind for one in EVENT_KINDS], "deadlines": [deadline.id for deadline in DEADLINES]}
    found = read_columns(session, facts_queries(some=False) | _QUERIES, values, often=False)
    on = positions(found["segments"]["id"], found["issues"]["segment_id"])
    known = facts_read(found, on, as_of=as_of, rubric=rubric)
    issues = known.facts.issues.key.astype(ID)
    return CityColumns(
        known,
        found["places"],
        latest=_spread(found["latest"], "kind", issues, -1),
        team=_spread(found["assigned"], "team_id", issues, NO_ID.bytes),
        told=_told(found, issues, reported_at=found["issues"]["reported_at"][on >= 0]),
    )


def _told(found: Mapping[str, Columns], issues: NDArray[np.bytes_], *, reported_at: NDArray[np.int64]) -> Told:
    told, merged = found["told"], found["merged"]
    into = positions(merged["member"], told["issue_id"])
    of = told["issue_id"].copy()
    of[into >= 0] = merged["root"][into[into >= 0]]
    issue = positions(issues, of)
    here = issue >= 0
    alone = np.setdiff1d(np.arange(len(issues)), issue[here])
    issue = np.append(issue[here], alone)
    kind = np.append(told["kind"][here], np.full(len(alone), _DEFAULT))
    classified = _spread(found["classified"], "kind", issues, -1)[issue]
    return Told(
        issue,
        np.where(classified < 0, kind, classified).astype(np.int64),
        np.append(told["filed_at"][here], reported_at[alone]),
        complaints=int(here.sum()),
    )


def _spread(rows: Columns, column: str, issues: NDArray[np.bytes_], nothing: int | bytes) -> NDArray[Any]:
    """Return what a column says of each issue."""
    values = rows[column]
    said = np.full(len(issues), nothing, dtype=values.dtype)
    place = positions(issues, rows["issue_id"])
    said[place[place >= 0]] = values[place >= 0]
    return said


_IDS: Final = {
    "segments": Query(
        f"SELECT id FROM segment WHERE graded AND {IN_NETWORK} ORDER BY id",
        {"id": ID},
    )
}


def graded_ids(session: Session, view: View) -> NDArray[np.bytes_]:
    """Read which segments a board has.

    Parameters
    ----------
    session : Session
        Only read.
    view : View
        From where the map is looked at.

    Returns
    -------
    ndarray of bytes, shape (n,)
        Their ids as 16 bytes each, in order: where one stands is its position on the board.
    """
    return read_columns(session, _IDS, {"network": view.network}, often=True)["segments"]["id"]


_NAMES: Final = {
    "district": "SELECT id, code AS key, name FROM district",
    "alley": "SELECT id, id::text AS key, coalesce(name, '') AS name FROM alley",
    "team": "SELECT id, id::text AS key, name FROM team",
}


def names(session: Session, kind: str) -> list[tuple[UUID, str, str]]:
    """Read what districts, alleys or teams are called.

    Parameters
    ----------
    session : Session
        Only read.
    kind : str
        ``district``, ``alley`` or ``team``.

    Returns
    -------
    list of tuple of UUID, str and str
        Id, key in addresses and name, by name; superseded districts, too.
    """
    return [(one, key, name) for one, key, name in session.execute(text(f"{_NAMES[kind]} ORDER BY name, id"))]
