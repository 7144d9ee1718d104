"""Logins: from the first try to the end. What is refused is stored too: the caller commits it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

from mapper.domain.login import (
    FORM,
    FORMS_AT_ONCE,
    LONGEST,
    NAME_WINDOW,
    ORIGIN_TRIES,
    ORIGIN_WINDOW,
    lock_after,
)
from mapper.domain.reader import Reader, public_reader
from mapper.domain.user import User, user_name
from mapper.errors import LinkRefused, LoginRefused, NotFound, TooManyTries
from mapper.operations.people import passwords, second_factor
from mapper.operations.people.keys import key_hash, new_key
from mapper.operations.people.sealing import Seal
from mapper.store.engine import Session, hold_alone
from mapper.store.people import keys as key_rows
from mapper.store.people import login_failures
from mapper.store.people import logins as login_rows
from mapper.store.people import users as user_rows
from mapper.store.people.logins import OWED, Login, was_ended
from mapper.store.write_log import log_write

__all__ = [
    "OWED",
    "Door",
    "Login",
    "begin",
    "end",
    "end_other",
    "find",
    "forget",
    "logins_of",
    "open_form",
    "remember",
    "was_ended",
]

_UNKNOWN: Final = "unknown"
"""Stands in the log for a name that is nobody's: people type passwords into that field."""


@dataclass(frozen=True)
class Door:
    """Where people prove who they are, seen from one origin at one moment.

    Attributes
    ----------
    session : Session
        Not committed; after a refusal, too, it holds what must be kept.
    seal : Seal
        Opens second factors.
    origin : str
        Network address.
    now : datetime
        This moment.
    """

    session: Session
    seal: Seal
    origin: str
    now: datetime

    def by_password(self, name: str, password: str) -> User:
        """Return the user of a name and a password.

        Parameters
        ----------
        name, password : str
            As typed.

        Returns
        -------
        User
            They are in once their second factor, if they have one, is right too.

        Raises
        ------
        LoginRefused
            The same for a wrong name, a wrong password, a locked name and a disabled user.
        TooManyTries
            When too many logins from this origin failed.
        """
        typed = user_name(name)
        user = user_rows.find_user(self.session, typed)
        self._require_unlocked(typed, user)
        if not passwords.is_right(self.session, user, password) or user is None or user.is_disabled:
            raise self._refused(typed, user, "password")
        if not user.has_totp:
            self._let_in(user)
        return user

    def by_code(self, user: User, code: str) -> None:
        """Check the second factor of a user whose first one was right.

        Parameters
        ----------
        user : User
            With a second factor.
        code : str
            As typed.

        Raises
        ------
        LoginRefused
            When it is not right, was used before, or the name is locked.
        TooManyTries
            When too many logins from this origin failed.
        """
        self._require_unlocked(user.name, user)
        if user.is_disabled or not second_factor.is_right(self.session, self.seal, user, code, now=self.now):
            raise self._refused(user.name, user, "code")
        self._let_in(user)

    def by_link(self, key: str, *, on_loopback: bool) -> tuple[User, bool]:
        """Spend a one-time address.

        Parameters
        ----------
        key : str
            From the address.
        on_loopback : bool
            Whether the one who asks sits at this machine.

        Returns
        -------
        tuple
            The user, and whether the address was good on this machine only.

        Raises
        ------
        LinkRefused
            When it is spent, too old or not for this place, or its user is disabled.
        TooManyTries
            When too many logins from this origin failed.
        """
        self._require_patience()
        spent = key_rows.spend_link(self.session, key_hash(key), on_loopback=on_loopback, now=self.now)
        user = spent and user_rows.user(self.session, spent[0])
        if spent is None or user is None or user.is_disabled:
            self._note_failure(None, user, "link")
            raise LinkRefused("The one-time address is spent, too old or not for this place; ask for another.")
        log_write(self.session, user.reader(self.origin), "link.use", subject=user.name, now=self.now)
        return user, spent[1]

    def _require_patience(self) -> None:
        since = self.now - ORIGIN_WINDOW
        failures, earliest = login_failures.failures_of_origin(self.session, self.origin, since=since)
        if earliest is not None and failures >= ORIGIN_TRIES:
            raise _too_many(self.origin, earliest + ORIGIN_WINDOW - self.now)

    def _require_unlocked(self, name: str, user: User | None) -> None:
        """Of those who try one name at once, each waits for the other's failure to count."""
        self._require_patience()
        name_key = self.seal.fingerprint(name)
        hold_alone(self.session, f"login {name_key.hex()}")
        since = self.now - NAME_WINDOW
        failures, latest = login_failures.failures_of_name(self.session, name_key, since=since)
        if latest is not None and self.now < latest + lock_after(failures):
            self._note_failure(None, user, "locked")  # a try that was not looked at makes the lock no longer
            raise _wrong()

    def _refused(self, name: str, user: User | None, why: str) -> LoginRefused:
        self._note_failure(self.seal.fingerprint(name), user, why)
        return _wrong()

    def _note_failure(self, name_key: bytes | None, user: User | None, why: str) -> None:
        login_failures.save_failure(self.session, uuid4(), name_key=name_key, origin=self.origin, recorded_at=self.now)
        subject = user.name if user else _UNKNOWN
        log_write(self.session, public_reader(self.origin), "login.fail", subject=subject, now=self.now, why=why)

    def _let_in(self, user: User) -> None:
        login_failures.forget_failures(self.session, self.seal.fingerprint(user.name))


