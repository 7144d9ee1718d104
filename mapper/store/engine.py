"""Engines and sessions: the one place that knows how Golmok connects."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session, SessionTransaction, sessionmaker

from mapper.errors import InvalidInput
from mapper.store.faults import machine_fault

__all__ = ["Engine", "Session", "Sessions", "hold_alone", "make_engine", "make_sessions", "take_time"]

Sessions = sessionmaker[Session]
LONGEST_STATEMENT: Final = 4
"""What a statement of a request may take [s]: whoever waits at a screen hears of it within five."""
LONGEST_WAIT: Final = 3
"""What it waits for a lock [s]."""

_IN_HASTE: Final = f"SET statement_timeout = '{LONGEST_STATEMENT}s'; SET lock_timeout = '{LONGEST_WAIT}s'"
_AT_LEISURE: Final = "SELECT set_config('statement_timeout', '0', true), set_config('lock_timeout', '0', true)"
_SCHEMES = {"postgresql", "postgres", "postgresql+psycopg"}


def make_engine(url: str, *, pool_size: int = 10, in_haste: bool = False) -> Engine:
    """Return an engine for a PostgreSQL address.

    Parameters
    ----------
    url : str
        ``postgresql+psycopg://...``; a bare ``postgresql://`` is taken to mean psycopg 3 as well.
    pool_size : int
        Connections at most, each opened when all others are in use; a server with few cores is best asked over few.
    in_haste : bool
        For requests: give up with ServerBusy rather than let somebody wait. See `take_time`.

    Returns
    -------
    sqlalchemy.Engine
        Checked before use, so that a restart of the server costs one reconnection and no error.

    Raises
    ------
    InvalidInput
        When it is no such address. The engine raises MachineFault when the machine is to blame.
    """
    scheme, _, rest = url.partition("://")
    if scheme not in _SCHEMES or not rest:
        message = (
            f"{scheme!r} is no address of PostgreSQL; write GOLMOK_DATABASE_URL as postgresql://USER@HOST/DATABASE."
        )
        raise InvalidInput(message)
    try:
        engine = create_engine(
            f"postgresql+psycopg://{rest}",
            pool_size=pool_size,
            max_overflow=0,
            pool_use_lifo=True,  # the last one given back has its statements prepared and its catalogue read
            pool_pre_ping=True,
            hide_parameters=True,  # errors go to logs, and values are residents' texts
        )
    except (ArgumentError, ValueError) as error:
        message = "GOLMOK_DATABASE_URL cannot be read; write it as postgresql://USER@HOST/DATABASE."
        raise InvalidInput(message) from error
    event.listen(engine, "handle_error", _tell_machine_faults)
    if in_haste:
        event.listen(engine, "connect", _hurry)
    return engine


def _hurry(connection: Any, _record: object) -> None:
    connection.execute(_IN_HASTE)
    connection.commit()


def _tell_machine_faults(context: ExceptionContext) -> None:
    if context.is_pre_ping:
        return  # a connection of before a restart: the pool opens another one, and tells of a server that is gone
    where = context.engine.url.render_as_string(hide_password=True) if context.engine else "of the cluster"
    fault = machine_fault(context.original_exception, where)
    if fault is not None:
        raise fault from context.original_exception


def make_sessions(engine: Engine) -> Sessions:
    """Return the maker of sessions; the request or the command commits, nothing else does.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        From `make_engine`.

    Returns
    -------
    sqlalchemy.orm.sessionmaker
        Of plain sessions.
    """
    return sessionmaker(engine, expire_on_commit=False)


def take_time(session: Session) -> None:
    """Let a session in haste work as long as it needs: what it does is much, and was asked for as such.

    Parameters
    ----------
    session : Session
        In this transaction of it and in those that follow, until it is closed.
    """

    @event.listens_for(session, "after_begin")
    def _lift(_session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
        connection.exec_driver_sql(_AT_LEISURE)

    if session.in_transaction():
        session.execute(text(_AT_LEISURE))


def hold_alone(session: Session, what: str) -> None:
    """Wait until no other transaction holds something by this name, and hold it until ours ends.

    Parameters
    ----------
    session : Session
        Its transaction holds it.
    what : str
        Any name.
    """
    session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": f"golmok.{what}"})
