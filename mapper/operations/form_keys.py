"""Tokens by which a phone fetches forms and sends what was filled in: made by the office for those who walk."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from mapper.domain.access import Scope, require_all
from mapper.domain.reader import Reader, Role
from mapper.domain.user import User
from mapper.errors import NotAllowed, NotFound
from mapper.operations.people.keys import Token, add_token, end_token
from mapper.operations.people.users import all_users, user_of_id
from mapper.store.engine import Session
from mapper.store.people.keys import tokens_for

PERMISSION: Final = "form.key"


def add_form_key(
    session: Session, user_id: UUID, *, label: str, days: int, by: Reader, now: datetime
) -> tuple[str, User]:
    """Make a token for the phone of somebody who walks, or for one's own.

    Parameters
    ----------
    session : Session
        Not committed.
    user_id : UUID
        In whose name the phone sends.
    label : str
        Which phone.
    days : int
        How long it lives [days].
    by : Reader
        Who makes it.
    now : datetime
        This moment.

    Returns
    -------
    tuple
        The token, known to nobody else from here on, and whose it is.

    Raises
    ------
    NotAllowed
        When their role makes none, or makes none for somebody of that role.
    InvalidInput
        When it would live too long, or its label is no short line.
    UserNotFound, UserRefused
        When there is no such user, or they are disabled.
    """
    require_all(PERMISSION, by)
    user = user_of_id(session, user_id)
    if not _may_have_one(user, by):
        message = f"{user.name} does not walk with a team; make a token for a field user, or for yourself."
        raise NotAllowed(message, permission=PERMISSION)
    key, _ = add_token(session, user, label=label, scopes=[Scope.FORMS], by=by, now=now, days=days)
    return key, user


def holders(session: Session, *, by: Reader) -> list[User]:
    """List for whom a token may be made.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who makes it.

    Returns
    -------
    list of User
        By name, whoever asks last of all.

    Raises
    ------
    NotAllowed
        When their role makes none.
    """
    require_all(PERMISSION, by)
    found = [user for user in all_users(session) if not user.is_disabled and _may_have_one(user, by)]
    return sorted(found, key=lambda user: user.id == by.user_id)


def _may_have_one(user: User, by: Reader) -> bool:
    """Nobody sends in the name of another office: what comes in is signed by whose token it came with."""
    return user.role is Role.FIELD or user.id == by.user_id


def form_keys(session: Session, *, by: Reader, now: datetime) -> list[tuple[str, Token]]:
    """List the tokens that phones have.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who asks.
    now : datetime
        This moment.

    Returns
    -------
    list of tuple
        Name of whose it is, and the token without its key.

    Raises
    ------
    NotAllowed
        When their role makes none.
    """
    require_all(PERMISSION, by)
    return tokens_for(session, Scope.FORMS, now=now)


def end_form_key(session: Session, token_id: UUID, *, by: Reader, now: datetime) -> None:
    """Revoke the token of a phone.

    Parameters
    ----------
    session : Session
        Not committed.
    token_id : UUID
        Of the token.
    by : Reader
        Who revokes it.
    now : datetime
        This moment.

    Raises
    ------
    NotAllowed
        When their role makes none.
    NotFound
        When no phone has such a token that lives.
    """
    for _, token in form_keys(session, by=by, now=now):
        if token.id == token_id:
            end_token(session, user_of_id(session, token.user_id), token_id, by=by, now=now)
            return
    raise NotFound(f"No phone has a living token {token_id}; choose one from the list.", token=token_id)
