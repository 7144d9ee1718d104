"""Residents' words and photos: those nobody has looked at yet, and those that everyone may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from mapper.store.contacts import HAS_CONTACT
from mapper.store.photo_moderation import LATEST_FIRST
from mapper.store.tables import ModerationRow

_WHERE: Final = """
    JOIN issue ON issue.id = {of}.issue_id
    JOIN issue_state ON issue_state.issue_id = issue.id
    LEFT JOIN segment ON segment.id = issue_state.segment_id
    LEFT JOIN alley ON alley.id = segment.alley_id
    LEFT JOIN unplaced ON unplaced.issue_id = issue.id
    LEFT JOIN district ON district.superseded_at IS NULL AND district.code = coalesce(
        (SELECT code FROM district AS own WHERE own.id = segment.district_id), unplaced.district_code
    )
"""
_LATEST_OF_ISSUE: Final = f"""
    SELECT DISTINCT ON (issue_id) issue_id, id, decision, words, recorded_at FROM moderation
    WHERE issue_id IS NOT NULL ORDER BY issue_id, {LATEST_FIRST}
"""
_LATEST_OF_USE: Final = f"""
    SELECT DISTINCT ON (use_id) use_id, id, decision, recorded_at FROM moderation
    WHERE use_id IS NOT NULL ORDER BY use_id, {LATEST_FIRST}
"""
_WORDS: Final = f"""
    SELECT complaint.id, complaint.issue_id, complaint.text, issue.address, issue_state.category, alley.name, district.name,
        complaint.filed_at, {HAS_CONTACT}, latest.id, latest.decision, latest.words, count(*) OVER ()
    FROM complaint {_WHERE.format(of="complaint")}
    LEFT JOIN ({_LATEST_OF_ISSUE}) AS latest ON latest.issue_id = complaint.issue_id
    WHERE complaint.code_hash IS NOT NULL AND complaint.text IS NOT NULL
        AND (latest.decision IS NULL) = :waiting
    ORDER BY coalesce(latest.recorded_at, 'epoch') DESC, complaint.filed_at, complaint.id LIMIT :most
"""
_HAS_WORDS: Final = text("""
    SELECT EXISTS (SELECT FROM complaint WHERE issue_id = :issue AND code_hash IS NOT NULL AND text IS NOT NULL)
""")
_PHOTOS: Final = f"""
    SELECT photo_use.id, photo_use.issue_id, encode(photo_use.sha256, 'hex'), photo.width, photo.height,
        issue_state.category, alley.name, district.name, photo_use.recorded_at, latest.id, latest.decision, count(*) OVER ()
    FROM photo_use JOIN photo USING (sha256) {_WHERE.format(of="photo_use")}
    LEFT JOIN ({_LATEST_OF_USE}) AS latest ON latest.use_id = photo_use.id
    WHERE (latest.decision IS NULL) = :waiting
    ORDER BY coalesce(latest.recorded_at, 'epoch') DESC, photo_use.recorded_at, photo_use.id LIMIT :most
"""
_RELEASED: Final = f"""
    SELECT issue.id, issue_state.category, issue.recorded_at, segment.length_m, latest.words
    FROM issue_state JOIN issue ON issue.id = issue_state.issue_id
    JOIN segment ON segment.id = issue_state.segment_id
    LEFT JOIN ({_LATEST_OF_ISSUE}) AS latest ON latest.issue_id = issue.id
    WHERE issue_state.segment_id = :segment AND NOT merged AND resolved_at IS NULL AND verification <> 'rejected'
        AND issue.recorded_at < :recorded_before
    ORDER BY issue.recorded_at DESC, issue.id
