"""결정 (decision) of a meeting: what a vote needs to count, and what becomes of what was decided.

The one table of moves is `MOVES`. A decision is executed or it is not; one that is given up says why, and does not count
as executed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final
from uuid import UUID

from mapper.domain.label import Label
from mapper.errors import DecisionMoveRefused, InvalidInput

DECISION_STATES: Final = {
    "open": Label("미이행", "Not executed"),
    "executed": Label("이행", "Executed"),
    "dropped": Label("추진 중단", "Dropped"),
}
"""Where a decision stands."""


@dataclass(frozen=True)
class Move:
    """What may become of a decision.

    Attributes
    ----------
    to : str
        State afterwards.
    label : Label
        What is done.
    needs_reason : bool
        Whether it is done with a reason only.
    """

    to: str
    label: Label
    needs_reason: bool


_EXECUTE: Final = Move("executed", Label("이행 완료", "Mark as executed"), needs_reason=False)
_DROP: Final = Move("dropped", Label("추진 중단", "Drop"), needs_reason=True)
_REOPEN: Final = Move("open", Label("다시 추진", "Take up again"), needs_reason=True)

MOVES: Final = MappingProxyType({"open": (_EXECUTE, _DROP), "executed": (_REOPEN,), "dropped": (_REOPEN,)})
"""The one table of allowed moves, by the state before."""


@dataclass(frozen=True)
class Ballot:
    """How a vote went; one of nobody takes back what was counted before.

    Attributes
    ----------
    in_favour, against, abstained : int
        Votes.
    """

    in_favour: int
    against: int
    abstained: int

    @property
    def cast(self) -> int:
        """How many voted."""
        return self.in_favour + self.against + self.abstained

    @property
    def carried(self) -> bool:
        """Whether more than half of those who voted, abstentions among them, were in favour; a tie fails."""
        return 2 * self.in_favour > self.cast


def checked_ballot(ballot: Ballot, *, present: int) -> Ballot:
    """Refuse a vote that cannot have been.

    Parameters
    ----------
    ballot : Ballot
        As it was counted.
    present : int
        How many came to the meeting, as its attendance says.

    Returns
    -------
    Ballot
        The same.

    Raises
    ------
    InvalidInput
        For a negative count, or more votes than people who came: the attendance is written down first.
    """
    if min(ballot.in_favour, ballot.against, ballot.abstained) < 0:
        raise InvalidInput("No vote is counted below 0; write how many there were.", field="ballot")
    if ballot.cast > present:
        message = f"{ballot.cast} votes were cast, and {present} people came; count the attendance first."
        raise InvalidInput(message, field="present", cast=ballot.cast, present=present)
    return ballot


def move_to(state: str, to: str, *, reason: str | None, on: date, held_on: date, today: date) -> Move:
    """Return the move that somebody wants, if it is allowed.

    Parameters
    ----------
    state, to : str
        Where the decision stands, and where it shall.
    reason : str or None
        Why.
    on : date
        Korean date on which it was so.
    held_on, today : date
        Korean dates of the meeting, and of this day.

    Returns
    -------
    Move
        The row of `MOVES`.

    Raises
    ------
    DecisionMoveRefused
        When the table has no such move.
    InvalidInput
        When it lacks its reason, or a day between the meeting and today.
    """
    move = next((one for one in MOVES[state] if one.to == to), None)
    if move is None:
        allowed = [one.to for one in MOVES[state]]
        message = f"A decision that is {state} cannot become {to[:40]}; allowed now: {', '.join(allowed)}."
        raise DecisionMoveRefused(message, state=state, allowed=allowed)
    if move.needs_reason and not reason:
        raise InvalidInput(f"A decision becomes {to} for a reason; say which.", field="reason")
    if not held_on <= on <= today:
        message = f"{on} is no day from {held_on}, when it was decided, to {today}; correct the day."
        raise InvalidInput(message, field="on")
    return move


@dataclass(frozen=True)
class Followed:
    """A decision and what came of it, as known at a time.

    Attributes
    ----------
    id, meeting : UUID
        Of the decision, and where it was made.
    version : UUID
        The row that holds.
    item : UUID or None
        The item of the agenda that it is about.
    title : str
        Of the meeting.
    kind : str
        Of the meeting.
    held_on : date
        Korean date of the meeting.
    districts : tuple of str
        Codes of the meeting.
    words : str
        What was decided.
    segments, issues : tuple of UUID
        What it is tied to.
    team : UUID or None
        Who sees to it.
    team_name : str or None
        Of the team.
    due : date or None
        By when.
    state : str
        A key of `DECISION_STATES`.
    since : date or None
        Since when it stands so; None for one of which nothing has become yet.
    reason : str or None
        Why.
    by : str or None
        Name of the user who said so.
    """

    id: UUID
    meeting: UUID
    version: UUID
    item: UUID | None
    title: str
    kind: str
    held_on: date
    districts: tuple[str, ...]
    words: str
    segments: tuple[UUID, ...]
    issues: tuple[UUID, ...]
    team: UUID | None
    team_name: str | None
    due: date | None
    state: str
    since: date | None
    reason: str | None
    by: str | None

    def is_overdue(self, today: date) -> bool:
        """Tell whether it should have been executed by now.

        Parameters
        ----------
        today : date
            A Korean date.

        Returns
        -------
        bool
            Never of one that is executed or dropped, or that has no date.
        """
        return self.state == "open" and self.due is not None and self.due < today


@dataclass(frozen=True)
class Execution:
    """How many decisions were executed.

    Attributes
    ----------
    decided, executed, dropped, open, overdue : int
        Counts; what is overdue is among what is open.
    """

    decided: int
    executed: int
    dropped: int
    open: int
    overdue: int

    @property
    def executed_share(self) -> float | None:
        """Executed by decided, whatever was dropped; None without a decision."""
        return self.executed / self.decided if self.decided else None


def execution(decisions: Iterable[Followed], *, today: date) -> Execution:
    """Count what came of decisions.

    Parameters
    ----------
    decisions : iterable of Followed
        Any.
    today : date
        A Korean date.

    Returns
    -------
    Execution
        The counts.
    """
    found = list(decisions)
    by_state = {state: sum(one.state == state for one in found) for state in DECISION_STATES}
    return Execution(
        decided=len(found),
        executed=by_state["executed"],
        dropped=by_state["dropped"],
        open=by_state["open"],
        overdue=sum(one.is_overdue(today) for one in found),
    )


def _quarter(day: date) -> str:
    return f"{day.year}-Q{(day.month + 2) // 3}"


GROUPINGS: Final[Mapping[str, Callable[[Followed], tuple[str, ...]]]] = MappingProxyType(
    {
        "district": lambda one: one.districts or ("",),
        "quarter": lambda one: (_quarter(one.held_on),),
        "team": lambda one: (one.team_name or "",),
        "kind": lambda one: (one.kind,),
    }
)
"""By what decisions are counted apart; one of a meeting of two districts counts in both."""


def in_group(decisions: Iterable[Followed], grouping: str, key: str) -> list[Followed]:
    """Return the decisions that one group counts.

    Parameters
    ----------
    decisions : iterable of Followed
        Any.
    grouping, key : str
        A key of `GROUPINGS`, and of a group.

    Returns
    -------
    list of Followed
        In their order.
    """
    return [one for one in decisions if key in GROUPINGS[grouping](one)]


def executions(decisions: Iterable[Followed], grouping: str, *, today: date) -> dict[str, Execution]:
    """Count what came of decisions, group by group.

    Parameters
    ----------
    decisions : iterable of Followed
        Any.
    grouping : str
        A key of `GROUPINGS`.
    today : date
        A Korean date.

    Returns
    -------
    dict of str to Execution
        In order of the groups' keys.
    """
    groups: dict[str, list[Followed]] = {}
    for one in decisions:
        for key in GROUPINGS[grouping](one):
            groups.setdefault(key, []).append(one)
    return {key: execution(groups[key], today=today) for key in sorted(groups)}


def in_order(decisions: Iterable[Followed], *, today: date) -> list[Followed]:
    """Put first what somebody has to see to.

    Parameters
    ----------
    decisions : iterable of Followed
        Any.
    today : date
        A Korean date.

    Returns
    -------
    list of Followed
        What is overdue, then what is open, the earliest due first; then what is over, the latest first.
    """
    found = list(decisions)
    waiting = sorted(
        (one for one in found if one.state == "open"),
        key=lambda one: (not one.is_overdue(today), one.due or date.max, one.held_on, one.id),
    )
    over = sorted((one for one in found if one.state != "open"), key=lambda one: (one.held_on, one.id), reverse=True)
    return waiting + over
