"""All that a meeting came to on one desk, and what may be tied to it on the map."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain
from uuid import UUID

from mapper.domain.access import Reach, districts_for, reach
from mapper.domain.calendar import KST
from mapper.domain.decision import Ballot, Followed, in_order
from mapper.domain.figure import CITY_DIGITS
from mapper.domain.meeting import Ties
from mapper.domain.reader import Reader
from mapper.errors import SegmentNotFound
from mapper.operations.assemblies import APPROVING
from mapper.operations.meeting_access import PERMISSION, meeting_in_reach, team_choices, writes
from mapper.operations.people.teams import Team
from mapper.operations.programmes import PERMISSION as PROGRAMMES
from mapper.store import agenda, programmes, tied
from mapper.store import meetings as rows
from mapper.store.agenda import Item, Minutes
from mapper.store.decisions import Known, decisions_of
from mapper.store.engine import Session
from mapper.store.meetings import Came, Meeting, Organisation
from mapper.store.programmes import Programme
from mapper.store.tied import TiedIssue, TiedSegment

__all__ = ["Desk", "OnSegment", "TiedIssue", "TiedSegment", "choices", "desk", "on_segment", "programme_choices"]


@dataclass(frozen=True)
class Desk:
    """A meeting, with all that is known of it.

    Attributes
    ----------
    meeting : Meeting
        As it was written down last.
    today : date
        Korean date on which it is looked at.
    known : datetime
        What was recorded later is not on it.
    items : tuple of Item
        Its agenda, in order and numbered from 1, whatever was taken off.
    came : tuple of Came
        Who came, by organisation.
    votes : dict of UUID to Ballot
        By id of the item or decision.
    decisions : tuple of Followed
        What is overdue first.
    minutes : tuple of Minutes
        The newest text first.
    segments : dict of UUID to TiedSegment
        All that anything is tied to.
    issues : dict of UUID to TiedIssue
        The same, but for what the reader may not see.
    programmes : dict of UUID to Programme
        What its items are about; none for who does not see programmes.
    is_held : bool
        Whether it has begun, so that it can have come to something.
    may_write, may_approve : bool
        What the reader may do.
    """

    meeting: Meeting
    today: date
    known: datetime
    items: tuple[Item, ...]
    came: tuple[Came, ...]
    votes: dict[UUID, Ballot]
    decisions: tuple[Followed, ...]
    minutes: tuple[Minutes, ...]
    segments: dict[UUID, TiedSegment]
    issues: dict[UUID, TiedIssue]
    programmes: dict[UUID, Programme]
    is_held: bool
    may_write: bool
    may_approve: bool

    @property
    def heads(self) -> int:
        """How many people came."""
        return sum(one.heads for one in self.came)

    def rank(self, item: Item) -> int | None:
        """Tell how many items had more votes in favour: the order in which people want things done.

        Parameters
        ----------
        item : Item
            Of the agenda.

        Returns
        -------
        int or None
            From 1; None for one that was not voted on.
        """
        if item.id not in self.votes:
            return None
        favours = [self.votes[one.id].in_favour for one in self.items if one.id in self.votes]
        return 1 + sum(favour > self.votes[item.id].in_favour for favour in favours)

    def ties_of(self, subject: UUID) -> Ties:
        """Return what an item or a decision is about.

        Parameters
        ----------
        subject : UUID
            Of either.

        Returns
        -------
        Ties
            As they are stored.
        """
        ties = {one.id: one.ties for one in self.items}
        return (ties | {one.id: Ties(one.segments, one.issues) for one in self.decisions})[subject]


@dataclass(frozen=True)
class OnSegment:
    """A segment, and what could be tied with it.

    Attributes
    ----------
    segment : TiedSegment
        Which.
    alley : tuple of UUID
        All segments of its alley in its district.
    issues : tuple of TiedIssue
        Those that are open on it and that the reader sees.
    """

    segment: TiedSegment
    alley: tuple[UUID, ...]
    issues: tuple[TiedIssue, ...]


def desk(session: Session, meeting_id: UUID, *, by: Reader, now: datetime) -> Desk:
    """Lay a meeting out.

    Parameters
    ----------
    session : Session
        Only read.
    meeting_id : UUID
        Of the meeting.
    by : Reader
        Who looks.
    now : datetime
        When; what is recorded later is not known.

    Returns
    -------
    Desk
        As known then.

    Raises
    ------
    NotFound
        When there is no such meeting for them.
    """
    meeting, today = meeting_in_reach(session, meeting_id, by=by, known=now), now.astimezone(KST).date()
    items = tuple(replace(one, ordinal=n) for n, one in enumerate(agenda.items(session, meeting_id, known=now), 1))
    decisions = tuple(in_order(decisions_of(session, meeting_id, Known(now, today)), today=today))
    ties = [*(one.ties for one in items), *(Ties(one.segments, one.issues) for one in decisions)]
    return Desk(
        meeting=meeting,
        today=today,
        known=now,
        items=items,
        came=tuple(rows.attendance(session, meeting_id, known=now)),
        votes=agenda.votes(session, meeting_id, known=now),
        decisions=decisions,
        minutes=tuple(agenda.minutes(session, meeting_id, known=now)),
        segments=tied.segments(session, _all(one.segments for one in ties)),
        issues=tied.issues(session, _all(one.issues for one in ties), codes=districts_for(PERMISSION, by)),
        programmes=_programmes(session, items, by),
        is_held=meeting.held_at <= now and not meeting.cancelled,
        may_write=writes(by, meeting.districts),
        may_approve=reach(APPROVING, by.role) is Reach.ALL,
    )


def choices(session: Session, by: Reader, *, now: datetime) -> tuple[list[Team], list[Organisation]]:
    """Return what forms of the desk let somebody choose from.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who writes.
    now : datetime
        This moment.

    Returns
    -------
    teams : list of Team
        To which a decision may be given.
    organisations : list of Organisation
        That came to some meeting.
    """
    return team_choices(session, by), rows.organisations(session, known=now)


def programme_choices(session: Session, meeting: Meeting, by: Reader) -> list[Programme]:
    """Return the programmes that an item of a meeting may be about.

    Parameters
    ----------
    session : Session
        Only read.
    meeting : Meeting
        Where it is talked about.
    by : Reader
        Who writes.

    Returns
    -------
    list of Programme
        Those of the cities of its districts that were not withdrawn; none for who does not see programmes.
    """
    if reach(PROGRAMMES, by.role) is Reach.NONE:
        return []
    cities = {code[:CITY_DIGITS] for code in meeting.districts}
    return [
        one
        for one in programmes.programmes(session, city="", kind="")
        if not one.draft.withdrawn and (not cities or one.draft.city in cities)
    ]


def on_segment(session: Session, segment: UUID, *, by: Reader) -> OnSegment:
    """Return what could be tied at a segment.

    Parameters
    ----------
    session : Session
        Only read.
    segment : UUID
        Which.
    by : Reader
        Who looks.

    Returns
    -------
    OnSegment
        With the issues that they see.

    Raises
    ------
    SegmentNotFound
        When there is none.
    """
    found = tied.segments(session, [segment]).get(segment)
    if found is None:
        raise SegmentNotFound(f"No segment has the id {segment}; pick one on the map.", segment=str(segment))
    issues = tied.open_on(session, segment, codes=districts_for(PERMISSION, by))
    return OnSegment(found, tuple(tied.alley_of(session, segment)), tuple(issues.values()))


def _programmes(session: Session, items: Iterable[Item], by: Reader) -> dict[UUID, Programme]:
    if reach(PROGRAMMES, by.role) is Reach.NONE:
        return {}
    named = {one.programme for one in items if one.programme is not None}
    found = (programmes.programme(session, one) for one in named)
    return {one.id: one for one in found if one is not None}


def _all(ids: Iterable[tuple[UUID, ...]]) -> set[UUID]:
    return set(chain.from_iterable(ids))
