"""Logins: one row a browser, found by the hash of its key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, case, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from mapper.domain.login import HOUSEHOLD_IDLE, IDLE
from mapper.domain.reader import HOUSEHOLD_ROLES
from mapper.domain.user import User
from mapper.store.people.users import as_user, codes_of_user
from mapper.store.tables import LoginRow, UserRow

OWED: Final = "owed"
"""Key of the state under which a login of nobody remembers who still owes a code."""

_KEPT: Final = timedelta(days=30)
_SEEN_EVERY: Final = timedelta(minutes=1)
"""How often a login notes that it is in use: not at every request, so that reading stays reading."""


@dataclass(frozen=True)
class Login:
    """One browser.

    Attributes
    ----------
    id : UUID
        Of the row.
    user : User or None
        None until somebody has logged in.
    state : mapping
        What the browser's forms need to remember.
    origin : str
        Network address at the beginning; of nobody's, its fingerprint.
    device : str
        What the browser says it is; of nobody's, nothing.
    began_at : datetime
        When it began.
    seen_at : datetime
        When it was last used, to the minute.
    ends_at : datetime
        When it ends at the latest.
    """

    id: UUID
    user: User | None
    state: Mapping[str, Any]
    origin: str
    device: str
    began_at: datetime
    seen_at: datetime
    ends_at: datetime


def find_login(session: Session, key_hash: bytes, *, now: datetime) -> Login | None:
    """Read the login of a key, if it lives, and note that it is used.

    Parameters
    ----------
    session : Session
        Not committed.
    key_hash : bytes
        Of the key in the cookie.
    now : datetime
        This moment.

    Returns
    -------
    Login or None
        None when it has ended, lay idle too long, or its user is disabled.
    """
    row = session.execute(_selected().where(LoginRow.key_hash == key_hash, _alive(now))).one_or_none()
    if row is None:
        return None
    login = _as_login(*row)
    if now - login.seen_at >= _SEEN_EVERY:
        session.execute(update(LoginRow).where(LoginRow.id == login.id).values(seen_at=now))
    return login


def logins_of(session: Session, user_id: UUID, *, now: datetime) -> list[Login]:
    """Read the living logins of a user.

    Parameters
    ----------
    session : Session
        Only read.
    user_id : UUID
        Of the user.
    now : datetime
        This moment.

    Returns
    -------
    list of Login
        The latest used first.
    """
    found = _selected().where(LoginRow.user_id == user_id, _alive(now)).order_by(LoginRow.seen_at.desc())
    return [_as_login(*row) for row in session.execute(found)]


def _selected() -> Any:
    joined = select(LoginRow, UserRow, codes_of_user()).outerjoin(UserRow, UserRow.id == LoginRow.user_id)
    # Not what the session remembers: somebody may have been disabled since.
    return joined.execution_options(populate_existing=True)


def _alive(now: datetime) -> ColumnElement[bool]:
    return (
        LoginRow.ended_at.is_(None)
        & (LoginRow.ends_at > now)
        & (LoginRow.seen_at > case((UserRow.role.in_(HOUSEHOLD_ROLES), now - HOUSEHOLD_IDLE), else_=now - IDLE))
        & UserRow.disabled_at.is_(None)
    )


def _as_login(row: LoginRow, user: UserRow | None, codes: list[str] | None) -> Login:
    return Login(
        id=row.id,
        user=None if user is None else as_user(user, codes),
        state=row.state,
        origin=row.origin,
        device=row.device,
        began_at=row.began_at,
        seen_at=row.seen_at,
        ends_at=row.ends_at,
    )


def save_login(session: Session, new: Login, key_hash: bytes) -> None:
    """Store a new login.

    Parameters
    ----------
    session : Session
        Not committed.
    new : Login
        As it begins.
    key_hash : bytes
        Of the key that the browser keeps.
    """
    session.execute(
        insert(LoginRow).values(
            id=new.id,
            key_hash=key_hash,
            user_id=new.user.id if new.user else None,
            state=dict(new.state),
            origin=new.origin,
            device=new.device,
            began_at=new.began_at,
            seen_at=new.seen_at,
            ends_at=new.ends_at,
        )
    )


def save_state(session: Session, login_id: UUID, state: Mapping[str, Any]) -> None:
    """Store what a browser's forms need to remember.

    Parameters
    ----------
    session : Session
        Not committed.
    login_id : UUID
        Of the login.
    state : mapping
        What JSON can hold.
    """
    session.execute(update(LoginRow).where(LoginRow.id == login_id).values(state=dict(state)))


def end_login(session: Session, login_id: UUID, *, now: datetime) -> None:
    """End one login.

    Parameters
    ----------
    session : Session
        Not committed.
    login_id : UUID
        Of the login.
    now : datetime
        This moment.
    """
    session.execute(update(LoginRow).where(LoginRow.id == login_id, LoginRow.ended_at.is_(None)).values(ended_at=now))


def was_ended(session: Session, login_id: UUID) -> bool:
    """Tell whether somebody ended a login, and it did not just run out.

    Parameters
    ----------
    session : Session
        Only read.
    login_id : UUID
        Of the login.

    Returns
    -------
    bool
        By a logout, a new password, from elsewhere, or as its user was disabled; and of one so old that it is forgotten.
    """
    standing = select(LoginRow.ended_at, UserRow.disabled_at).outerjoin(UserRow, UserRow.id == LoginRow.user_id)
    found = session.execute(standing.where(LoginRow.id == login_id)).one_or_none()
    return found is None or any(moment is not None for moment in found)


def end_logins(session: Session, user_id: UUID | None, *, now: datetime, but: UUID | None = None) -> int:
    """End the logins of a user, or everybody's, and those that only lack the code of the second factor.

    Parameters
    ----------
    session : Session
        Not committed.
    user_id : UUID or None
        None for everybody's.
    now : datetime
        This moment.
    but : UUID or None
        A login that goes on.

    Returns
    -------
    int
        How many of users have ended that had not run out.
    """
    owing = LoginRow.state[OWED]["user"].astext
    if user_id is None:
        whose = or_(LoginRow.user_id.is_not(None), owing.is_not(None))
    else:
        whose = or_(LoginRow.user_id == user_id, owing == str(user_id))
    # Those that ran out by themselves, too: a phone that had one asks whether it may keep what it holds.
    statement = update(LoginRow).where(LoginRow.ended_at.is_(None), whose)
    if but is not None:
        statement = statement.where(LoginRow.id != but)
    ended = session.scalars(statement.values(ended_at=now).returning(LoginRow.ends_at))
    return sum(ends_at > now for ends_at in ended)


def open_forms(session: Session, origin: str, *, now: datetime) -> int:
    """Count the logins of nobody yet that an origin has open.

    Parameters
    ----------
    session : Session
        Only read.
    origin : str
        Fingerprint of a network address.
    now : datetime
        This moment.

    Returns
    -------
    int
        Forms that still can be sent.
    """
    mine = (LoginRow.origin == origin) & LoginRow.user_id.is_(None) & LoginRow.ended_at.is_(None)
    return session.execute(select(func.count()).where(mine, LoginRow.ends_at > now)).scalar_one()


def forget_logins(session: Session, *, now: datetime) -> None:
    """Delete the forms that nobody can send any more, and logins that ended long ago; the log of writes keeps who came and went.

    Parameters
    ----------
    session : Session
        Not committed.
    now : datetime
        This moment.
    """
    over = LoginRow.user_id.is_(None) & ((LoginRow.ends_at < now) | LoginRow.ended_at.is_not(None))
    session.execute(delete(LoginRow).where(or_(over, LoginRow.ends_at < now - _KEPT)))
