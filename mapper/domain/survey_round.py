"""A round of surveys: what has to be surveyed, who goes where, and which surveys somebody else does again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from math import ceil
from typing import Final
from uuid import UUID

from mapper.domain.calendar import KST
from mapper.domain.parameters import PARAMETERS
from mapper.domain.reliability import audit_sample_size

PER_PERSON: Final = 40
"""Segments on the list of one person for one day: an hour of answers, and the walk between them."""

EXPIRING_DAYS: Final = 60
"""How long before it expires a survey is made anew [days]."""

REPEAT_SHARE: Final = 0.1
"""Least share of the segments of a round that somebody else surveys again: spec 1.0 §6."""

REPEAT_DAYS: Final = 14
"""How soon after the first survey that has to be: spec 1.0 §6 [days]."""

EXPECTED_ICC: Final = 0.75
"""From where spec 1.0 §6 calls agreement good; whether it is, the repeats have to tell."""

ICC_WIDTH: Final = 0.2
"""Width of the interval in which the repeats have to tell it: spec 1.0 §6."""

Stratum = tuple[str, str, str]
"""District, grade and rater."""


class Need(StrEnum):
    """Why a segment has to be surveyed, the most pressing reason first."""

    ASKED = "asked"
    REOPENED = "reopened"
    NEVER = "never"
    EXPIRED = "expired"
    EXPIRING = "expiring"


URGENT: Final = frozenset({Need.ASKED, Need.REOPENED})
"""Needs that do not wait until somebody is near anyway."""


@dataclass(frozen=True)
class Standing:
    """When what happened on a segment that bears on its next survey.

    Attributes
    ----------
    walked_at : datetime or None
        When it was surveyed last, by the rubric of today.
    reopened_at : datetime or None
        When an issue on it that is still there was reopened last.
    asked_at : datetime or None
        When a planner last asked for a survey.
    """

    walked_at: datetime | None
    reopened_at: datetime | None
    asked_at: datetime | None


def need_of(segment: Standing, day: date) -> Need | None:
    """Tell why a segment has to be surveyed.

    Parameters
    ----------
    segment : Standing
        What happened on it.
    day : date
        On which it would be surveyed.

    Returns
    -------
    Need or None
        The most pressing reason; None when there is none.
    """
    walked = segment.walked_at
    for need, moment in ((Need.ASKED, segment.asked_at), (Need.REOPENED, segment.reopened_at)):
        if moment is not None and (walked is None or walked < moment):
            return need
    if walked is None:
        return Need.NEVER
    days_left = PARAMETERS.valid_days - (day - walked.astimezone(KST).date()).days
    if days_left < 0:
        return Need.EXPIRED
    return Need.EXPIRING if days_left <= EXPIRING_DAYS else None


def beginning_of_round(day: date) -> date:
    """Return when the round began that a day belongs to.

    Parameters
    ----------
    day : date
        Any.

    Returns
    -------
    date
        The first of January: a round is a year, as budgets are.
    """
    return date(day.year, 1, 1)


def repeats_in_round(segments: int) -> int:
    """Return how many segments of a round are surveyed again: max(10 %, Bonett n), spec 1.0 §6.

    Parameters
    ----------
    segments : int
        Surveyed in the round, or still to be.

    Returns
    -------
    int
        Not more than there are.
    """
    least = audit_sample_size(EXPECTED_ICC, raters=2, width=ICC_WIDTH)
    return min(segments, max(ceil(REPEAT_SHARE * segments), least))


@dataclass(frozen=True)
class FirstSurvey:
    """A survey of this round that is itself no repeat.

    Attributes
    ----------
    id : UUID
        Of the survey.
    segment : UUID
        Surveyed.
    district : str
        Code.
    grade : str
        Letter of the segment; empty without one.
    rater : str
        Name of who surveyed.
    walked_on : date
        When.
    repeated : bool
        Whether somebody else has surveyed again, or is to on the day in question.
    user : UUID or None
        Who surveyed; None where a file told no more than their name.
    """

    id: UUID
    segment: UUID
    district: str
    grade: str
    rater: str
    walked_on: date
    repeated: bool
    user: UUID | None = None

    def is_by(self, person: Surveyor) -> bool:
        """Tell whether somebody made it, whatever they were called then.

        Parameters
        ----------
        person : Surveyor
            Who.

        Returns
        -------
        bool
            By name only where nothing else is known.
        """
        return self.rater == person.name if self.user is None else self.user == person.id

    @property
    def stratum(self) -> Stratum:
        """Within which each survey is as likely to be repeated as any other."""
        return (self.district, self.grade, self.rater)


def shares(counts: Mapping[Stratum, int], total: int) -> dict[Stratum, int]:
    """Share a number out by the size of strata, by largest remainder.

    Parameters
    ----------
    counts : mapping of Stratum to int
        Surveys in each; not all zero.
    total : int
        To be shared out, not more than there are surveys.

    Returns
    -------
    dict of Stratum to int
        Less than one away from the exact share; of equal remainders the stratum that sorts first is rounded up.
    """
    whole = sum(counts.values())
    given = {stratum: total * count // whole for stratum, count in counts.items()}
    by_remainder = sorted(counts, key=lambda stratum: (-(total * counts[stratum] % whole), stratum))
    for stratum in by_remainder[: total - sum(given.values())]:
        given[stratum] += 1
    return given


def due_repeats(surveys: Sequence[FirstSurvey], *, ahead: int, day: date) -> list[FirstSurvey]:
    """Choose which surveys somebody else does again now, so that every stratum keeps its share as the round goes on.

    Nobody can tell beforehand which those are: ids of surveys are random.

    Parameters
    ----------
    surveys : sequence of FirstSurvey
        All of the round so far.
    ahead : int
        Segments still to be surveyed in it.
    day : date
        On which they would be done.

    Returns
    -------
    list of FirstSurvey
        The oldest first; none of the day itself, nor older than `REPEAT_DAYS`.
    """
    if not surveys:
        return []
    expected = len(surveys) + ahead
    by_now = round(repeats_in_round(expected) * len(surveys) / expected)
    wanted = shares(Counter(survey.stratum for survey in surveys), by_now)
    done = Counter(survey.stratum for survey in surveys if survey.repeated)
    wanted = {stratum: count - done[stratum] for stratum, count in wanted.items()}
    chosen = []
    for survey in sorted(surveys, key=lambda survey: survey.id):
        is_open = not survey.repeated and 0 < (day - survey.walked_on).days <= REPEAT_DAYS
        if is_open and wanted[survey.stratum] > 0:
            wanted[survey.stratum] -= 1
            chosen.append(survey)
    return sorted(chosen, key=lambda survey: (survey.walked_on, survey.id))


@dataclass(frozen=True)
class Surveyor:
    """Somebody who can be given a list.

    Attributes
    ----------
    id : UUID
        Of the user.
    name : str
        Of the user.
    districts : frozenset of str or None
        Where they work; None for everywhere.
    """

    id: UUID
    name: str
    districts: frozenset[str] | None


def post(people: Iterable[Surveyor], due: Mapping[str, int]) -> dict[str, list[Surveyor]]:
    """Send everybody to one of their districts for the day: to the one with most to do for each person.

    Parameters
    ----------
    people : iterable of Surveyor
        Those with the fewest districts choose first.
    due : mapping of str to int
        Segments to be surveyed, by code of the district.

    Returns
    -------
    dict of str to list of Surveyor
        By district, in order of name; whoever has nothing to do is left out.
    """
    posted: dict[str, list[Surveyor]] = {code: [] for code in sorted(due)}
    for person in sorted(people, key=lambda one: (len(due) if one.districts is None else len(one.districts), one.name)):
        theirs = [code for code in posted if due[code] and (person.districts is None or code in person.districts)]
        if theirs:
            busiest = max(theirs, key=lambda code: due[code] / (len(posted[code]) + 1))
            posted[busiest].append(person)
    return {code: sorted(there, key=lambda one: one.name) for code, there in posted.items() if there}
