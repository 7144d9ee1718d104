"""Tell somebody what came of something that they handed in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from mapper.domain.reader import Reader
from mapper.errors import NotFound
from mapper.operations.photos.receiving import seen_photo
from mapper.store.engine import Session
from mapper.store.photo_uses import missing_photos
from mapper.store.receipts import receipt_of
from mapper.store.refused import refused_on


def own_receipt(session: Session, record_id: UUID, *, by: Reader) -> dict[str, Any]:
    """Return the receipt of something, which of its photos have not arrived, and what came of it since.

    Parameters
    ----------
    session : Session
        Only read.
    record_id : UUID
        Under which it was handed in.
    by : Reader
        Who asks.

    Returns
    -------
    dict
        ``receipt`` as it was answered, ``missing``: SHA-256 in hexadecimals of photos that they neither sent nor see, and
        ``refused``: ``issue`` and ``why`` of every issue on which it could not be carried out when that arrived.

    Raises
    ------
    NotFound
        When they handed in nothing under that id, whoever else did.
    """
    stored = receipt_of(session, record_id)
    if stored is None or by.user_id is None or stored.user_id != by.user_id:
        raise NotFound(f"{by.name} has handed in nothing as {record_id}; hand it in first.", id=str(record_id))
    unsent = missing_photos(session, record_id)
    return {
        "receipt": stored.answer,
        "missing": [sha256 for sha256 in unsent if seen_photo(session, bytes.fromhex(sha256), by=by) is None],
        "refused": [{"issue": str(issue), "why": why} for issue, why in refused_on(session, record_id).items()],
    }
