"""List the unsure places: which wait for a person, what one decision would settle, and for which area they count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from mapper.domain.access import districts_for
from mapper.domain.category import category_by_id
from mapper.domain.gazetteer import Reason
from mapper.domain.reader import Reader
from mapper.domain.review import Choice, Group, GroupKind
from mapper.operations.residents_words import facts_for, words_for
from mapper.store.engine import Session
from mapper.store.review import candidates, waiting
from mapper.store.review.candidates import Candidate
from mapper.store.review.waiting import Area, Shared

GROUPS_SHOWN: Final = 100
"""The largest groups are the ones worth a decision."""

PERMISSION: Final = "review"
"""What all of this needs."""


@dataclass(frozen=True)
class Unsure:
    """A row of the list.

    Attributes
    ----------
    id : UUID
        Of the issue.
    settles : int
        Size of the largest group that it is in: what one decision may settle.
    category : str
        Korean name.
    facts : dict
        As `mapper.store.review.candidates.described` reads them.
    candidates : tuple of Candidate
        What it may lie on, likeliest first.
    alley_bounds : list of float or None
        Where the alley lies that its address names: west, south, east, north [degrees].
    """

    id: UUID
    settles: int
    category: str
    facts: dict[str, Any]
    candidates: tuple[Candidate, ...]
    alley_bounds: list[float] | None


@dataclass(frozen=True)
class GroupShown:
    """A group of the list, in words.

    Attributes
    ----------
    group : Group
        What is shared.
    label : str
        What people read.
    count, with_candidate : int
        Its issues, and those that have a candidate.
    least : float or None
        Smallest probability of a likeliest candidate.
    """

    group: Group
    label: str
    count: int
    with_candidate: int
    least: float | None


def page(session: Session, by: Reader, choice: Choice, *, number: int, size: int) -> tuple[int, list[Unsure]]:
    """Read a page of the list of unsure places: first what one decision settles most of.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Sees what lies or may lie in their districts.
    choice : Choice
        Narrows the list.
    number, size : int
        Which page, from 1.

    Returns
    -------
    tuple
        How many there are, and the page.
    """
    total, ranked = waiting.ranked(
        session, choice, districts_for(PERMISSION, by), offset=(number - 1) * size, limit=size
    )
    ids = [issue for issue, _ in ranked]
    facts = _facts(session, by, ids)
    shown: dict[UUID, list[Candidate]] = {issue: [] for issue in ids}
    for one in candidates.shown(session, ids):
        shown[one.issue].append(one)
    named = candidates.bounds_of_alleys(session, sorted({fact["road_name"] for fact in facts.values()} - {None}))
    return total, [
        Unsure(
            id=issue,
            settles=settles,
            category=category_by_id(facts[issue]["category"]).label_ko,
            facts=facts[issue],
            candidates=tuple(shown[issue]),
            alley_bounds=named.get(facts[issue]["road_name"]),
        )
        for issue, settles in ranked
    ]


def groups(session: Session, by: Reader, choice: Choice) -> list[GroupShown]:
    """Read the groups that one decision may settle, the largest first.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Sees what lies or may lie in their districts.
    choice : Choice
        Narrows the list.

    Returns
    -------
    list of GroupShown
        `GROUPS_SHOWN` at most.
    """
    shared = waiting.groups(session, choice, districts_for(PERMISSION, by), limit=GROUPS_SHOWN)
    samples = [one.sample for one in shared]
    facts = _facts(session, by, samples)
    names: dict[UUID, list[str]] = {issue: [] for issue in samples}
    for one in candidates.shown(session, samples):
        if one.probability is not None:
            names[one.issue].append(one.name or "이름 없는 골목")
    return [
        GroupShown(
            group=Group(GroupKind(one.kind), one.value),
            label=_label(one, facts[one.sample], names[one.sample]),
            count=one.count,
            with_candidate=one.with_candidate,
            least=one.least,
        )
        for one in shared
    ]


def _facts(session: Session, by: Reader, issues: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    found = candidates.described(session, issues)
    return {issue: facts_for(by, facts) | _why(by, facts["address_reasons"]) for issue, facts in found.items()}


def _why(by: Reader, reasons: Sequence[dict[str, str]]) -> dict[str, Any]:
    """Say why an address is not surer; what is quoted of it may tell of a person as the address itself may."""
    return {
        "address_reasons": [Reason(one["code"], words_for(by, one["value"]) or "") for one in reasons],
    }


def _label(shared: Shared, fact: dict[str, Any], names: Sequence[str]) -> str:
    if shared.kind == GroupKind.ADDRESS:
        return str(fact["address"])
    if shared.kind == GroupKind.BOUNDARY:
        return f"{shared.district} 경계"
    lies = " · ".join(dict.fromkeys(names)) or fact["district"] or "행정동 밖"
    return f"{lies}, 같은 지점" if shared.kind == GroupKind.POINT else lies


def areas(session: Session, by: Reader) -> list[Area]:
    """Count by district the issues that count for the area only: those that wait, and those left 미배정.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Sees what lies or may lie in their districts.

    Returns
    -------
    list of Area
        In order of code.
    """
    return waiting.areas(session, districts_for(PERMISSION, by))
