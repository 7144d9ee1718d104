"""고침 (edit): what several people wrote over one field, none of which is lost, whatever order it arrives in.

An edit names those whose values it replaces. A field stands at its heads: the values that no other known edit replaces.
They are worked out from the set of edits alone, and a set has no order.

* What was first reported is replaced by any edit, since whoever wrote one wrote over something that began there.
* An edit counts at once, even if what it replaces is not known yet; that is replaced when it arrives.
* Values that are equal are no conflict. Only who resolves replaces values that differ: what anybody else writes over
  several different values stands beside them.
* Edits that replace one another in a circle, which only a forger writes, all stand until another one replaces them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from mapper.domain.canonical_json import canonical
from mapper.domain.editable import Editable

MOST_TOLD: Final = 20
"""Values of one field that are told at a time; the others come up when those are replaced."""


@dataclass(frozen=True)
class NewValue:
    """What an edit writes over one field.

    Attributes
    ----------
    field : Editable
        Which one.
    value : object
        That the field takes.
    replaces : frozenset of UUID
        The edits whose values it replaces; empty where it replaces what was first reported.
    """

    field: Editable
    value: Any
    replaces: frozenset[UUID]


@dataclass(frozen=True)
class NewEdit:
    """What one person wrote over fields of one thing.

    Attributes
    ----------
    id : UUID
        That its maker chose.
    subject : str
        `mapper.domain.editable.ISSUE` or ``SEGMENT``.
    of : UUID
        Id of the issue or segment.
    values : tuple of NewValue
        One for each field.
    resolves : bool
        Whether it decides between values that differ.
    edited_at : datetime
        By the clock of the device.
    reason : str or None
        Why, in the words of who decided.
    """

    id: UUID
    subject: str
    of: UUID
    values: tuple[NewValue, ...]
    resolves: bool
    edited_at: datetime
    reason: str | None = None


@dataclass(frozen=True)
class Written:
    """A value that an edit gave a field.

    Attributes
    ----------
    edit : UUID
        Id of the edit.
    value : object
        As JSON has it.
    replaces : frozenset of UUID
        The edits whose values it replaces.
    resolves : bool
        Whether it decides between values that differ.
    edited_at : datetime
        When, by the clock of the device put right.
    by : str or None
        Name of whoever wrote it.
    reason : str or None
        Why, in their words.
    """

    edit: UUID
    value: Any
    replaces: frozenset[UUID]
    resolves: bool
    edited_at: datetime
    by: str | None = None
    reason: str | None = None

    @cached_property
    def token(self) -> str:
        """The same for equal values, and for no others."""
        return canonical(self.value)


@dataclass(frozen=True)
class EditedThing:
    """An issue or a segment, as it was before anybody edited it.

    Attributes
    ----------
    id : UUID
        Its id.
    district_code : str or None
        Where it lies; None outside every district.
    districts : frozenset of str
        Codes of where it lies, and of where it may lie as long as nobody knows.
    reported : dict
        By name of the field; one that is not there was never told.
    """

    id: UUID
    district_code: str | None
    districts: frozenset[str]
    reported: dict[str, Any]

    def may_lie_in(self, codes: Collection[str] | None) -> bool:
        """Tell whether it lies, or may lie, in some districts.

        Parameters
        ----------
        codes : collection of str or None
            Of the districts; None for every one, and for what lies in none.

        Returns
        -------
        bool
            As the list of issues to see to has it (`mapper.store.works`).
        """
        return codes is None or not self.districts.isdisjoint(codes)


@dataclass(frozen=True)
class Standing:
    """Where a field stands.

    Attributes
    ----------
    field : Editable
        Which one.
    reported : object
        What was first reported, or stands in the network.
    heads : tuple of Written
        Every value that nobody replaced, with who wrote it: the shown one first, equal ones side by side.
    """

    field: Editable
    reported: Any
    heads: tuple[Written, ...]

    @property
    def value(self) -> Any:
        """What is shown; in a conflict the more careful value, and of equally careful ones the one written last."""
        return self.heads[0].value if self.heads else self.reported

    @property
    def told(self) -> tuple[Written, ...]:
        """The heads that a page or a phone shows, and names in its next edit: of too many, each value before any twice."""
        first_of = {head.token: head for head in reversed(self.heads)}
        ranked = sorted(self.heads, key=lambda head: first_of[head.token] is not head)
        told = {head.edit for head in ranked[:MOST_TOLD]}
        return tuple(head for head in self.heads if head.edit in told)

    @property
    def is_conflict(self) -> bool:
        """Whether people wrote different values and nobody has decided yet."""
        return len({head.token for head in self.heads}) > 1


def standing(field: Editable, reported: Any, written: Iterable[Written]) -> Standing:
    """Tell where a field stands.

    Parameters
    ----------
    field : Editable
        Which one.
    reported : object
        What was first reported, or stands in the network.
    written : iterable of Written
        All that is known to have been written over it, one for each edit, in any order.

    Returns
    -------
    Standing
        The same for every order.
    """
    known = {one.edit: one for one in written}
    # The clock of a device may be wrong, so care comes first; the id ends every tie in the same way everywhere.
    ranked = sorted(_heads(known), key=lambda one: (field.care(one.value), one.edited_at, one.edit), reverse=True)
    first = {token: place for place, token in reversed(list(enumerate(one.token for one in ranked)))}
    return Standing(field, reported, tuple(sorted(ranked, key=lambda one: first[one.token])))


def _heads(known: dict[UUID, Written]) -> list[Written]:
    replaced_by = {edit: _replaced(one, known) for edit, one in known.items()}
    named = {base for edit, bases in replaced_by.items() for base in bases}
    heads = known.keys() - named
    in_circles = known.keys() - _reached(heads, replaced_by)
    return [known[edit] for edit in heads | in_circles]


def _replaced(one: Written, known: dict[UUID, Written]) -> list[UUID]:
    bases = [base for base in one.replaces if base in known]
    agree = len({known[base].token for base in bases}) <= 1
    return bases if one.resolves or agree else []


def _reached(begins: Iterable[UUID], replaced_by: dict[UUID, list[UUID]]) -> set[UUID]:
    found: set[UUID] = set()
    ahead: list[UUID] = list(begins)
    while ahead:
        edit = ahead.pop()
        if edit not in found:
            found.add(edit)
            ahead.extend(replaced_by[edit])
    return found
