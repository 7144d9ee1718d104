"""열람 기록: who looked at which households and why, in one chain of hashes for each district.

An entry holds the hash of the one before it, so that nothing of a chain can be changed, put in or taken out unless
everything after it is written anew; and that is found by an *anchor*, a hash that was noted elsewhere before.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final
from uuid import UUID

from mapper.domain.canonical_json import canonical

BEGINNING: Final = bytes(32)
"""What the first entry of a chain holds in place of a hash."""
REFUSED: Final = ".refused"
"""End of the action of a look that was refused: its subjects are what was asked for, and nobody was seen."""
HELD: Final = ".held"
"""End of the action of a look that was not even considered, as its account had been refused too often."""
UNPROVED: Final = ".unproved"
"""End of the action of a look that waited for a fresh proof of who asks: nobody was seen, and it is no refusal of anybody."""
UNSEEN_ENDINGS: Final = (REFUSED, HELD, UNPROVED)
"""Ends of actions of which whoever asked saw nobody."""
MOST_REFUSALS: Final = 20
"""Refusals of one account within `REFUSALS_WITHIN`: then it waits, and whoever oversees is told."""
REFUSALS_WITHIN: Final = timedelta(hours=1)
UNSEEING: Final = frozenset(
    {
        "case.assign",
        "case.bring",
        "case.compare",
        "case.release",
        "density.count",
        "figure.count",
        "household.compare",
        "household.end_recusal",
        "household.recuse",
        "household.shelter",
        "mail.settle",
        "tip.settle",
    }
)
"""Actions about households of which whoever did them saw nothing."""
OF_TIPS: Final = frozenset({"mail.file", "mail.open", "tip.open"})
"""Actions of which the subject is no household yet."""
NOWHERE: Final = "-"
"""Chain of what is refused to those who reach no district."""


def was_refused(action: str) -> bool:
    """Tell whether nobody was seen.

    Parameters
    ----------
    action : str
        Of an entry.

    Returns
    -------
    bool
        True for what was refused, for what was not even considered, and for what waited for a proof.
    """
    return action.endswith(UNSEEN_ENDINGS)


@dataclass(frozen=True)
class Access:
    """One entry: one look, with everybody who was looked at, or one change.

    Attributes
    ----------
    district_code : str
        Whose chain.
    number : int
        Its place in the chain, from 1.
    recorded_at : datetime
        When, with zone.
    user_id, login_id : UUID or None
        Who, and by which login; None at the machine itself.
    name, role, origin : str
        Who, as what, from where.
    action : str
        What was done, such as ``household.read``; or was not, such as ``household.read.refused``.
    reason, words : str
        Why: a key of `mapper.domain.access_reason.REASONS`, and what was added.
    subjects : tuple of UUID
        Ids of the households, in order.
    previous : bytes
        Hash of the entry before it.
    """

    district_code: str
    number: int
    recorded_at: datetime
    user_id: UUID | None
    login_id: UUID | None
    name: str
    role: str
    origin: str
    action: str
    reason: str
    words: str
    subjects: tuple[UUID, ...]
    previous: bytes

    def digest(self) -> bytes:
        """Return the hash of the entry and so of everything before it.

        Returns
        -------
        bytes
            SHA-256 of its canonical JSON (RFC 8785).
        """
        content = {
            **{name: getattr(self, name) for name in ("district_code", "number", "name", "role", "origin", "action")},
            "recorded_at": self.recorded_at.astimezone(UTC).isoformat(timespec="microseconds"),
            "user_id": self.user_id and str(self.user_id),
            "login_id": self.login_id and str(self.login_id),
            "reason": self.reason,
            "words": self.words,
            "subjects": [str(subject) for subject in self.subjects],
            "previous": self.previous.hex(),
        }
        return sha256(canonical(content).encode()).digest()


@dataclass(frozen=True)
class Break:
    """Where a chain is broken.

    Attributes
    ----------
    district_code : str
        Whose chain.
    number : int
        The first entry that is not as it was written.
    what : str
        In words.
    """

    district_code: str
    number: int
    what: str


def first_break(
    district_code: str,
    entries: Iterable[tuple[Access, bytes]],
    *,
    head: tuple[int, bytes],
    anchors: Mapping[int, Collection[bytes]],
) -> Break | None:
    """Go along a chain.

    Parameters
    ----------
    district_code : str
        Whose.
    entries : iterable of tuple
        What is stored, by number, each with the hash that was stored with it.
    head : tuple of int and bytes
        Number and hash of the last entry, as noted at its head; 0 and `BEGINNING` before the first.
    anchors : mapping of int to collection of bytes
        Hashes by number, as noted off the machine.

    Returns
    -------
    Break or None
        None when the chain is whole.
    """
    number, previous = 0, BEGINNING
    for entry, stored in entries:
        number += 1
        if fault := _fault(entry, stored, number, previous, anchors):
            return Break(district_code, number, fault)
        previous = stored
    if max([head[0], *anchors]) > number:
        return Break(district_code, number + 1, "is not there")
    if head != (number, previous):
        return Break(district_code, head[0] + 1, "stands after the head of its chain")
    return None


def _fault(
    entry: Access, stored: bytes, number: int, previous: bytes, anchors: Mapping[int, Collection[bytes]]
) -> str | None:
    if entry.number != number:
        return "is not there"
    if entry.previous != previous:
        return "does not follow the one before it"
    if entry.digest() != stored:
        return "was changed"
    if any(noted != stored for noted in anchors.get(number, ())):
        return "is not the one that was anchored: the chain was written anew"
    return None
