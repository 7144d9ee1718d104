"""What a receipt code opens: a complaint, where its issue stands, and what was said about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from mapper.domain.resident_report import Happening
from mapper.store.issue_state import standing_events
from mapper.store.merges import JOINED, surviving
from mapper.store.photo_moderation import LATEST_FIRST
from mapper.store.tables import ClassificationRow, ComplaintContactRow, ComplaintRow, IssueRow, IssueStateRow, UpdateRow

_EVENTS: Final = text(f"""
    SELECT kind, occurred_at, blocker FROM issue_event WHERE issue_id = :issue AND {standing_events()}
    ORDER BY occurred_at, recorded_at, id
""")
_PHOTOS: Final = text(f"""
    SELECT photo_use.id, encode(latest.public_sha256, 'hex') FROM photo_use LEFT JOIN LATERAL (
        SELECT public_sha256 FROM moderation WHERE use_id = photo_use.id ORDER BY {LATEST_FIRST} LIMIT 1
    ) AS latest ON true
    WHERE issue_id = :issue AND user_id IS NULL ORDER BY ordinal, photo_use.id
""")

_SAID: Final = text(f"""
    WITH RECURSIVE {JOINED}
    SELECT words, complaint_id IS NOT NULL, asks_to_reopen, recorded_at
    FROM issue_update LEFT JOIN joined USING (issue_id)
    WHERE complaint_id = :complaint OR complaint_id IS NULL AND for_reporters AND recorded_at > since
    ORDER BY recorded_at, id
""")


@dataclass(frozen=True)
class Filed:
    """A complaint and the issue it told of.

    Attributes
    ----------
    complaint, issue : UUID
        Ids.
    text, place : str or None
        As filed.
    category : str
        Id.
    kind : str
        Id of the deadline by which it is answered.
    filed_at : datetime
        When.
    has_contact : bool
        Whether there is a way to reach its reporter.
    contact_destroyed_at : datetime or None
        When that was destroyed.
    """

    complaint: UUID
    issue: UUID
    text: str | None
    place: str | None
    category: str
    kind: str
    filed_at: datetime
    has_contact: bool
    contact_destroyed_at: datetime | None


@dataclass(frozen=True)
class Said:
    """Something said about an issue.

    Attributes
    ----------
    words : str
        What.
    by_reporter : bool
        Whether this complaint's reporter said it, and not whoever handles it.
    asks_to_reopen : bool
        Whether they ask that it be taken up again.
    recorded_at : datetime
        When.
    """

    words: str
    by_reporter: bool
    asks_to_reopen: bool
    recorded_at: datetime


def filed_under(session: Session, code_hash: bytes) -> Filed | None:
    """Find a complaint by its code.

    Parameters
    ----------
    session : Session
        Only read.
    code_hash : bytes
        SHA-256 of the code.

    Returns
    -------
    Filed or None
        None when there is none.
    """
    row = session.execute(_FILED.where(ComplaintRow.code_hash == code_hash)).one_or_none()
    return None if row is None else Filed(*row)


_CLASSIFIED: Final = (
    select(ClassificationRow.kind)
    .where(ClassificationRow.issue_id == ComplaintRow.issue_id)
    .order_by(ClassificationRow.recorded_at.desc(), ClassificationRow.id.desc())
    .limit(1)
    .correlate(ComplaintRow)
    .scalar_subquery()
)
_FILED: Final = (
    select(
        ComplaintRow.id,
        ComplaintRow.issue_id,
        ComplaintRow.text,
        IssueRow.address,
        IssueStateRow.category,
        func.coalesce(_CLASSIFIED, ComplaintRow.kind),
        ComplaintRow.filed_at,
        ComplaintContactRow.contact.is_not(None),
        ComplaintContactRow.destroyed_at,
    )
    .join(IssueRow, IssueRow.id == ComplaintRow.issue_id)
    .join(IssueStateRow, IssueStateRow.issue_id == IssueRow.id)
    .outerjoin(ComplaintContactRow, ComplaintContactRow.complaint_id == ComplaintRow.id)
)


def happenings(session: Session, issue: UUID) -> tuple[UUID, list[Happening]]:
    """Follow an issue to the one it was merged into, and read what happened to that.

    Parameters
    ----------
    session : Session
        Only read.
    issue : UUID
        Id.

    Returns
    -------
    tuple
        Id of the issue that stands for it, and its events in the order in which they occurred.
    """
    survivor = surviving(session, [issue])[issue]
    found = session.execute(_EVENTS, {"issue": survivor})
    return survivor, [Happening(*row) for row in found]


def said_about(session: Session, complaint: UUID, issue: UUID) -> list[Said]:
    """Read what the reporter of a complaint may read: what handlers say to reporters, and what they said themselves.

    Parameters
    ----------
    session : Session
        Only read.
    complaint : UUID
        Id.
    issue : UUID
        That it told of; what that went into counts since then.

    Returns
    -------
    list of Said
        In order of time; never a word of another reporter, nor one that was meant for others alone.
    """
    return [Said(*one) for one in session.execute(_SAID, {"complaint": complaint, "issues": [issue]})]


def said_under(session: Session, row_id: UUID) -> tuple[UUID | None, str, bool] | None:
    """Read what was said under an id.

    Parameters
    ----------
    session : Session
        Only read.
    row_id : UUID
        Of what was said.

    Returns
    -------
    tuple or None
        Id of the complaint of who said it, the words, and whether they ask that the issue be taken up again.
    """
    told = select(UpdateRow.complaint_id, UpdateRow.words, UpdateRow.asks_to_reopen).where(UpdateRow.id == row_id)
    found = session.execute(told).one_or_none()
    return None if found is None else (found[0], found[1], found[2])


def say(
    session: Session,
    row_id: UUID,
    *,
    issue: UUID,
    complaint: UUID,
    words: str,
    asks_to_reopen: bool,
    recorded_at: datetime,
) -> None:
    """Store what a reporter says; it is for whoever handles the issue.

    Parameters
    ----------
    session : Session
        Not committed.
    row_id : UUID
        A new id.
    issue : UUID
        That stands for the one reported.
    complaint : UUID
        Theirs.
    words : str
        What they say.
    asks_to_reopen : bool
        Whether they ask that it be taken up again.
    recorded_at : datetime
        When.
    """
    session.execute(
        insert(UpdateRow).values(
            id=row_id,
            issue_id=issue,
            complaint_id=complaint,
            words=words,
            for_reporters=False,
            asks_to_reopen=asks_to_reopen,
            recorded_at=recorded_at,
        )
    )


def photos_of(session: Session, issue: UUID) -> list[tuple[UUID, str | None]]:
    """Read the photos of a report: each use, and its public copy where somebody has released one.

    Parameters
    ----------
    session : Session
        Only read.
    issue : UUID
        Id.

    Returns
    -------
    list of tuple
        Id of the use, and the SHA-256 of the copy in hex; in order.
    """
    found = session.execute(_PHOTOS, {"issue": issue})
    return [(use, public) for use, public in found]
