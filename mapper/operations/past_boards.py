"""The planner's board of another day, laid over the network of now: what is on the map is drawn by the tiles of now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from mapper.operations.boards import CityBoard, board_at
from mapper.operations.database import take_time
from mapper.operations.grade_past import Land, official_runs, run_as_of
from mapper.operations.last_few import LastFew
from mapper.operations.moments import Moment
from mapper.store.engine import Session

_KEPT: Final = 2
_MOST_UNDER: Final = 3
"""Each holds a thread that answers while it waits for its turn, and moments there are without end."""


class PastBoards:
    """The boards of the past that a process remembers; may be used by many threads.

    Parameters
    ----------
    sessions : callable
        Makes database sessions.
    land : callable
        Returns the ground as it is known now.
    """

    def __init__(self, sessions: Callable[[], Session], land: Callable[[], Land]) -> None:
        self._sessions = sessions
        self._land = land
        self._kept: LastFew[CityBoard] = LastFew(_KEPT, _MOST_UNDER)

    def at(self, moment: Moment) -> CityBoard:
        """Return the city as it was known at a moment.

        Parameters
        ----------
        moment : Moment
            Not ahead of now.

        Returns
        -------
        CityBoard
            Coloured by the official run that was the newest one then; equal for equal moments, whatever becomes known.

        Raises
        ------
        NoRunThen
            When the city was graded later for the first time, or nobody knew of it then.
        ServerBusy
            When too many other moments are being read.
        """
        land = self._land()
        return self._kept.get((land.network, moment), lambda: self._read(moment, land))

    def _read(self, moment: Moment, land: Land) -> CityBoard:
        with self._sessions() as session:
            take_time(session)
            run = run_as_of(official_runs(session, known=moment.known_at), moment.as_of)
            city = board_at(session, moment, run, network=land.network)
        return replace(city, today=land.ground.follow(land.ground.today, city.board.ids))
