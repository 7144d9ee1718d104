"""Open the database: the private cluster or the operator's server, brought to the newest schema."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from mapper.settings import Settings
from mapper.store import migrate
from mapper.store.cluster import DATABASE, Attachment, Cluster, create_database, find_binaries
from mapper.store.engine import Session, Sessions, make_engine, make_sessions

__all__ = ["Cluster", "Database", "Session", "Sessions", "opened", "opened_cluster", "private_cluster"]


@dataclass(frozen=True)
class Database:
    """A migrated database.

    Attributes
    ----------
    sessions : Sessions
        Makes sessions of the role that answers requests.
    where : str
        What to call it in a sentence, without a password.
    """

    sessions: Sessions
    where: str


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
def opened(settings: Settings, notice: Callable[[str], None]) -> Iterator[Database]:
    """Open the database for as long as it is needed, migrating it first.

    Parameters
    ----------
    settings : Settings
        ``database_url`` points at a server; without it the private cluster is started and shared.
    notice : callable
        Told, in a sentence, when the cluster has to live elsewhere.

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
    engine = make_engine(app_url)
    try:
        yield Database(make_sessions(engine), owner.url.render_as_string(hide_password=True))
    finally:
        engine.dispose()
