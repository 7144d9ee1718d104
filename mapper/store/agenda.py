"""What is on the agenda of a meeting, how votes went, and what was written of it: as known at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from mapper.domain.decision import Ballot
from mapper.domain.meeting import Ties
from mapper.store.meetings import Signed
from mapper.store.tables import AgendaItemRow, MinutesApprovalRow, MinutesRow, VoteRow


@dataclass(frozen=True)
class Item:
    """An item of an agenda.

    Attributes
    ----------
    id, version : UUID
        Of the item, and of the row that holds.
    ordinal : int
        Its place, from 1.
    words : str
        What is to be talked about.
    ties : Ties
        What on the map it is about.
    programme : UUID or None
        The programme that it is about.
    finding : str
        What was found; empty until somebody writes it down.
    """

    id: UUID
    version: UUID
    ordinal: int
    words: str
    ties: Ties
    programme: UUID | None = None
    finding: str = ""


@dataclass(frozen=True)
class Minutes:
    """A text of minutes.

    Attributes
    ----------
    id : UUID
        Of the text.
    words : str
        What was said, without names.
    by : str or None
        Name of the user who wrote it.
    recorded_at : datetime
        When they did.
    approved_by : str or None
        Name of the user who approved it.
    approved_at : datetime or None
        When; None until somebody does.
    """

    id: UUID
    words: str
    by: str | None
    recorded_at: datetime
    approved_by: str | None
    approved_at: datetime | None


def items(session: Session, meeting_id: UUID, *, known: datetime) -> list[Item]:
    """Read the agenda of a meeting.

    Parameters
    ----------
    session : Session
        Only read.
    meeting_id : UUID
        Of the meeting.
    known : datetime
        What was recorded later is not known.

    Returns
    -------
    list of Item
        In their order.
    """
    statement = """
        SELECT item_id, id, ordinal, words, segment_ids, issue_ids, programme_id, coalesce(finding, '') FROM (
            SELECT DISTINCT ON (item_id) * FROM agenda_item WHERE meeting_id = :meeting AND recorded_at <= :known
            ORDER BY item_id, recorded_at DESC, id
        ) AS latest WHERE NOT withdrawn ORDER BY ordinal, item_id
    """
    return [
        Item(item, version, ordinal, words, Ties(tuple(segments), tuple(issues)), *rest)
        for item, version, ordinal, words, segments, issues, *rest in session.execute(
            text(statement), {"meeting": meeting_id, "known": known}
        )
    ]


def last_written(session: Session, meeting_id: UUID) -> datetime | None:
    """Tell when anything of a meeting was written down last.

    Parameters
    ----------
    session : Session
        Only read.
    meeting_id : UUID
        Of the meeting.

    Returns
    -------
    datetime or None
        None when there is no such meeting.
    """
    own = ("meeting", "agenda_item", "attendance", "vote", "decision", "minutes")
    parts = [f"SELECT recorded_at FROM {table} WHERE meeting_id = :meeting" for table in own]
    parts += [
        f"SELECT {act}.recorded_at FROM {act} JOIN {what} ON {what}.id = {act}.{what}_id WHERE meeting_id = :meeting"
        for act, what in (("decision_move", "decision"), ("minutes_approval", "minutes"))
    ]
    statement = f"SELECT max(recorded_at) FROM ({' UNION ALL '.join(parts)}) AS written"
    found: datetime | None = session.scalar(text(statement), {"meeting": meeting_id})
    return found


def add_item(session: Session, meeting_id: UUID, item: Item, signed: Signed, *, withdrawn: bool = False) -> None:
    """Put an item on an agenda, or write it anew.

    Parameters
    ----------
    session : Session
        Not committed.
    meeting_id : UUID
        Of the meeting.
    item : Item
        Its ``version`` does not count.
    signed : Signed
        By whom; its id is that of a new item too.
    withdrawn : bool
        Whether it is taken off.
    """
    session.execute(
        insert(AgendaItemRow).values(
            **vars(signed),
            item_id=item.id,
            meeting_id=meeting_id,
            ordinal=item.ordinal,
            words=item.words,
            segment_ids=list(item.ties.segments),
            issue_ids=list(item.ties.issues),
            programme_id=item.programme,
            finding=item.finding or None,
            withdrawn=withdrawn,
        )
    )


def votes(session: Session, meeting_id: UUID, *, known: datetime) -> dict[UUID, Ballot]:
    """Read how votes went at a meeting.

    Parameters
    ----------
    session : Session
        Only read.
    meeting_id : UUID
        Of the meeting.
    known : datetime
        What was recorded later is not known.

    Returns
    -------
    dict of UUID to Ballot
        By id of the item or of the decision that was voted on.
    """
    statement = """
        SELECT DISTINCT ON (subject) coalesce(item_id, decision_id) AS subject, in_favour, against, abstained
        FROM vote WHERE meeting_id = :meeting AND recorded_at <= :known ORDER BY subject, recorded_at DESC, id
    """
    rows = session.execute(text(statement), {"meeting": meeting_id, "known": known})
    ballots = {subject: Ballot(*counts) for subject, *counts in rows}
    return {subject: ballot for subject, ballot in ballots.items() if ballot.cast}


def vote_written(session: Session, subject: UUID) -> datetime | None:
    """Tell when it was written down last how a vote went.

    Parameters
    ----------
    session : Session
        Only read.
    subject : UUID
        The item or the decision that was voted on.

    Returns
    -------
    datetime or None
        None when it never was.
    """
    statement = "SELECT max(recorded_at) FROM vote WHERE :subject IN (item_id, decision_id)"
    found: datetime | None = session.scalar(text(statement), {"subject": subject})
    return found


def add_vote(
    session: Session,
    meeting_id: UUID,
    ballot: Ballot,
    signed: Signed,
    *,
    item: UUID | None = None,
    decision: UUID | None = None,
) -> None:
    """Write down how a vote went.

    Parameters
    ----------
    session : Session
        Not committed.
    meeting_id : UUID
        Of the meeting.
    ballot : Ballot
        The counts.
    signed : Signed
        By whom.
    item, decision : UUID or None
        What was voted on: one of the two.
    """
    subject = {"meeting_id": meeting_id, "item_id": item, "decision_id": decision}
    session.execute(insert(VoteRow).values(**vars(signed), **subject, **vars(ballot)))


def minutes(session: Session, meeting_id: UUID, *, known: datetime) -> list[Minutes]:
    """Read the minutes of a meeting.

    Parameters
    ----------
    session : Session
        Only read.
    meeting_id : UUID
        Of the meeting.
    known : datetime
        What was recorded later is not known.

    Returns
    -------
    list of Minutes
        Each text that was written, the newest first.
    """
    statement = """
        SELECT minutes.id, words, writer.name, minutes.recorded_at, approver.name, approval.recorded_at
        FROM minutes LEFT JOIN user_account AS writer ON writer.id = minutes.user_id
        LEFT JOIN minutes_approval AS approval ON minutes_id = minutes.id AND approval.recorded_at <= :known
        LEFT JOIN user_account AS approver ON approver.id = approval.user_id
        WHERE meeting_id = :meeting AND minutes.recorded_at <= :known ORDER BY minutes.recorded_at DESC, minutes.id
    """
    return [Minutes(*row) for row in session.execute(text(statement), {"meeting": meeting_id, "known": known})]


def add_minutes(session: Session, meeting_id: UUID, words: str, signed: Signed) -> None:
    """Store a text of minutes.

    Parameters
    ----------
    session : Session
        Not committed.
    meeting_id : UUID
        Of the meeting.
    words : str
        What was said.
    signed : Signed
        By whom.
    """
    session.execute(insert(MinutesRow).values(**vars(signed), meeting_id=meeting_id, words=words))


def approve_minutes(session: Session, minutes_id: UUID, *, user_id: UUID | None, recorded_at: datetime) -> None:
    """Write down that a text of minutes was approved.

    Parameters
    ----------
    session : Session
        Not committed.
    minutes_id : UUID
        Of a text that was not.
    user_id : UUID or None
        Who approves it.
    recorded_at : datetime
        Now.
    """
    values = {"minutes_id": minutes_id, "user_id": user_id, "recorded_at": recorded_at}
    session.execute(insert(MinutesApprovalRow).values(**values))
