"""Keys that let a user in without a password: one-time addresses for a browser, bearer tokens for scripts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Final
from uuid import UUID, uuid4

from mapper.domain.access import Scope
from mapper.domain.login import DEMO_LINK, LINK, LONGEST_TOKEN_DAYS, TOKEN_DAYS
from mapper.domain.reader import Reader
from mapper.domain.user import User
from mapper.errors import InvalidInput, NotFound, TokenRefused, UserRefused
from mapper.store.engine import Session
from mapper.store.people import keys as key_rows
from mapper.store.people.keys import Token
from mapper.store.write_log import log_write

__all__ = ["Token", "add_link", "add_token", "end_token", "key_hash", "new_key", "tokens_of", "user_of_token"]

TOKEN_PREFIX: Final = "golmok_"  # noqa: S105 - it only lets scanners know one of our tokens in a file
_KEY_BYTES: Final = 32
_LONGEST_LABEL: Final = 80


def new_key() -> str:
    """Return a key that cannot be guessed.

    Returns
    -------
    str
        256 random bits of the operating system, for use in an address or a header.
    """
    return token_urlsafe(_KEY_BYTES)


def key_hash(key: str) -> bytes:
    """Return what is stored of a key.

    Parameters
    ----------
    key : str
        From `new_key`, or whatever was sent as one.

    Returns
    -------
    bytes
        SHA-256: as the key is random, nothing slower is needed.
    """
    return sha256(key.encode("utf-8", "surrogateescape")).digest()


def add_link(session: Session, user: User, *, by: Reader, now: datetime, loopback_only: bool = False) -> str:
    """Make an address that logs a user in, once.

    Parameters
    ----------
    session : Session
        Not committed.
    user : User
        Not disabled.
    by : Reader
        Who makes it.
    now : datetime
        This moment.
    loopback_only : bool
        Good on this machine only, but for a day and without a second factor: for the demo.

    Returns
    -------
    str
        The key, known to nobody else from here on.

    Raises
    ------
    UserRefused
        When the user is disabled.
    """
    _require_enabled(user)
    key = new_key()
    ends_at = now + (DEMO_LINK if loopback_only else LINK)
    link_id = uuid4()
    key_rows.save_link(
        session, link_id, user.id, key_hash(key), loopback_only=loopback_only, recorded_at=now, ends_at=ends_at
    )
    log_write(session, by, "link.add", subject=user.name, now=now, link=str(link_id), loopback_only=loopback_only)
    return key


def add_token(
    session: Session,
    user: User,
    *,
    label: str,
    scopes: Collection[Scope],
    by: Reader,
    now: datetime,
    days: int = TOKEN_DAYS,
) -> tuple[str, Token]:
    """Make a bearer token.

    Parameters
    ----------
    session : Session
        Not committed.
    user : User
        Not disabled; the token can do what their role can, and no more than its scopes say.
    label : str
        What its user calls it.
    scopes : collection of Scope
        At least one.
    by : Reader
        Who makes it.
    now : datetime
        This moment.
    days : int
        How long it lives, 366 at most [days].

    Returns
    -------
    tuple
        The token, known to nobody else from here on, and what is kept of it.

    Raises
    ------
    InvalidInput
        When it would live too long or be good for nothing.
    UserRefused
        When the user is disabled.
    """
    _require_enabled(user)
    if not 1 <= days <= LONGEST_TOKEN_DAYS:
        raise InvalidInput(f"A token cannot live {days} days; give 1 to {LONGEST_TOKEN_DAYS}.", days=days)
    if not scopes:
        raise InvalidInput(f"A token without a scope is good for nothing; give one of {', '.join(Scope)}.")
    if len(label) > _LONGEST_LABEL or not label.isprintable():
        raise InvalidInput(f"The label {label[:20]!r} is no short line; give {_LONGEST_LABEL} characters at most.")
    key = TOKEN_PREFIX + new_key()
    token = Token(uuid4(), user.id, label, frozenset(scopes), now, now + timedelta(days=days), None)
    key_rows.save_token(session, token, key_hash(key))
    named = sorted(scope.value for scope in token.scopes)
    log_write(session, by, "token.add", subject=user.name, now=now, token=str(token.id), scopes=named, days=days)
    return key, token


def _require_enabled(user: User) -> None:
    if user.is_disabled:
        raise UserRefused(f"{user.name!r} is disabled; enable them first.", name=user.name)


def user_of_token(session: Session, key: str, *, now: datetime) -> tuple[User, Token]:
    """Return whose token was sent.

    Parameters
    ----------
    session : Session
        Not committed.
    key : str
        What was sent.
    now : datetime
        This moment.

    Returns
    -------
    tuple
        The user as they are now, and the token.

    Raises
    ------
    TokenRefused
        When it is unknown, expired or revoked, or its user is disabled.
    """
    bearer = key_rows.find_bearer(session, key_hash(key), now=now)
    if bearer is None or bearer[0].is_disabled:
        raise TokenRefused("The bearer token is unknown, expired or revoked; make one with `golmok user token NAME`.")
    return bearer


def tokens_of(session: Session, user: User, *, now: datetime) -> list[Token]:
    """List the tokens of a user that live.

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
    list of Token
        The newest first.
    """
    return key_rows.tokens_of(session, user.id, now=now)


def end_token(session: Session, user: User, token_id: UUID, *, by: Reader, now: datetime) -> None:
    """Revoke one token.

    Parameters
    ----------
    session : Session
        Not committed.
    user : User
        Whose it must be.
    token_id : UUID
        Of the token.
    by : Reader
        Who revokes it.
    now : datetime
        This moment.

    Raises
    ------
    NotFound
        When they have no such token that lives.
    """
    if not key_rows.end_tokens(session, user.id, now=now, only=[token_id]):
        raise NotFound(f"{user.name!r} has no living token {token_id}; choose one from their list.", token=token_id)
    log_write(session, by, "token.end", subject=user.name, now=now, token=str(token_id))
