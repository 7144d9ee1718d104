"""Starting the server again when it died under those who hold it."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import Final, Self

import psutil

from mapper.errors import MachineFault
from mapper.store.cluster.attachment import Attachment
from mapper.store.cluster.files import faults_of
from mapper.store.cluster.processes import lives, postmaster

PAUSE: Final = 0.5
"""Between two looks [s]; a look at a living server is one read of ``/proc``."""


class Keeper:
    """Looks after the server of an attachment, from a thread, for as long as the ``with`` statement lasts.

    A server that a person stopped stays stopped, until somebody attaches anew.

    Parameters
    ----------
    attachment : Attachment
        Held for longer than the keeper.
    """

    def __init__(self, attachment: Attachment) -> None:
        self._server = attachment.server
        self._process: psutil.Process | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="keeper", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(PAUSE):
            # What keeps it from starting, such as a full disk, may be gone at the next look.
            with suppress(MachineFault):
                self._look()

    def _look(self) -> None:
        if self._process is not None and lives(self._process):
            return
        home = self._server.home
        with faults_of(home.directory):
            self._process = postmaster(home)
            if self._process is None:
                with home.lock("start").hold_alone():
                    if not home.stopped.exists():
                        self._server.ensure_running()
