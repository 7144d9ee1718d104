"""The web server: waitress, in one process or in several that share a port.

Waitress reads and writes all clients from one loop and gives a thread only to whole requests, so a client that is slow,
by accident or on purpose, holds nobody up.
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Callable
from multiprocessing import connection
from multiprocessing.context import ForkProcess
from threading import Thread
from types import FrameType
from typing import Final, NoReturn

from flask import Flask
from waitress.server import create_server

from web.uploading import MOST_BYTES

ENVELOPE: Final = 1_000_000
"""What the form around the files of one upload may take; more is refused before anything is read."""

THREADS: Final = 16
"""Twice what keeps two cores busy: issues that wait side by side are logged together, and the more, the cheaper each."""
CLIENTS: Final = 800
"""How many a process reads from at once; whoever sends slowly keeps others out only beyond that. It may open 1,024 files."""

FORWARDED: Final = {"x-forwarded-for", "x-forwarded-proto"}
PATIENCE_S: Final = 10.0
"""How long requests that are being answered may go on when the server ends."""

_PAUSE_S: Final = 0.5
_FORK: Final = multiprocessing.get_context("fork")


def serve(
    app: Flask, taken: socket.socket, *, processes: int, trusted_proxy: str | None, forked: Callable[[], None]
) -> None:
    """Serve until SIGTERM or Ctrl+C.

    Parameters
    ----------
    app : Flask
        The application.
    taken : socket
        Listening.
    processes : int
        How many answer; one that dies is replaced.
    trusted_proxy : str or None
        The address whose forwarding headers are believed.
    forked : callable
        Called first in each process that was forked from this one.
    """
    logging.getLogger("waitress.queue").setLevel(
        logging.ERROR
    )  # it warns whenever more requests come than it has threads
    # A full collection of a process that has pandas in it takes 0.2 s and would hit a request.
    gc.collect()
    gc.freeze()
    signal.signal(signal.SIGTERM, _end)
    if processes == 1:
        _work(app, taken, trusted_proxy)
        return

    def _fork() -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches every process; the first one ends the others
        Thread(target=go_with_parent, daemon=True).start()
        forked()
        _work(app, taken, trusted_proxy)

    _keep_working(_fork, processes)


def _work(app: Flask, taken: socket.socket, trusted_proxy: str | None) -> None:
    proxy = {"trusted_proxy": trusted_proxy, "trusted_proxy_headers": FORWARDED} if trusted_proxy else {}
    server = create_server(
        app,
        sockets=[taken],
        threads=THREADS,
        connection_limit=CLIENTS,
        asyncore_use_poll=True,  # select() takes no file beyond the 1,024th
        ident=None,
        clear_untrusted_proxy_headers=True,
        max_request_body_size=MOST_BYTES + ENVELOPE,
        **proxy,
    )
    try:
        server.run()
    finally:
        server.close()


def _keep_working(work: Callable[[], None], processes: int) -> None:
    workers = [_start(work) for _ in range(processes)]
    try:
        while True:
            connection.wait([worker.sentinel for worker in workers])
            time.sleep(_PAUSE_S)  # processes that die at once must not keep the machine busy
            workers = [worker if worker.is_alive() else _start(work) for worker in workers]
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for worker in workers:
            worker.terminate()
        for worker in workers:
            worker.join(PATIENCE_S)
            worker.kill()


def _start(work: Callable[[], None]) -> ForkProcess:
    worker = _FORK.Process(target=work, daemon=True)
    worker.start()
    return worker


def go_with_parent() -> None:
    """End at once when the first process was killed: nobody else would end us, and the database would go on running."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _end(_number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)
