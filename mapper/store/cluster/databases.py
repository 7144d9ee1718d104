"""The databases of a cluster: made whole, copied from a template, dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from psycopg import Connection
from psycopg.sql import SQL, Identifier

from mapper.store.cluster.attachment import Attachment
from mapper.store.cluster.configuration import APP_ROLE, GIS_ROLE, GIS_STAFF_ROLE, STAFF_ROLE
from mapper.store.cluster.files import faults_of

EXTENSIONS = ("postgis", "pg_trgm", "btree_gist")
FIRST_WITH_STRATEGY = 15


def create_database(attachment: Attachment, name: str, *, template: str | None = None) -> None:
    """Make a database with the extensions and the app's role, unless it is there; finish one that is half made.

    Parameters
    ----------
    attachment : Attachment
        The running cluster.
    name : str
        Name of the database.
    template : str or None
        Name of a database to copy, to which nobody is connected.

    Raises
    ------
    DiskFull
        When there is no room for it.
    """
    with _maker(attachment) as connection:
        _create(attachment, connection, name, template)


def create_template(attachment: Attachment, name: str, fill: Callable[[str], None]) -> None:
    """Make a database to copy from, unless it is there; it bears its name only when filled.

    Parameters
    ----------
    attachment : Attachment
        The running cluster.
    name : str
        Name of the template.
    fill : Callable
        Given the owner's URL, fills the database and leaves no connection open. It makes no other database.
    """
    unfinished = f"{name}_new"
    with _maker(attachment) as connection:
        if _exists(connection, "pg_database", "datname", name):
            return
        _drop(connection, unfinished)
        _create(attachment, connection, unfinished, None)
        fill(attachment.url("owner", unfinished))
        connection.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(unfinished), Identifier(name)))


def drop_database(attachment: Attachment, name: str) -> None:
    """Drop a database if it is there; its connections are cut.

    Parameters
    ----------
    attachment : Attachment
        The running cluster.
    name : str
        Name of the database.
    """
    with attachment.connect(database="postgres") as connection:
        _drop(connection, name)


@contextmanager
def _maker(attachment: Attachment) -> Iterator[Connection[tuple[Any, ...]]]:
    """Connect as the only one who makes a database now."""
    home = attachment.server.home
    with (
        faults_of(home.directory),
        home.lock("databases").hold_alone(),
        attachment.connect(database="postgres") as connection,
    ):
        yield connection


def _create(attachment: Attachment, connection: Connection[tuple[Any, ...]], name: str, template: str | None) -> None:
    for role in (APP_ROLE, STAFF_ROLE):
        if not _exists(connection, "pg_roles", "rolname", role):
            connection.execute(SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS").format(Identifier(role)))
            if role != APP_ROLE:
                connection.execute(SQL("GRANT {} TO {}").format(Identifier(APP_ROLE), Identifier(role)))
    for role in (GIS_ROLE, GIS_STAFF_ROLE):
        if not _exists(connection, "pg_roles", "rolname", role):
            connection.execute(SQL("CREATE ROLE {} NOLOGIN").format(Identifier(role)))
    if not _exists(connection, "pg_database", "datname", name):
        statement = SQL("CREATE DATABASE {}").format(Identifier(name))
        if template is not None:
            statement += SQL(" TEMPLATE {}").format(Identifier(template))
            # Copying files is quicker as long as none must reach the disk.
            if not attachment.server.durable and attachment.server.binaries.major >= FIRST_WITH_STRATEGY:
                statement += SQL(" STRATEGY file_copy")
        connection.execute(statement)
    if template is None:
        _furnish(attachment, name)


def _furnish(attachment: Attachment, name: str) -> None:
    app = Identifier(APP_ROLE)
    with attachment.connect(database=name) as connection, connection.transaction():
        for extension in EXTENSIONS:
            connection.execute(SQL("CREATE EXTENSION IF NOT EXISTS {}").format(Identifier(extension)))
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        # After the extensions, so that their own tables stay out of the app's reach; and in no other schema, so that
        # a dump that is brought back opens the tables of households to nobody for a moment.
        verbs = SQL("SELECT, INSERT, UPDATE, DELETE")
        connection.execute(SQL("ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM {}").format(app))  # as it once was
        connection.execute(SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {} ON TABLES TO {}").format(verbs, app))


def _exists(connection: Connection[tuple[Any, ...]], catalog: str, column: str, name: str) -> bool:
    query = SQL("SELECT 1 FROM {} WHERE {} = %s").format(Identifier(catalog), Identifier(column))
    return connection.execute(query, [name]).fetchone() is not None


def _drop(connection: Connection[tuple[Any, ...]], name: str) -> None:
    connection.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
