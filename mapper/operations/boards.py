"""The planner's board: a city with its names, put together once and kept for whoever asks next."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Lock, Thread
from typing import Final

import numpy as np
from numpy.typing import NDArray

from mapper.domain.board import Board, Facet
from mapper.domain.calendar import KST
from mapper.domain.picked import Followed
from mapper.domain.priority import Circumstances
from mapper.domain.rubric import RUBRIC
from mapper.errors import MachineFault
from mapper.operations.board_circumstances import circumstances
from mapper.operations.board_facets import issue_facets, last_surveys, segment_facets
from mapper.operations.database import take_time
from mapper.operations.moments import Moment
from mapper.store import boards
from mapper.store.boards import CityColumns
from mapper.store.columns import ID, positions
from mapper.store.engine import Session
from mapper.store.graded_map import network_version
from mapper.store.grades import GradeRun, latest_run

AXES: Final = ("overall", "residential", "walking")
FRESH: Final = timedelta(seconds=60)
"""For how long a board is shown before what became known since is asked for; it says as of when it is."""
LONGEST: Final = timedelta(minutes=10)
"""How old the board may be that somebody sees while a newer one is read."""

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class Names:
    """Districts, alleys or teams in the order of their names.

    Attributes
    ----------
    ids : ndarray of bytes, shape (n,)
        As 16 bytes.
    keys : sequence of str
        How addresses call them.
    names : sequence of str
        What people call them.
    """

    ids: NDArray[np.bytes_]
    keys: Sequence[str]
    names: Sequence[str]


@dataclass(frozen=True)
class CityBoard:
    """A board with what a table says of its rows.

    Attributes
    ----------
    board : Board
        Segments, issues and what they are chosen by.
    run : GradeRun or None
        Whose grades are shown.
    known_at : datetime
        What was recorded later is not in it.
    network : str
        Version of the network of the map, by whose positions segments are told of.
    as_of : date
        What occurred later is not in it either.
    scores : dict of str to ndarray of int
        By axis, shape (n,): hundredths, -1 where 미조사.
    surveyed : ndarray of int64, shape (n,)
        Day of the newest survey [days since 1970-01-01], -1 for none.
    alley, district : ndarray of int64, shape (n,)
        Positions in ``alleys`` and ``districts``, which sort as the names do; -1 for none.
    alleys, districts, teams : Names
        Districts with segments; teams that ended, too.
    circumstances : Circumstances
        What its segments are ranked by.
    today : ndarray of int64, shape (m,), or None
        Of a board of the past: of every segment of the network its position here, that of what it was cut from where it
        is a later one, -1 for none. None of the board of now, whose positions are those of the network.
    followed : Followed or None
        What became of segments that were picked by name and that the board does not have; None where there are none.
    """

    board: Board
    run: GradeRun | None
    known_at: datetime
    network: str
    as_of: date
    scores: dict[str, NDArray[np.integer]]
    surveyed: NDArray[np.int64]
    alley: NDArray[np.int64]
    district: NDArray[np.int64]
    alleys: Names
    districts: Names
    teams: Names
    circumstances: Circumstances
    today: NDArray[np.int64] | None = None
    followed: Followed | None = None

    @property
    def is_past(self) -> bool:
        """Whether it is a board of the past."""
        return self.today is not None


class Boards:
    """The board that a process remembers; may be used by many threads.

    Parameters
    ----------
    sessions : callable
        Makes database sessions.
    clock : callable
        Returns this moment.
    """

    def __init__(self, sessions: Callable[[], Session], clock: Callable[[], datetime]) -> None:
        self._sessions = sessions
        self._clock = clock
        self._kept: CityBoard | None = None
        self._turn = Lock()

    def newest(self) -> CityBoard:
        """Return the city as it is known, or was known a moment ago.

        Returns
        -------
        CityBoard
            When it is older than `FRESH`, the next one to ask gets a newer one, which is read meanwhile. One older than
            `LONGEST`, or of another network than there is now, is not shown any more.
        """
        kept, now = self._kept, self._clock()
        if kept is None or now - kept.known_at >= LONGEST or self._network() != kept.network:
            with self._turn:
                return self._renew() if self._kept is kept or self._kept is None else self._kept
        if now - kept.known_at >= FRESH and self._turn.acquire(blocking=False):
            Thread(target=self._renew_aside, name="board").start()
        return kept

    def _network(self) -> str:
        with self._sessions() as session:
            return network_version(session)

    def _renew(self) -> CityBoard:
        with self._sessions() as session:
            take_time(session)
            self._kept = read_board(session, now=self._clock())
            return self._kept

    def _renew_aside(self) -> None:
        try:
            self._renew()
        except MachineFault:
            _LOG.exception("The board could not be read anew; the next one to ask tries again.")
        finally:
            self._turn.release()


def read_board(session: Session, *, now: datetime) -> CityBoard:
    """Read a city as it is known now.

    Parameters
    ----------
    session : Session
        Only read.
    now : datetime
        This moment.

    Returns
    -------
    CityBoard
        Coloured by the newest official run.
    """
    network = network_version(session)  # read first: one that changes meanwhile is then seen to be another
    return board_at(session, Moment(now.astimezone(KST).date(), now), latest_run(session), network=network)


def board_at(session: Session, moment: Moment, run: GradeRun | None, *, network: str) -> CityBoard:
    """Read a city as it was known at a moment.

    Parameters
    ----------
    session : Session
        Only read.
    moment : Moment
        From where it is looked at.
    run : GradeRun or None
        By which it is coloured.
    network : str
        Version of the network of the map.

    Returns
    -------
    CityBoard
        By its own positions.
    """
    at, shown = moment.last, None if run is None else run.id
    columns = boards.read(session, run=shown, as_of=moment.as_of, known_at=moment.known_at, rubric=RUBRIC)
    districts, alleys, teams = (named(session, kind) for kind in ("district", "alley", "team"))
    surveyed, levels = last_surveys(columns.known.facts.surveys, len(columns.known.ids))
    districts = with_rows(districts, columns.places["district_id"])
    district = positions(districts.ids, columns.places["district_id"])
    by_district = Facet("district", districts.keys, district)
    by_team = Facet("team", teams.keys, positions(teams.ids, columns.team))
    by_issue = (*issue_facets(columns, at), by_team)
    due = next(facet for facet in by_issue if facet.key == "due")
    return CityBoard(
        board=_board(columns, (by_district, *segment_facets(columns, surveyed, levels, moment.as_of)), by_issue),
        run=run,
        known_at=moment.known_at,
        network=network,
        as_of=moment.as_of,
        scores={axis: columns.places[f"{axis}_score"] for axis in AXES},
        surveyed=surveyed,
        alley=positions(alleys.ids, columns.places["alley_id"]),
        district=district,
        alleys=alleys,
        districts=districts,
        teams=teams,
        circumstances=circumstances(session, columns, due, now=at, known_at=moment.known_at),
    )


def _board(columns: CityColumns, by_segment: tuple[Facet, ...], by_issue: tuple[Facet, ...]) -> Board:
    facts = columns.known.facts
    return Board(
        ids=columns.known.ids,
        length_m=facts.length_m,
        middle=np.column_stack([columns.places["x"], columns.places["y"]]),
        by_segment=by_segment,
        issue_ids=facts.issues.key.astype(ID),
        lies_on=facts.issues.segment,
        by_issue=by_issue,
    )


def named(session: Session, kind: str) -> Names:
    """Read districts, alleys or teams, those of other times among them.

    Parameters
    ----------
    session : Session
        Only read.
    kind : str
        ``district``, ``alley`` or ``team``.

    Returns
    -------
    Names
        In the order of their names.
    """
    found = boards.names(session, kind)
    ids = np.array([one.bytes for one, _, _ in found], dtype=ID)
    return Names(ids, [key for _, key, _ in found], [name for _, _, name in found])


def with_rows(names: Names, ids: NDArray[np.bytes_]) -> Names:
    """Leave out what no row has: districts of another time.

    Parameters
    ----------
    names : Names
        All of them.
    ids : ndarray of bytes
        Those that rows have.

    Returns
    -------
    Names
        The rest, in their order.
    """
    there = np.flatnonzero(np.isin(names.ids, ids)).tolist()
    return Names(names.ids[there], [names.keys[at] for at in there], [names.names[at] for at in there])
