"""The second factor: codes of six digits that a phone makes every 30 seconds (RFC 6238)."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Final
from uuid import UUID

import pyotp

from mapper.domain.reader import Reader
from mapper.domain.user import User
from mapper.errors import LoginRefused, UserRefused
from mapper.operations.people.sealing import Seal
from mapper.store.engine import Session
from mapper.store.people import logins as login_rows
from mapper.store.people import users as user_rows
from mapper.store.write_log import log_write

_STEP_S: Final = 30
_DRIFT: Final = (0, -1, 1)
"""A phone's clock may be one step off."""


def new_secret() -> str:
    """Return a secret for a phone.

    Returns
    -------
    str
        160 random bits in base 32.
    """
    return pyotp.random_base32()


def address(secret: str, user: User, *, city: str) -> str:
    """Return what the phone reads from the square code.

    Parameters
    ----------
    secret : str
        From `new_secret`.
    user : User
        Whose.
    city : str
        Shown on the phone beside the name.

    Returns
    -------
    str
        ``otpauth://…``.
    """
    return pyotp.TOTP(secret).provisioning_uri(name=user.name, issuer_name=f"{city} 골목")


def set_up(session: Session, seal: Seal, user: User, secret: str, code: str, *, by: Reader, now: datetime) -> None:
    """Give a user a second factor, once their phone has shown that it makes the right codes.

    Parameters
    ----------
    session : Session
        Not committed.
    seal : Seal
        Seals the secret.
    user : User
        Without a second factor; only an administrator takes one away.
    secret : str
        That the phone was given.
    code : str
        That the phone shows.
    by : Reader
        Who sets it up.
    now : datetime
        This moment.

    Raises
    ------
    UserRefused
        When there is one already.
    LoginRefused
        When the code is not right.
    """
    if user.has_totp:
        message = f"{user.name!r} has a second factor already; an administrator takes it away first."
        raise UserRefused(message, name=user.name)
    step = _step_of(secret, code, now)
    if step is None:
        raise LoginRefused("The code of the second factor is not right; check the clock of the phone and try the next.")
    user_rows.save_totp_secret(session, user.id, seal.close(secret.encode(), place=_place(user.id)))
    user_rows.use_totp_step(session, user.id, step)
    log_write(session, by, "totp.set", subject=user.name, now=now)


def is_right(session: Session, seal: Seal, user: User, code: str, *, now: datetime) -> bool:
    """Tell whether a code is right and was never used before, and use it.

    Parameters
    ----------
    session : Session
        Not committed.
    seal : Seal
        Opens the secret.
    user : User
        With a second factor.
    code : str
        As typed.
    now : datetime
        This moment.

    Returns
    -------
    bool
        False also for a code that was used, or an earlier one.
    """
    sealed = user_rows.totp_secret(session, user.id)
    if sealed is None:
        return False
    step = _step_of(seal.open(sealed, place=_place(user.id)).decode(), code, now)
    return step is not None and user_rows.use_totp_step(session, user.id, step)


def reset(session: Session, user: User, *, by: Reader, now: datetime) -> None:
    """Take the second factor away and end every login: the phone is lost.

    Parameters
    ----------
    session : Session
        Not committed.
    user : User
        Whose.
    by : Reader
        Who takes it away.
    now : datetime
        This moment.
    """
    user_rows.save_totp_secret(session, user.id, None)
    ended = login_rows.end_logins(session, user.id, now=now)
    log_write(session, by, "totp.reset", subject=user.name, now=now, logins_ended=ended)


def _step_of(secret: str, code: str, now: datetime) -> int | None:
    typed = "".join(code.split()).encode()
    current = int(now.timestamp()) // _STEP_S
    totp = pyotp.TOTP(secret)
    right = [
        current + drift for drift in _DRIFT if hmac.compare_digest(totp.generate_otp(current + drift).encode(), typed)
    ]
    return right[0] if right else None


def _place(user_id: UUID) -> str:
    return f"user_account.totp_secret {user_id}"
