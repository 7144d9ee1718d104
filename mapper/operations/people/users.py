"""Users: added, given rights, disabled, and thrown out; each change is logged."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from typing import Any, Final
from uuid import UUID, uuid4

from mapper.domain.reader import BOUND_ROLES, Reader, Role
from mapper.domain.user import DEMO_PREFIX, User, require_districts, require_name, user_name
from mapper.errors import NameTaken, UserNotFound, UserRefused
from mapper.operations.people.keys import add_link
from mapper.store.engine import Session
from mapper.store.people import keys as key_rows
from mapper.store.people import logins as login_rows
from mapper.store.people import users as user_rows
from mapper.store.write_log import log_write

_DEMO_ROLES: Final = (Role.FIELD, Role.HONORARY, Role.PLANNER, Role.WELFARE, Role.SUPERVISOR, Role.MAYOR, Role.ADMIN)
_DEMO_DISTRICTS: Final = 2


@dataclass(frozen=True)
class Ended:
    """What a user, or everybody, was thrown out of.

    Attributes
    ----------
    logins, links, tokens : int
        How many of each were good until now.
    """

    logins: int
    links: int
    tokens: int


def all_users(session: Session) -> list[User]:
    """List every user.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    list of User
        By name; the disabled ones too.
    """
    return user_rows.users(session)


def user_named(session: Session, name: str) -> User:
    """Return the user of a name.

    Parameters
    ----------
    session : Session
        Only read.
    name : str
        As typed.

    Returns
    -------
    User
        Disabled or not.

    Raises
    ------
    UserNotFound
        Naming those that are spelled alike.
    """
    typed = user_name(name)
    found = user_rows.find_user(session, typed)
    if found is None:
        near = get_close_matches(typed, [user.name for user in user_rows.users(session)])
        hint = f"did you mean {', '.join(near)}?" if near else "`golmok user list` shows all."
        raise UserNotFound(f"No user is called {name!r}; {hint}", name=name, near=near)
    return found


def user_of_id(session: Session, user_id: UUID) -> User:
    """Return the user of an id.

    Parameters
    ----------
    session : Session
        Only read.
    user_id : UUID
        Of the user.

    Returns
    -------
    User
        Disabled or not.

    Raises
    ------
    UserNotFound
        When there is none.
    """
    found = user_rows.user(session, user_id)
    if found is None:
        raise UserNotFound(f"No user has the id {user_id}; choose one from the list of users.", user=user_id)
    return found


def add_user(
    session: Session, name: str, role: Role, codes: Collection[str], *, every: bool, by: Reader, now: datetime
) -> User:
    """Add a user, who can come in once they have a one-time address, a password or a token.

    Parameters
    ----------
    session : Session
        Not committed.
    name : str
        Nobody else's.
    role : Role
        One of the staff's.
    codes : collection of str
        Of the districts they work in.
    every : bool
        Whether every district was asked for in so many words.
    by : Reader
        Who adds them.
    now : datetime
        This moment.

    Returns
    -------
    User
        As stored.

    Raises
    ------
    UserRefused
        When the name, the role or the districts cannot be.
    NameTaken
        When somebody has the name.
    """
    return _add(session, require_name(name), role, _districts(session, role, codes, every=every), by=by, now=now)


def _add(
    session: Session, name: str, role: Role, districts: frozenset[str] | None, *, by: Reader, now: datetime
) -> User:
    if role is Role.PUBLIC:
        raise UserRefused("Everybody is public without being a user; give a role of the staff.", role=role.value)
    if user_rows.find_user(session, name) is not None:
        raise NameTaken(f"There is a user {name!r} already; take another name.", name=name)
    new = User(uuid4(), name, role, districts, has_password=False, has_totp=False, is_disabled=False, recorded_at=now)
    user_rows.save_user(session, new)
    log_write(session, by, "user.add", subject=name, now=now, **_rights(role, districts))
    return new


def set_rights(
    session: Session, user: User, role: Role, codes: Collection[str], *, every: bool, by: Reader, now: datetime
) -> User:
    """Give a user another role or other districts; it holds from their next request on.

    Parameters
    ----------
    session : Session
        Not committed.
    user : User
        Whose.
    role : Role
        From now on.
    codes : collection of str
        Of the districts they work in from now on.
    every : bool
        Whether every district was asked for in so many words.
    by : Reader
        Who changes it.
    now : datetime
        This moment.

    Returns
    -------
    User
        As stored.

    Raises
    ------
    UserRefused
        When the role or the districts cannot be.
    """
    if role is Role.PUBLIC:
        raise UserRefused("A user has a role of the staff; disable them to take all rights away.", role=role.value)
    districts = _districts(session, role, codes, every=every)
    user_rows.save_rights(session, user.id, role, districts)
    before = _rights(user.role, user.districts)
    log_write(session, by, "user.rights", subject=user.name, now=now, before=before, **_rights(role, districts))
    return user_named(session, user.name)


def _rights(role: Role, districts: frozenset[str] | None) -> dict[str, Any]:
    return {"role": role.value, "districts": None if districts is None else sorted(districts)}


def _districts(session: Session, role: Role, codes: Collection[str], *, every: bool) -> frozenset[str] | None:
    wanted = require_districts(role, codes, every=every)
    known = user_rows.district_names(session)
    # Before any district is loaded nobody can say which codes there will be.
    unknown = [code for code in sorted(wanted or ()) if known and code not in known]
    if unknown:
        raise UserRefused(_near_districts(unknown[0], known), district=unknown[0])
    return wanted


def _near_districts(code: str, known: dict[str, str]) -> str:
    by_name = {name: found for found, name in known.items()}
    near = [by_name.get(match, match) for match in get_close_matches(code, [*known, *by_name], n=3, cutoff=0.5)]
    shown = ", ".join(f"{found} {known[found]}" for found in near or list(known)[:3])
    return f"No district has the code {code!r}; near ones: {shown}."


def disable_user(session: Session, user: User, *, by: Reader, now: datetime) -> Ended:
    """Let a user in no more, and throw them out at once.

    Parameters
    ----------
    session : Session
        Not committed.
    user : User
        Who.
    by : Reader
        Who disables them.
    now : datetime
        This moment.

    Returns
    -------
    Ended
        What they were thrown out of.
    """
    user_rows.save_disabled(session, user.id, now)
    log_write(session, by, "user.disable", subject=user.name, now=now)
    return kill(session, user, by=by, now=now)


def enable_user(session: Session, user: User, *, by: Reader, now: datetime) -> None:
    """Let a user in again; what they were thrown out of stays ended.

    Parameters
    ----------
    session : Session
        Not committed.
    user : User
        Who.
    by : Reader
        Who enables them.
    now : datetime
        This moment.
    """
    user_rows.save_disabled(session, user.id, None)
    log_write(session, by, "user.enable", subject=user.name, now=now)


def kill(session: Session, user: User | None, *, by: Reader, now: datetime) -> Ended:
    """End every login, one-time address and token of a user, or of everybody.

    Parameters
    ----------
    session : Session
        Not committed.
    user : User or None
        None for everybody.
    by : Reader
        Who ends them.
    now : datetime
        This moment.

    Returns
    -------
    Ended
        How many there were.
    """
    whose = None if user is None else user.id
    ended = Ended(
        logins=login_rows.end_logins(session, whose, now=now),
        links=key_rows.end_links(session, whose, now=now),
        tokens=key_rows.end_tokens(session, whose, now=now),
    )
    log_write(session, by, "user.kill", subject=user.name if user else "everybody", now=now, **vars(ended))
    return ended


def add_demo_users(session: Session, *, by: Reader, now: datetime) -> list[User]:
    """Add one user of each role to the demo city; those bound to districts work in its first two.

    Parameters
    ----------
    session : Session
        Not committed.
    by : Reader
        Who adds them.
    now : datetime
        This moment.

    Returns
    -------
    list of User
        In the order of their roles.
    """
    codes = frozenset(sorted(user_rows.district_names(session))[:_DEMO_DISTRICTS])
    return [
        _add(session, f"{DEMO_PREFIX}{role}", role, codes if role in BOUND_ROLES else None, by=by, now=now)
        for role in _DEMO_ROLES
    ]


def demo_links(session: Session, *, by: Reader, now: datetime) -> dict[str, str]:
    """Make a one-time address for each of the demo's users, good on this machine only; those made before are spoiled.

    Parameters
    ----------
    session : Session
        Not committed.
    by : Reader
        Who makes them.
    now : datetime
        This moment.

    Returns
    -------
    dict of str to str
        Key of the address by name of the user; empty for a database without the demo city.
    """
    named = [user_rows.find_user(session, f"{DEMO_PREFIX}{role}") for role in _DEMO_ROLES]
    made = {}
    for user in named:
        if user is not None and not user.is_disabled:
            key_rows.end_links(session, user.id, now=now)
            made[user.name] = add_link(session, user, by=by, now=now, loopback_only=True)
    return made
