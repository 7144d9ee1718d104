"""Who keeps a transaction waiting: asked from beside while it waits, as afterwards nobody knows any more."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Thread
from typing import Final

from sqlalchemy import Connection, Engine, text

from mapper.errors import MachineFault

_EVERY: Final = 0.25
"""Between two looks [s]; who is done sooner is never looked at."""

_HOLDERS: Final = text("""
    SELECT pid, usename, application_name, xact_start FROM pg_stat_activity
    WHERE pid = ANY (pg_blocking_pids(:pid)) ORDER BY xact_start, pid
""")


@dataclass(frozen=True)
class Holder:
    """Somebody who holds what another one waits for.

    Attributes
    ----------
    pid : int
        Of the process of the server.
    role : str or None
        As whom they are connected.
    application : str or None
        What they call themselves.
    since : datetime or None
        When their transaction began; None when that is not ours to know.
    """

    pid: int
    role: str | None
    application: str | None
    since: datetime | None


@contextmanager
def watched(engine: Engine, connection: Connection) -> Iterator[Callable[[], Sequence[Holder]]]:
    """Look from another connection whom one waits for.

    Parameters
    ----------
    engine : Engine
        Of the same database; asked for a second connection only when the first one takes its time.
    connection : Connection
        The one that may have to wait.

    Yields
    ------
    callable
        Returns whom it waited for when that was last looked at; none when it waited for nobody.
    """
    pid: int = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    is_over, seen = Event(), list[Holder]()

    def _look() -> None:
        # Without another connection nothing is told of those who hold it, and all else goes on as well.
        with suppress(MachineFault):
            while not is_over.wait(_EVERY):
                with engine.connect() as beside:
                    found = [Holder(*row) for row in beside.execute(_HOLDERS, {"pid": pid})]
                seen[:] = found or seen

    watcher = Thread(target=_look, daemon=True)
    watcher.start()
    try:
        yield lambda: tuple(seen)
    finally:
        is_over.set()
        watcher.join()
