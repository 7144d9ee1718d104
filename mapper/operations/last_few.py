"""The last few of what is costly to make, kept for whoever asks next."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext
from threading import Lock
from typing import Generic, TypeVar

from mapper.errors import ServerBusy

_T = TypeVar("_T")


class LastFew(Generic[_T]):
    """What was made last; may be used by many threads.

    Unless said otherwise one thing is made at a time, as each takes a core and much memory. Who asks for the same one waits for
    it, who asks for what is kept waits for nobody, and who comes when too many others are on their way is told so.

    Parameters
    ----------
    most : int
        How many are kept.
    most_under : int or None
        How many may be made or wait for their turn; any number when not given, for keys of which there are only so many.
    one_by_one : bool
        False lets several be made at once, of each one.
    """

    def __init__(self, most: int, most_under: int | None = None, *, one_by_one: bool = True) -> None:
        self._most = most
        self._most_under = most_under
        self._kept: OrderedDict[Hashable, _T] = OrderedDict()
        self._under: dict[Hashable, Future[_T]] = {}
        self._looking = Lock()
        self._turn: AbstractContextManager[object] = Lock() if one_by_one else nullcontext()

    def get(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """Return what is kept under a key, or make it.

        Parameters
        ----------
        key : hashable
            All that it depends on.
        make : callable
            Makes it.

        Returns
        -------
        object
            The same for the same key, until others took its place.

        Raises
        ------
        ServerBusy
            When too many others are on their way.
        """
        with self._looking:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            under = self._under.get(key)
            if under is None and self._most_under is not None and len(self._under) >= self._most_under:
                raise ServerBusy(f"{self._most_under} others are being made already; ask again in a moment.")
            mine = self._under.setdefault(key, Future())
        if under is None:
            self._make(key, mine, make)
        return mine.result()

    def _make(self, key: Hashable, mine: Future[_T], make: Callable[[], _T]) -> None:
        try:
            with self._turn:
                made = make()
        except BaseException as fault:  # noqa: BLE001 - it is raised again where somebody waits for it
            with self._looking:
                del self._under[key]
            mine.set_exception(fault)
            return
        with self._looking:
            del self._under[key]
            self._kept[key] = made
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        mine.set_result(made)
