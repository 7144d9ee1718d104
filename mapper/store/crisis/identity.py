"""Sessions of the staff role: each transaction says first which districts its reader reaches.

Row-level security is the second wall, behind the rules of `mapper.operations.crisis`. What is said holds until the
transaction ends and no longer, so a connection of the pool never answers one reader as another; a transaction in which
nobody said anything sees no row. It is no wall against SQL of somebody else's making: what is secret is sealed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.orm import Session, SessionTransaction, sessionmaker

from mapper.errors import VaultUnsafe
from mapper.store.engine import Sessions

_DISTRICTS: Final = "districts"
_EVERY: Final = "*"
_APART: Final = "apart"
_UNSAFE_BELOW: Final = {15: 150014, 16: 160010, 17: 170006}
"""Row-level security of older minor versions leaks by statistics (CVE-2025-8713); before 15 views pass by it too."""


class StaffSession(Session):
    """A session that begins no transaction before it was told who asks."""


@event.listens_for(StaffSession, "after_begin")
def _say_who(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    if _DISTRICTS not in session.info:
        message = "A session of the staff role was used before it was told who asks; call reach first."
        raise VaultUnsafe(message)
    _tell(connection, session.info[_DISTRICTS])


@event.listens_for(StaffSession, "after_transaction_end")
def _write_what_waits(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:  # not at the end of a savepoint
        for districts, write in session.info.pop(_APART, ()):
            _write_now(session, districts, write)


def make_staff_sessions(engine: Engine) -> Sessions:
    """Return the maker of sessions of the staff role.

    Parameters
    ----------
    engine : sqlalchemy.Engine
        Connected as golmok_staff. Its first connection is refused when the server is not patched, or when the role
        is one that row-level security does not hold for.

    Returns
    -------
    sqlalchemy.orm.sessionmaker
        Of `StaffSession`.
    """
    event.listen(engine, "first_connect", _refuse_unsafe)
    event.listen(engine, "connect", _prepare_nothing)
    return sessionmaker(engine, class_=StaffSession, expire_on_commit=False)


def reach(session: Session, districts: frozenset[str] | None, *, of_one_moment: bool = False) -> None:
    """Say which districts the reader of a session reaches.

    Parameters
    ----------
    session : Session
        From `make_staff_sessions`.
    districts : frozenset of str or None
        Codes; None for every district, which only upkeep at the machine asks for.
    of_one_moment : bool
        Whether all that is read in this transaction is as it was at its beginning; only before anything was read.
    """
    told = _EVERY if districts is None else ",".join(sorted(districts))
    session.info[_DISTRICTS] = told
    if of_one_moment:
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
    elif session.in_transaction():
        _tell(session.connection(), told)


def write_apart(session: Session, districts: frozenset[str], write: Callable[[Session], None]) -> None:
    """Write something in a transaction of its own once that of a session has ended, however it ends.

    Not before, as it may wait for a lock that the session holds, and not on a second connection, as there may be none.

    Parameters
    ----------
    session : Session
        From `make_staff_sessions`; without a transaction it is written at once.
    districts : frozenset of str
        Codes that the writing reaches.
    write : callable
        Given a session of its own, which is committed.
    """
    if session.in_transaction():
        session.info.setdefault(_APART, []).append((districts, write))
    else:
        _write_now(session, districts, write)


def _write_now(session: Session, districts: frozenset[str], write: Callable[[Session], None]) -> None:
    with StaffSession(session.get_bind()) as apart, apart.begin():
        reach(apart, districts)
        write(apart)


def _tell(connection: Connection, told: str) -> None:
    connection.execute(text("SELECT set_config('golmok.districts', :told, true)"), {"told": told})


def _prepare_nothing(connection: Any, _record: object) -> None:
    # Behind a pooler the next transaction may come to another process of the server, where the statement that is
    # prepared under a name is that of another reader.
    connection.prepare_threshold = None


def _refuse_unsafe(connection: Any, _record: object) -> None:
    version = connection.info.server_version
    if version < _UNSAFE_BELOW.get(version // 10000, min(_UNSAFE_BELOW.values())):
        message = f"PostgreSQL {version} leaks rows past row-level security (CVE-2025-8713); bring it up to date."
        raise VaultUnsafe(message)
    role, passes = connection.execute(
        "SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    connection.rollback()
    if passes:
        message = f"{role} passes by row-level security; point GOLMOK_STAFF_DATABASE_URL at a role that does not."
        raise VaultUnsafe(message)
