"""What a made city's patrols found, and where they could walk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.store.geometry import from_wkb


@dataclass(frozen=True)
class Find:
    """An issue that was found on patrol.

    Attributes
    ----------
    issue, segment : UUID
        It, and where it is.
    district : str
        Code of where that is.
    reported_at : datetime
        When it was found.
    is_open : bool
        Whether it is still there.
    """

    issue: UUID
    segment: UUID
    district: str
    reported_at: datetime
    is_open: bool


def finds(session: Session, *, since: datetime) -> list[Find]:
    """Read what was found on patrol.

    Parameters
    ----------
    session : Session
        Only read.
    since : datetime
        When the first of them was found.

    Returns
    -------
    list of Find
        In order of time.
    """
    rows = session.execute(
        text(
            "SELECT issue_id, segment_id, code, state.reported_at, resolved_at IS NULL AND verification <> 'rejected'"
            " FROM issue JOIN issue_state AS state ON issue_id = issue.id JOIN segment ON segment.id = segment_id"
            " JOIN district ON district.id = district_id"
            " WHERE issue.origin = 'patrol' AND issue.reported_at >= :since ORDER BY state.reported_at, issue_id"
        ),
        {"since": since},
    )
    return [Find(*row) for row in rows]


def name_patrol(session: Session, patrol: UUID, issues: Sequence[UUID]) -> None:
    """Say of issues which patrol found them.

    Parameters
    ----------
    session : Session
        Not committed.
    patrol : UUID
        Of the patrol.
    issues : sequence of UUID
        What it found.
    """
    values = {"patrol": patrol, "issues": list(issues)}
    session.execute(text("UPDATE issue SET patrol_id = :patrol WHERE id = ANY(:issues)"), values)


def around(session: Session, segment: UUID, most: int) -> tuple[list[UUID], NDArray[np.object_]]:
    """Read what can be walked around a segment.

    Parameters
    ----------
    session : Session
        Only read.
    segment : UUID
        In the middle.
    most : int
        How many.

    Returns
    -------
    ids : list of UUID
        Graded segments of its district, the nearest first.
    lines : ndarray, shape (n,)
        Theirs, in EPSG:5179.
    """
    rows = session.execute(
        text(
            "SELECT id, ST_AsBinary(line) FROM segment WHERE graded AND superseded_at IS NULL"
            " AND district_id = (SELECT district_id FROM segment WHERE id = :middle)"
            " ORDER BY line <-> (SELECT line FROM segment WHERE id = :middle), id LIMIT :most"
        ),
        {"middle": segment, "most": most},
    ).all()
    return [row[0] for row in rows], from_wkb(row[1] for row in rows)


def some_segment(session: Session, district: str) -> UUID:
    """Read a segment in the midst of a district.

    Parameters
    ----------
    session : Session
        Only read.
    district : str
        Code.

    Returns
    -------
    UUID
        The graded one nearest to its centre.
    """
    found: UUID = session.execute(
        text(
            "SELECT segment.id FROM segment JOIN district ON district.id = district_id"
            " WHERE code = :code AND district.superseded_at IS NULL AND graded AND segment.superseded_at IS NULL"
            " ORDER BY line <-> ST_Centroid(boundary), segment.id LIMIT 1"
        ),
        {"code": district},
    ).scalar_one()
    return found