def _wrong() -> LoginRefused:
    return LoginRefused("The name, the password or the code is not right, or the name is locked for a while.")


def _too_many(origin: str, wait: timedelta) -> TooManyTries:
    seconds = max(1, int(wait.total_seconds()) + 1)
    return TooManyTries(f"Too many logins from {origin}; wait {seconds} s.", origin=origin, retry_after_s=seconds)


def open_form(session: Session, *, seal: Seal, origin: str, now: datetime) -> tuple[str, Login]:
    """Begin a login of nobody yet, so that its form can carry a CSRF token.

    Residents open forms too, so nothing is kept by which their browser could be found: the address only as a fingerprint.

    Parameters
    ----------
    session : Session
        Not committed.
    seal : Seal
        Makes the fingerprint.
    origin : str
        Network address.
    now : datetime
        This moment.

    Returns
    -------
    tuple
        The key for the browser, and the login.

    Raises
    ------
    TooManyTries
        When the origin has too many forms open.
    """
    where = seal.fingerprint(f"form {origin}").hex()
    if login_rows.open_forms(session, where, now=now) >= FORMS_AT_ONCE:
        raise _too_many(origin, FORM)
    return _store(session, Login(uuid4(), None, {}, where, "", now, now, now + FORM))


def begin(
    session: Session, user: User, *, origin: str, device: str, now: datetime, via: str, loopback_only: bool
) -> tuple[str, Login]:
    """Begin the login of a user who has proved who they are.

    Parameters
    ----------
    session : Session
        Not committed.
    user : User
        Theirs.
    origin : str
        Network address.
    device : str
        What the browser says it is.
    now : datetime
        This moment.
    via : str
        How they proved it, for the log.
    loopback_only : bool
        Whether it is good on this machine only.

    Returns
    -------
    tuple
        A key that no browser had before, and the login.
    """
    state = {"loopback_only": True} if loopback_only else {}
    key, login = _store(session, Login(uuid4(), user, state, origin, device, now, now, now + LONGEST))
    by = user.reader(origin)
    log_write(session, by, "login.begin", subject=user.name, now=now, via=via, login=str(login.id), device=device)
    return key, login


def _store(session: Session, login: Login) -> tuple[str, Login]:
    key = new_key()
    login_rows.save_login(session, login, key_hash(key))
    return key, login


def forget(session: Session, *, now: datetime) -> None:
    """Delete the forms that nobody can send any more, and logins that ended long ago.

    Parameters
    ----------
    session : Session
        Not committed.
    now : datetime
        This moment.
    """
    login_rows.forget_logins(session, now=now)


def find(session: Session, key: str, *, now: datetime) -> Login | None:
    """Return the login of a browser, if it lives.

    Parameters
    ----------
    session : Session
        Not committed.
    key : str
        From its cookie.
    now : datetime
        This moment.

    Returns
    -------
    Login or None
        With the user as they are now; None when it has ended.
    """
    return login_rows.find_login(session, key_hash(key), now=now)


def remember(session: Session, login: Login, state: Mapping[str, Any]) -> None:
    """Store what a browser's forms need to remember.

    Parameters
    ----------
    session : Session
        Not committed.
    login : Login
        Of the browser.
    state : mapping
        What JSON can hold.
    """
    login_rows.save_state(session, login.id, state)


def end(session: Session, login: Login, *, origin: str, now: datetime) -> None:
    """End a login.

    Parameters
    ----------
    session : Session
        Not committed.
    login : Login
        Of a user, or of nobody.
    origin : str
        Network address.
    now : datetime
        This moment.
    """
    login_rows.end_login(session, login.id, now=now)
    if login.user is not None:
        by = login.user.reader(origin)
        log_write(session, by, "login.end", subject=login.user.name, now=now, login=str(login.id))


def logins_of(session: Session, user: User, *, now: datetime) -> list[Login]:
    """List the logins of a user that live.

    Parameters
    ----------
    session : Session
        Only read.
    user : User
        Whose.
    now : datetime
        This moment.

    Returns
    -------
    list of Login
        The latest used first.
    """
    return login_rows.logins_of(session, user.id, now=now)


def end_other(session: Session, user: User, login_id: UUID, *, by: Reader, now: datetime) -> None:
    """End one login of a user from another one.

    Parameters
    ----------
    session : Session
        Not committed.
    user : User
        Whose it must be.
    login_id : UUID
        Of the login.
    by : Reader
        Who ends it.
    now : datetime
        This moment.

    Raises
    ------
    NotFound
        When they have no such login that lives.
    """
    if login_id not in {login.id for login in logins_of(session, user, now=now)}:
        raise NotFound(f"{user.name!r} has no living login {login_id}; choose one from their list.", login=login_id)
    login_rows.end_login(session, login_id, now=now)
    log_write(session, by, "login.end", subject=user.name, now=now, login=str(login_id))
