"""Open the database: the private cluster or the operator's server, brought to the newest schema."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

from mapper.errors import InvalidInput
from mapper.settings import Settings
from mapper.store import migrate
from mapper.store.cluster import DATABASE, Attachment, Cluster, Keeper, create_database, find_binaries
from mapper.store.crisis.identity import make_staff_sessions
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
    households, household_requests : Sessions or None
        The same of the staff role, which alone may enter the schema of households; None where it is not wanted.
    """

    sessions: Sessions
    requests: Sessions
    where: str
    households: Sessions | None = None
    household_requests: Sessions | None = None

    def staff(self) -> Sessions:
        """Return what makes sessions about households, for commands.

        Returns
        -------
        Sessions
            Of the staff role.

        Raises
        ------
        InvalidInput
            When this database was opened without it.
        """
        if self.households is None:
            message = (
                "GOLMOK_STAFF_DATABASE_URL is not set, so this server keeps no households; set it to golmok_staff's."
            )
            raise InvalidInput(message)
        return self.households

    @property
    def address(self) -> str:
        """Where the application's role connects, with its password if it has one."""
        url: str = self.sessions.kw["bind"].url.render_as_string(hide_password=False)
        return url

    def forked(self) -> None:
        """Leave the connections to the process from which this one was forked, and open others when needed."""
        for sessions in (self.sessions, self.requests, self.households, self.household_requests):
            if sessions is not None:
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
def opened(
    settings: Settings, notice: Callable[[str], None], *, serving: bool = False, with_households: bool = True
) -> Iterator[Database]:
    """Open the database for as long as it is needed, migrating it first.

    Parameters
    ----------
    settings : Settings
        ``database_url`` points at a server; without it the private cluster is started and shared.
    notice : callable
        Told, in a sentence, when the cluster has to live elsewhere, and whom an upgrade waits for.
    serving : bool
        Whether to start the private server again whenever it dies meanwhile.
    with_households : bool
        Whether also as the role that may enter their schema.

    Yields
    ------
    Database
        Its connections are closed, and the cluster let go, on the way out.

    Raises
    ------
    MachineFault
        When the server cannot be started or reached, or somebody holds what an upgrade of it needs.
    """
    if settings.database_url is not None:
        urls = _Urls(
            settings.database_url, settings.app_database_url or settings.database_url, settings.staff_database_url
        )
        with _migrated(urls, notice, with_households=with_households) as database:
            yield database
        return
    with (
        opened_cluster(settings, notice) as attachment,
        Keeper(attachment) if serving else nullcontext(),
        _migrated(
            _Urls(attachment.url("owner"), attachment.url("app"), attachment.url("staff")),
            notice,
            with_households=with_households,
        ) as database,
    ):
        yield database


@dataclass(frozen=True)
class _Urls:
    owner: str
    app: str
    staff: str | None


@contextmanager
def _migrated(urls: _Urls, notice: Callable[[str], None], *, with_households: bool) -> Iterator[Database]:
    owner = make_engine(urls.owner)
    try:
        migrate.upgrade(owner, notice=notice)
    finally:
        owner.dispose()
    engines = [make_engine(urls.app), make_engine(urls.app, in_haste=True)]
    makers = [make_sessions(engine) for engine in engines]
    if urls.staff is not None and with_households:
        engines += [make_engine(urls.staff), make_engine(urls.staff, in_haste=True)]
        makers += [make_staff_sessions(engine) for engine in engines[2:]]
    where = owner.url.render_as_string(hide_password=True)
    try:
        yield Database(makers[0], makers[1], where, *makers[2:])
    finally:
        for engine in engines:
            engine.dispose()
