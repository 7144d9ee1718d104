"""Locks between processes, which the kernel drops when their holder dies."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Self

from mapper.store.cluster.account import Account
from mapper.store.cluster.files import own_file


class Lock:
    """One holder's open lock file; nothing is locked before it is asked for.

    Parameters
    ----------
    path : Path
        The lock file.
    account : Account
        Whom the file shall belong to when it is new.
    """

    def __init__(self, path: Path, account: Account) -> None:
        self._file = os.fdopen(own_file(path, account), "r+b")

    def hold_alone(self) -> Self:
        """Wait until nobody else holds it, then keep everybody else out.

        Returns
        -------
        Lock
            Itself, for a ``with`` statement.
        """
        fcntl.flock(self._file, fcntl.LOCK_EX)
        return self

    def share(self) -> Self:
        """Hold it together with others.

        Returns
        -------
        Lock
            Itself, for a ``with`` statement.
        """
        fcntl.flock(self._file, fcntl.LOCK_SH)
        return self

    def try_alone(self) -> bool:
        """Keep everybody else out if nobody else holds it now.

        Returns
        -------
        bool
            False when somebody else holds it.
        """
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def fileno(self) -> int:
        """Return the descriptor: a process that inherits it holds the lock too, until both let it go.

        Returns
        -------
        int
            The open file's.
        """
        return self._file.fileno()

    def drop(self) -> None:
        """Let it go; a copy inherited by a forked child leaves the parent's hold alone."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.drop()
