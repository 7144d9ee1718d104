"""What a meeting came to besides its decisions: who came, how they voted, what the minutes say and who approved them."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from mapper.domain.access import require
from mapper.domain.calendar import KST
from mapper.domain.decision import Ballot, checked_ballot
from mapper.domain.meeting import (
    LONGEST_MINUTES,
    ORGANISATION_KINDS,
    ROLES,
    checked_heads,
    choose,
    written,
)
from mapper.errors import DecidedMeanwhile, InvalidInput, NotFound
from mapper.operations.meeting_access import Writer, open_meeting, require_held, take_turn
from mapper.store import agenda
from mapper.store import decisions as decision_rows
from mapper.store import meetings as rows
from mapper.store.decisions import Known
from mapper.store.engine import Session, hold_alone

__all__ = ["APPROVING", "approve_minutes", "correct_kind", "count_heads", "count_votes", "write_minutes"]

APPROVING: Final = "meeting.approve"


def count_heads(
    session: Session, meeting_id: UUID, writer: Writer, *, organisation: str, kind: str, role: str, heads: int
) -> None:
    """Write down how many came for an organisation; no one of them is named.

    Parameters
    ----------
    session : Session
        Not committed.
    meeting_id : UUID
        Of a meeting that has begun.
    writer : Writer
        Who.
    organisation, kind : str
        Its name, and what it is when nobody has named it before.
    role : str
        As what they came.
    heads : int
        How many; none takes back what was written before.

    Raises
    ------
    NotFound, NotAllowed
        As `mapper.operations.meeting_access.open_meeting`.
    InvalidInput
        When the meeting was not held, for words or a number that cannot be, or when fewer would have come than voted.
    DecidedMeanwhile
        When somebody else counted the same since.
    """
    meeting = open_meeting(session, meeting_id, writer)
    require_held(meeting, writer)
    choose("role", role, ROLES)
    came, named = checked_heads(heads), _organisation(session, organisation, kind, writer)
    _require_unchanged(rows.attendance_written(session, meeting_id, organisation=named, role=role), writer)
    rows.add_attendance(session, meeting_id, writer.sign(), organisation=named, role=role, heads=came)
    voted = max((one.cast for one in _ballots(session, meeting_id, writer).values()), default=0)
    if voted > (present := _present(session, meeting_id, writer)):
        message = f"{voted} votes were cast, and {present} people would have come; correct the votes first."
        raise InvalidInput(message, field="voted")
    writer.log(session, "attendance.count", meeting, organisation=str(named), role=role, heads=heads)


def correct_kind(session: Session, meeting_id: UUID, organisation: UUID, kind: str, writer: Writer) -> None:
    """Write down what an organisation is after all, wherever it came; the past stays as it was known.

    Parameters
    ----------
    session : Session
        Not committed.
    meeting_id : UUID
        Of a meeting to which it came.
    organisation : UUID
        Which.
    kind : str
        Of `ORGANISATION_KINDS`.
    writer : Writer
        Who.

    Raises
    ------
    NotFound, NotAllowed
        As `mapper.operations.meeting_access.open_meeting`, and when no such organisation came to the meeting.
    InvalidInput
        When there is no such kind.
    """
    meeting = open_meeting(session, meeting_id, writer)
    choose("kind", kind, ORGANISATION_KINDS)
    hold_alone(session, "organisations")
    there = {one.organisation.id: one.organisation for one in rows.attendance(session, meeting_id, known=writer.now)}
    if organisation not in there:
        message = f"No organisation {organisation} came to the meeting; load it again."
        raise NotFound(message, organisation=str(organisation))
    if there[organisation].kind == kind:
        return
    rows.add_kind(session, organisation, kind, writer.sign())
    writer.log(session, "organisation.correct", meeting, organisation=str(organisation), kind=kind)


def count_votes(session: Session, meeting_id: UUID, subject: UUID, ballot: Ballot, writer: Writer) -> None:
    """Write down how a vote went.

    Parameters
    ----------
    session : Session
        Not committed.
    meeting_id : UUID
        Of a meeting that has begun.
    subject : UUID
        The item or the decision that was voted on.
    ballot : Ballot
        The counts; of nobody it takes back what was written before.
    writer : Writer
        Who.

    Raises
    ------
    NotFound, NotAllowed
        As `mapper.operations.meeting_access.open_meeting`, and when there is no such item or decision.
    InvalidInput
        When the meeting was not held, or more voted than came.
    DecidedMeanwhile
        When somebody else counted the same since.
    """
    meeting = open_meeting(session, meeting_id, writer)
    require_held(meeting, writer)
    items, decided = _items(session, meeting_id, writer), _decided(session, meeting_id, writer)
    if subject not in items | decided:
        raise NotFound(f"The meeting has no item or decision {subject}; load it again.", subject=str(subject))
    checked_ballot(ballot, present=_present(session, meeting_id, writer))
    _require_unchanged(agenda.vote_written(session, subject), writer)
    if subject in items:
        agenda.add_vote(session, meeting_id, ballot, writer.sign(), item=subject)
    else:
        agenda.add_vote(session, meeting_id, ballot, writer.sign(), decision=subject)
    writer.log(session, "vote.count", meeting, voted_on=str(subject), **vars(ballot))


def write_minutes(
    session: Session, meeting_id: UUID, words: str, writer: Writer, *, confirmed: bool, seen: UUID | None
) -> None:
    """Write the minutes, in place of those that were written before, which stay.

    Parameters
    ----------
    session : Session
        Not committed.
    meeting_id : UUID
        Of a meeting that has begun.
    words : str
        What was said, without names.
    writer : Writer
        Who.
    confirmed : bool
        Whether they say that what looks like a name is none.
    seen : UUID or None
        The text that they saw; None when there was none.

    Raises
    ------
    NotFound, NotAllowed
        As `mapper.operations.meeting_access.open_meeting`.
    InvalidInput
        When the meeting was not held, or for words that cannot be kept.
    PersonalDataFound
        When the words tell of a person.
    DecidedMeanwhile
        When somebody else wrote another text since.
    """
    meeting = open_meeting(session, meeting_id, writer)
    require_held(meeting, writer)
    kept = written(words, field="minutes", longest=LONGEST_MINUTES, confirmed=confirmed)
    before = agenda.minutes(session, meeting_id, known=writer.now)
    if before and before[0].words == kept:
        return
    if seen != (before[0].id if before else None):
        raise DecidedMeanwhile("The minutes were changed since you opened them; look again.", meeting=str(meeting_id))
    signed = writer.sign()
    agenda.add_minutes(session, meeting_id, kept, signed)
    writer.log(session, "minutes.write", meeting, minutes=str(signed.id))


def approve_minutes(session: Session, meeting_id: UUID, minutes: UUID, writer: Writer) -> None:
    """Approve the minutes as they stand.

    Parameters
    ----------
    session : Session
        Not committed.
    meeting_id : UUID
        Of the meeting.
    minutes : UUID
        The text that somebody read.
    writer : Writer
        Who approves it.

    Raises
    ------
    NotAllowed
        When their role approves none.
    NotFound
        When there is no such meeting for them.
    DecidedMeanwhile
        When it is not the newest text, or is approved already.
    """
    require(APPROVING, writer.by)
    meeting = take_turn(session, meeting_id, writer)
    newest = next(iter(agenda.minutes(session, meeting_id, known=writer.now)), None)
    if newest is None or newest.id != minutes or newest.approved_at is not None:
        raise DecidedMeanwhile("These minutes are not the newest, or are approved; look again.", minutes=str(minutes))
    agenda.approve_minutes(session, minutes, user_id=writer.by.user_id, recorded_at=writer.now)
    writer.log(session, "minutes.approve", meeting, minutes=str(minutes))


def _require_unchanged(written_at: datetime | None, writer: Writer) -> None:
    if writer.seen is not None and written_at is not None and written_at > writer.seen:
        raise DecidedMeanwhile(f"It was counted anew at {written_at}, since you opened the page; look again.")


def _items(session: Session, meeting_id: UUID, writer: Writer) -> set[UUID]:
    return {one.id for one in agenda.items(session, meeting_id, known=writer.now)}


def _decided(session: Session, meeting_id: UUID, writer: Writer) -> set[UUID]:
    known = Known(writer.now, writer.now.astimezone(KST).date())
    return {one.id for one in decision_rows.decisions_of(session, meeting_id, known)}


def _ballots(session: Session, meeting_id: UUID, writer: Writer) -> dict[UUID, Ballot]:
    """Return how votes went on what is still there to be voted on."""
    there = _items(session, meeting_id, writer) | _decided(session, meeting_id, writer)
    found = agenda.votes(session, meeting_id, known=writer.now)
    return {subject: ballot for subject, ballot in found.items() if subject in there}


def _present(session: Session, meeting_id: UUID, writer: Writer) -> int:
    return sum(one.heads for one in rows.attendance(session, meeting_id, known=writer.now))


def _organisation(session: Session, name: str, kind: str, writer: Writer) -> UUID:
    """Return the organisation of a name; a new one is added, whatever its case of letters and spaces."""
    kept = written(name, field="organisation", confirmed=False)
    hold_alone(session, "organisations")
    known = {one.name.casefold(): one.id for one in rows.organisations(session, known=writer.now)}
    if kept.casefold() in known:
        return known[kept.casefold()]
    choose("kind", kind, ORGANISATION_KINDS)
    signed = writer.sign()
    rows.add_organisation(session, kept, kind, signed)
    return signed.id
