"""What decides who may edit an issue: where it may lie, and who told of it."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.crs import KOREA_TM
from mapper.store.merges import WHOLE
from mapper.store.segments import NAMED

_MAY_LIE_IN: Final = text(
    f"""
    WITH picked AS MATERIALIZED (
        SELECT code FROM segment LEFT JOIN district ON district.id = district_id
        WHERE {NAMED}
    )
    SELECT code FROM picked
    UNION ALL SELECT code FROM district
    WHERE NOT EXISTS (SELECT FROM picked) AND superseded_at IS NULL
        AND ST_DWithin(boundary, ST_SetSRID(ST_MakePoint(:x, :y), {KOREA_TM}), :radius_m)
    """
)
IN_REACH: Final = """(
    CAST(:codes AS text[]) IS NULL OR district.code = ANY(CAST(:codes AS text[]))
    OR unplaced.district_codes && CAST(:codes AS text[])
)"""
"""SQL, beside the ``district`` of an issue's segment and what is known of it without one (``unplaced``): whether it lies,
or may lie, in one of the districts ``:codes``; NULL stands for every district."""

TOLD_BY: Final = """
    bool_and(EXISTS (SELECT FROM receipt WHERE receipt.id = member AND subject = 'issue' AND user_id = :user)) AS own,
    bool_or(EXISTS (SELECT FROM complaint WHERE complaint.issue_id = member)) AS complained
"""
"""SQL, over each ``member`` of an issue: whether ``:user`` logged all of it, and whether a resident complained of any."""

_TOLD_BY: Final = text(f"WITH RECURSIVE {WHOLE} SELECT {TOLD_BY} FROM whole")


def may_lie_in(session: Session, *, x: float, y: float, radius_m: float, segment: UUID | None) -> list[str | None]:
    """Return the districts in which something lies, or by its accuracy may lie.

    Parameters
    ----------
    session : Session
        Only read.
    x, y : float
        Where it is, in EPSG:5179 [m].
    radius_m : float
        How far off that may be [m].
    segment : UUID or None
        On which it is, as somebody says; one that is not graded now or is too far off does not count.

    Returns
    -------
    list of str or None
        Codes; of a segment its own, None for one that lies in no district.
    """
    return list(session.scalars(_MAY_LIE_IN, {"x": x, "y": y, "radius_m": radius_m, "segment": segment}))


def told_by(session: Session, issue: UUID, user: UUID | None) -> tuple[bool, bool]:
    """Tell who told of an issue, and of all that was merged into it.

    Parameters
    ----------
    session : Session
        Only read.
    issue : UUID
        Id.
    user : UUID or None
        Who.

    Returns
    -------
    tuple
        Whether they logged all of it themselves, and whether a resident complained of any of it.
    """
    row = session.execute(_TOLD_BY, {"issues": [issue], "user": user}).one()
    return row.own, row.complained
