"""A user: one person with one role, and the districts they work in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from mapper.domain.login import SECOND_FACTOR_ROLES
from mapper.domain.reader import BOUND_ROLES, HOUSEHOLD_ROLES, Reader, Role
from mapper.errors import UserRefused

_NAME: Final = re.compile(r"[0-9a-z가-힣][0-9a-z가-힣._-]{1,39}")

DEMO_PREFIX: Final = "demo-"
"""Names of the demo's users begin so, and nobody else's: their addresses are printed for all to see."""


@dataclass(frozen=True)
class User:
    """What is known of a user, without a secret.

    Attributes
    ----------
    id : UUID
        Of the row.
    name : str
        In the form of `user_name`.
    role : Role
        What they may do.
    districts : frozenset of str or None
        Codes of the districts they work in; None for every district.
    has_password : bool
        Without one they come in by a one-time address.
    has_totp : bool
        Whether a second factor is set up.
    is_disabled : bool
        Nobody comes in by their name.
    recorded_at : datetime
        When they were added.
    """

    id: UUID
    name: str
    role: Role
    districts: frozenset[str] | None
    has_password: bool
    has_totp: bool
    is_disabled: bool
    recorded_at: datetime

    @property
    def lacks_second_factor(self) -> bool:
        """Whether their role needs one that they have not set up."""
        return self.role in SECOND_FACTOR_ROLES and not self.has_totp

    def reader(self, origin: str) -> Reader:
        """Return them as the one who asks.

        Parameters
        ----------
        origin : str
            Network address, or ``cli``.

        Returns
        -------
        Reader
            With their name, role and districts.
        """
        return Reader(self.id, self.name, self.role, self.districts, origin)


def user_name(typed: str) -> str:
    """Return a name as it is stored: composed, without spaces around it, in small letters.

    Parameters
    ----------
    typed : str
        By a person.

    Returns
    -------
    str
        The same name for every way to type it; it may be no name that a user can have.
    """
    storable = typed.replace("\0", "").encode("utf-8", "replace").decode()
    return unicodedata.normalize("NFC", storable.strip()).casefold()


def require_name(typed: str) -> str:
    """Return the name for a new user.

    Parameters
    ----------
    typed : str
        By a person.

    Returns
    -------
    str
        As `user_name`.

    Raises
    ------
    UserRefused
        When it is too short or long, or holds other than letters, digits, dot, dash and underline.
    """
    name = user_name(typed)
    if not _NAME.fullmatch(name):
        message = f"{typed!r} is no name of a user; use 2 to 40 of 가-힣, a-z, 0-9, '.', '-' and '_'."
        raise UserRefused(message, name=typed)
    if name.startswith(DEMO_PREFIX):
        raise UserRefused(f"{name!r} is for a user of the demo city; take a name without {DEMO_PREFIX!r}.", name=typed)
    return name


def require_districts(role: Role, codes: Collection[str], *, every: bool) -> frozenset[str] | None:
    """Return the districts for a user of a role.

    Parameters
    ----------
    role : Role
        Theirs.
    codes : collection of str
        Of the districts that were named.
    every : bool
        Whether every district was asked for in so many words.

    Returns
    -------
    frozenset of str or None
        None for every district.

    Raises
    ------
    UserRefused
        When the role needs districts and none is named, or has no use for them.
    """
    if role not in BOUND_ROLES:
        if codes:
            raise UserRefused(f"{role} works in every district; name none.", role=role.value)
        return None
    if every and codes:
        raise UserRefused("Name either the districts or 'all', not both.", role=role.value)
    if every and role in HOUSEHOLD_ROLES:
        raise UserRefused(f"{role} never works in every district; name those of this user.", role=role.value)
    if not every and not codes:
        raise UserRefused(f"{role} works in named districts; name at least one by its code.", role=role.value)
    return None if every else frozenset(codes)
