"""The cluster as its users see it: attached to by many processes, stopped by the last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from mapper.store.cluster.attachment import Attachment
from mapper.store.cluster.binaries import Binaries
from mapper.store.cluster.files import faults_of
from mapper.store.cluster.home import find_home
from mapper.store.cluster.processes import postmaster
from mapper.store.cluster.server import Server


@dataclass(frozen=True)
class Status:
    """What a person wants to know of a cluster.

    Attributes
    ----------
    directory : Path
        Where it lives.
    sockets : Path
        Folder of its socket.
    made : bool
        Whether its data directory exists.
    running : bool
        Whether its server answers.
    kept : bool
        Whether the server stays when its last user goes.
    pid : int or None
        Number of the server's first process.
    """

    directory: Path
    sockets: Path
    made: bool
    running: bool
    kept: bool
    pid: int | None


class Cluster:
    """A private PostgreSQL with PostGIS: one Unix socket, no TCP, no password.

    Parameters
    ----------
    directory : Path
        Folder for the cluster alone; made when needed.
    binaries : Binaries
        The programs that run it.
    durable : bool
        Whether what is committed must survive a crash; False is for tests.
    notice : Callable
        Told, in a sentence, when the cluster has to live elsewhere.

    Attributes
    ----------
    server : Server
        The server of the cluster, running or not.
    """

    def __init__(
        self,
        directory: Path,
        binaries: Binaries,
        *,
        durable: bool = True,
        notice: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.server = Server(find_home(directory, notice), binaries, durable)

    def attach(self) -> Attachment:
        """Hold the cluster, making and starting it when needed.

        Returns
        -------
        Attachment
            To be released, best by a ``with`` statement.

        Raises
        ------
        MachineFault
            Of the kind that says what is in the way.
        """
        home = self.server.home
        with faults_of(home.directory):
            home.prepare()
            with home.lock("start").hold_alone():
                users = home.lock("users").share()
                home.stopped.unlink(missing_ok=True)
                try:
                    self.server.ensure_running()
                except BaseException:
                    users.drop()
                    raise
        return Attachment(self.server, users)

    def start(self) -> None:
        """Start the server and let it run, users or none, until `stop`."""
        with self.attach():
            self.server.home.kept.touch()

    def stop(self) -> bool:
        """Stop the server, even under its users.

        Returns
        -------
        bool
            Whether it was running.
        """
        home = self.server.home
        if not home.data.exists():
            return False
        with faults_of(home.directory), home.lock("start").hold_alone():
            home.kept.unlink(missing_ok=True)
            home.stopped.touch()
            was_running = postmaster(home) is not None
            self.server.stop()
        return was_running

    def status(self) -> Status:
        """Look at the cluster without changing anything.

        Returns
        -------
        Status
            What there is.
        """
        home = self.server.home
        with faults_of(home.directory):
            process = postmaster(home)
            return Status(
                directory=home.directory,
                sockets=home.sockets,
                made=home.data.exists(),
                running=process is not None and self.server.answers(),
                kept=home.kept.exists(),
                pid=process.pid if process else None,
            )
