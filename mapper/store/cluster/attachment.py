"""One user's hold on a running cluster: addresses, connections, and the release."""

from __future__ import annotations

import os
from typing import Any, Literal, Self
from urllib.parse import quote

import psycopg

from mapper.store.cluster.configuration import APP_ROLE, OWNER_ROLE, STAFF_ROLE
from mapper.store.cluster.files import faults_of
from mapper.store.cluster.home import PORT
from mapper.store.cluster.locks import Lock
from mapper.store.cluster.server import Server

Role = Literal["owner", "app", "staff"]
ROLES: dict[Role, str] = {"owner": OWNER_ROLE, "app": APP_ROLE, "staff": STAFF_ROLE}
DATABASE = "golmok"


class Attachment:
    """One user's hold on a running cluster; a context manager that releases it.

    Parameters
    ----------
    server : Server
        The running server.
    users : Lock
        This user's share of the users' lock.
    """

    def __init__(self, server: Server, users: Lock) -> None:
        self.server = server
        self._users = users
        self._process = os.getpid()
        self._released = False

    def url(self, role: Role, database: str = DATABASE) -> str:
        """Return the address of a database for SQLAlchemy.

        Parameters
        ----------
        role : {"owner", "app", "staff"}
            Whom to connect as: who changes tables, who answers requests, or who answers those about households.
        database : str
            Name of the database.

        Returns
        -------
        str
            A ``postgresql+psycopg`` URL by way of the socket.
        """
        sockets = quote(str(self.server.home.sockets), safe="")
        return f"postgresql+psycopg://{ROLES[role]}@/{quote(database, safe='')}?host={sockets}&port={PORT}"

    def connect(self, role: Role = "owner", database: str = DATABASE) -> psycopg.Connection[tuple[Any, ...]]:
        """Open a connection on which every statement commits by itself.

        Parameters
        ----------
        role : {"owner", "app", "staff"}
            Whom to connect as.
        database : str
            Name of the database.

        Returns
        -------
        psycopg.Connection
            To be closed by the caller.
        """
        return self.server.connect(ROLES[role], database)

    def client(self, program: str, database: str = DATABASE) -> list[str]:
        """Return the command that runs one of PostgreSQL's own clients as the owner.

        Parameters
        ----------
        program : str
            ``psql``, ``pg_dump`` or ``pg_restore``.
        database : str
            Name of the database.

        Returns
        -------
        list of str
            The program and its arguments, to which the caller may add.
        """
        at = [f"--host={self.server.home.sockets}", f"--port={PORT}", f"--username={OWNER_ROLE}"]
        return [self.server.binaries.program(program), *at, f"--dbname={database}"]

    def release(self) -> None:
        """Let the cluster go, and stop it when nobody else holds it; more than once does no harm."""
        if self._released:
            return
        self._released = True
        home = self.server.home
        try:
            if os.getpid() == self._process:  # a forked child must not end what its parent uses
                with faults_of(home.directory), home.lock("start").hold_alone():
                    if self._users.try_alone() and not home.kept.exists():
                        self.server.stop()
        finally:
            self._users.drop()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()
