"""노출 범위: whom somebody may have seen who should not have been there, by the access log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mapper.errors import InvalidInput


@dataclass(frozen=True)
class Suspect:
    """What is suspected; all that is given holds together.

    Attributes
    ----------
    user_id : UUID or None
        Of an account.
    login_id : UUID or None
        Of one login: a browser from login to logout.
    origin : str
        Network address of a device.
    since, until : datetime or None
        The first moment, and the first one after it.
    """

    user_id: UUID | None = None
    login_id: UUID | None = None
    origin: str = ""
    since: datetime | None = None
    until: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse to suspect everybody of everything, and what is no address."""
        if not (self.user_id or self.login_id or self.origin or (self.since and self.until)):
            message = "Nothing to go by; give an account, a login, a network address, or both ends of a time."
            raise InvalidInput(message, field="suspect")
        if not self.origin.isprintable():
            raise InvalidInput("The network address has signs that none has; take it from the list.", field="origin")


@dataclass(frozen=True)
class Exposed:
    """A household that was seen.

    Attributes
    ----------
    district_code : str
        Where it lives.
    household_id : UUID
        Which.
    times : int
        In how many entries.
    first, last : datetime
        When.
    """

    district_code: str
    household_id: UUID
    times: int
    first: datetime
    last: datetime


@dataclass(frozen=True)
class Browser:
    """A login by which somebody looked.

    Attributes
    ----------
    login_id : UUID or None
        None at the machine itself.
    name : str
        Of whom.
    origin : str
        From where.
    entries : int
        How many it left.
    first, last : datetime
        When.
    """

    login_id: UUID | None
    name: str
    origin: str
    entries: int
    first: datetime
    last: datetime
