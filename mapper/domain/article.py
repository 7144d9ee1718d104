"""What a made city of a published article is given, beside its ground: programmes, meetings, visits, each with its day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mapper.domain.first_case import FirstCase
from mapper.domain.programme import ProgrammeDraft
from mapper.domain.visit_record import HeadCount


@dataclass(frozen=True)
class PublishedFigure:
    """A figure as a city published it.

    Attributes
    ----------
    key : str
        By which reports name it.
    value : float
        What was published; of one that is counted apart, the sum.
    city : str
        Code of the 시군구.
    as_of : date
        Korean date.
    source : str
        Who published it, and when.
    about : bool
        Whether it was published as about so many.
    """

    key: str
    value: float
    city: str
    as_of: date
    source: str
    about: bool = False


@dataclass(frozen=True)
class HeldProgramme:
    """A programme.

    Attributes
    ----------
    name : str
        By which others name it as the one that they serve.
    draft : ProgrammeDraft
        What it is.
    serves : str
        Name of the one that it is part of; empty for none.
    """

    name: str
    draft: ProgrammeDraft
    serves: str = ""


@dataclass(frozen=True)
class HeldMeeting:
    """A meeting, and who came.

    Attributes
    ----------
    kind, title, place : str
        What it was.
    day : date
        When.
    districts : tuple of str
        Codes.
    came : tuple of (str, str, str, int)
        Of each organisation its name, what it is, as what people came for it, and how many.
    """

    kind: str
    title: str
    place: str
    day: date
    districts: tuple[str, ...]
    came: tuple[tuple[str, str, str, int], ...] = ()


@dataclass(frozen=True)
class HeldVisit:
    """A visit of the mayor's office, and what was said at it.

    Attributes
    ----------
    day : date
        When.
    district : str
        Code.
    theme : str
        What it was about.
    heads : tuple of HeadCount
        Who came.
    said : tuple of (str, str)
        Of each consultation as what somebody spoke, and what they said.
    """

    day: date
    district: str
    theme: str
    heads: tuple[HeadCount, ...]
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class CaseLoad:
    """Households of a made city, and who follows them.

    Attributes
    ----------
    worker : str
        Name of the user who does.
    districts : tuple of str
        Codes of where they work.
    day : date
        Last day on which something was written.
    cases : tuple of FirstCase
        Days are told back from the last one.
    """

    worker: str
    districts: tuple[str, ...]
    day: date
    cases: tuple[FirstCase, ...]
