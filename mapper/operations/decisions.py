"""Decisions of meetings: written down, tied to the map, executed or dropped."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

from mapper.domain.calendar import KST
from mapper.domain.decision import Followed, move_to
from mapper.domain.meeting import LONGEST_WORDS, Ties, written
from mapper.errors import DecidedMeanwhile, InvalidInput, NotFound
from mapper.operations.agendas import require_ties, tied_to
from mapper.operations.meeting_access import Writer, open_meeting, require_held, require_team
from mapper.store import agenda
from mapper.store import decisions as rows
from mapper.store.decisions import Decided, Known
from mapper.store.engine import Session
from mapper.store.meetings import Meeting

__all__ = ["Decided", "Followed", "change_decision", "decide", "move_decision", "tie_decision", "withdraw_decision"]


def decide(session: Session, meeting_id: UUID, decided: Decided, writer: Writer) -> UUID:
    """Write down what a meeting decided.

    Parameters
    ----------
    session : Session
        Not committed.
    meeting_id : UUID
        Of a meeting that has begun.
    decided : Decided
        What; without ties it has those of its item.
    writer : Writer
        Who.

    Returns
    -------
    UUID
        Its id.

    Raises
    ------
    NotFound, NotAllowed
        As `mapper.operations.meeting_access.open_meeting`.
    InvalidInput
        When the meeting was not held, or for words, a team, an item or a day that cannot be.
    """
    meeting = open_meeting(session, meeting_id, writer)
    require_held(meeting, writer)
    items = {one.id: one for one in agenda.items(session, meeting_id, known=writer.now)}
    if decided.item is not None and decided.item not in items:
        raise InvalidInput(f"No item {decided.item} is on the agenda; choose one of it.", field="item")
    require_ties(session, decided.ties, writer.by)
    if decided.ties == Ties() and decided.item is not None:
        decided = replace(decided, ties=items[decided.item].ties)  # whoever tied them saw them
    kept, decision = _checked(session, meeting, decided, writer, None), writer.new_id()
    rows.add_decision(session, meeting_id, kept, writer.sign(decision), decision_id=decision)
    writer.log(session, "decision.save", meeting, decision=str(decision))
    return decision


def change_decision(
    session: Session, meeting_id: UUID, decision: UUID, decided: Decided, writer: Writer, *, seen: UUID
) -> None:
    """Correct how a decision is written down, who sees to it, or by when.

    Parameters
    ----------
    session : Session
        Not committed.
    meeting_id, decision : UUID
        Of the meeting, and of the decision.
    decided : Decided
        What counts; its item and its ties stay as they are.
    writer : Writer
        Who.
    seen : UUID
        The version that they saw.

    Raises
    ------
    NotFound, NotAllowed, InvalidInput
        As `decide`, and when there is no such decision.
    DecidedMeanwhile
        When somebody else changed it since.
    """
    meeting, before = _open(session, meeting_id, decision, writer, seen=seen)
    decided = replace(decided, item=before.item, ties=_ties(before))
    kept = _checked(session, meeting, decided, writer, before.team)
    rows.add_decision(session, meeting_id, kept, writer.sign(), decision_id=decision)
    writer.log(session, "decision.save", meeting, decision=str(decision))


def withdraw_decision(session: Session, meeting_id: UUID, decision: UUID, writer: Writer, *, seen: UUID) -> None:
    """Take away a decision that was written down by mistake; one that is given up is dropped with a reason.

    Parameters
    ----------
    session : Session
        Not committed.
    meeting_id, decision : UUID
        Of the meeting, and of the decision.
    writer : Writer
        Who.
    seen : UUID
        The version that they saw.

    Raises
    ------
    NotFound, NotAllowed, DecidedMeanwhile
        As `change_decision`.
    """
    meeting, before = _open(session, meeting_id, decision, writer, seen=seen)
    rows.add_decision(session, meeting_id, _decided(before), writer.sign(), decision_id=decision, withdrawn=True)
    writer.log(session, "decision.withdraw", meeting, decision=str(decision))


def tie_decision(session: Session, meeting_id: UUID, decision: UUID, writer: Writer, *, more: Ties, less: Ties) -> None:
    """Say what on the map a decision is about.

    Parameters
    ----------
    session : Session
        Not committed.
    meeting_id, decision : UUID
        Of the meeting, and of the decision.
    writer : Writer
        Who.
    more, less : Ties
        What it is about besides, and what it is not about after all.

    Raises
    ------
    NotFound, NotAllowed
        As `change_decision`.
    InvalidInput
        For a segment or an issue that is not there, or too many.
    """
    meeting, before = _open(session, meeting_id, decision, writer)
    ties = tied_to(session, _ties(before), writer.by, more=more, less=less)
    decided = replace(_decided(before), ties=ties)
    rows.add_decision(session, meeting_id, decided, writer.sign(), decision_id=decision)
    counts = {"segments": len(ties.segments), "issues": len(ties.issues)}
    writer.log(session, "decision.tie", meeting, decision=str(decision), **counts)


def move_decision(
    session: Session, meeting_id: UUID, decision: UUID, writer: Writer, *, to: str, reason: str, on: date
) -> None:
    """Write down what became of a decision.

    Parameters
    ----------
    session : Session
        Not committed.
    meeting_id, decision : UUID
        Of the meeting, and of the decision.
    writer : Writer
        Who says so.
    to : str
        Where it stands: a key of `mapper.domain.decision.DECISION_STATES`.
    reason : str
        Why; may be empty where none is needed.
    on : date
        Korean date on which it was so.

    Raises
    ------
    NotFound, NotAllowed
        As `change_decision`.
    DecisionMoveRefused
        When the table of moves does not let it.
    InvalidInput
        When it lacks its reason, or for a day before the last move or after today.
    """
    meeting, before = _open(session, meeting_id, decision, writer)
    why = written(reason, field="reason", longest=LONGEST_WORDS) if reason.strip() else None
    today = writer.now.astimezone(KST).date()
    move_to(before.state, to, reason=why, on=on, held_on=before.since or before.held_on, today=today)
    rows.add_move(session, decision, writer.sign(), state=to, reason=why, on=on)
    writer.log(session, "decision.move", meeting, decision=str(decision), state=to, on=on.isoformat())


def _checked(session: Session, meeting: Meeting, decided: Decided, writer: Writer, team: UUID | None) -> Decided:
    require_team(session, decided.team, writer.by, before=team)
    if decided.due is not None and decided.due < meeting.day:
        message = f"{decided.due} is before the meeting on {meeting.day}; name a day after it."
        raise InvalidInput(message, field="due")
    return replace(decided, words=written(decided.words, field="words", longest=LONGEST_WORDS))


def _open(
    session: Session, meeting_id: UUID, decision: UUID, writer: Writer, *, seen: UUID | None = None
) -> tuple[Meeting, Followed]:
    meeting = open_meeting(session, meeting_id, writer)
    known = Known(writer.now, writer.now.astimezone(KST).date())
    found = next((one for one in rows.decisions_of(session, meeting_id, known) if one.id == decision), None)
    if found is None:
        raise NotFound(f"The meeting has no decision {decision}; load it again.", decision=str(decision))
    if seen not in {None, found.version}:
        raise DecidedMeanwhile("The decision was changed since you opened it; look again.", decision=str(decision))
    return meeting, found


def _ties(before: Followed) -> Ties:
    return Ties(before.segments, before.issues)


def _decided(before: Followed) -> Decided:
    return Decided(before.words, _ties(before), before.item, before.team, before.due)
