"""Findings of a process: found once, by a thread of their own, and kept for whoever asks next."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from threading import Condition, Lock, Thread
from types import MappingProxyType
from typing import Final

from mapper.errors import NotFound, ServerBusy
from mapper.operations.database import take_time
from mapper.operations.findings import blind_spots, covering, hotspots, quiet, raters, recurring, weights
from mapper.operations.findings.city import City, read_city
from mapper.operations.findings.finding import Finding
from mapper.operations.moments import Moment
from mapper.operations.progress import Progress
from mapper.store.engine import Session

Finder = Callable[[Session, City, datetime, Progress], Finding]

FINDERS: Final[Mapping[str, Finder]] = MappingProxyType(
    {
        "hotspots": lambda session, city, now, progress: hotspots.find(session, city, now=now, progress=progress),
        "blind-spots": lambda _session, city, _now, _progress: blind_spots.find(city),
        "reporting": lambda _session, city, _now, _progress: quiet.find(city),
        "recurrence": lambda _session, city, _now, _progress: recurring.find(city),
        "coverage": lambda _session, city, _now, _progress: covering.find(city),
        "raters": lambda session, city, _now, _progress: raters.find(session, city),
        "weights": lambda session, city, now, progress: weights.find(session, city, now=now, progress=progress),
    }
)
"""Every finding, in the order in which they are offered."""

_MOST_KEPT: Final = 2 * len(FINDERS)
_MOST_UNDER: Final = 2 * len(FINDERS)
"""Each has a thread that waits for its turn, and moments there are without end."""

SOON: Final = 1.5
"""How long a page waits before it shows how far a finding is [s]."""

_Asked = tuple[str, Moment]


@dataclass
class Under:
    """A finding that is on its way.

    Attributes
    ----------
    step : str
        What is being done.
    done, total : int
        How far it is; of 0 when nobody can know.
    """

    step: str = "reading"
    done: int = 0
    total: int = 0

    def tell(self, step: str, done: int, total: int) -> None:
        """Take down how far it is.

        Parameters
        ----------
        step : str
            What is being done.
        done, total : int
            As in `Progress`.
        """
        self.step, self.done, self.total = step, done, total


class Findings:
    """What a process remembers of findings; may be used by many threads.

    Parameters
    ----------
    sessions : callable
        Makes database sessions.
    clock : callable
        Returns this moment.
    patience : float
        How long somebody who asks waits for the answer before being told how far it is [s].
    """

    def __init__(
        self, sessions: Callable[[], Session], clock: Callable[[], datetime], *, patience: float = SOON
    ) -> None:
        self._patience = patience
        self._sessions = sessions
        self._clock = clock
        self._kept: OrderedDict[_Asked, Finding | Exception] = OrderedDict()
        self._under: dict[_Asked, Under] = {}
        self._city: City | None = None
        self._changed = Condition()
        self._turn = Lock()

    def ask(self, key: str, moment: Moment, *, wait: float = 0.0) -> Finding | Under:
        """Return a finding, or how far it is.

        Parameters
        ----------
        key : str
            Of `FINDERS`.
        moment : Moment
            Of the facts.
        wait : float
            For how long it is waited for, when that is longer than everybody waits [s].

        Returns
        -------
        Finding or Under
            Under way when it takes longer; whoever asks again later finds it.

        Raises
        ------
        NotFound
            When there is no such finding.
        ServerBusy
            When too many others are on their way.
        Exception
            What kept it from being found; whoever asks next tries again.
        """
        if key not in FINDERS:
            raise NotFound(f"No finding {key}; there are {', '.join(FINDERS)}.", finding=key)
        asked = (key, moment)
        with self._changed:
            if asked not in self._kept and asked not in self._under:
                if len(self._under) >= _MOST_UNDER:
                    raise ServerBusy(f"{_MOST_UNDER} findings are being worked out already; ask again in a moment.")
                self._under[asked] = Under()
                Thread(target=self._find, args=(asked,), name=f"finding {key}", daemon=True).start()
            self._changed.wait_for(lambda: asked in self._kept, timeout=max(wait, self._patience))
            return self._answer(asked)

    def _answer(self, asked: _Asked) -> Finding | Under:
        found = self._kept.get(asked)
        if found is None:
            return self._under[asked]
        if isinstance(found, Exception):
            del self._kept[asked]
            raise found
        self._kept.move_to_end(asked)
        return found

    def _find(self, asked: _Asked) -> None:
        try:
            found: Finding | Exception = self._found(asked)
        except Exception as fault:  # noqa: BLE001 - it is raised again where somebody waits for it
            found = fault
        with self._changed:
            del self._under[asked]
            self._kept[asked] = found
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
            self._changed.notify_all()

    def _found(self, asked: _Asked) -> Finding:
        key, moment = asked
        with self._turn, self._sessions() as session:  # one at a time: each takes a core and a city's memory
            take_time(session)
            if self._city is None or self._city.moment != moment:
                self._city = read_city(session, moment)
            found = FINDERS[key](session, self._city, self._clock(), self._under[asked].tell)
            session.commit()
            return found
