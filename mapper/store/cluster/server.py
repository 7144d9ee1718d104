"""One PostgreSQL server over one data directory: asked, started, stopped."""

from __future__ import annotations

import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from mapper.errors import ClusterVersionMismatch, MachineFault, ServerUnreachable
from mapper.store.cluster.binaries import Binaries
from mapper.store.cluster.configuration import OWNER_ROLE
from mapper.store.cluster.files import unusable
from mapper.store.cluster.home import PORT, Home
from mapper.store.cluster.launch import PATIENCE, launch, log_text, make_data, server_fault
from mapper.store.cluster.processes import PAUSE, end_holders, holders, postmaster, send, wait_until


@dataclass(frozen=True)
class Server:
    """The server of a home.

    Attributes
    ----------
    home : Home
        Where its files lie.
    binaries : Binaries
        The programs that run it.
    durable : bool
        Whether what is committed must survive a crash.
    """

    home: Home
    binaries: Binaries
    durable: bool

    def connect(self, role: str = OWNER_ROLE, database: str = "postgres") -> psycopg.Connection[tuple[Any, ...]]:
        """Open a connection on which every statement commits by itself.

        Parameters
        ----------
        role : str
            Database role.
        database : str
            Name of the database.

        Returns
        -------
        psycopg.Connection
            To be closed by the caller.
        """
        return psycopg.connect(
            host=str(self.home.sockets), port=PORT, user=role, dbname=database, connect_timeout=10, autocommit=True
        )

    def answers(self) -> bool:
        """Tell whether this data directory is being served, by asking: a pid file may lie.

        Returns
        -------
        bool
            False when nobody answers, or not yet.

        Raises
        ------
        ServerUnreachable
            When the server of another data directory answers.
        """
        try:
            with self.connect() as connection:
                (served,) = connection.execute("SHOW data_directory").fetchone() or ("",)
        except psycopg.OperationalError:
            return False
        if Path(served).exists() and Path(served).samefile(self.home.data):
            return True
        raise ServerUnreachable(
            f"The server at {self.home.socket} serves {served}, not {self.home.data}: stop it, then start again.",
            served=served,
        )

    def ensure_running(self) -> None:
        """Start the server unless it runs; make its data directory when there is none.

        The caller keeps every other process from starting it meanwhile.

        Raises
        ------
        ClusterVersionMismatch
            When another major version made the data directory.
        DiskFull
            When there is no room.
        ServerUnreachable
            When it does not start; the sentence ends with the last lines of its log.
        """
        if self.home.data.exists():
            self._check_version()
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            if postmaster(self.home) is None:
                self._start()
            elif time.monotonic() > deadline:
                raise server_fault(self.home, "does not answer", log_text(self.home))
            else:
                time.sleep(PAUSE)

    def stop(self) -> None:
        """Stop the server if it runs; its clients are cut off.

        Raises
        ------
        ServerUnreachable
            When it does not end.
        """
        process = postmaster(self.home)
        if process is not None:
            send(process, signal.SIGINT if self.durable else signal.SIGQUIT)
            if not wait_until(lambda: not holders(self.home), PATIENCE):
                raise server_fault(self.home, "does not stop", log_text(self.home))

    def _start(self) -> None:
        end_holders(self.home)
        if not self.home.data.exists():
            make_data(self.home, self.binaries, durable=self.durable)
        try:
            launch(self.home, self.binaries, durable=self.durable)
        except MachineFault:
            # What an app began that was killed meanwhile may have been quicker.
            if postmaster(self.home) is None:
                raise
            return
        if not self.answers():
            raise server_fault(self.home, "does not answer", log_text(self.home))

    def _check_version(self) -> None:
        version_file = self.home.data / "PG_VERSION"
        made_by = version_file.read_text(encoding="utf-8").strip() if version_file.is_file() else ""
        if not made_by.isdecimal():
            raise unusable(self.home.data, f"has “{made_by}” in PG_VERSION", "restore it from a backup")
        major = self.binaries.major
        if int(made_by) != major:
            raise ClusterVersionMismatch(
                f"The database in {self.home.data} was made by PostgreSQL {made_by}, but the one in "
                f"{self.binaries.bindir} is PostgreSQL {major}: with GOLMOK_PG_BINDIR naming a PostgreSQL {made_by} "
                f"run `golmok db dump`, move the folder away, then run `golmok db restore` with PostgreSQL {major}.",
                made_by=int(made_by),
                installed=major,
            )
