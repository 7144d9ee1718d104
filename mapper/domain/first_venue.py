"""What the schools of a made city open to residents, and who asks for it."""

from __future__ import annotations

from dataclasses import dataclass

from mapper.domain.venue import VenueDraft


@dataclass(frozen=True)
class Wish:
    """A slot that somebody asks for.

    Attributes
    ----------
    days, slot : int
        How many days from now, and which slot of that day.
    asker, purpose : str
        Who, and what for.
    people : int
        How many.
    is_confirmed : bool
        Whether it is theirs.
    """

    days: int
    slot: int
    asker: str
    purpose: str
    people: int
    is_confirmed: bool = False


@dataclass(frozen=True)
class FirstVenue:
    """What a school opens.

    Attributes
    ----------
    draft : VenueDraft
        Its name behind that of the school, without owner and place.
    size_m : tuple of float
        From west to east and from south to north [m]; zeros for one place.
    wishes : tuple of Wish
        Who asks for it.
    """

    draft: VenueDraft
    size_m: tuple[float, float] = (0.0, 0.0)
    wishes: tuple[Wish, ...] = ()
