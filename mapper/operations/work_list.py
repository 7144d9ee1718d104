"""The list of issues to see to, overdue first, and all that is known of one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from mapper.domain.access import districts_for
from mapper.domain.deadline import is_overdue, working_days_left
from mapper.domain.due import first_due
from mapper.domain.edit import Written
from mapper.domain.editable import ISSUE
from mapper.domain.issue import OPEN
from mapper.domain.reader import Reader
from mapper.domain.wanted import Wanted
from mapper.domain.work import MoveRule, Standing, moves_for
from mapper.errors import NotFound
from mapper.operations.residents_words import facts_for, lines_for
from mapper.operations.sent_lists import sent_to
from mapper.operations.work_decision import PERMISSION
from mapper.store import merges, news, work_history, works
from mapper.store.edits import written_over
from mapper.store.engine import Session
from mapper.store.knowledge import recording_now
from mapper.store.people.teams import all_teams
from mapper.store.people.users import district_names


@dataclass(frozen=True)
class ToDo:
    """A row of the list.

    Attributes
    ----------
    id : UUID
        Of the issue.
    facts : dict
        As `mapper.store.works.described` reads them, with ``texts`` as the reader may read them.
    due : datetime or None
        By when it must be answered; None when it is over.
    days_left : int or None
        Working days from today, negative when it is late.
    overdue : bool
        Whether that moment has passed.
    deadline : str
        Id of the deadline that sets it.
    """

    id: UUID
    facts: dict[str, Any]
    due: datetime | None
    days_left: int | None
    overdue: bool
    deadline: str


@dataclass(frozen=True)
class Page:
    """A page of the list.

    Attributes
    ----------
    total, overdue : int
        How many there are, and how many of them are overdue.
    unanswered, news : int
        Of how many, on the list or not, residents told more that nobody has answered, and how many that the reader
        follows have news.
    rows : list of ToDo
        Those of the page.
    """

    total: int
    overdue: int
    unanswered: int
    news: int
    rows: list[ToDo]


@dataclass(frozen=True)
class Whole:
    """All that is known of an issue, and of what was merged into it.

    Attributes
    ----------
    row : ToDo
        What the list says.
    moves : tuple of MoveRule
        What the reader may do to it.
    complaints, photos, history : list of dict
        As `mapper.store.work_history` reads them, and as the reader may read them. Among the history, ``edit`` is what
        somebody wrote over a field (``kind``): its new ``value``, which stands under ``words`` where it is a text.
    merged : list of UUID
        What was merged into it.
    into : UUID or None
        What it was merged into in the end.
    """

    row: ToDo
    moves: tuple[MoveRule, ...]
    complaints: list[dict[str, Any]]
    photos: list[dict[str, Any]]
    history: list[dict[str, Any]]
    merged: list[UUID]
    into: UUID | None


def page(session: Session, by: Reader, wanted: Wanted, *, number: int, size: int, now: datetime) -> Page:
    """Read a page of the list: what is due first comes first, so the overdue ones lead.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Sees what lies or may lie in their districts.
    wanted : Wanted
        Narrows the list.
    number, size : int
        Which page, from 1.
    now : datetime
        This moment.

    Returns
    -------
    Page
        With the counts of the whole list.
    """
    codes = districts_for(PERMISSION, by)
    total, late, issues = works.page(
        session, wanted, codes, user=by.user_id, offset=(number - 1) * size, limit=size, now=now
    )
    facts = _facts(session, by, issues)
    unread = works.unread(session, codes, user=by.user_id)
    return Page(total, late, *unread, [_to_do(issue, facts[issue], now) for issue in issues])


def whole(session: Session, by: Reader, issue: UUID, *, now: datetime) -> Whole:
    """Read all that is known of an issue.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who asks.
    issue : UUID
        Which.
    now : datetime
        This moment.

    Returns
    -------
    Whole
        With what was merged into it.

    Raises
    ------
    NotFound
        When it is unknown or out of reach, alike.
    """
    standing = _standing(session, by, issue)
    family = [member for _, member in merges.members(session, [issue])]
    into = merges.surviving(session, [issue])[issue]
    return Whole(
        row=_to_do(issue, _facts(session, by, [issue])[issue], now),
        moves=moves_for(standing, by),
        complaints=lines_for(by, work_history.complaints_of(session, family), "text"),
        photos=work_history.photos_of(session, family),
        history=lines_for(by, _history(session, family), "words", "reason"),
        merged=[member for member in family if member != issue],
        into=None if into == issue else into,
    )


def _history(session: Session, family: Sequence[UUID]) -> list[dict[str, Any]]:
    """Return what was decided, said and written over, the latest first."""
    edited = [
        _edit(issue, name, one)
        for issue, fields in written_over(session, ISSUE, family).items()
        for name, written in fields.items()
        for one in written
    ]
    told = work_history.history_of(session, family)
    return sorted([*edited, *told], key=lambda line: line["at"], reverse=True)


def _edit(issue: UUID, field: str, one: Written) -> dict[str, Any]:
    is_text = isinstance(one.value, str) and field == "description"
    told = {"words": one.value, "value": None} if is_text else {"words": None, "value": one.value}
    return told | {
        "what": "edit",
        "issue_id": issue,
        "kind": field,
        "reason": one.reason,
        "by": one.by,
        "at": one.edited_at,
    }


def hear(session: Session, by: Reader, issue: UUID) -> None:
    """Note that somebody has read what happened to an issue that they follow.

    Parameters
    ----------
    session : Session
        Not committed.
    by : Reader
        Who.
    issue : UUID
        Which.

    Raises
    ------
    NotFound
        When it is unknown or out of reach, alike.
    """
    _standing(session, by, issue)
    if by.user_id is not None:
        news.hear(session, issue, user=by.user_id, now=recording_now(session))


def choices(session: Session, by: Reader) -> dict[str, Any]:
    """Read what the list can be narrowed by, and whom an issue can be assigned to.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who asks.

    Returns
    -------
    dict
        ``districts`` (code and name), ``teams`` (id and name), ``departments`` that issues were assigned to, ``lists``
        of segments that were sent.
    """
    codes = districts_for(PERMISSION, by)
    return {
        "districts": [
            {"code": code, "name": name}
            for code, name in district_names(session).items()
            if codes is None or code in codes
        ],
        "teams": [
            {"id": team.id, "name": team.name, "mine": by.user_id in team.members}
            for team in all_teams(session)
            if team.ended_at is None and (codes is None or set(codes) & set(team.districts))
        ],
        "departments": works.departments(session),
        "lists": [
            {"id": one.id, "name": one.name, "reason": one.reason, "team": one.team, "by": one.by, "at": one.at}
            | {"segments": len(one.segments), "surveyed": len(one.surveyed), "issues": len(one.issues)}
            for one in sent_to(session, by)
        ],
    }


def _standing(session: Session, by: Reader, issue: UUID) -> Standing:
    standing = works.standings(session, [issue], districts_for(PERMISSION, by)).get(issue)
    if standing is None:
        raise NotFound(f"No issue {issue} is known here; load the list again.", issue=str(issue))
    return standing


def _facts(session: Session, by: Reader, issues: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    found = works.described(session, issues, user=by.user_id)
    return {issue: facts_for(by, facts) for issue, facts in found.items()}


def _to_do(issue: UUID, facts: dict[str, Any], now: datetime) -> ToDo:
    if facts["status"] not in OPEN or facts["withdrawn"]:
        return ToDo(issue, facts, due=None, days_left=None, overdue=False, deadline=facts["told"][0].kind)
    due, kind = first_due(facts["told"])
    return ToDo(issue, facts, due, working_days_left(due, now), is_overdue(due, now), kind)
