"""Whose turn it is: one file at a time is tried or taken in, and one request at a time is at an upload."""

from __future__ import annotations

from uuid import UUID

from mapper.domain.reader import Reader
from mapper.operations.imports.uploads import Upload, Uploads
from mapper.store.engine import Session, hold_alone


def wait_for_turn(session: Session) -> None:
    """Wait until no other file is tried or taken in: two at once would each find the other's rows unknown.

    Parameters
    ----------
    session : Session
        It is its turn until its transaction ends.
    """
    hold_alone(session, "import")


def find_alone(session: Session, uploads: Uploads, upload_id: UUID, *, by: Reader) -> Upload:
    """Return an upload that is about to be changed, once nobody else is changing it.

    Parameters
    ----------
    session : Session
        Others wait until its transaction ends.
    uploads : Uploads
        The folder.
    upload_id : UUID
        Of the upload.
    by : Reader
        Who asks.

    Returns
    -------
    Upload
        As it was saved last.

    Raises
    ------
    NotFound
        As `Uploads.find`.
    """
    uploads.find(upload_id, by=by)  # nobody makes another wait by asking for what is not theirs
    hold_alone(session, f"upload.{upload_id}")
    return uploads.find(upload_id, by=by)
