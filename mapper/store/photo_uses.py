"""Where photos belong: declared with the record that names them, whether they have arrived or not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from mapper.domain.declared_photo import DeclaredPhoto
from mapper.store.tables import PhotoUseRow

_MISSING: Final = text(
    """
    SELECT DISTINCT named.photo ->> 'sha256' FROM receipt, jsonb_path_query(body, '$.photos[*]') AS named(photo)
    WHERE receipt.id = :record
        AND NOT EXISTS (
            SELECT FROM photo_sender
            WHERE sha256 = decode(named.photo ->> 'sha256', 'hex') AND photo_sender.user_id = receipt.user_id
        )
    ORDER BY 1
    """
)


def declare_photos(
    session: Session,
    photos: Sequence[DeclaredPhoto],
    *,
    user_id: UUID | None,
    recorded_at: datetime,
    issue: UUID | None = None,
    survey: UUID | None = None,
    patrol: UUID | None = None,
    visit_record: UUID | None = None,
    first: int = 0,
) -> None:
    """Write down which photos belong to a record; one that was declared for it before is left as it is.

    Parameters
    ----------
    session : Session
        Not committed.
    photos : sequence of DeclaredPhoto
        In the order in which they are shown.
    user_id : UUID or None
        Who declares them.
    recorded_at : datetime
        By the clock of knowledge.
    issue, survey, patrol, visit_record : UUID, optional
        The one record that they belong to.
    first : int
        Which photo of the record the first of them is.
    """
    rows = [
        {
            "id": uuid4(),
            "sha256": photo.sha256,
            "issue_id": issue,
            "survey_id": survey,
            "patrol_id": patrol,
            "visit_record_id": visit_record,
            "moment": photo.moment,
            "item": photo.item,
            "ordinal": ordinal,
            "user_id": user_id,
            "recorded_at": recorded_at,
        }
        for ordinal, photo in enumerate(photos, start=first)
    ]
    if rows:
        session.execute(insert(PhotoUseRow).values(rows).on_conflict_do_nothing())


def missing_photos(session: Session, record_id: UUID) -> list[str]:
    """Return the photos that a record named when it was handed in and of which its sender has not sent all bytes.

    Parameters
    ----------
    session : Session
        Only read.
    record_id : UUID
        Under which it was handed in.

    Returns
    -------
    list of str
        Their SHA-256 in hexadecimals, in order.
    """
    return list(session.scalars(_MISSING, {"record": record_id}))
