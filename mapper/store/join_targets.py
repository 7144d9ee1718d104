"""The issue that somebody on site says theirs is the same as."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.store.merges import surviving
from mapper.store.reach import IN_REACH


def open_target(session: Session, named: UUID, *, codes: list[str] | None) -> tuple[UUID | None, bool]:
    """Find the issue that a report is to be joined to.

    Parameters
    ----------
    session : Session
        Only read.
    named : UUID
        The one that was shown on the phone; it may have been merged since.
    codes : list of str or None
        Districts in reach; None for all.

    Returns
    -------
    target : UUID or None
        The one that is found in its place, if it is still open; one that was closed without a fix is.
    is_known : bool
        Whether it is there and in reach at all.
    """
    found = session.execute(
        text(
            f"""
            SELECT resolved_at IS NULL AND verification <> 'rejected' AND NOT merged FROM issue_state
            LEFT JOIN segment ON segment.id = issue_state.segment_id
            LEFT JOIN district ON district.id = segment.district_id
            LEFT JOIN unplaced USING (issue_id)
            WHERE issue_id = :target AND {IN_REACH}
            """
        ),
        {"target": (target := surviving(session, [named])[named]), "codes": codes},
    ).first()
    if found is None:
        return None, False
    return (target if found[0] else None), True
