"""A month of the access log, as those read it who look for what stands out, and who followed whom meanwhile."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from mapper.domain.access_log import OF_TIPS, UNSEEING, was_refused

Span = tuple[datetime, datetime | None, UUID | None]
"""From when until when somebody followed a household, and who said so."""
Follows = Mapping[tuple[UUID, UUID], Sequence[Span]]
"""Spans by user and household."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the access log, as far as anomalies need it.

    Attributes
    ----------
    district_code : str
        Whose chain.
    number : int
        Its place in the chain.
    recorded_at : datetime
        When.
    user_id : UUID
        Who.
    name, role : str
        As what.
    action, reason, words : str
        What, and why.
    subject : UUID or None
        The one household that it is about; None where it is about none or several.
    households : int
        About how many it is.
    """

    district_code: str
    number: int
    recorded_at: datetime
    user_id: UUID
    name: str
    role: str
    action: str
    reason: str
    words: str
    subject: UUID | None
    households: int

    @property
    def was_refused(self) -> bool:
        """Whether nobody was seen."""
        return was_refused(self.action)

    @property
    def shows_one(self) -> bool:
        """Whether one household was seen, and not a letter or a tip; what was asked for in vain may be anything."""
        return self.subject is not None and not self.was_refused and self.action.startswith(("household.", "case."))

    @property
    def looked_at(self) -> UUID | None:
        """The one household that was opened."""
        return None if self.was_refused or self.action in UNSEEING | OF_TIPS else self.subject


@dataclass(frozen=True)
class Month:
    """What anomalies are found in.

    Attributes
    ----------
    entries : list of Entry
        In the order of time.
    follows : Follows
        Who followed whom.
    namesakes : collection of tuple
        Users and households of which somebody has the family name of that user; empty as long as nobody asked for it,
        because it takes opening those households.
    holidays : collection of date
        Of the city, beside the national ones.
    """

    entries: list[Entry]
    follows: Follows
    namesakes: Collection[tuple[UUID, UUID]] = frozenset()
    holidays: Collection[date] = frozenset()


def follows_at(follows: Follows, user_id: UUID, household_id: UUID, moment: datetime) -> bool:
    """Tell whether somebody followed a household at a moment.

    Parameters
    ----------
    follows : Follows
        Who followed whom.
    user_id, household_id : UUID
        Who, and whom.
    moment : datetime
        When.

    Returns
    -------
    bool
        Also at the moment in which it began.
    """
    spans = follows.get((user_id, household_id), ())
    return any(began <= moment and (ended is None or moment <= ended) for began, ended, _ in spans)


def was_put_on(follows: Follows, user_id: UUID, household_id: UUID) -> bool:
    """Tell whether somebody else ever had somebody follow a household.

    Parameters
    ----------
    follows : Follows
        Who followed whom.
    user_id, household_id : UUID
        Who, and whom.

    Returns
    -------
    bool
        False for those who took it in themselves and nobody else had them follow it.
    """
    return any(by not in {None, user_id} for _, _, by in follows.get((user_id, household_id), ()))
