"""Release residents' words, or withhold them; and what of it stands on the public card of a segment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from mapper.domain.access import require
from mapper.domain.category import category_by_id
from mapper.domain.disclosure import IssueOnCard, is_named
from mapper.domain.issue import public_before
from mapper.domain.personal_data import KINDS, NEVER, scan
from mapper.domain.reader import Reader
from mapper.domain.resident_report import LONGEST_TEXT
from mapper.errors import InvalidInput, NotFound, PersonalDataFound
from mapper.operations.moderation import require_latest
from mapper.operations.photos.seeing import public_photos_of
from mapper.store import released_words as rows
from mapper.store.engine import Session
from mapper.store.programme_photos import ProgrammePhoto, queued
from mapper.store.released_words import ReportedPhoto, ReportedWords
from mapper.store.write_log import log_write

__all__ = ["Queue", "ReportedPhoto", "ReportedWords", "public_reports", "queue", "release_words", "withhold_words"]

_MOST: Final = 50


@dataclass(frozen=True)
class Queue:
    """What was handed in, for whoever decides what everyone may see.

    Attributes
    ----------
    words_in_all, photos_in_all, of_programmes_in_all : int
        How many there are.
    words : list of ReportedWords
        The first of them.
    photos : list of ReportedPhoto
        The first of them.
    of_programmes : list of ProgrammePhoto
        The first of those that staff added to programmes.
    """

    words_in_all: int
    photos_in_all: int
    of_programmes_in_all: int
    words: list[ReportedWords]
    photos: list[ReportedPhoto]
    of_programmes: list[ProgrammePhoto]


def queue(session: Session, *, waiting: bool, by: Reader) -> Queue:
    """Return what waits for a decision, or what was decided of late.

    Parameters
    ----------
    session : Session
        Only read.
    waiting : bool
        Which of the two.
    by : Reader
        Who asks.

    Returns
    -------
    Queue
        What waits longest comes first.
    """
    require("moderate", by)
    words_in_all, words = rows.reported_words(session, waiting=waiting, most=_MOST)
    photos_in_all, photos = rows.reported_photos(session, waiting=waiting, most=_MOST)
    of_programmes_in_all, of_programmes = queued(session, waiting=waiting, most=_MOST)
    return Queue(words_in_all, photos_in_all, of_programmes_in_all, words, photos, of_programmes)


def release_words(
    session: Session, issue: UUID, words: str, *, confirmed: bool, replaces: UUID | None, by: Reader, now: datetime
) -> None:
    """Let everyone read words about an issue, once it is public.

    Parameters
    ----------
    session : Session
        Not committed.
    issue : UUID
        Id.
    words : str
        As they are to be read: as they were filed, or changed.
    confirmed : bool
        Whether a person says that what looks like personal data is none.
    replaces : UUID or None
        The decision about them that they saw; None for none.
    by : Reader
        Who decides.
    now : datetime
        When.

    Raises
    ------
    NotFound
        When no resident wrote about it on our form.
    DecidedMeanwhile
        When another decision holds now.
    InvalidInput
        When there are no words, or too many.
    PersonalDataFound
        When they hold what looks like personal data: of the kinds in `NEVER` always, of others unless it was confirmed.
    """
    _require_words(session, issue, by, replaces)
    shown = words.strip()
    if not 0 < len(shown) <= LONGEST_TEXT:
        message = f"There are {len(shown)} letters; release 1 to {LONGEST_TEXT}, or withhold them."
        raise InvalidInput(message, length=len(shown))
    kinds = sorted({finding.kind for finding in scan(shown)})
    if NEVER & set(kinds) or (kinds and not confirmed):
        message = f"The words hold what looks like {', '.join(kinds)}; change them, or confirm that it is nothing."
        raise PersonalDataFound(message, kinds=[KINDS[kind].ko for kind in kinds])
    rows.decide(session, issue=issue, words=shown, user_id=by.user_id, recorded_at=now)
    log_write(session, by, "words.release", subject=str(issue), now=now, confirmed=confirmed, kinds=kinds)


def withhold_words(session: Session, issue: UUID, *, replaces: UUID | None, by: Reader, now: datetime) -> None:
    """Keep words about an issue from everyone, whatever was decided before.

    Parameters
    ----------
    session : Session
        Not committed.
    issue : UUID
        Id.
    replaces : UUID or None
        The decision about them that they saw; None for none.
    by : Reader
        Who decides.
    now : datetime
        When.

    Raises
    ------
    NotFound
        When no resident wrote about it on our form.
    DecidedMeanwhile
        When another decision holds now.
    """
    _require_words(session, issue, by, replaces)
    rows.decide(session, issue=issue, words=None, user_id=by.user_id, recorded_at=now)
    log_write(session, by, "words.withhold", subject=str(issue), now=now)


def _require_words(session: Session, issue: UUID, by: Reader, replaces: UUID | None) -> None:
    require("moderate", by)
    if not rows.has_words(session, issue):
        raise NotFound(f"No resident wrote about issue {issue} on our form; load the list anew.", issue=str(issue))
    require_latest(session, replaces, issue=issue)


def public_reports(session: Session, segment: UUID, *, now: datetime) -> list[dict[str, Any]]:
    """Return what everyone may read and see of the issues of a segment.

    Parameters
    ----------
    session : Session
        Only read.
    segment : UUID
        Id.
    now : datetime
        Decides which issues are public yet.

    Returns
    -------
    list of dict
        ``label`` of the category, ``words`` or None, ``photos`` as the names of their public copies; of issues that the
        public card names and of which something was released.
    """
    before = public_before(now)
    named = [
        one
        for one in rows.released_on(session, segment, recorded_before=before)
        if is_named(IssueOnCard(one.category, one.recorded_at), length_m=one.length_m, recorded_before=before)
    ]
    photos: dict[UUID, list[str]] = {one.issue: [] for one in named}
    for photo in public_photos_of(session, list(photos), now=now):
        photos[photo.issue_id].append(photo.public_sha256.hex())
    return [
        {"label": category_by_id(one.category).label_ko, "words": one.words, "photos": photos[one.issue]}
        for one in named
        if one.words or photos[one.issue]
    ]
