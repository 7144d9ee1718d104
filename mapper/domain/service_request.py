"""민원 요청 (service request): an issue as programs of others see it, one by one (Open311), by rule R3.

In a list stand requests that the public map shows and calls by their name. Whoever filed one knows its id, which cannot be
guessed, and reads their own at once, redacted; once an id may stand in a list, it opens what the list says and no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from mapper.domain.calendar import KST
from mapper.domain.disclosure import NAMED_CATEGORIES, IssueOnCard, is_named
from mapper.domain.due import due_of
from mapper.domain.issue import OPEN, STATUS_LABELS, status_of
from mapper.domain.personal_data import redacted
from mapper.domain.resident_report import WITHDRAWN
from mapper.domain.work import BLOCKERS

MOST: Final = 1000
"""Requests of one page."""

LONGEST_SPAN: Final = timedelta(days=90)
"""Between the first and the last moment that is asked for."""

LONGEST_DESCRIPTION: Final = 4000

_WITHDRAWN_NOTE: Final = "철회"


@dataclass(frozen=True)
class RequestFacts:
    """What is known of an issue that may be shown.

    Attributes
    ----------
    issue : UUID
        Id.
    category : str
        Id of its category, as it counts now.
    reported_at, recorded_at : datetime
        When it was reported, and when that was recorded.
    last : str or None
        Kind of the last thing that happened to it.
    last_at : datetime or None
        When that was.
    blocker : str or None
        What kept a closed one from being fixed.
    verification : str
        How sure we are of it.
    is_gone : bool
        Whether it counts no more for itself: it went into another, or was withdrawn.
    length_m : float or None
        Of its segment [m]; None without one.
    lon, lat : float or None
        Public point of its segment [degrees].
    district, alley : str or None
        Names of where it lies.
    words : str or None
        What was released of the words.
    text, place : str or None
        As a resident or a program filed it.
    is_filed : bool
        Whether it was filed by somebody who was given its id.
    filed_as : str
        Key of the category that it was first of.
    """

    issue: UUID
    category: str
    reported_at: datetime
    recorded_at: datetime
    last: str | None
    last_at: datetime | None
    blocker: str | None
    verification: str
    is_gone: bool
    length_m: float | None
    lon: float | None
    lat: float | None
    district: str | None
    alley: str | None
    words: str | None
    text: str | None
    place: str | None
    is_filed: bool
    filed_as: str


@dataclass(frozen=True)
class ServiceRequest:
    """A request as it is shown.

    Attributes
    ----------
    id : UUID
        Of its issue.
    category : str
        Id.
    is_open : bool
        Whether somebody still has something to do.
    note : str
        Where it stands, in Korean.
    requested_at, updated_at : datetime
        To the hour: when it was reported, and when the last thing happened to it.
    expected_at : datetime or None
        By when it is answered; None for one that is closed.
    description, address : str or None
        Words that may be shown.
    lon, lat : float or None
        The public point [degrees].
    photo : str or None
        SHA-256 in hex of a released photo.
    """

    id: UUID
    category: str
    is_open: bool
    note: str
    requested_at: datetime
    updated_at: datetime
    expected_at: datetime | None
    description: str | None
    address: str | None
    lon: float | None
    lat: float | None
    photo: str | None = None


def is_listed(facts: RequestFacts, *, recorded_before: datetime) -> bool:
    """Tell whether a request stands in lists.

    Parameters
    ----------
    facts : RequestFacts
        Of the issue.
    recorded_before : datetime
        From `mapper.domain.issue.public_before`.

    Returns
    -------
    bool
        As on the public map, and only under its own name.
    """
    return (
        not facts.is_gone
        and facts.verification != "rejected"
        and facts.recorded_at < recorded_before
        and facts.lon is not None
        and facts.category in NAMED_CATEGORIES
    )


def is_spoken_of(facts: RequestFacts, *, recorded_before: datetime) -> bool:
    """Tell whether released words and photos of a request may be shown.

    Parameters
    ----------
    facts : RequestFacts
        Of the issue.
    recorded_before : datetime
        From `mapper.domain.issue.public_before`.

    Returns
    -------
    bool
        Where the public card of its segment names it.
    """
    on_card = IssueOnCard(facts.category, facts.recorded_at)
    return (
        is_listed(facts, recorded_before=recorded_before)
        and facts.length_m is not None
        and is_named(on_card, length_m=facts.length_m, recorded_before=recorded_before)
    )


def shown_request(
    facts: RequestFacts, standing: RequestFacts, *, recorded_before: datetime, photo: str | None
) -> ServiceRequest | None:
    """Return what whoever knows the id of a request sees of it.

    Parameters
    ----------
    facts : RequestFacts
        Of the issue.
    standing : RequestFacts
        Of the issue that it went into in the end, which says where it stands; the same when it was not merged.
    recorded_before : datetime
        From `mapper.domain.issue.public_before`.
    photo : str or None
        SHA-256 in hex of a released photo that everyone may see.

    Returns
    -------
    ServiceRequest or None
        None where there is nothing to be seen yet, as if there were no such request.
    """
    if standing.issue != facts.issue and not is_listed(standing, recorded_before=recorded_before):
        standing = facts  # it went into one of which nothing is public yet, or never will be
    if is_listed(facts, recorded_before=recorded_before):
        speaks = is_spoken_of(facts, recorded_before=recorded_before)
        words = facts.words if speaks else None
        place = " ".join(part for part in (facts.district, facts.alley if speaks else None) if part) or None
        return _request(facts, standing, words, place, photo if speaks else None)
    if not facts.is_filed:
        return None
    is_theirs = facts.recorded_at >= recorded_before  # the id cannot have stood in a list, so only its maker has it
    was_listed = facts.filed_as in NAMED_CATEGORIES or facts.filed_as != facts.category
    if not is_theirs and was_listed and facts.category not in NAMED_CATEGORIES:
        return None  # its place may have been listed before somebody found it to be of a category that is not
    words = redacted(facts.text) if is_theirs and facts.text else None
    place = redacted(facts.place) if is_theirs and facts.place else None
    return _request(facts, standing, words, place, None)


def _request(
    facts: RequestFacts, standing: RequestFacts, words: str | None, place: str | None, photo: str | None
) -> ServiceRequest:
    status = WITHDRAWN if standing.is_gone else status_of(standing.last)
    note = _WITHDRAWN_NOTE if standing.is_gone else STATUS_LABELS[status].ko
    if status == "closed" and standing.blocker is not None:
        note = f"{note}: {BLOCKERS[standing.blocker].ko}"
    is_point = facts.category in NAMED_CATEGORIES
    return ServiceRequest(
        id=facts.issue,
        category=facts.category,
        is_open=status in OPEN,
        note=note,
        requested_at=to_the_hour(facts.reported_at),
        updated_at=to_the_hour(standing.last_at or standing.reported_at),
        expected_at=due_of(to_the_hour(facts.reported_at)) if status in OPEN else None,
        description=words,
        address=place,
        lon=facts.lon if is_point else None,
        lat=facts.lat if is_point else None,
        photo=photo,
    )


def to_the_hour(moment: datetime) -> datetime:
    """Return the hour in which something happened: to the second it would tell who was seen there.

    Parameters
    ----------
    moment : datetime
        Any.

    Returns
    -------
    datetime
        Its full hour, in Korea.
    """
    return moment.astimezone(KST).replace(minute=0, second=0, microsecond=0)


@dataclass(frozen=True)
class RequestUpdate:
    """One thing that happened to a request in a list.

    Attributes
    ----------
    id, request : UUID
        Of what happened, and of the request.
    kind : str
        A kind of `mapper.domain.issue.EVENT_KINDS`.
    updated_at : datetime
        To the hour.
    """

    id: UUID
    request: UUID
    kind: str
    updated_at: datetime

    @property
    def status(self) -> str:
        """Where it leads: a key of `mapper.domain.issue.STATUS_LABELS`."""
        return status_of(self.kind)

    @property
    def note(self) -> str:
        """The same in Korean."""
        return STATUS_LABELS[self.status].ko


@dataclass(frozen=True)
class Sought:
    """Which requests of the list.

    Attributes
    ----------
    categories : tuple of str or None
        Ids; None for all.
    is_open : bool or None
        Only open ones, only closed ones, or both.
    requested, updated : tuple of datetime or None
        From when to when, both included; None for any time.
    box : tuple of float or None
        West, south, east and north [degrees]; None for all.
    page, size : int
        Which page, from 1, and its size.
    """

    categories: Sequence[str] | None = None
    is_open: bool | None = None
    requested: tuple[datetime, datetime] | None = None
    updated: tuple[datetime, datetime] | None = None
    box: tuple[float, float, float, float] | None = None
    page: int = 1
    size: int = MOST
