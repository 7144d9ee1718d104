"""Users: who they are, and the secrets they prove it with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, ScalarSelect, Text, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from mapper.domain.reader import BOUND_ROLES, Role
from mapper.domain.user import User
from mapper.store.tables import DistrictRow, UserDistrictRow, UserRow


def users(session: Session) -> list[User]:
    """Read every user.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    list of User
        By name; the disabled ones too.
    """
    return [as_user(*row) for row in session.execute(_selected().order_by(UserRow.name))]


def find_user(session: Session, name: str) -> User | None:
    """Read the user of a name.

    Parameters
    ----------
    session : Session
        Only read.
    name : str
        As `mapper.domain.user.user_name` returns it.

    Returns
    -------
    User or None
        None when nobody has it.
    """
    return _one(session, UserRow.name == name)


def user(session: Session, user_id: UUID) -> User | None:
    """Read the user of an id.

    Parameters
    ----------
    session : Session
        Only read.
    user_id : UUID
        Of the row.

    Returns
    -------
    User or None
        None when there is none.
    """
    return _one(session, UserRow.id == user_id)


def _one(session: Session, where: ColumnElement[bool]) -> User | None:
    row = session.execute(_selected().where(where)).one_or_none()
    return None if row is None else as_user(*row)


def _selected() -> Any:
    # Not what the session remembers: somebody may have been disabled since.
    return select(UserRow, codes_of_user()).execution_options(populate_existing=True)


def codes_of_user() -> ScalarSelect[list[str]]:
    """Select the codes of a user's districts, as one column beside `UserRow`.

    Returns
    -------
    ScalarSelect
        NULL when there are none.
    """
    codes = select(func.array_agg(UserDistrictRow.district_code, type_=ARRAY(Text)))
    return codes.where(UserDistrictRow.user_id == UserRow.id).correlate(UserRow).scalar_subquery()


def as_user(row: UserRow, codes: Sequence[str] | None) -> User:
    """Return a row as the user it is.

    Parameters
    ----------
    row : UserRow
        Of the table.
    codes : sequence of str or None
        Of the districts of the user.

    Returns
    -------
    User
        Without the secrets.
    """
    role = Role(row.role)
    every = row.all_districts or role not in BOUND_ROLES
    return User(
        id=row.id,
        name=row.name,
        role=role,
        districts=None if every else frozenset(codes or ()),
        has_password=row.password_hash is not None,
        has_totp=row.totp_secret is not None,
        is_disabled=row.disabled_at is not None,
        recorded_at=row.recorded_at,
    )


def save_user(session: Session, new: User) -> None:
    """Store a new user, without a password and without a second factor.

    Parameters
    ----------
    session : Session
        Not committed.
    new : User
        With a name that nobody has.
    """
    session.execute(
        insert(UserRow).values(
            id=new.id,
            name=new.name,
            role=new.role.value,
            all_districts=new.districts is None,
            recorded_at=new.recorded_at,
        )
    )
    _save_districts(session, new.id, new.districts)


def save_rights(session: Session, user_id: UUID, role: Role, districts: frozenset[str] | None) -> None:
    """Store the role and the districts of a user.

    Parameters
    ----------
    session : Session
        Not committed.
    user_id : UUID
        Of the user.
    role : Role
        From now on.
    districts : frozenset of str or None
        Codes; None for every district.
    """
    _set(session, user_id, role=role.value, all_districts=districts is None)
    session.execute(delete(UserDistrictRow).where(UserDistrictRow.user_id == user_id))
    _save_districts(session, user_id, districts)


def _save_districts(session: Session, user_id: UUID, districts: Iterable[str] | None) -> None:
    rows = [{"user_id": user_id, "district_code": code} for code in sorted(districts or ())]
    if rows:
        session.execute(insert(UserDistrictRow), rows)


def save_disabled(session: Session, user_id: UUID, disabled_at: datetime | None) -> None:
    """Store since when a user is disabled.

    Parameters
    ----------
    session : Session
        Not committed.
    user_id : UUID
        Of the user.
    disabled_at : datetime or None
        None to let them in again.
    """
    _set(session, user_id, disabled_at=disabled_at)


def password_hash(session: Session, user_id: UUID) -> str | None:
    """Read the hash of a password.

    Parameters
    ----------
    session : Session
        Only read.
    user_id : UUID
        Of the user.

    Returns
    -------
    str or None
        As argon2 writes it, with its parameters; None when there is no password.
    """
    return session.execute(select(UserRow.password_hash).where(UserRow.id == user_id)).scalar_one()


def save_password_hash(session: Session, user_id: UUID, hashed: str) -> None:
    """Store the hash of a password.

    Parameters
    ----------
    session : Session
        Not committed.
    user_id : UUID
        Of the user.
    hashed : str
        As argon2 writes it.
    """
    _set(session, user_id, password_hash=hashed)


def totp_secret(session: Session, user_id: UUID) -> bytes | None:
    """Read the sealed secret of the second factor.

    Parameters
    ----------
    session : Session
        Only read.
    user_id : UUID
        Of the user.

    Returns
    -------
    bytes or None
        None when no second factor is set up.
    """
    return session.execute(select(UserRow.totp_secret).where(UserRow.id == user_id)).scalar_one()


def save_totp_secret(session: Session, user_id: UUID, sealed: bytes | None) -> None:
    """Store the sealed secret of the second factor, or take the second factor away.

    Parameters
    ----------
    session : Session
        Not committed.
    user_id : UUID
        Of the user.
    sealed : bytes or None
        None to take it away.
    """
    _set(session, user_id, totp_secret=sealed, totp_used_step=None)


def use_totp_step(session: Session, user_id: UUID, step: int) -> bool:
    """Note that the code of a step was used, unless it or a later one was.

    Parameters
    ----------
    session : Session
        Not committed.
    user_id : UUID
        Of the user.
    step : int
        Number of 30 s since 1970.

    Returns
    -------
    bool
        False when it is spent: somebody looked over a shoulder.
    """
    fresh = or_(UserRow.totp_used_step.is_(None), UserRow.totp_used_step < step)
    statement = update(UserRow).where(UserRow.id == user_id, fresh).values(totp_used_step=step)
    return session.execute(statement.returning(UserRow.id)).first() is not None


def _set(session: Session, user_id: UUID, **values: Any) -> None:
    session.execute(update(UserRow).where(UserRow.id == user_id).values(values))


def district_names(session: Session) -> dict[str, str]:
    """Read the districts that a user may work in.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    dict of str to str
        Name by code, in order of code; empty when none are loaded.
    """
    current = select(DistrictRow.code, DistrictRow.name).where(DistrictRow.superseded_at.is_(None))
    return {code: name for code, name in session.execute(current.order_by(DistrictRow.code))}  # noqa: C416 - dict() does not take rows by their type