"""


@dataclass(frozen=True)
class ReportedWords:
    """What a resident wrote, for whoever decides about it.

    Attributes
    ----------
    complaint, issue : UUID
        Ids.
    text : str
        As filed.
    place : str or None
        As filed.
    category : str
        Id.
    alley, district : str or None
        Names of where it lies.
    filed_at : datetime
        When.
    has_contact : bool
        Whether there is a way to reach the reporter.
    decision_id : UUID or None
        The latest decision, which the next one replaces.
    decision, words : str or None
        What it was.
    """

    complaint: UUID
    issue: UUID
    text: str
    place: str | None
    category: str
    alley: str | None
    district: str | None
    filed_at: datetime
    has_contact: bool
    decision_id: UUID | None
    decision: str | None
    words: str | None


@dataclass(frozen=True)
class ReportedPhoto:
    """A photo that arrived, for whoever decides about it.

    Attributes
    ----------
    use, issue : UUID
        Ids of where it is used, and of the issue.
    sha256 : str
        Its name, in hex.
    width, height : int
        Pixels.
    category : str
        Id.
    alley, district : str or None
        Names of where it lies.
    recorded_at : datetime
        When it was declared.
    decision_id : UUID or None
        The latest decision, which the next one replaces.
    decision : str or None
        What it was.
    """

    use: UUID
    issue: UUID
    sha256: str
    width: int
    height: int
    category: str
    alley: str | None
    district: str | None
    recorded_at: datetime
    decision_id: UUID | None
    decision: str | None


@dataclass(frozen=True)
class Released:
    """An issue, and its released words.

    Attributes
    ----------
    issue : UUID
        Id; never shown.
    category : str
        Id.
    recorded_at : datetime
        When it was recorded.
    length_m : float
        Of its segment [m].
    words : str or None
        None when they were withheld, or nobody has looked yet.
    """

    issue: UUID
    category: str
    recorded_at: datetime
    length_m: float
    words: str | None


def reported_words(session: Session, *, waiting: bool, most: int) -> tuple[int, list[ReportedWords]]:
    """Read residents' words.

    Parameters
    ----------
    session : Session
        Only read.
    waiting : bool
        Those nobody has decided about, the oldest first; else those decided about, the latest first.
    most : int
        How many.

    Returns
    -------
    tuple
        How many there are in all, and so many of them.
    """
    found = session.execute(text(_WORDS), {"waiting": waiting, "most": most}).all()
    return (found[0][-1] if found else 0), [ReportedWords(*row[:-1]) for row in found]


def reported_photos(session: Session, *, waiting: bool, most: int) -> tuple[int, list[ReportedPhoto]]:
    """Read photos of issues.

    Parameters
    ----------
    session : Session
        Only read.
    waiting : bool
        Those nobody has decided about, the oldest first; else those decided about, the latest first.
    most : int
        How many.

    Returns
    -------
    tuple
        How many there are in all, and so many of them.
    """
    found = session.execute(text(_PHOTOS), {"waiting": waiting, "most": most}).all()
    return (found[0][-1] if found else 0), [ReportedPhoto(*row[:-1]) for row in found]


def released_on(session: Session, segment: UUID, *, recorded_before: datetime) -> list[Released]:
    """Read the open issues of a segment with the words that were released of each.

    Parameters
    ----------
    session : Session
        Only read.
    segment : UUID
        Id.
    recorded_before : datetime
        Issues recorded later are not public yet.

    Returns
    -------
    list of Released
        The newest first; those of which no words were released as well.
    """
    found = session.execute(text(_RELEASED), {"segment": segment, "recorded_before": recorded_before})
    return [Released(*row) for row in found]


def has_words(session: Session, issue: UUID) -> bool:
    """Tell whether a resident wrote about an issue on our form.

    Parameters
    ----------
    session : Session
        Only read.
    issue : UUID
        Id.

    Returns
    -------
    bool
        False when there is no such issue, or it is known from a file: there are no words to be released.
    """
    return bool(session.execute(_HAS_WORDS, {"issue": issue}).scalar_one())


def decide(session: Session, *, issue: UUID, words: str | None, user_id: UUID | None, recorded_at: datetime) -> None:
    """Store a decision about the words of an issue.

    Parameters
    ----------
    session : Session
        Not committed.
    issue : UUID
        Id.
    words : str or None
        What everyone may read; None to withhold them.
    user_id : UUID or None
        Who decided.
    recorded_at : datetime
        When.
    """
    session.execute(
        insert(ModerationRow).values(
            id=uuid4(),
            issue_id=issue,
            decision="withheld" if words is None else "published",
            boxes=[],
            words=words,
            user_id=user_id,
            recorded_at=recorded_at,
        )
    )
