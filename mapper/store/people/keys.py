"""Keys that let a user in without a password: one-time addresses and bearer tokens, found by their hash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from mapper.domain.access import Scope
from mapper.domain.reader import BOUND_ROLES, Role
from mapper.domain.user import User
from mapper.store.round_trip import as_driver_has_it, ask
from mapper.store.tables import LoginLinkRow, TokenRow, UserRow

_SEEN_EVERY = timedelta(minutes=1)
# Asked by every request of a script, so in one statement that the server keeps prepared.
_BEARER: Final = as_driver_has_it(
    """
    SELECT token.id, user_id, label, scopes, token.recorded_at, ends_at, seen_at, person.name, role, all_districts,
        password_hash IS NOT NULL, totp_secret IS NOT NULL, disabled_at IS NOT NULL, person.recorded_at,
        (SELECT array_agg(district_code) FROM user_district WHERE user_district.user_id = person.id)
    FROM access_token AS token JOIN user_account AS person ON person.id = user_id
    WHERE key_hash = :key_hash AND ended_at IS NULL AND ends_at > :now
    """
)


@dataclass(frozen=True)
class Token:
    """A bearer token as it is kept: without its key.

    Attributes
    ----------
    id : UUID
        Of the row.
    user_id : UUID
        Whose it is.
    label : str
        What its user calls it.
    scopes : frozenset of Scope
        What it is good for.
    recorded_at : datetime
        When it was made.
    ends_at : datetime
        When it ends at the latest.
    seen_at : datetime or None
        When it was last used, to the minute.
    """

    id: UUID
    user_id: UUID
    label: str
    scopes: frozenset[Scope]
    recorded_at: datetime
    ends_at: datetime
    seen_at: datetime | None


def save_token(session: Session, new: Token, key_hash: bytes) -> None:
    """Store a new token.

    Parameters
    ----------
    session : Session
        Not committed.
    new : Token
        As it was made.
    key_hash : bytes
        Of its key.
    """
    session.execute(
        insert(TokenRow).values(
            id=new.id,
            key_hash=key_hash,
            user_id=new.user_id,
            label=new.label,
            scopes=sorted(scope.value for scope in new.scopes),
            recorded_at=new.recorded_at,
            ends_at=new.ends_at,
        )
    )


def find_bearer(session: Session, key_hash: bytes, *, now: datetime) -> tuple[User, Token] | None:
    """Read the token of a key, if it lives, with whose it is, and note that it is used.

    Parameters
    ----------
    session : Session
        Not committed.
    key_hash : bytes
        Of the key that was sent.
    now : datetime
        This moment.

    Returns
    -------
    tuple or None
        The user as they are now, disabled or not; None when the token has ended or was revoked.
    """
    row = ask(session, _BEARER, {"key_hash": key_hash, "now": now})
    if row is None:
        return None
    token = Token(row[0], row[1], row[2], frozenset(map(Scope, row[3])), *row[4:7])
    if token.seen_at is None or now - token.seen_at >= _SEEN_EVERY:
        session.execute(update(TokenRow).where(TokenRow.id == token.id).values(seen_at=now))
    name, role, all_districts, has_password, has_totp, is_disabled, recorded_at, codes = row[7:]
    every = all_districts or Role(role) not in BOUND_ROLES
    districts = None if every else frozenset(codes or ())
    return User(token.user_id, name, Role(role), districts, has_password, has_totp, is_disabled, recorded_at), token


def tokens_of(session: Session, user_id: UUID, *, now: datetime) -> list[Token]:
    """Read the living tokens of a user.

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
    list of Token
        The newest first.
    """
    mine = (TokenRow.user_id == user_id) & TokenRow.ended_at.is_(None) & (TokenRow.ends_at > now)
    return [
        _as_token(row) for row in session.scalars(select(TokenRow).where(mine).order_by(TokenRow.recorded_at.desc()))
    ]


def tokens_for(session: Session, scope: Scope, *, now: datetime) -> list[tuple[str, Token]]:
    """Read the living tokens that are good for one thing.

    Parameters
    ----------
    session : Session
        Only read.
    scope : Scope
        What for.
    now : datetime
        This moment.

    Returns
    -------
    list of tuple
        Name of whose it is, and the token; by name, the newest first.
    """
    asked = (
        select(UserRow.name, TokenRow)
        .join(UserRow, UserRow.id == TokenRow.user_id)
        .where(TokenRow.scopes.contains([scope.value]), TokenRow.ended_at.is_(None), TokenRow.ends_at > now)
        .order_by(UserRow.name, TokenRow.recorded_at.desc())
    )
    return [(name, _as_token(row)) for name, row in session.execute(asked)]


def _as_token(row: TokenRow) -> Token:
    scopes = frozenset(Scope(scope) for scope in row.scopes)
    return Token(row.id, row.user_id, row.label, scopes, row.recorded_at, row.ends_at, row.seen_at)


def end_tokens(session: Session, user_id: UUID | None, *, now: datetime, only: Sequence[UUID] | None = None) -> int:
    """Revoke tokens of a user, or everybody's.

    Parameters
    ----------
    session : Session
        Not committed.
    user_id : UUID or None
        None for everybody's.
    now : datetime
        This moment.
    only : sequence of UUID or None
        None for all of them.

    Returns
    -------
    int
        How many were revoked.
    """
    statement = update(TokenRow).where(TokenRow.ended_at.is_(None), TokenRow.ends_at > now)
    if user_id is not None:
        statement = statement.where(TokenRow.user_id == user_id)
    if only is not None:
        statement = statement.where(TokenRow.id.in_(only))
    return len(session.execute(statement.values(ended_at=now).returning(TokenRow.id)).all())


def save_link(
    session: Session,
    link_id: UUID,
    user_id: UUID,
    key_hash: bytes,
    *,
    loopback_only: bool,
    recorded_at: datetime,
    ends_at: datetime,
) -> None:
    """Store a one-time address.

    Parameters
    ----------
    session : Session
        Not committed.
    link_id, user_id : UUID
        Its own, and whose it is.
    key_hash : bytes
        Of its key.
    loopback_only : bool
        Whether it is good on this machine only.
    recorded_at, ends_at : datetime
        From when to when it is good.
    """
    session.execute(
        insert(LoginLinkRow).values(
            id=link_id,
            key_hash=key_hash,
            user_id=user_id,
            loopback_only=loopback_only,
            recorded_at=recorded_at,
            ends_at=ends_at,
        )
    )


def spend_link(session: Session, key_hash: bytes, *, on_loopback: bool, now: datetime) -> tuple[UUID, bool] | None:
    """Use a one-time address; of two who try at once, one succeeds.

    Parameters
    ----------
    session : Session
        Not committed.
    key_hash : bytes
        Of the key that was sent.
    on_loopback : bool
        Whether the one who asks sits at this machine.
    now : datetime
        This moment.

    Returns
    -------
    tuple or None
        Id of the user, and whether it was good on this machine only; None when it is not good at all.
    """
    good = (LoginLinkRow.key_hash == key_hash) & LoginLinkRow.used_at.is_(None) & (LoginLinkRow.ends_at > now)
    if not on_loopback:
        good &= LoginLinkRow.loopback_only.is_(False)
    statement = update(LoginLinkRow).where(good).values(used_at=now)
    row = session.execute(statement.returning(LoginLinkRow.user_id, LoginLinkRow.loopback_only)).one_or_none()
    return row and (row.user_id, row.loopback_only)


def end_links(session: Session, user_id: UUID | None, *, now: datetime) -> int:
    """Spoil the unused one-time addresses of a user, or everybody's.

    Parameters
    ----------
    session : Session
        Not committed.
    user_id : UUID or None
        None for everybody's.
    now : datetime
        This moment.

    Returns
    -------
    int
        How many were still good.
    """
    statement = update(LoginLinkRow).where(LoginLinkRow.used_at.is_(None), LoginLinkRow.ends_at > now)
    if user_id is not None:
        statement = statement.where(LoginLinkRow.user_id == user_id)
    return len(session.execute(statement.values(ends_at=now).returning(LoginLinkRow.id)).all())
