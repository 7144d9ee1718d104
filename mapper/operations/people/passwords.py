"""Passwords: set, checked, and hashed anew when the parameters have changed."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from mapper.domain.password import LONGEST, fault_of
from mapper.domain.reader import Reader
from mapper.domain.user import User
from mapper.errors import PasswordRefused
from mapper.store.engine import Session
from mapper.store.people import keys as key_rows
from mapper.store.people import logins as login_rows
from mapper.store.people import users as user_rows
from mapper.store.write_log import log_write

_HASHER: Final = PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)

_NOBODYS: Final = "$argon2id$v=19$m=65536,t=3,p=4$Z29sbW9rLW5vYm9keXMtMQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
"""Fits no password; checking against it takes as long as against a real one."""


def is_right(session: Session, user: User | None, password: str) -> bool:
    """Tell whether a password is the user's; for nobody it takes as long to say no.

    Parameters
    ----------
    session : Session
        Not committed; the hash is stored anew when it was made with other parameters.
    user : User or None
        None for a name that nobody has.
    password : str
        As typed.

    Returns
    -------
    bool
        False also for a user without a password.
    """
    stored = user_rows.password_hash(session, user.id) if user else None
    try:
        _HASHER.verify(stored or _NOBODYS, password[: LONGEST + 1])
    except VerificationError:
        return False
    if user is None or stored is None:
        return False
    if _HASHER.check_needs_rehash(stored):
        user_rows.save_password_hash(session, user.id, _HASHER.hash(password))
    return True


def set_password(
    session: Session, user: User, password: str, *, city: str, by: Reader, now: datetime, but: UUID | None = None
) -> None:
    """Give a user a new password; every other login of theirs ends.

    Parameters
    ----------
    session : Session
        Not committed.
    user : User
        Whose.
    password : str
        As typed.
    city : str
        Its name is refused as a password.
    by : Reader
        Who sets it.
    now : datetime
        This moment.
    but : UUID or None
        The login in which they set it, which goes on.

    Raises
    ------
    PasswordRefused
        When it is too easily guessed; ``fault`` is what a person is told.
    """
    fault = fault_of(password, words=(user.name, city, city.removesuffix("시").removesuffix("구").removesuffix("군")))
    if fault is not None:
        message = (
            f"The password is too easily guessed ({fault.name.lower()}); take several words that are not in a list."
        )
        raise PasswordRefused(message, fault=fault)
    user_rows.save_password_hash(session, user.id, _HASHER.hash(password))
    ended = login_rows.end_logins(session, user.id, now=now, but=but)
    key_rows.end_links(session, user.id, now=now)
    log_write(session, by, "password.set", subject=user.name, now=now, logins_ended=ended)
