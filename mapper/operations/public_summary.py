"""What the map's page starts from, worked out once for each run and network: a city of 100,000 segments is counted for long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from threading import Lock
from typing import Any, Final
from uuid import UUID

from mapper.operations.maps import Looking, look, run_summary
from mapper.store import graded_map
from mapper.store.engine import Session
from mapper.store.graded_map import UNGRADED
from mapper.store.grades import View

GRADES: Final = ("A", "B", "C", "D", "E", UNGRADED)
CONFIDENCES: Final = ("high", "medium", "low", UNGRADED)

_Seen = tuple[UUID | None, str]
"""A run, and the version of the network that it is shown on."""


class PublicSummary:
    """What a process remembers of the map; may be used by many threads."""

    def __init__(self) -> None:
        self._kept: dict[Callable[[Session, View], Any], tuple[_Seen, Any]] = {}
        self._turns: defaultdict[Callable[[Session, View], Any], Lock] = defaultdict(Lock)

    def opening(self, session: Session, *, now: datetime) -> tuple[dict[str, Any] | None, list[float] | None]:
        """Return what the page itself says, before anything is asked for.

        Parameters
        ----------
        session : Session
            Only read.
        now : datetime
            This moment.

        Returns
        -------
        run : dict or None
            As `run_summary`.
        bounds : list of float or None
            West, south, east, north of the graded segments [degrees].
        """
        looking = look(session, now=now)
        return run_summary(looking.run), self._once(graded_map.bounds, session, looking)

    def whole(self, session: Session, *, now: datetime) -> dict[str, Any]:
        """Return the run, the extent, totals by axis and grade, the districts.

        Parameters
        ----------
        session : Session
            Only read.
        now : datetime
            This moment.

        Returns
        -------
        dict
            ``run``, ``bounds``, ``axes``, ``districts``.
        """
        looking = look(session, now=now)
        return {
            "run": run_summary(looking.run),
            "bounds": self._once(graded_map.bounds, session, looking),
            "axes": self._once(_totals, session, looking),
            "districts": self._once(graded_map.district_list, session, looking),
        }

    def _once(self, work: Callable[[Session, View], Any], session: Session, looking: Looking) -> Any:
        """Do a work unless it was done for what is there now; whoever comes meanwhile waits for it."""
        view = looking.view
        seen = view.run, graded_map.network_version(session, before=view.network)
        with self._turns[work]:
            if work not in self._kept or self._kept[work][0] != seen:
                self._kept[work] = seen, work(session, view)
            return self._kept[work][1]


def _totals(session: Session, view: View) -> dict[str, dict[str, dict[str, float]]]:
    counted = graded_map.totals(session, view)
    return {
        axis: {grade: _amount(counted[axis].get(grade)) for grade in (CONFIDENCES if axis == "confidence" else GRADES)}
        for axis in counted
    }


def _amount(counted: tuple[int, float] | None) -> dict[str, float]:
    segments, metres = counted or (0, 0.0)
    return {"segments": segments, "km": round(metres / 1000, 2)}
