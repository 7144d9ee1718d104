"""Engines and sessions: the one place that knows how Golmok connects."""

from __future__ import annotations

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session, sessionmaker

__all__ = ["Engine", "Session", "Sessions", "hold_alone", "make_engine", "make_sessions"]

Sessions = sessionmaker[Session]


def make_engine(url: str, *, pool_size: int = 5) -> Engine:
    """Return an engine for a PostgreSQL address.

    Parameters
    ----------
    url : str
        ``postgresql+psycopg://...``; a bare ``postgresql://`` is taken to mean psycopg 3 as well.
    pool_size : int
        Connections kept open; about the number of cores serves tiles best.

    Returns
    -------
    sqlalchemy.Engine
        Checked before use, so that a restart of the server costs one reconnection and no error.
    """
    scheme, _, rest = url.partition("://")
    if scheme in {"postgresql", "postgres"}:
        url = f"postgresql+psycopg://{rest}"
    return create_engine(url, pool_size=pool_size, max_overflow=pool_size, pool_pre_ping=True)


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
