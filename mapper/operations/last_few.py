"""The last few of what is costly to make, kept for whoever asks next."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

_T = TypeVar("_T")


class LastFew(Generic[_T]):
    """What was made last; may be used by many threads: one makes, the others wait for it.

    Parameters
    ----------
    most : int
        How many are kept.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, _T] = OrderedDict()
        self._turn = Lock()

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
        """
        with self._turn:
            if key not in self._kept:
                self._kept[key] = make()
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return self._kept[key]
