"""Open the database: the private cluster or the operator's server, brought to the newest schema."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

from mapper.settings import Settings
from mapper.store import migrate
from mapper.store.cluster import DATABASE, Attachment, Cluster, Keeper, create_database, find_binaries
from mapper.store.engine import Session, Sessions, make_engine, make_sessions, take_time

__all__ = ["Cluster", "Database", "Session", "Sessions", "opened", "opened_cluster", "private_cluster", "take_time"]


@dataclass(frozen=True)
class Database:
    """A migrated database.

    Attributes
    ----------
    sessions : Sessions
        Makes sessions of the application's role, for commands: they take the time they need.
    requests : Sessions
        The same for requests, where somebody waits: they give up in time, see `take_time`.
    where : str
        What to call it in a sentence, without a password.
    """

    sessions: Sessions
    requests: Sessions
    where: str

    @property
    def address(self) -> str:
        """Where the application's role connects, with its password if it has one."""
        url: str = self.sessions.kw["bind"].url.render_as_string(hide_password=False)
        return url

    def forked(self) -> None:
        """Leave the connections to the process from which this one was forked, and open others when needed."""
        for sessions in (self.sessions, self.requests):
            sessions.kw["bind"].dispose(close=False)


def private_cluster(settings: Settings, notice: Callable[[str], None]) -> Cluster:
    """Return the private cluster of this machine, running or not.

    Parameters
    ----------
    settings : Settings
        Where it lives.
    notice : callable
        Told, in a sentence, when it has to live elsewhere.

    Returns
    -------
    Cluster
        Not started.
    """
    binaries = find_binaries(settings.pg_bindir, os.environ)
    return Cluster(settings.data_dir / "cluster", binaries, notice=notice)


@contextmanager
def opened_cluster(settings: Settings, notice: Callable[[str], None]) -> Iterator[Attachment]:
    """Hold the private cluster, with its database made but not migrated.

    Parameters
    ----------
    settings : Settings
        Where it lives.
    notice : callable
        Told, in a sentence, when it has to live elsewhere.

    Yields
    ------
    Attachment
        Let go on the way out.
    """
    with private_cluster(settings, notice).attach() as attachment:
        create_database(attachment, DATABASE)
        yield attachment


@contextmanager
def opened(settings: Settings, notice: Callable[[str], None], *, serving: bool = False) -> Iterator[Database]:
    """Open the database for as long as it is needed, migrating it first.

    Parameters
    ----------
    settings : Settings
        ``database_url`` points at a server; without it the private cluster is started and shared.
    notice : callable
        Told, in a sentence, when the cluster has to live elsewhere.
    serving : bool
        Whether to start the private server again whenever it dies meanwhile.

    Yields
    ------
    Database
        Its connections are closed, and the cluster let go, on the way out.

    Raises
    ------
    MachineFault
        When the server cannot be started or reached.
    """
    if settings.database_url is not None:
        with _migrated(settings.database_url, settings.database_url) as database:
            yield database
        return
    with (
        opened_cluster(settings, notice) as attachment,
        Keeper(attachment) if serving else nullcontext(),
        _migrated(attachment.url("owner"), attachment.url("app")) as database,
    ):
        yield database


@contextmanager
def _migrated(owner_url: str, app_url: str) -> Iterator[Database]:
    owner = make_engine(owner_url)
    try:
        migrate.upgrade(owner)
    finally:
        owner.dispose()
    engine, in_haste = make_engine(app_url), make_engine(app_url, in_haste=True)
    try:
        where = owner.url.render_as_string(hide_password=True)
        yield Database(make_sessions(engine), make_sessions(in_haste), where)
    finally:
        engine.dispose()
        in_haste.dispose()
