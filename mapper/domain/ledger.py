"""후속 관리 대장 (ledger): what was said and promised at visits, where it stands, and what may become of it.

The one table of moves is `MOVES`. What is over our heads says so: an entry that cannot be done names what keeps it, and
one that was handed over names to whom; neither counts as done.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final
from uuid import UUID

from mapper.domain.label import Label
from mapper.domain.visit_record import PROMISE
from mapper.domain.work import BLOCKERS
from mapper.errors import InvalidInput, LedgerMoveRefused

PLANNED: Final = "planned"
LEDGER_STATES: Final = {
    "done": Label("완료", "Done"),
    "doing": Label("추진중", "Under way"),
    PLANNED: Label("추진예정", "Planned"),
    "impossible": Label("추진불가", "Cannot be done"),
    "handed_over": Label("이첩", "Handed over"),
}
"""Where an entry stands; one of which nothing has become yet is `PLANNED`."""

OPEN: Final = frozenset({PLANNED, "doing"})
"""States in which somebody has to see to it."""

REMIND_BEFORE: Final = timedelta(days=7)
"""How long before it is due an entry is called to mind."""


@dataclass(frozen=True)
class LedgerMove:
    """What may become of an entry.

    Attributes
    ----------
    to : str
        State afterwards.
    label : Label
        What is done.
    asks : Label or None
        What its reason says; None where it needs none.
    """

    to: str
    label: Label
    asks: Label | None


_START: Final = LedgerMove("doing", Label("추진 시작", "Start"), None)
_FINISH: Final = LedgerMove("done", Label("완료", "Finish"), Label("무엇을 했는지", "What was done"))
_PUT_OFF: Final = LedgerMove(PLANNED, Label("뒤로 미룸", "Put off"), Label("미루는 까닭", "Why it waits"))
_GIVE_UP: Final = LedgerMove(
    "impossible", Label("추진불가", "Give up"), Label("할 수 없는 까닭", "Why it cannot be done")
)
_HAND_OVER: Final = LedgerMove(
    "handed_over", Label("이첩", "Hand over"), Label("어디에 왜 넘겼는지", "To whom it went, and why")
)
_AGAIN: Final = LedgerMove(
    "doing", Label("다시 추진", "Take up again"), Label("다시 하는 까닭", "Why it is taken up again")
)

MOVES: Final = MappingProxyType(
    {
        PLANNED: (_START, _FINISH, _GIVE_UP, _HAND_OVER),
        "doing": (_FINISH, _PUT_OFF, _GIVE_UP, _HAND_OVER),
        "done": (_AGAIN,),
        "impossible": (_AGAIN,),
        "handed_over": (_FINISH, _AGAIN),
    }
)
"""The one table of allowed moves, by the state before."""


@dataclass(frozen=True)
class Wanted:
    """What somebody says became of an entry.

    Attributes
    ----------
    to : str
        A key of `LEDGER_STATES`.
    reason : str or None
        Why, or how.
    blocker : str or None
        A key of `BLOCKERS`, of one that cannot be done.
    on : date
        Korean date on which it was so.
    """

    to: str
    reason: str | None
    blocker: str | None
    on: date


def move_to(state: str, wanted: Wanted, *, since: date, today: date) -> LedgerMove:
    """Return the move that somebody wants, if it is allowed.

    Parameters
    ----------
    state : str
        Where the entry stands.
    wanted : Wanted
        What became of it.
    since, today : date
        Korean dates of the day since when it stands so, and of this day.

    Returns
    -------
    LedgerMove
        The row of `MOVES`.

    Raises
    ------
    LedgerMoveRefused
        When the table has no such move.
    InvalidInput
        When it lacks its reason, its blocker, or a day between the last move and today.
    """
    move = next((one for one in MOVES[state] if one.to == wanted.to), None)
    if move is None:
        allowed = [one.to for one in MOVES[state]]
        message = f"An entry that is {state} cannot become {wanted.to[:40]}; allowed now: {', '.join(allowed)}."
        raise LedgerMoveRefused(message, state=state, allowed=allowed)
    if move.asks is not None and not wanted.reason:
        raise InvalidInput(f"An entry becomes {move.to} with words; say {move.asks.en.lower()}.", field="reason")
    if (move.to == "impossible") != (wanted.blocker is not None) or wanted.blocker not in {None, *BLOCKERS}:
        message = f"{move.to} with blocker {wanted.blocker!r}; impossible needs one of {', '.join(BLOCKERS)}."
        raise InvalidInput(message, field="blocker")
    if not since <= wanted.on <= today:
        message = f"{wanted.on} is no day from {since}, since when it stands so, to {today}; correct the day."
        raise InvalidInput(message, field="on")
    return move


@dataclass(frozen=True)
class Entry:
    """Something in the ledger and what came of it, as known at a time.

    Attributes
    ----------
    id, version : UUID
        Of the entry, and the row that holds.
    visit : UUID
        At which it was said.
    theme, visit_kind : str
        Of that visit.
    kind : str
        A key of `mapper.domain.visit_record.ENTRY_KINDS`.
    role, outcome : str or None
        As what somebody spoke, and what becomes of it; of a consultation.
    words : str or None
        What was said; none of a referral.
    segment : UUID or None
        What it is about.
    alley : str or None
        Its name.
    district_code, district : str or None
        Where.
    category : str or None
        Id.
    issue : UUID or None
        That came of it.
    about : UUID or None
        The consultation that a promise answers.
    owner : str
        Which office sees to it.
    due, on : date
        By when, and when it was said.
    state : str
        A key of `LEDGER_STATES`.
    since : date
        Since when it stands so.
    reason, blocker : str or None
        Why.
    by : str or None
        Name of the user who said so last.
    released : str or None
        What everybody may read of it.
    """

    id: UUID
    version: UUID
    visit: UUID
    theme: str
    visit_kind: str
    kind: str
    role: str | None
    outcome: str | None
    words: str | None
    segment: UUID | None
    alley: str | None
    district_code: str | None
    district: str | None
    category: str | None
    issue: UUID | None
    about: UUID | None
    owner: str
    due: date
    on: date
    state: str
    since: date
    reason: str | None
    blocker: str | None
    by: str | None
    released: str | None

    @property
    def is_open(self) -> bool:
        """Whether somebody has to see to it."""
        return self.state in OPEN

    def is_overdue(self, today: date) -> bool:
        """Tell whether it should have been seen to by now.

        Parameters
        ----------
        today : date
            A Korean date.

        Returns
        -------
        bool
            Never of one that is over.
        """
        return self.is_open and self.due < today

    def is_soon(self, today: date) -> bool:
        """Tell whether it is to be called to mind.

        Parameters
        ----------
        today : date
            A Korean date.

        Returns
        -------
        bool
            When it is due within `REMIND_BEFORE`.
        """
        return self.is_open and today <= self.due <= today + REMIND_BEFORE


def in_order(entries: Iterable[Entry], *, today: date) -> list[Entry]:
    """Put first what somebody has to see to.

    Parameters
    ----------
    entries : iterable of Entry
        Any.
    today : date
        A Korean date.

    Returns
    -------
    list of Entry
        What is overdue, then what is open, the earliest due first; then what is over, the latest first.
    """
    found = list(entries)
    waiting = sorted((one for one in found if one.is_open), key=lambda one: (one.due, one.on, one.id))
    over = sorted((one for one in found if not one.is_open), key=lambda one: (one.since, one.id), reverse=True)
    late = [one for one in waiting if one.is_overdue(today)]
    return late + [one for one in waiting if not one.is_overdue(today)] + over


@dataclass(frozen=True)
class Standing:
    """How many entries stand where.

    Attributes
    ----------
    by_state : dict of str to int
        By key of `LEDGER_STATES`.
    overdue, soon : int
        Among those that are open: late, and due within days.
    """

    by_state: dict[str, int]
    overdue: int
    soon: int

    @property
    def all(self) -> int:
        """How many there are."""
        return sum(self.by_state.values())


def standing(entries: Iterable[Entry], *, today: date) -> Standing:
    """Count entries.

    Parameters
    ----------
    entries : iterable of Entry
        Any.
    today : date
        A Korean date.

    Returns
    -------
    Standing
        The counts.
    """
    found = list(entries)
    return Standing(
        {state: sum(one.state == state for one in found) for state in LEDGER_STATES},
        sum(one.is_overdue(today) for one in found),
        sum(one.is_soon(today) for one in found),
    )


@dataclass(frozen=True)
class Reminder:
    """What an office is reminded of.

    Attributes
    ----------
    owner : str
        The office.
    late, soon : tuple of Entry
        What should have been seen to by now, and what is due within `REMIND_BEFORE`; the earliest due first.
    """

    owner: str
    late: tuple[Entry, ...]
    soon: tuple[Entry, ...]

    @property
    def count(self) -> int:
        """How much it is."""
        return len(self.late) + len(self.soon)


def reminders(entries: Iterable[Entry], *, today: date) -> list[Reminder]:
    """Say what each office is to be reminded of.

    Parameters
    ----------
    entries : iterable of Entry
        Any.
    today : date
        A Korean date.

    Returns
    -------
    list of Reminder
        The office first whose oldest entry is due the earliest; none that has nothing due.
    """
    due = [one for one in in_order(entries, today=today) if one.is_overdue(today) or one.is_soon(today)]
    return [
        Reminder(
            owner,
            tuple(one for one in due if one.owner == owner and one.is_overdue(today)),
            tuple(one for one in due if one.owner == owner and one.is_soon(today)),
        )
        for owner in dict.fromkeys(one.owner for one in due)
    ]


def may_be_released(entry: Entry) -> bool:
    """Tell whether everybody may ever read of an entry.

    Parameters
    ----------
    entry : Entry
        Any.

    Returns
    -------
    bool
        Promises only: what somebody said is theirs.
    """
    return entry.kind == PROMISE
