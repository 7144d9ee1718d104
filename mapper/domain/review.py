"""Deciding by hand where unsure places lie: what is chosen, what is said about it, and what can be said at once.

The list is ranked by what one decision settles: how many issues are in the largest group that an issue is in. Ties:
the graver first, then the older.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self
from uuid import UUID

from mapper.domain.issue import EVENT_KINDS
from mapper.errors import InvalidInput

OVER: Final = frozenset({"rejected", "resolved", "closed", "merged"})
"""Statuses of issues that nobody needs to place any more."""

ENDINGS: Final = tuple(kind.kind for kind in EVENT_KINDS if kind.leads_to in OVER)
"""Kinds of event after which an issue is over, unless another one follows."""


class ReviewKind(StrEnum):
    """What a person said about unsure places."""

    ACCEPT = "accept"
    """Each lies on its likeliest candidate."""
    PICK = "pick"
    """All lie on one segment."""
    LEAVE = "leave"
    """They stay 미배정 on purpose, and count for their area only."""
    UNDO = "undo"
    """Everything is as it was before another review."""


class GroupKind(StrEnum):
    """What issues of a group share, so that one decision may settle them all."""

    ADDRESS = "address"
    POINT = "point"
    CANDIDATES = "candidates"
    BOUNDARY = "boundary"


@dataclass(frozen=True)
class Group:
    """Issues that one decision may settle together.

    Attributes
    ----------
    kind : GroupKind
        What they share.
    value : str
        The point, the candidates, or the code of the district on whose boundary they lie; of those that share an address
        the id of one of them, as an address may tell of a person.
    """

    kind: GroupKind
    value: str

    @classmethod
    def parse(cls, key: str) -> Self:
        """Read the key of a group.

        Parameters
        ----------
        key : str
            As `key` writes it.

        Returns
        -------
        Group
            It may be empty by now.

        Raises
        ------
        InvalidInput
            When it is no such key.
        """
        kind, _, value = key.partition(":")
        if kind not in set(GroupKind) or not value:
            kinds = ", ".join(GroupKind)
            raise InvalidInput(f"{key!r} is no group; write one of {kinds}, a colon, and its value.", group=key)
        return cls(GroupKind(kind), _id(key, value) if kind == GroupKind.ADDRESS else value)

    @property
    def key(self) -> str:
        """The text by which it is asked for."""
        return f"{self.kind}:{self.value}"


@dataclass(frozen=True)
class Choice:
    """Which of the waiting issues are meant; what is None does not narrow.

    Attributes
    ----------
    issues : tuple of UUID or None
        These ones.
    group : Group or None
        Those of this group.
    district : str or None
        Those that lie in this district, or may lie there.
    least : float or None
        Those whose likeliest candidate has at least this probability.
    """

    issues: tuple[UUID, ...] | None = None
    group: Group | None = None
    district: str | None = None
    least: float | None = None


@dataclass(frozen=True)
class Verdict:
    """What is said about the chosen issues.

    Attributes
    ----------
    kind : ReviewKind
        ``ACCEPT``, ``PICK`` or ``LEAVE``.
    segment : UUID or None
        The picked segment.
    side : str or None
        Accept the likeliest candidate in this district only.
    """

    kind: ReviewKind
    segment: UUID | None = None
    side: str | None = None

    def __post_init__(self) -> None:
        """Refuse what means nothing.

        Raises
        ------
        InvalidInput
            When a segment is missing or too much, a side is given that nothing is accepted on, or the kind is undo.
        """
        if self.kind is ReviewKind.UNDO:
            raise InvalidInput("An undo names a review, not issues; ask for it at the review.", kind=str(self.kind))
        if (self.kind is ReviewKind.PICK) != (self.segment is not None):
            raise InvalidInput(f"{self.kind} with segment {self.segment}; a pick needs one, the others take none.")
        if self.side is not None and self.kind is not ReviewKind.ACCEPT:
            raise InvalidInput(f"{self.kind} takes no side ({self.side}); give one only to accept.", side=self.side)


@dataclass(frozen=True)
class Effect:
    """What a verdict does, or would do.

    Attributes
    ----------
    count : int
        Issues that it settles.
    left_out : int
        Chosen issues that it says nothing about, such as those without a candidate to accept.
    least : float or None
        Smallest probability of a segment among those settled; None where one was no candidate, or none is given.
    """

    count: int
    left_out: int
    least: float | None


def _id(key: str, value: str) -> str:
    """Return an id as PostgreSQL reads it: Python takes more for one."""
    try:
        return str(UUID(value))
    except ValueError:
        raise InvalidInput(f"{key!r} names no issue; write the id of one with that address.", group=key) from None
