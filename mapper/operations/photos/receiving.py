"""Take photos in: by pieces from a phone, or whole with a form."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from mapper.domain.access import require, sees_all_of
from mapper.domain.photo import MEDIA_TYPE, MOST_BYTES, Piece
from mapper.domain.reader import Reader
from mapper.errors import PhotoRefused
from mapper.operations.photos.redrawing import redrawn
from mapper.store import photos as photo_rows
from mapper.store.engine import Session
from mapper.store.photo_files import PhotoFiles
from mapper.store.photos import Photo, photo_of
from mapper.store.write_log import log_write

__all__ = [
    "PERMISSION",
    "Photo",
    "PhotoFiles",
    "PhotoState",
    "add_photo",
    "keep_whole",
    "photo_of",
    "photo_state",
    "receive_piece",
    "seen_photo",
    "take_in",
]

PERMISSION: Final = "photo"


@dataclass(frozen=True)
class PhotoState:
    """How much of a photo is here.

    Attributes
    ----------
    offset : int
        Where the next piece begins [bytes].
    length : int or None
        Of the whole photo as it is sent [bytes]; None while nothing of it is here.
    """

    offset: int
    length: int | None

    @property
    def is_complete(self) -> bool:
        """Whether all of it is here and kept."""
        return self.offset == self.length


def photo_state(session: Session, files: PhotoFiles, sha256: bytes, *, by: Reader) -> PhotoState:
    """Tell how much of a photo is here.

    Parameters
    ----------
    session : Session
        Only read.
    files : PhotoFiles
        Of this machine.
    sha256 : bytes
        Its name.
    by : Reader
        Who sends it: what others have sent of it so far is theirs.

    Returns
    -------
    PhotoState
        Complete when all of it is here and they see it: it says no more than `seen_photo`.

    Raises
    ------
    NotAllowed
        When they may send none.
    """
    require(PERMISSION, by)
    photo = seen_photo(session, sha256, by=by)
    if photo is not None:
        return PhotoState(photo.sent_bytes, photo.sent_bytes)
    arrived = files.partials.arrived(sha256, by.user_id)
    return PhotoState(arrived.offset, arrived.length)


def seen_photo(session: Session, sha256: bytes, *, by: Reader) -> Photo | None:
    """Return a photo to somebody who sent it, or who sees a record that it belongs to.

    Parameters
    ----------
    session : Session
        Only read.
    sha256 : bytes
        Its name.
    by : Reader
        Who asks.

    Returns
    -------
    Photo or None
        None when it has not arrived whole, or they do not see it.
    """
    photo = photo_rows.photo_of(session, sha256)
    if photo is None or photo_rows.has_sent(session, sha256, by.user_id):
        return photo
    where = photo_rows.districts_of(session, sha256)
    return photo if any(sees_all_of(PERMISSION, by, code) for code in where or [None]) else None


def receive_piece(files: PhotoFiles, piece: Piece, *, by: Reader) -> Photo | None:
    """Add a piece to its photo; after the last one, keep the photo drawn anew.

    It takes no session: nobody shall hold a connection while a picture is drawn.

    Parameters
    ----------
    files : PhotoFiles
        Of this machine.
    piece : Piece
        The next one.
    by : Reader
        Who sends it.

    Returns
    -------
    Photo or None
        When it is whole: to be stored by `add_photo`.

    Raises
    ------
    NotAllowed
        When they may send none.
    OffsetMismatch
        When the piece is not the next one.
    DigestMismatch, PhotoRefused
        When the photo is not what its name says, or none; its pieces are gone then.
    MachineFault
        When it cannot be kept just now; it goes on from the last piece.
    """
    require(PERMISSION, by)
    with files.partials.added(piece, by.user_id) as whole:
        return None if whole is None else _kept(files, piece.digest, whole, by)


def add_photo(session: Session, photo: Photo, *, by: Reader, now: datetime) -> None:
    """Store that a photo is here, after its files are.

    Parameters
    ----------
    session : Session
        Not committed.
    photo : Photo
        From `receive_piece`.
    by : Reader
        Who sent it.
    now : datetime
        When.
    """
    photo_rows.add_photo(session, photo, recorded_at=now)
    log_write(session, by, "photo.take_in", subject=photo.sha256.hex(), now=now, bytes=photo.kept_bytes)


def take_in(session: Session, files: PhotoFiles, photo: bytes, *, by: Reader, now: datetime) -> bytes:
    """Take in a photo that came whole; the rights to send one are for whoever calls this to check.

    Parameters
    ----------
    session : Session
        Not committed.
    files : PhotoFiles
        Of this machine.
    photo : bytes
        As it was sent.
    by : Reader
        Who sent it; a resident too.
    now : datetime
        When.

    Returns
    -------
    bytes
        Its name: the SHA-256 of what was sent.

    Raises
    ------
    PhotoRefused
        When it is none, or too large.
    """
    sha256 = hashlib.sha256(photo).digest()
    if photo_rows.photo_of(session, sha256) is None:
        add_photo(session, keep_whole(files, photo, by=by), by=by, now=now)
    return sha256


def keep_whole(files: PhotoFiles, photo: bytes, *, by: Reader) -> Photo:
    """Keep a photo that came whole, drawn anew; the rights to send one are for whoever calls this to check.

    It takes no session: nobody shall hold a connection while a picture is drawn.

    Parameters
    ----------
    files : PhotoFiles
        Of this machine.
    photo : bytes
        As it was sent.
    by : Reader
        Who sent it.

    Returns
    -------
    Photo
        To be stored by `add_photo`.

    Raises
    ------
    PhotoRefused
        When it is none, or too large.
    """
    if len(photo) > MOST_BYTES:
        message = f"A photo of {len(photo)} bytes is too large; send at most {MOST_BYTES}, shrunk before."
        raise PhotoRefused(message, reason="size")
    return _kept(files, hashlib.sha256(photo).digest(), photo, by)


def _kept(files: PhotoFiles, sha256: bytes, photo: bytes, by: Reader) -> Photo:
    drawn = redrawn(photo)
    return Photo(
        sha256=sha256,
        sent_bytes=len(photo),
        kept_sha256=files.kept.keep(drawn.content),
        thumb_sha256=files.kept.keep(drawn.thumb),
        media_type=MEDIA_TYPE,
        width=drawn.width,
        height=drawn.height,
        kept_bytes=len(drawn.content),
        user_id=by.user_id,
    )
