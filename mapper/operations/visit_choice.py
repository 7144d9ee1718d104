"""Where a visit could stop: segments of a list that was kept for it, those with overdue issues, and the worst of a district."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import numpy as np

from mapper.domain.access import require
from mapper.domain.board import choose
from mapper.domain.grading.letters import GRADES
from mapper.domain.issue import OPEN
from mapper.domain.reader import Reader
from mapper.domain.visit import MOST_STOPS, StopDraft, within
from mapper.errors import InvalidInput
from mapper.operations import segment_lists
from mapper.operations.boards import CityBoard
from mapper.operations.visits import PERMISSION
from mapper.store.columns import ID, positions
from mapper.store.engine import Session

USUAL_COUNT: Final = 8
"""Stops that are looked for unless somebody says otherwise: two hours."""

_WANTED: Final = {"worst": ("status", OPEN), "overdue": ("due", ("overdue",))}
"""Of each rule, which issues a segment must have."""


@dataclass(frozen=True)
class Rule:
    """How stops are found.

    Attributes
    ----------
    key : str
        ``worst``: segments with open issues, the poorest grade first; ``overdue``: with overdue issues, most of them
        first.
    district : str or None
        Code of the district; the whole city when not given.
    count : int
        How many.
    """

    key: str
    district: str | None
    count: int = USUAL_COUNT


def by_rule(city: CityBoard, rule: Rule, *, by: Reader) -> tuple[StopDraft, ...]:
    """Find stops.

    Parameters
    ----------
    city : CityBoard
        The city.
    rule : Rule
        How.
    by : Reader
        Who asks.

    Returns
    -------
    tuple of StopDraft
        As many as there are, `Rule.count` at most; ties in order of id, segments without a grade last.

    Raises
    ------
    InvalidInput
        For a rule, a district or a number there is not.
    """
    require(PERMISSION, by)
    if rule.key not in _WANTED:
        raise InvalidInput(f"No rule is called {rule.key[:40]!r}; choose of {', '.join(_WANTED)}.", field="rule")
    within("count", rule.count, 1, MOST_STOPS)
    facet, options = _WANTED[rule.key]
    choice = {facet: tuple(options)}
    if rule.district is not None:
        if rule.district not in city.districts.keys:
            message = f"No district with segments has the code {rule.district!r}; choose one from the list."
            raise InvalidInput(message, field="district")
        choice["district"] = (rule.district,)
    chosen = choose(city.board, choice)
    issues = np.bincount(city.board.lies_on[chosen.issues], minlength=len(city.board.ids))
    there = np.flatnonzero(chosen.segments)
    score = city.scores["overall"][there]
    poorest = (score, score < 0)  # what was not surveyed has no grade to be poor
    order = np.lexsort((*poorest, -issues[there]) if rule.key == "overdue" else (-issues[there], *poorest))
    found = there[order][: rule.count]
    ids = city.board.ids.view("V16")  # as bytes, ids that end in zeros would lose them
    return tuple(StopDraft(UUID(bytes=bytes(ids[at])), because=rule.key) for at in found)


def of_list(session: Session, list_id: UUID, *, by: Reader) -> tuple[tuple[StopDraft, ...], int]:
    """Take the segments of a list that was kept for a visit.

    Parameters
    ----------
    session : Session
        Only read.
    list_id : UUID
        Of the list.
    by : Reader
        Who asks.

    Returns
    -------
    tuple of StopDraft
        In its order, those that are there still, `MOST_STOPS` at most.
    int
        How many of the list are no stops: there were too many of them, or they are there no longer.

    Raises
    ------
    NotFound
        When there is no such list.
    """
    require(PERMISSION, by)
    _, stops = segment_lists.whole(session, by, list_id)
    there = tuple(StopDraft(stop.segment, because="list") for stop in stops if stop.is_there)[:MOST_STOPS]
    return there, len(stops) - len(there)


def lists_for_visits(session: Session, *, by: Reader) -> Sequence[segment_lists.SegmentList]:
    """Return the lists that were kept for visits.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who asks.

    Returns
    -------
    sequence of SegmentList
        The newest first, without those that were taken back.
    """
    require(PERMISSION, by)
    return segment_lists.kept_for_visits(session, by)


@dataclass(frozen=True)
class Standing:
    """How a segment stands.

    Attributes
    ----------
    grade : str or None
        Its overall letter.
    open_issues : int
        How many issues are open on it.
    """

    grade: str | None
    open_issues: int


def standings(city: CityBoard, segments: Sequence[UUID]) -> list[Standing]:
    """Tell how segments stand.

    Parameters
    ----------
    city : CityBoard
        The city.
    segments : sequence of UUID
        Which.

    Returns
    -------
    list of Standing
        In their order; nothing is known of one that came after the board was read.
    """
    board = city.board
    ids = np.array([one.bytes for one in segments], dtype=ID)
    is_open = choose(board, {"status": OPEN}).issues
    issues = np.bincount(board.lies_on[is_open], minlength=len(board.ids))
    overall = next(facet for facet in board.by_segment if facet.key == "overall")
    letters = [letter if letter in GRADES else None for letter in overall.options]
    return [
        Standing(letters[int(overall.member[at])], int(issues[at])) if at >= 0 else Standing(None, 0)
        for at in positions(board.ids, ids).tolist()
    ]
