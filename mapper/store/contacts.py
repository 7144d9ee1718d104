"""How residents who complained can be reached, sealed: what it is needed for still, and that it was destroyed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import insert, select, text, update
from sqlalchemy.orm import Session

from mapper.domain.resident_report import ContactUse
from mapper.store.issue_state import standing_events
from mapper.store.merges import surviving
from mapper.store.revisions import WITHDRAWN_SINCE
from mapper.store.tables import ComplaintContactRow, ComplaintRow

HAS_CONTACT: Final = "EXISTS (SELECT FROM complaint_contact WHERE complaint_id = complaint.id AND contact IS NOT NULL)"
"""SQL that tells of a row of ``complaint`` whether its reporter can be reached."""

_USES: Final = text(f"""
    SELECT complaint, last.kind, last.at, ({WITHDRAWN_SINCE.format(issue="survivor")}),
        greatest(
            (SELECT max(recorded_at) FROM issue_update WHERE complaint_id = complaint),
            (SELECT max(recorded_at) FROM issue_update WHERE issue_id IN (own, survivor) AND for_reporters)
        )
    FROM unnest(CAST(:complaints AS uuid[]), CAST(:own AS uuid[]), CAST(:survivors AS uuid[]))
        AS asked(complaint, own, survivor)
    LEFT JOIN LATERAL (
        SELECT kind, greatest(occurred_at, recorded_at) AS at FROM issue_event
        WHERE issue_id = survivor AND {standing_events()}
        ORDER BY occurred_at DESC, recorded_at DESC, id DESC LIMIT 1
    ) AS last ON true
""")
_SEALED: Final = text("""
    SELECT contact, coalesce(district.code, unplaced.district_code)
    FROM complaint_contact JOIN complaint ON complaint.id = complaint_id JOIN issue_state USING (issue_id)
    LEFT JOIN segment ON segment.id = issue_state.segment_id
    LEFT JOIN district ON district.id = segment.district_id
    LEFT JOIN unplaced USING (issue_id)
    WHERE complaint_id = :complaint AND contact IS NOT NULL
""")


@dataclass(frozen=True)
class SealedContact:
    """A contact, as it is stored.

    Attributes
    ----------
    contact : bytes
        Sealed.
    district_code : str or None
        Where the issue is that its complaint told of.
    """

    contact: bytes
    district_code: str | None


def keep(session: Session, complaint: UUID, contact: bytes) -> None:
    """Store how whoever filed a complaint can be reached.

    Parameters
    ----------
    session : Session
        Not committed.
    complaint : UUID
        Id.
    contact : bytes
        Sealed.
    """
    session.execute(insert(ComplaintContactRow).values(complaint_id=complaint, contact=contact))


def sealed_contact(session: Session, complaint: UUID) -> SealedContact | None:
    """Read the contact of a complaint, still sealed.

    Parameters
    ----------
    session : Session
        Only read.
    complaint : UUID
        Id.

    Returns
    -------
    SealedContact or None
        None when none was given, and when it was destroyed.
    """
    row = session.execute(_SEALED, {"complaint": complaint}).one_or_none()
    return None if row is None else SealedContact(bytes(row[0]), row[1])


def uses_of(session: Session, complaint: UUID | None = None) -> list[ContactUse]:
    """Read what contacts are needed for still.

    Parameters
    ----------
    session : Session
        Only read.
    complaint : UUID or None
        Of this complaint alone; None for all.

    Returns
    -------
    list of ContactUse
        Of each that is not destroyed, in any order.
    """
    query = select(ComplaintContactRow.complaint_id, ComplaintRow.issue_id).join(
        ComplaintRow, ComplaintRow.id == ComplaintContactRow.complaint_id
    )
    if complaint is not None:
        query = query.where(ComplaintContactRow.complaint_id == complaint)
    held = session.execute(query.where(ComplaintContactRow.contact.is_not(None))).all()
    if not held:
        return []
    own = [row.issue_id for row in held]
    into = surviving(session, own)
    asked = {"complaints": [row.complaint_id for row in held], "own": own, "survivors": [into[one] for one in own]}
    return [ContactUse(*row) for row in session.execute(_USES, asked)]


def destroy(session: Session, complaints: Sequence[UUID], *, at: datetime) -> int:
    """Destroy contacts; when it was done stays.

    Parameters
    ----------
    session : Session
        Not committed.
    complaints : sequence of UUID
        Whose.
    at : datetime
        This moment.

    Returns
    -------
    int
        How many there were.
    """
    rows = ComplaintContactRow.complaint_id.in_(complaints) & ComplaintContactRow.contact.is_not(None)
    done = update(ComplaintContactRow).where(rows).values(contact=None, destroyed_at=at)
    return len(session.execute(done.returning(ComplaintContactRow.complaint_id)).all())
