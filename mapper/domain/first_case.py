"""What a made city's case workers have at hand when somebody opens it: households that nobody is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mapper.domain.household import Person


@dataclass(frozen=True)
class FirstStep:
    """Something that was written about a made case.

    Attributes
    ----------
    days_ago : int
        When.
    what : str
        The kind of record; with ``of``, the state that it leads to.
    typed : mapping of str to tuple of str
        What it says.
    due_in : int or None
        Days from then until what it promises is due.
    of : int or None
        Position of the step that it goes on from.
    """

    days_ago: int
    what: str
    typed: Mapping[str, tuple[str, ...]]
    due_in: int | None = None
    of: int | None = None


@dataclass(frozen=True)
class FirstCase:
    """A made household and what was written about it.

    Attributes
    ----------
    days_ago : int
        When it was taken in.
    people : tuple of Person
        Made up, and looking so.
    address : str
        Made up too.
    typed : mapping of str to tuple of str
        What its intake says.
    steps : tuple of FirstStep
        In the order in which they were written.
    sealed : bool
        Whether it hides from somebody.
    district_code : str
        Where it lives; empty for the first district of whoever follows it.
    """

    days_ago: int
    people: tuple[Person, ...]
    address: str
    typed: Mapping[str, tuple[str, ...]]
    steps: tuple[FirstStep, ...] = ()
    sealed: bool = False
    district_code: str = ""
