"""Photos that arrived whole, and where they are used."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mapper.store.revised import POINT, REVISED
from mapper.store.tables import PhotoRow, PhotoSenderRow, PhotoUseRow

_DISTRICTS: Final = text(
    f"""
    WITH shown AS MATERIALIZED (
        SELECT issue_id, survey_id, patrol_id, visit_record_id FROM photo_use
        WHERE sha256 = :sha256 AND (user_id IS NULL OR (sha256, user_id) IN (SELECT sha256, user_id FROM photo_sender))
    )
    SELECT coalesce(placed.code, around.code) FROM shown
    JOIN issue_state USING (issue_id) JOIN issue ON issue.id = shown.issue_id {REVISED}
    LEFT JOIN segment ON segment.id = issue_state.segment_id LEFT JOIN district AS placed ON placed.id = district_id
    LEFT JOIN district AS around ON issue_state.segment_id IS NULL AND around.superseded_at IS NULL
        AND ST_Covers(around.boundary, {POINT})
    UNION
    SELECT code FROM shown JOIN survey ON survey.id = survey_id JOIN segment ON segment.id = survey.segment_id
    LEFT JOIN district ON district.id = district_id
    UNION
    SELECT district_code FROM shown JOIN patrol ON patrol.id = patrol_id JOIN team_district USING (team_id)
    UNION
    SELECT unnest(district_codes) FROM shown JOIN visit_record ON visit_record.id = visit_record_id
    """
)
"""Whoever names a photo by its hash shows it to nobody, unless they sent its bytes too; residents send both at once."""
_NAMED: Final = text(
    """
    SELECT unnest(ARRAY[kept_sha256, thumb_sha256]) FROM photo
    UNION SELECT public_sha256 FROM moderation WHERE public_sha256 IS NOT NULL
    """
)


@dataclass(frozen=True)
class Photo:
    """A photo that arrived whole.

    Attributes
    ----------
    sha256 : bytes
        Of what was sent: its name.
    sent_bytes : int
        Size of that.
    kept_sha256, thumb_sha256 : bytes
        Of the files that it is kept in, large and small.
    media_type : str
        Of both.
    width, height : int
        Of the large one [pixels].
    kept_bytes : int
        Size of the large one.
    user_id : UUID or None
        Who sent it first; None for a resident.
    """

    sha256: bytes
    sent_bytes: int
    kept_sha256: bytes
    thumb_sha256: bytes
    media_type: str
    width: int
    height: int
    kept_bytes: int
    user_id: UUID | None


def photo_of(session: Session, sha256: bytes) -> Photo | None:
    """Return a photo.

    Parameters
    ----------
    session : Session
        Only read.
    sha256 : bytes
        Its name.

    Returns
    -------
    Photo or None
        None when it has not arrived whole.
    """
    row = session.get(PhotoRow, sha256)
    return None if row is None else Photo(**{name: getattr(row, name) for name in Photo.__dataclass_fields__})


def add_photo(session: Session, photo: Photo, *, recorded_at: datetime) -> None:
    """Store that a photo arrived, and from whom; one that arrived before is left as it is.

    Parameters
    ----------
    session : Session
        Not committed.
    photo : Photo
        Its files are kept.
    recorded_at : datetime
        When.
    """
    session.execute(insert(PhotoRow).values(**asdict(photo), recorded_at=recorded_at).on_conflict_do_nothing())
    if photo.user_id is not None:
        sent = {"sha256": photo.sha256, "user_id": photo.user_id}
        session.execute(insert(PhotoSenderRow).values(sent).on_conflict_do_nothing())


def has_sent(session: Session, sha256: bytes, user: UUID | None) -> bool:
    """Tell whether somebody sent all bytes of a photo.

    Parameters
    ----------
    session : Session
        Only read.
    sha256 : bytes
        Its name.
    user : UUID or None
        Who.

    Returns
    -------
    bool
        Whether they did, as the first or again.
    """
    return user is not None and session.get(PhotoSenderRow, (sha256, user)) is not None


def districts_of(session: Session, sha256: bytes) -> list[str | None]:
    """Return where a photo is used.

    Parameters
    ----------
    session : Session
        Only read.
    sha256 : bytes
        Its name.

    Returns
    -------
    list of str or None
        Codes of the districts of the issues, surveys and patrols to which somebody who sent it said that it belongs;
        None for one that lies in none.
    """
    return list(session.scalars(_DISTRICTS, {"sha256": sha256}))


def use_of(session: Session, use_id: UUID) -> tuple[UUID | None, Photo | None] | None:
    """Return what a photo shows that everyone may be shown.

    Parameters
    ----------
    session : Session
        Only read.
    use_id : UUID
        Of the photo in a record.

    Returns
    -------
    tuple or None
        The issue or the programme, or None when it belongs to something else; and the photo, or None when it has not
        arrived. None when there is no such use.
    """
    found = session.execute(
        select(PhotoUseRow.issue_id, PhotoUseRow.programme_id, PhotoUseRow.sha256).where(PhotoUseRow.id == use_id)
    ).one_or_none()
    return None if found is None else (found.issue_id or found.programme_id, photo_of(session, found.sha256))


def named_files(session: Session) -> set[bytes]:
    """Return every file that a row names.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    set of bytes
        SHA-256 of each.
    """
    return set(session.scalars(_NAMED))
