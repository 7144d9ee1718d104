"""Who sees which photo: staff those of the records that they see, everyone the copies that were published."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from mapper.domain.access import require
from mapper.domain.disclosure import NAMED_CATEGORIES
from mapper.domain.issue import public_before
from mapper.domain.reader import Reader
from mapper.errors import NotFound
from mapper.operations.photos.receiving import PERMISSION, seen_photo
from mapper.store import photo_moderation, programme_photos
from mapper.store.engine import Session
from mapper.store.photo_files import PhotoFiles
from mapper.store.photo_moderation import PublicPhoto


def photo_for(session: Session, files: PhotoFiles, sha256: bytes, *, by: Reader, small: bool = False) -> bytes:
    """Return a photo to somebody who sees a record that it belongs to, or who sent it.

    Parameters
    ----------
    session : Session
        Only read.
    files : PhotoFiles
        Of this machine.
    sha256 : bytes
        Its name.
    by : Reader
        Who asks.
    small : bool
        Whether the thumbnail will do.

    Returns
    -------
    bytes
        JPEG, drawn by us.

    Raises
    ------
    NotAllowed
        When their role sees no photos.
    NotFound
        When there is none, or they do not see it: which of the two is not told.
    """
    require(PERMISSION, by)
    photo = seen_photo(session, sha256, by=by)
    if photo is None:
        raise _not_there(sha256)
    return _content(files, photo.thumb_sha256 if small else photo.kept_sha256)


def public_photo(session: Session, files: PhotoFiles, public_sha256: bytes, *, now: datetime) -> bytes:
    """Return to everyone the copy of a photo that was published.

    Parameters
    ----------
    session : Session
        Only read.
    files : PhotoFiles
        Of this machine.
    public_sha256 : bytes
        Of the copy.
    now : datetime
        This moment.

    Returns
    -------
    bytes
        JPEG, with what nobody is to see filled in.

    Raises
    ------
    NotFound
        When there is none, or it is not public at this moment: which of the two is not told.
    """
    before = public_before(now)
    if not (
        photo_moderation.is_public(session, public_sha256, recorded_before=before, categories=NAMED_CATEGORIES)
        or programme_photos.is_released(session, public_sha256, recorded_before=before)
    ):
        raise _not_there(public_sha256)
    return _content(files, public_sha256)


def public_photos_of(session: Session, issues: Collection[UUID], *, now: datetime) -> list[PublicPhoto]:
    """Return the photos of issues that everyone may see.

    Parameters
    ----------
    session : Session
        Only read.
    issues : collection of UUID
        Which.
    now : datetime
        This moment.

    Returns
    -------
    list of PublicPhoto
        In the order in which they are shown; their addresses are ``/photos/HASH.jpg``.
    """
    return photo_moderation.public_photos(
        session, issues, recorded_before=public_before(now), categories=NAMED_CATEGORIES
    )


def _content(files: PhotoFiles, digest: bytes) -> bytes:
    content = files.kept.read(digest)
    if content is None:
        raise _not_there(digest)
    return content


def _not_there(digest: bytes) -> NotFound:
    return NotFound(
        f"No photo {digest.hex()} is here for you; ask for one of a record that you see.", photo=digest.hex()
    )
