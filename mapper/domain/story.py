"""이야기 (story): what became of somebody, told so that nobody knows of whom. Only with consent, and only after a second reader."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from mapper.domain.case_words import CONSENTED
from mapper.domain.household import Household
from mapper.domain.label import Label
from mapper.domain.personal_data import NEVER, scan
from mapper.domain.plain_text import plain_text
from mapper.errors import InvalidInput, PersonalDataFound

PURPOSE: Final = "story"
"""For what somebody has to have consented."""

STORY_STATES: Final = {
    "written": Label("검토 기다림", "Waits for a second reader"),
    "told": Label("공개", "Published"),
    "declined": Label("공개하지 않음", "Declined"),
    "withdrawn": Label("거둠", "Withdrawn"),
}
"""What became of one."""

LONGEST_TITLE: Final = 60
LONGEST_STORY: Final = 2_000
_SHORTEST_WORD: Final = 2
_WORD: Final = re.compile(r"[0-9A-Za-z가-힣]+")
_DAY: Final = re.compile(r"[0-9]{1,2}\s*월\s*[0-9]{1,2}\s*일|[0-9]{4}\s*[-./]\s*[0-9]{1,2}\s*[-./]\s*[0-9]{1,2}")
_STREET: Final = re.compile(r"(?:로|길|리|빌라|아파트|맨션|빌)$")


@dataclass(frozen=True)
class Story:
    """A story as everybody reads it.

    Attributes
    ----------
    id : UUID
        Of the story; nothing of its case follows from it.
    title, words : str
        What is told.
    told_on : date
        The first day of the month in which it was published: no finer.
    """

    id: UUID
    title: str
    words: str
    told_on: date


@dataclass(frozen=True)
class StoryLine:
    """A story as it is listed for staff, unopened.

    Attributes
    ----------
    id : UUID
        Of the draft.
    case_id : UUID
        Of whom it tells.
    district_code : str
        Of the desk.
    state : str
        A key of `STORY_STATES`.
    written_by : UUID
        Who wrote it.
    written_at : datetime
        When.
    """

    id: UUID
    case_id: UUID
    district_code: str
    state: str
    written_by: UUID
    written_at: datetime


def may_tell(consents: Sequence[Mapping[str, Any]]) -> bool:
    """Tell whether a story of a household may be told.

    Parameters
    ----------
    consents : sequence of mapping
        What was said about consent, the last one last: it holds.

    Returns
    -------
    bool
        False without any.
    """
    return bool(consents) and consents[-1].get("how") in CONSENTED and PURPOSE in consents[-1].get("purposes", ())


def read_story(
    title: str, words: str, *, of: Household, confirmed: bool, places: Collection[str] = ()
) -> tuple[str, str]:
    """Read a story as somebody wrote it.

    Parameters
    ----------
    title, words : str
        As typed.
    of : Household
        Of whom it tells: none of their names, numbers or streets may stand in it.
    confirmed : bool
        Whether the writer says that what looks like personal data is none.
    places : collection of str, optional
        Names of districts: a district with a rare household is that household.

    Returns
    -------
    tuple of str
        Title and words, as they are kept.

    Raises
    ------
    InvalidInput
        When something is missing or too long.
    PersonalDataFound
        When it may tell of a person: of the kinds in `NEVER`, of the household, of a district or of a day always, of
        others unless confirmed.
    """
    kept = " ".join(plain_text(title).split()), plain_text(words).strip()
    for part, text, longest in zip(("title", "story"), kept, (LONGEST_TITLE, LONGEST_STORY), strict=True):
        if not 0 < len(text) <= longest:
            message = f"The {part} has {len(text)} characters, expected 1 to {longest}; write it anew."
            raise InvalidInput(message, field=part, longest=longest)
    both = "\n".join(kept)
    parts = _parts(both)
    if named := _known_words(of) & parts:
        message = f"The story has {len(named)} words that stand in the household's own data; tell it without them."
        raise PersonalDataFound(message, field="story_household")
    if _DAY.search(both) or any(place in both for place in places):
        raise PersonalDataFound("The story names a district or a day; tell it without.", field="story_place")
    kinds = {finding.kind for finding in scan(both)} | ({"name"} if _given_names(of) & parts else set())
    if NEVER & kinds or (kinds and not confirmed):
        message = (
            f"The story holds what looks like {', '.join(sorted(kinds))}; change it, or confirm that it is nothing."
        )
        raise PersonalDataFound(message, field="story_personal", found=sorted(kinds), may_confirm=not NEVER & kinds)
    return kept


def _known_words(household: Household) -> set[str]:
    """Return what of a household gives it away: names, last digits of numbers, streets and houses of the address."""
    names = {word for person in household.people for word in _WORD.findall(person.name)}
    phones = {digits[-4:] for person in household.people if (digits := re.sub(r"\D", "", person.phone))}
    streets = {word for word in _WORD.findall(household.address) if _STREET.search(word)}
    return {word for word in names | phones | streets if len(word) >= _SHORTEST_WORD}


def _given_names(household: Household) -> set[str]:
    """Return their names without surnames: some are words as well, such as 지원."""
    given = {word[1:] for person in household.people for word in _WORD.findall(person.name)}
    return {word for word in given if len(word) >= _SHORTEST_WORD}


def _parts(text: str) -> set[str]:
    """Return every piece of the words of a text, as Korean particles are written onto names."""
    return {
        word[first:last]
        for word in _WORD.findall(text)
        for first in range(len(word))
        for last in range(first + _SHORTEST_WORD, len(word) + 1)
    }
