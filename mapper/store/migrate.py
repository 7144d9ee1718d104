"""Bring a database to the newest schema, and say whether it is there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from geoalchemy2 import alembic_helpers
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from mapper.errors import PostgisMissing
from mapper.store import density_rights, gis_views
from mapper.store.crisis.rights import grant
from mapper.store.tables import Row
from mapper.store.tables.crisis import SCHEMA


def _is_looked_at(name: str | None, kind: str, _parents: object) -> bool:
    """Leave out the schemas that packages keep for themselves."""
    return kind != "schema" or name in {None, SCHEMA}


OPTIONS: Final[dict[str, Any]] = {
    "include_schemas": True,
    "include_name": _is_looked_at,
    "include_object": alembic_helpers.include_object,
    "compare_type": True,
}
"""What Alembic looks at when it compares tables with a database."""

_SCRIPTS = Path(__file__).parent / "migrations"
_NO_POSTGIS = {"0A000", "58P01", "42501", "42704"}  # no such extension, or not allowed to create it


def upgrade(engine: Engine) -> None:
    """Run every migration that has not run yet, and put the rights in force, in one transaction.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Connected as the owner of the tables.

    Raises
    ------
    ServerUnreachable
        When the server does not answer or refuses us.
    PostgisMissing
        When it has no PostGIS and we may not put it in.
    """
    try:
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('golmok.migrate'))"))
            if not has_head(connection):
                gis_views.drop(connection)
            command.upgrade(alembic_config(connection), "head")
            grant(connection)
            density_rights.grant(connection)
            gis_views.put(connection)
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) not in _NO_POSTGIS:
            raise
        where, reason = engine.url.render_as_string(hide_password=True), str(error.orig).partition("\n")[0]
        message = f"{where} lacks PostGIS ({reason}); have its administrator run CREATE EXTENSION postgis, pg_trgm and btree_gist."
        raise PostgisMissing(message, where=where) from error


def has_head(connection: Connection) -> bool:
    """Say whether the newest migration has run.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Of any role that may read.

    Returns
    -------
    bool
        False also for an empty database.
    """
    return revision(connection) == ScriptDirectory.from_config(alembic_config()).get_current_head()


def revision(connection: Connection) -> str | None:
    """Return the newest migration that has run.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        Of any role that may read.

    Returns
    -------
    str or None
        None for an empty database.
    """
    return MigrationContext.configure(connection).get_current_revision()


def scripts() -> Iterator[Script]:
    """Return every migration there is, the newest first.

    Yields
    ------
    alembic.script.Script
        Each with its revision.
    """
    yield from ScriptDirectory.from_config(alembic_config()).walk_revisions()


def drift(connection: Connection) -> list[object]:
    """List what autogenerate would still change; empty when tables and migrations agree.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        To a migrated database.

    Returns
    -------
    list
        Alembic's differences.
    """
    options = OPTIONS | {"compare_server_default": True}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), Row.metadata))


def alembic_config(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration for our migrations.

    Parameters
    ----------
    connection : sqlalchemy.Connection or None
        The one they are to run on.

    Returns
    -------
    alembic.config.Config
        Without an ini file.
    """
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
