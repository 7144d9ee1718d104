"""Decide what of the photos of issues and programmes everyone may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Final
from uuid import UUID

from mapper.domain.access import require
from mapper.domain.photo import MOST_BOXES, Box
from mapper.domain.reader import Reader
from mapper.errors import DecidedMeanwhile, InvalidInput, NotFound
from mapper.operations.photos.redrawing import redrawn
from mapper.store import photo_moderation
from mapper.store import photos as photo_rows
from mapper.store.engine import Session
from mapper.store.photo_files import PhotoFiles
from mapper.store.photos import Photo
from mapper.store.write_log import log_write

__all__ = ["Box", "PhotoFiles", "publish_photo", "withhold_photo"]

_PERMISSION: Final = "moderate"


def require_latest(
    session: Session, replaces: UUID | None, *, use: UUID | None = None, issue: UUID | None = None
) -> None:
    """Refuse a decision of somebody who has not seen the latest one.

    Parameters
    ----------
    session : Session
        Not committed; what it is about is held until its transaction ends.
    replaces : UUID or None
        The decision that they saw; None for none.
    use, issue : UUID or None
        Of the photo, or of the words.

    Raises
    ------
    DecidedMeanwhile
        When another one holds now.
    """
    if photo_moderation.latest(session, use=use, issue=issue) != replaces:
        raise DecidedMeanwhile("Somebody decided about this meanwhile; load the list anew and look at it again.")


def publish_photo(
    session: Session,
    files: PhotoFiles,
    use_id: UUID,
    boxes: Sequence[Box],
    *,
    replaces: UUID | None,
    by: Reader,
    now: datetime,
) -> bytes:
    """Let everyone see a copy of a photo in which faces, plates and the like are filled with black.

    What is filled is gone from the copy, which is drawn anew; a blur could be undone. The copy is shown while its issue
    is public, or while it is a photo of its programme, and not sooner.

    Parameters
    ----------
    session : Session
        Not committed.
    files : PhotoFiles
        Of this machine.
    use_id : UUID
        Of the photo in an issue or a programme.
    boxes : sequence of Box
        What nobody is to see; none when there is nothing.
    replaces : UUID or None
        The decision about it that they saw; None for none.
    by : Reader
        Who has looked at it.
    now : datetime
        When.

    Returns
    -------
    bytes
        SHA-256 of the copy; its address is ``/photos/HASH.jpg``.

    Raises
    ------
    NotAllowed
        When they may not decide this.
    NotFound
        When there is no such photo, it has not arrived, or it is of something else.
    InvalidInput
        When there are more boxes than anybody draws.
    DecidedMeanwhile
        When another decision holds now.
    """
    photo = _shown(session, use_id, by)
    require_latest(session, replaces, use=use_id)
    if len(boxes) > MOST_BOXES:
        raise InvalidInput(f"{len(boxes)} boxes are too many; draw at most {MOST_BOXES}, or withhold the photo.")
    content = files.kept.read(photo.kept_sha256)
    if content is None:
        message = (
            f"The file of photo {photo.sha256.hex()} is gone; bring it back from a copy, see `golmok photo scrub`."
        )
        raise NotFound(message)
    public = files.kept.keep(redrawn(content, boxes).content)
    _decide(session, use_id, "published", boxes, public, by=by, now=now)
    return public


def withhold_photo(session: Session, use_id: UUID, *, replaces: UUID | None, by: Reader, now: datetime) -> None:
    """Let nobody but staff see a photo, also when it was published before.

    Parameters
    ----------
    session : Session
        Not committed.
    use_id : UUID
        Of the photo in an issue or a programme.
    replaces : UUID or None
        The decision about it that they saw; None for none.
    by : Reader
        Who decides.
    now : datetime
        When.

    Raises
    ------
    NotAllowed
        When they may not decide this.
    NotFound
        When there is no such photo, it has not arrived, or it is of something else.
    DecidedMeanwhile
        When another decision holds now.
    """
    _shown(session, use_id, by)
    require_latest(session, replaces, use=use_id)
    _decide(session, use_id, "withheld", (), None, by=by, now=now)


def _shown(session: Session, use_id: UUID, by: Reader) -> Photo:
    require(_PERMISSION, by)
    thing, photo = photo_rows.use_of(session, use_id) or (None, None)
    if thing is None or photo is None:
        message = (
            f"No photo of an issue or a programme is used as {use_id}, or it has not arrived yet; load the list anew."
        )
        raise NotFound(message)
    return photo


def _decide(
    session: Session,
    use_id: UUID,
    decision: str,
    boxes: Sequence[Box],
    public: bytes | None,
    *,
    by: Reader,
    now: datetime,
) -> None:
    photo_moderation.moderate(
        session,
        use_id,
        decision=decision,
        boxes=[asdict(box) for box in boxes],
        public_sha256=public,
        user_id=by.user_id,
        recorded_at=now,
    )
    verb = "publish" if decision == "published" else "withhold"
    log_write(session, by, f"photo.{verb}", subject=str(use_id), now=now, boxes=len(boxes))
