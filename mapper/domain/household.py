"""가구: what a case worker knows of a household. It exists in memory only; what is stored of it is sealed.

Nothing of it shows in a ``repr``, and so in no log.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final

from mapper.crs import KOREA_TM, KOREA_TM_BOX
from mapper.domain.personal_data import refuse_resident_number
from mapper.errors import InvalidInput

_SECOND_HALF: Final = 7
_LONGEST: Final = {"address": 300, "name": 60, "phone": 40, "notes": 20_000}
_MOST_PEOPLE: Final = 30
_YEARS: Final = (1850, 2100)


class Tier(StrEnum):
    """How closely a household is kept (trust: T3 and T4)."""

    CASE = "case"
    SEALED = "sealed"
    """Whoever hides from somebody: no place below the district, no search, no list."""


@dataclass(frozen=True)
class Person:
    """One of a household.

    Attributes
    ----------
    name : str
        As they are called; may be empty.
    birth_year : int or None
        Never the day, and no resident number.
    phone : str
        As it was given; may be empty.
    """

    name: str = field(default="", repr=False)
    birth_year: int | None = field(default=None, repr=False)
    phone: str = field(default="", repr=False)


@dataclass(frozen=True)
class Household:
    """What is sealed of a household.

    Attributes
    ----------
    address : str
        In full; may be empty.
    x, y : float or None
        The home in EPSG:5179 [m]; both or none.
    people : tuple of Person
        Who lives there, as far as known.
    notes : str
        Whatever else.
    """

    address: str = field(default="", repr=False)
    x: float | None = field(default=None, repr=False)
    y: float | None = field(default=None, repr=False)
    people: tuple[Person, ...] = field(default=(), repr=False)
    notes: str = field(default="", repr=False)

    def to_bytes(self) -> bytes:
        """Write it down for sealing.

        Returns
        -------
        bytes
            JSON in UTF-8.
        """
        people = [[person.name, person.birth_year, person.phone] for person in self.people]
        kept = {"address": self.address, "x": self.x, "y": self.y, "people": people, "notes": self.notes}
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, written: bytes) -> Household:
        """Read what `to_bytes` wrote.

        Parameters
        ----------
        written : bytes
            Opened.

        Returns
        -------
        Household
            The same again.
        """
        kept: dict[str, Any] = json.loads(written)
        return cls(**kept | {"people": tuple(Person(*person) for person in kept["people"])})


def check(household: Household, tier: Tier) -> None:
    """Refuse what must not be kept, or could not be.

    Parameters
    ----------
    household : Household
        To be sealed.
    tier : Tier
        How closely.

    Raises
    ------
    InvalidInput
        When a text is too long or no text, a year is none, a position is half or outside of Korea, or a sealed
        household has one: a shelter is never geocoded.
    PersonalDataFound
        When a text holds a resident registration number.
    """
    if (household.x is None) != (household.y is None):
        raise InvalidInput("A home has x and y, or neither; give both.", field="x")
    if household.x is not None and household.y is not None and not _in_korea(household.x, household.y):
        raise InvalidInput(f"The home lies outside of Korea; give it in EPSG:{KOREA_TM}, or leave it out.", field="x")
    if tier is Tier.SEALED and household.x is not None:
        message = "A household of the sealed tier has a position, expected none below its district; leave it out."
        raise InvalidInput(message, field="x")
    if len(household.people) > _MOST_PEOPLE:
        raise InvalidInput(f"{len(household.people)} people, expected {_MOST_PEOPLE} at most.", field="people")
    years = [person.birth_year for person in household.people if person.birth_year is not None]
    if not all(_YEARS[0] <= year <= _YEARS[1] for year in years):
        raise InvalidInput(f"A year of birth is not from {_YEARS[0]} to {_YEARS[1]}; mend it.", field="birth_year")
    texts = [("address", household.address), ("notes", household.notes)]
    texts += [(part, getattr(person, part)) for person in household.people for part in ("name", "phone")]
    for part, text in texts:
        if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
            raise InvalidInput(f"The {part} has signs that are no text; write it anew.", field=part)
        if len(text) > _LONGEST[part]:
            message = f"The {part} has {len(text)} characters, expected {_LONGEST[part]} at most; shorten it."
            raise InvalidInput(message, field=part)
        refuse_resident_number(text, part)


def _in_korea(x: float, y: float) -> bool:
    west, south, east, north = KOREA_TM_BOX
    return west <= x <= east and south <= y <= north


def period_of(day: date) -> str:
    """Return the period in which a household that was received on a day counts, once and for ever.

    Parameters
    ----------
    day : date
        Of receipt, in Korea.

    Returns
    -------
    str
        A half-year, such as ``2026H2`` (trust §3 R1.2 and R1.3).
    """
    return f"{day.year:04d}H{1 if day.month < _SECOND_HALF else 2}"
