"""기관 (agency): who gives services to households, and which experts of it sit at conferences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from mapper.domain.case_words import AGENCIES, SECTORS
from mapper.domain.personal_data import refuse_resident_number
from mapper.domain.plain_text import plain_text
from mapper.errors import InvalidInput

_LONGEST: Final = {"name": 80, "services": 200, "position": 60}


@dataclass(frozen=True)
class Agency:
    """An agency.

    Attributes
    ----------
    agency_id : UUID
        Of the agency, whatever is written of it later.
    name : str
        What it is called.
    kind : str
        A key of `AGENCIES`.
    sector : str
        A key of `SECTORS`: 공적 or 민간.
    services : str
        What it gives, in words.
    district_codes : tuple of str
        Where it works; empty for the whole city.
    """

    agency_id: UUID
    name: str
    kind: str
    sector: str
    services: str
    district_codes: tuple[str, ...]


@dataclass(frozen=True)
class Expert:
    """Somebody of an agency who sits at conferences of a district.

    Attributes
    ----------
    expert_id : UUID
        Of the expert.
    district_code : str
        Of the desk whose conferences they sit at.
    agency_id : UUID
        Whom they come from.
    name, position : str
        Who they are there.
    """

    expert_id: UUID
    district_code: str
    agency_id: UUID
    name: str
    position: str


def check_agency(agency: Agency) -> Agency:
    """Return an agency as it is kept.

    Parameters
    ----------
    agency : Agency
        As typed.

    Returns
    -------
    Agency
        With its words made plain.

    Raises
    ------
    InvalidInput
        When its name is missing, words are too long, or kind or sector are none.
    """
    if agency.kind not in AGENCIES:
        message = f"{agency.kind[:40]!r} is no kind of agency; choose one of {', '.join(AGENCIES)}."
        raise InvalidInput(message, field="kind")
    if agency.sector not in SECTORS:
        message = f"{agency.sector[:40]!r} is no sector; choose one of {', '.join(SECTORS)}."
        raise InvalidInput(message, field="sector")
    name, services = line(agency.name, "name"), line(agency.services, "services", needed=False)
    return Agency(agency.agency_id, name, agency.kind, agency.sector, services, agency.district_codes)


def line(typed: str, part: str, *, needed: bool = True) -> str:
    """Return one line of words as it is kept.

    Parameters
    ----------
    typed : str
        By a person.
    part : str
        ``name``, ``services`` or ``position``.
    needed : bool
        Whether it must not be empty.

    Returns
    -------
    str
        Without needless spaces.

    Raises
    ------
    InvalidInput
        When it is missing or too long.
    PersonalDataFound
        When a resident registration number was typed.
    """
    words = " ".join(plain_text(typed).split())
    longest = _LONGEST[part]
    if len(words) > longest or (needed and not words):
        message = f"The {part} has {len(words)} characters, expected 1 to {longest}; write it anew."
        raise InvalidInput(message, field=part, longest=longest)
    refuse_resident_number(words, part)
    return words
