"""Whoever does the jobs: one process beside those that answer, begun again whenever it dies."""

from __future__ import annotations

import logging
import multiprocessing
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import connection
from pathlib import Path
from threading import Thread
from typing import Final
from uuid import uuid4

from mapper.operations.database import Database
from mapper.operations.jobs.kind import Maker
from mapper.operations.jobs.running import BEAT_S, DEAD_AFTER_S, Bench
from web.clock import now
from web.serving import go_with_parent

_PAUSE_S: Final = 0.5
_FORK: Final = multiprocessing.get_context("fork")


@contextmanager
def jobs_done(
    database: Database,
    data_dir: Path,
    *,
    make: Maker | None = None,
    beat_s: float = BEAT_S,
    dead_after_s: float = DEAD_AFTER_S,
) -> Iterator[None]:
    """Have the jobs done that people ask for.

    The process that does them is the child of one that only waits: beside threads that answer, none can be begun anew.

    Parameters
    ----------
    database : Database
        Of this machine.
    data_dir : Path
        Where files lie that were brought in, and those that are made.
    make : Maker or None
        Answers requests for files.
    beat_s, dead_after_s : float
        How often it tells that it is alive, and after which silence its job is taken from it [s].

    Yields
    ------
    None
        While it goes on. It ends with this process too, however that ends; a job it was at is begun anew by the next.
    """
    bench = Bench(database.sessions, data_dir, now, uuid4, make=make)
    keeper = _FORK.Process(target=_keep, args=(database, bench, beat_s, dead_after_s), name="golmok jobs")
    keeper.start()
    try:
        yield
    finally:
        keeper.terminate()
        keeper.join()


def _keep(database: Database, bench: Bench, beat_s: float, dead_after_s: float) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches every process; the first one ends the others
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    while parent is not None:
        worker = _FORK.Process(target=_work, args=(database, bench, beat_s, dead_after_s), name="golmok worker")
        worker.start()
        if parent.sentinel in connection.wait([parent.sentinel, worker.sentinel]):
            return  # the worker sees that we are gone
        time.sleep(_PAUSE_S)  # one that dies at once must not keep the machine busy


def _work(database: Database, bench: Bench, beat_s: float, dead_after_s: float) -> None:
    Thread(target=go_with_parent, daemon=True).start()
    logging.getLogger("procrastinate").setLevel(logging.ERROR)  # it warns of what our own rows tell better
    database.forked()
    bench.work(beat_s=beat_s, dead_after_s=dead_after_s)
