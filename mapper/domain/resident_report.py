"""What residents hand in without an account, how often they may, and what their receipt says of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from ipaddress import ip_address, ip_network
from typing import Final
from uuid import UUID

from mapper.domain.issue import OPEN, status_of

LONGEST_TEXT: Final = 1000
LONGEST_PLACE: Final = 200
LONGEST_CONTACT: Final = 100
MOST_PHOTOS: Final = 3
REOPENING: Final = timedelta(days=30)
"""How long after an issue was closed a resident may ask to take it up again."""

CONTACT_KEPT: Final = REOPENING
"""How long a contact is kept after all was said about an issue that ended, unless the city keeps it longer: never less than they
may ask to take it up again (개인정보 보호법 제21조)."""

WITHDRAWN: Final = "withdrawn"
"""Where a report stands, for whoever made it, whose issue staff have taken back, wherever that stood."""

USUAL_SEVERITY: Final = 2
"""Of a report that does not say."""

_IPV6_HOUSEHOLD: Final = 64
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_PHONE: Final = re.compile(r"[+\d][\d\s().-]{6,}")


class TryKind(StrEnum):
    """What is counted against an address."""

    REPORT = "report"
    UPDATE = "update"
    CODE = "code"
    SHARED = "shared"
    BOOKING = "booking"
    FEED = "feed"
    KEY = "key"
    """What a program files for residents counts against the user of its key."""


@dataclass(frozen=True)
class Limit:
    """How often something may be tried from one address.

    Attributes
    ----------
    most : int
        Times.
    within : timedelta
        Of the last so long.
    """

    most: int
    within: timedelta


LIMITS: Final = {
    TryKind.REPORT: Limit(20, timedelta(days=1)),
    TryKind.UPDATE: Limit(30, timedelta(days=1)),
    TryKind.CODE: Limit(20, timedelta(minutes=10)),
    TryKind.SHARED: Limit(240, timedelta(minutes=10)),
    TryKind.BOOKING: Limit(20, timedelta(days=1)),
    TryKind.FEED: Limit(1000, timedelta(minutes=10)),
    TryKind.KEY: Limit(1000, timedelta(days=1)),
}
"""Many households share one address of a telephone company, so these stop machines and not neighbours; of codes and links only wrong ones count."""


@dataclass(frozen=True)
class Contact:
    """How a resident may be reached, if they agreed to be.

    Attributes
    ----------
    phone, email : str or None
        As typed; at least one.
    """

    phone: str | None
    email: str | None


def is_phone(typed: str) -> bool:
    """Tell whether a text can be a telephone number.

    Parameters
    ----------
    typed : str
        As it was typed.

    Returns
    -------
    bool
        Whether somebody may be called so.
    """
    return len(typed) <= LONGEST_CONTACT and _PHONE.fullmatch(typed) is not None


def is_email(typed: str) -> bool:
    """Tell whether a text can be an e-mail address.

    Parameters
    ----------
    typed : str
        As it was typed.

    Returns
    -------
    bool
        Whether somebody may be written to so.
    """
    return len(typed) <= LONGEST_CONTACT and _EMAIL.fullmatch(typed) is not None


@dataclass(frozen=True)
class ResidentReport:
    """What a resident reports.

    Attributes
    ----------
    id : UUID
        Made with the form, so that one sent twice is one report.
    code : str
        Of the receipt, made with the form as well.
    category : str
        Id of its category.
    severity : int
        1 to 4.
    text : str or None
        In their words.
    place : str or None
        Alley or address in words.
    lon, lat : float or None
        The pin [degrees]; both or none.
    accuracy_m : float or None
        68 % radius that the device gave [m]; None for a pin set by hand.
    segment : UUID or None
        What they confirmed under the pin.
    contact : Contact or None
        To be sealed.
    photos : tuple of bytes
        SHA-256 of each, in order.
    """

    id: UUID
    code: str = field(repr=False)
    category: str
    severity: int
    text: str | None
    place: str | None
    lon: float | None
    lat: float | None
    accuracy_m: float | None
    segment: UUID | None
    contact: Contact | None = field(repr=False)
    photos: tuple[bytes, ...]


@dataclass(frozen=True)
class Happening:
    """One thing that happened to an issue.

    Attributes
    ----------
    kind : str
        A kind of `mapper.domain.issue.EVENT_KINDS`.
    occurred_at : datetime
        When.
    blocker : str or None
        What kept a closed one from being fixed.
    """

    kind: str
    occurred_at: datetime
    blocker: str | None


@dataclass(frozen=True)
class ContactUse:
    """What a contact may still be needed for.

    Attributes
    ----------
    complaint : UUID
        With which it was left.
    last : str or None
        Kind of the last thing that happened to its issue, or to the one that this went into; None when nothing has.
    last_at : datetime or None
        When that was, and was recorded.
    withdrawn_at : datetime or None
        Since when staff have taken that issue back.
    said_at : datetime or None
        When the handlers last told its reporter something, or the reporter them.
    """

    complaint: UUID
    last: str | None
    last_at: datetime | None
    withdrawn_at: datetime | None
    said_at: datetime | None


def needed_until(use: ContactUse, kept: timedelta) -> datetime | None:
    """Tell until when the contact of a reporter is kept.

    Parameters
    ----------
    use : ContactUse
        What it may be needed for.
    kept : timedelta
        How long after the issue ended and the last word about it.

    Returns
    -------
    datetime or None
        None while somebody still has something to do about the issue.
    """
    ended = use.withdrawn_at or (None if status_of(use.last) in OPEN else use.last_at)
    return None if ended is None else max(ended, use.said_at or ended) + kept


def household_of(origin: str) -> str:
    """Return what of a network address is one household's: of IPv6 the network, as its hosts change at will.

    Parameters
    ----------
    origin : str
        Network address, or what a proxy gave as one.

    Returns
    -------
    str
        To count by.
    """
    try:
        address = ip_address(origin)
    except ValueError:
        return origin
    if address.version == 6 and address.ipv4_mapped is None:
        return str(ip_network(f"{address}/{_IPV6_HOUSEHOLD}", strict=False))
    return str(address)


def may_ask_to_reopen(status: str, ended_at: datetime | None, now: datetime) -> bool:
    """Tell whether a resident may ask that an issue be taken up again.

    Parameters
    ----------
    status : str
        A key of `mapper.domain.issue.STATUS_LABELS`, or `WITHDRAWN`.
    ended_at : datetime or None
        When the latest thing happened to it.
    now : datetime
        This moment.

    Returns
    -------
    bool
        For thirty days after it ended.
    """
    return status not in OPEN and ended_at is not None and now - ended_at <= REOPENING
