"""Bring a database to the newest schema, and say whether it is there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import Any, Final

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from geoalchemy2 import alembic_helpers
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from mapper.domain.calendar import KST
from mapper.errors import PostgisMissing, ServerBusy, UpgradeHeld
from mapper.store import density_rights, gis_views
from mapper.store.crisis.rights import grant
from mapper.store.lock_watch import Holder, watched
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
_HELD = {"55P03", "40P01"}  # a lock was not to be had in time, or two waited for each other
_NO_POSTGIS = {"0A000", "58P01", "42501", "42704"}  # no such extension, or not allowed to create it


@dataclass(frozen=True)
class Patience:
    """How long an upgrade waits for tables that others use.

    Attributes
    ----------
    lock_s : float
        For one of them [s]. Who comes meanwhile waits behind it, so this is short, and it is tried several times.
    tries : int
        How often, each time from the beginning.
    pause_s : float
        In between, in which nothing is held [s].
    """

    lock_s: float = 3.0
    tries: int = 6
    pause_s: float = 4.0


PATIENCE: Final = Patience()
"""Half a minute in all: who reads a page is done by then, and who left a program open is to be told of."""


def upgrade(engine: Engine, *, patience: Patience = PATIENCE, notice: Callable[[str], None] | None = None) -> None:
    """Run every migration that has not run yet, and put the rights in force, in one transaction.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Connected as the owner of the tables.
    patience : Patience
        With others who use them.
    notice : callable or None
        Told, in a sentence, whom it waits for.

    Raises
    ------
    ServerUnreachable
        When the server does not answer or refuses us.
    PostgisMissing
        When it has no PostGIS and we may not put it in.
    UpgradeHeld
        When somebody holds what it needs for longer than that; nothing was changed.
    """
    for tries_left in reversed(range(patience.tries)):
        try:
            _upgrade(engine, patience.lock_s)
        except UpgradeHeld as held:
            if not tries_left:
                raise
            if notice is not None:
                notice(f"The upgrade waits for {held.fields['held_by']}, and is tried again.")
            sleep(patience.pause_s)
        else:
            return


def _upgrade(engine: Engine, lock_s: float) -> None:
    try:
        with engine.begin() as connection:
            # Of several who upgrade at once the others wait as long as it takes.
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('golmok.migrate'))"))
            connection.execute(
                text("SELECT set_config('lock_timeout', :wait, true)"), {"wait": f"{lock_s * 1000:.0f}ms"}
            )
            with watched(engine, connection) as holders:
                try:
                    _bring_up_to_date(connection)
                except ServerBusy as busy:
                    if getattr(busy.__cause__, "sqlstate", None) not in _HELD:
                        raise
                    raise _held(engine, holders()) from busy
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) not in _NO_POSTGIS:
            raise
        where, reason = engine.url.render_as_string(hide_password=True), str(error.orig).partition("\n")[0]
        message = f"{where} lacks PostGIS ({reason}); have its administrator run CREATE EXTENSION postgis, pg_trgm and btree_gist."
        raise PostgisMissing(message, where=where) from error


def _bring_up_to_date(connection: Connection) -> None:
    if not has_head(connection):
        gis_views.drop(connection)
    command.upgrade(alembic_config(connection), "head")
    grant(connection)
    density_rights.grant(connection)
    gis_views.put(connection)


def _held(engine: Engine, holders: Sequence[Holder]) -> UpgradeHeld:
    where = engine.url.render_as_string(hide_password=True)
    held_by = "; ".join(map(_told, holders)) or "somebody who is gone by now"
    ending = " or ".join(f"SELECT pg_terminate_backend({one.pid})" for one in holders)
    message = (
        f"The schema of {where} was not upgraded, and nothing was changed: {held_by} holds a table that it changes."
        f" Wait until that is done or close the program{f', or end it with {ending}' if ending else ''}; then run golmok db"
        " upgrade again."
    )
    return UpgradeHeld(message, where=where, held_by=held_by, pids=[one.pid for one in holders])


def _told(holder: Holder) -> str:
    since = (
        "" if holder.since is None else f", since {holder.since.astimezone(KST).isoformat(sep=' ', timespec='seconds')}"
    )
    return f"process {holder.pid} ({holder.application or 'without a name'}, as {holder.role}{since})"


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
