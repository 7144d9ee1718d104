"""Send segments to a team as work, or keep them as stops to choose from for a visit; one act each, and taken back as one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from mapper.domain.access import require
from mapper.domain.issue import OPEN
from mapper.domain.reader import Reader
from mapper.domain.wanted import Wanted
from mapper.domain.work import ActKind, Work
from mapper.errors import InvalidInput, ListChanged, NotFound, SegmentNotFound, UndoRefused
from mapper.operations import work_undo, works
from mapper.store import segment_lists as list_rows
from mapper.store import sent_lists, survey_needs, survey_tasks
from mapper.store.assignments import team_works
from mapper.store.engine import Session, hold_alone
from mapper.store.knowledge import recording_now
from mapper.store.segment_lists import SegmentList, Stop
from mapper.store.sent_lists import Holder
from mapper.store.works import standings
from mapper.store.write_log import log_write

__all__ = [
    "Draft",
    "Effect",
    "Holder",
    "SegmentList",
    "Stop",
    "Withdrawn",
    "add",
    "count",
    "effect",
    "lists",
    "whole",
    "withdraw",
]

PERMISSION: Final = "list"
"""What lists need; one that is sent to a team needs `SENDING` as well."""

SENDING: Final = "list.send"
MOST: Final = 200
"""Segments on a list: what a team can look through."""


@dataclass(frozen=True)
class Draft:
    """A list that somebody wants to make.

    Attributes
    ----------
    name : str
        Its own.
    segments : tuple of UUID
        In order.
    team : UUID or None
        Whom to send it to; without a team it is kept for a visit.
    reason : str or None
        Why.
    ranked_by : mapping
        How the order came about, as JSON can hold it.
    """

    name: str
    segments: tuple[UUID, ...]
    team: UUID | None = None
    reason: str | None = None
    ranked_by: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Effect:
    """What sending segments to a team does.

    Attributes
    ----------
    issues : tuple of UUID
        Open issues on them, which are assigned to the team.
    surveys : tuple of UUID
        Segments without any, of which a survey is asked for.
    holders : tuple of Holder
        The teams that have some of the issues now: another one takes them from there.
    """

    issues: tuple[UUID, ...]
    surveys: tuple[UUID, ...]
    holders: tuple[Holder, ...] = ()


@dataclass(frozen=True)
class Withdrawn:
    """What taking a list back did.

    Attributes
    ----------
    back : int
        Issues that are assigned as they were before.
    moved_on : int
        Issues on which others decided since: they stay as they are.
    """

    back: int
    moved_on: int


def effect(session: Session, by: Reader, segments: Sequence[UUID]) -> Effect:
    """Say what sending segments to a team would do.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who asks.
    segments : sequence of UUID
        At least one, each once.

    Returns
    -------
    Effect
        How many issues there are is what `add` expects.

    Raises
    ------
    NotAllowed
        When that is not for them.
    InvalidInput, SegmentNotFound
        When there are none, too many or the same twice, or one that is none that is graded now.
    """
    require(SENDING, by)
    _require_segments(session, segments)
    return _effect(session, segments)


def add(
    session: Session, by: Reader, draft: Draft, *, expected: int | None = None, new_id: Callable[[], UUID]
) -> tuple[UUID, Effect]:
    """Make a list.

    Parameters
    ----------
    session : Session
        Not committed.
    by : Reader
        Who.
    draft : Draft
        What.
    expected : int or None
        How many issues they believe are assigned; needed when there is a team.
    new_id : callable
        Makes the ids.

    Returns
    -------
    tuple
        Its id, and what it did; nothing when it is kept for a visit.

    Raises
    ------
    NotAllowed
        When that is not for them.
    InvalidInput, SegmentNotFound
        As `effect`, and for a name that nobody sees.
    NotFound
        When there is no such team at work.
    ListChanged
        When another number of issues would be assigned than expected; nothing is done then.
    """
    require(PERMISSION if draft.team is None else SENDING, by)
    name = _named(draft.name)
    _require_segments(session, draft.segments)
    list_id = new_id()
    done = Effect((), ()) if draft.team is None else _effect(session, draft.segments)
    if draft.team is not None:
        _require_as_expected(session, draft.team, done, expected)
    act = _assign(session, by, draft, done, new_id) if done.issues else None
    now = recording_now(session)
    values: dict[str, Any] = {
        "id": list_id,
        "kind": "work" if draft.team else "visit",
        "name": name,
        "reason": draft.reason,
    }
    values |= {"team_id": draft.team, "act_id": act, "ranked_by": dict(draft.ranked_by)}
    list_rows.add(session, values | {"user_id": by.user_id, "recorded_at": now}, draft.segments)
    if done.surveys:
        survey_tasks.request(session, done.surveys, user=by.user_id, recorded_at=now, new_id=new_id, list_id=list_id)
    log_write(
        session,
        by,
        "list.keep" if draft.team is None else "list.send",
        subject=str(list_id),
        now=now,
        segments=len(draft.segments),
        issues=len(done.issues),
        surveys=len(done.surveys),
    )
    return list_id, done


def withdraw(session: Session, by: Reader, list_id: UUID, *, new_id: Callable[[], UUID]) -> Withdrawn:
    """Take a list back: its issues are assigned as they were before, and its surveys are not asked for any more.

    Parameters
    ----------
    session : Session
        Not committed.
    by : Reader
        Who.
    list_id : UUID
        Which.
    new_id : callable
        Makes the ids.

    Returns
    -------
    Withdrawn
        Issues on which others decided since stay as they are.

    Raises
    ------
    NotAllowed
        When that is not for them.
    NotFound
        When there is no such list.
    UndoRefused
        When it was taken back already.
    """
    hold_alone(session, f"list.{list_id}")
    one, _ = whole(session, by, list_id)
    if one.team is not None:
        require(SENDING, by)
    if one.withdrawn_at is not None:
        raise UndoRefused(f"List {list_id} was taken back already; look at it again.", list=str(list_id))
    now = recording_now(session)
    list_rows.withdraw(session, list_id, user=by.user_id, recorded_at=now)
    done = Withdrawn(0, 0) if one.act is None else _unassign(session, by, one.act, one.issues, new_id)
    log_write(session, by, "list.withdraw", subject=str(list_id), now=now, back=done.back, moved_on=done.moved_on)
    return done


def lists(session: Session, by: Reader, *, kind: str | None = None, page: int = 1, size: int = 50) -> list[SegmentList]:
    """Read a page of lists, the newest first.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who asks.
    kind : str or None
        ``work`` or ``visit``; both when not given.
    page, size : int
        Which page, from 1.

    Returns
    -------
    list of SegmentList
        Those that were taken back among them.

    Raises
    ------
    NotAllowed
        When that is not for them.
    """
    require(PERMISSION, by)
    return list_rows.lists(session, kind=kind, offset=(page - 1) * size, limit=size)


def kept_for_visits(session: Session, by: Reader) -> list[SegmentList]:
    """Read the lists that are kept for visits.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who asks.

    Returns
    -------
    list of SegmentList
        All that nobody took back, the newest first.

    Raises
    ------
    NotAllowed
        When that is not for them.
    """
    require(PERMISSION, by)
    return list_rows.lists(session, kind="visit", standing=True, limit=None)


def count(session: Session, by: Reader, *, kind: str | None = None) -> int:
    """Count what `lists` has pages of.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who asks.
    kind : str or None
        ``work`` or ``visit``; both when not given.

    Returns
    -------
    int
        How many.

    Raises
    ------
    NotAllowed
        When that is not for them.
    """
    require(PERMISSION, by)
    return list_rows.count(session, kind=kind)


def whole(session: Session, by: Reader, list_id: UUID) -> tuple[SegmentList, list[Stop]]:
    """Read a list with its segments.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who asks.
    list_id : UUID
        Which.

    Returns
    -------
    tuple
        The list, and its segments in order.

    Raises
    ------
    NotAllowed
        When that is not for them.
    NotFound
        When there is no such list.
    """
    require(PERMISSION, by)
    found = list_rows.lists(session, only=list_id)
    if not found:
        raise NotFound(f"There is no list {list_id}; look at the lists again.", list=str(list_id))
    return found[0], list_rows.stops(session, list_id)


def _named(said: str) -> str:
    name = " ".join(said.split())
    if not name or not name.isprintable():
        raise InvalidInput(f"A list cannot be called {said!r}; give it a name that can be seen.", field="name")
    return name


def _require_segments(session: Session, segments: Sequence[UUID]) -> None:
    if not 0 < len(set(segments)) == len(segments) <= MOST:
        message = f"A list has 1 to {MOST} segments, each once; these are {len(segments)}."
        raise InvalidInput(message, field="segments", most=MOST)
    unknown = set(segments) - survey_needs.graded_among(session, list(segments))
    if unknown:
        named = ", ".join(sorted(map(str, unknown)))
        raise SegmentNotFound(f"No graded segment has the id {named}; rank again.", segment=named)


def _effect(session: Session, segments: Sequence[UUID]) -> Effect:
    on = list_rows.issues_on(session, segments)
    known = standings(session, list(on), None)
    issues = [one for one, standing in known.items() if standing.status in OPEN and not standing.is_withdrawn]
    busy = {on[issue] for issue in issues}
    surveys = tuple(one for one in segments if one not in busy)
    return Effect(tuple(sorted(issues)), surveys, tuple(sent_lists.holders(session, issues)))


def _require_as_expected(session: Session, team: UUID, done: Effect, expected: int | None) -> None:
    if not team_works(session, team):
        raise NotFound(f"No team {team} is at work; choose one of the list.", team=str(team))
    if len(done.issues) != expected:
        message = f"{len(done.issues)} issues are open there by now, expected {expected}; look again and confirm."
        raise ListChanged(message, count=len(done.issues), expected=expected)


def _assign(session: Session, by: Reader, draft: Draft, done: Effect, new_id: Callable[[], UUID]) -> UUID:
    work = Work(ActKind.ASSIGN, team=draft.team, reason=draft.reason or draft.name)
    act, _ = works.decide(session, by, Wanted(OPEN, done.issues), work, expected=len(done.issues), new_id=new_id)
    return act


def _unassign(session: Session, by: Reader, act: UUID, issues: int, new_id: Callable[[], UUID]) -> Withdrawn:
    try:
        with session.begin_nested():
            undone = work_undo.undo(session, by, act, new_id=new_id)
    except UndoRefused:  # undone at the desk, or all of them were decided about since
        return Withdrawn(0, issues)
    return Withdrawn(len(undone.issues), len(undone.refused))
