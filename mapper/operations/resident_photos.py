"""Photos that come whole, with a form: drawn anew and kept as those of phones are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import IO

from mapper.domain.photo import MOST_BYTES
from mapper.operations.photos.receiving import PhotoFiles, take_in
from mapper.operations.resident_reports import NOBODY
from mapper.store.engine import Session


def keep_photos(
    session: Session, files: PhotoFiles, photos: Sequence[IO[bytes]], *, now: datetime
) -> tuple[bytes, ...]:
    """Keep the photos of a report.

    Parameters
    ----------
    session : Session
        Not committed.
    files : PhotoFiles
        Of this machine.
    photos : sequence of file object
        As they were sent.
    now : datetime
        When.

    Returns
    -------
    tuple of bytes
        SHA-256 of each as it was sent, in order; the same one twice is one.

    Raises
    ------
    PhotoRefused
        When one of them is none; those before it are files without a row, which are swept away.
    """
    named = [take_in(session, files, photo.read(MOST_BYTES + 1), by=NOBODY, now=now) for photo in photos]
    return tuple(dict.fromkeys(named))


def names_of(photos: Sequence[IO[bytes]]) -> tuple[bytes, ...]:
    """Return how photos are named that come with a form which was sent before, without keeping them.

    Parameters
    ----------
    photos : sequence of file object
        As they were sent.

    Returns
    -------
    tuple of bytes
        As `keep_photos`.
    """
    return tuple(dict.fromkeys(sha256(photo.read(MOST_BYTES + 1)).digest() for photo in photos))
