"""One report of a resident in: the issue, its place, the complaint and the photos it declares, together."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from mapper.crs import KOREA_TM
from mapper.domain.placement import Placing
from mapper.store import contacts, placements
from mapper.store.issue_state import follow
from mapper.store.review import unplaced
from mapper.store.tables import (
    AlleyRow,
    ComplaintContactRow,
    ComplaintRow,
    DistrictRow,
    IssueRow,
    PhotoUseRow,
    SegmentRow,
)

BEFORE = "before"
"""Moment of the photos that come with a report."""


@dataclass(frozen=True)
class FiledComplaint:
    """What residents' complaints have beside those of a file.

    Attributes
    ----------
    id : UUID
        Of the complaint.
    text : str or None
        In their words.
    code_hash : bytes
        SHA-256 of the code on the receipt.
    contact : bytes or None
        Sealed.
    is_contact_gone : bool
        Whether one was given and destroyed.
    """

    id: UUID
    text: str | None
    code_hash: bytes
    contact: bytes | None
    is_contact_gone: bool = False


def filed_before(session: Session, issue: UUID) -> tuple[dict[str, Any], FiledComplaint, tuple[bytes, ...]] | None:
    """Read what was filed as an issue, in the form in which it is given to `file`.

    Parameters
    ----------
    session : Session
        Only read.
    issue : UUID
        Id.

    Returns
    -------
    tuple or None
        The issue, the complaint and the photos of its first report; None when there is no such report.
    """
    told = (IssueRow.id, IssueRow.category, IssueRow.severity, IssueRow.address, IssueRow.accuracy_m)
    point = (func.ST_X(IssueRow.point).label("x"), func.ST_Y(IssueRow.point).label("y"))
    complaint = (ComplaintRow.id.label("complaint"), ComplaintRow.text, ComplaintRow.code_hash)
    contact = (ComplaintContactRow.contact, ComplaintContactRow.destroyed_at)
    found = session.execute(
        select(*told, *point, *complaint, *contact)
        .join(ComplaintRow, ComplaintRow.issue_id == IssueRow.id)
        .outerjoin(ComplaintContactRow, ComplaintContactRow.complaint_id == ComplaintRow.id)
        .where(ComplaintRow.source_key == _source_key(issue))
    )
    row = found.one_or_none()
    if row is None:
        return None
    values = dict(zip((*(column.key for column in told), "x", "y"), row, strict=False))
    filed = FiledComplaint(row.complaint, row.text, row.code_hash, row.contact, row.destroyed_at is not None)
    return values, filed, _photos(session, issue)


def _photos(session: Session, issue: UUID) -> tuple[bytes, ...]:
    uses = select(PhotoUseRow.sha256).where(
        PhotoUseRow.issue_id == issue, PhotoUseRow.user_id.is_(None), PhotoUseRow.moment == BEFORE
    )
    return tuple(session.scalars(uses.order_by(PhotoUseRow.ordinal)))


def file(
    session: Session,
    issue: dict[str, Any],
    placing: Placing,
    complaint: FiledComplaint,
    photos: Sequence[bytes],
    *,
    recorded_at: datetime,
) -> None:
    """Store a report.

    Parameters
    ----------
    session : Session
        Not committed; its time is from `mapper.store.knowledge.recording_now`.
    issue : dict
        Columns of the issue; the point as ``x``, ``y`` in EPSG:5179 [m], None without one.
    placing : Placing
        Where it lies.
    complaint : FiledComplaint
        What was filed.
    photos : sequence of bytes
        SHA-256 of each, in order.
    recorded_at : datetime
        When.
    """
    values = dict(issue)
    x, y = values.pop("x"), values.pop("y")
    point = None if x is None else func.ST_SetSRID(func.ST_MakePoint(x, y), KOREA_TM)
    key, told = _source_key(values["id"]), {"reported_at": recorded_at, "recorded_at": recorded_at}
    session.execute(insert(IssueRow).values(**values, source_key=key, origin="complaint", point=point, **told))
    placements.append(session, values["id"], placing, recorded_at=recorded_at)
    session.execute(
        insert(ComplaintRow).values(
            id=complaint.id,
            text=complaint.text,
            code_hash=complaint.code_hash,
            source_key=key,
            issue_id=values["id"],
            filed_at=recorded_at,
            recorded_at=recorded_at,
        )
    )
    if complaint.contact is not None:
        contacts.keep(session, complaint.id, complaint.contact)
    for ordinal, photo in enumerate(photos):
        session.execute(
            insert(PhotoUseRow).values(
                id=uuid4(), sha256=photo, issue_id=values["id"], moment=BEFORE, ordinal=ordinal, recorded_at=recorded_at
            )
        )
    follow(session, [values["id"]])
    if placing.segment is None:
        unplaced.follow(session, [values["id"]])


def lines_of(session: Session, segments: Sequence[UUID]) -> list[dict[str, Any]]:
    """Read what a resident is shown of segments.

    Parameters
    ----------
    session : Session
        Only read.
    segments : sequence of UUID
        Ids.

    Returns
    -------
    list of dict
        In the same order: ``id``, ``name`` of the alley, ``district`` by name, ``line`` as pairs of degrees.
    """
    found = session.execute(
        select(SegmentRow.id, SegmentRow.geojson, AlleyRow.name, DistrictRow.name)
        .join(AlleyRow, AlleyRow.id == SegmentRow.alley_id)
        .outerjoin(DistrictRow, DistrictRow.id == SegmentRow.district_id)
        .where(SegmentRow.id.in_(segments))
    )
    known = {
        row_id: {"id": str(row_id), "name": name, "district": district, "line": json.loads(geojson)["coordinates"]}
        for row_id, geojson, name, district in found
    }
    return [known[one] for one in segments]


def _source_key(issue: UUID) -> str:
    return f"resident:{issue}"
