"""Revisions: what counts of an issue since people edited it. Appended; of an issue the latest one holds."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from geoalchemy2 import WKTElement
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from mapper.crs import KOREA_TM
from mapper.domain.revision import Revision
from mapper.store import issue_state
from mapper.store.review import unplaced
from mapper.store.revised import CATEGORY, DESCRIPTION, REVISED, SEVERITY, WITHDRAWN
from mapper.store.tables import RevisionRow

_COUNTING: Final = text(
    f"""
    SELECT {CATEGORY} AS category, {SEVERITY} AS severity, {DESCRIPTION} AS description, {WITHDRAWN} AS withdrawn, pin_id
    FROM issue {REVISED} WHERE issue.id = :issue
    """
)

WITHDRAWN_SINCE: Final = """
    SELECT min(recorded_at) FROM revision WHERE issue_id = {issue} AND withdrawn AND recorded_at > coalesce(
        (SELECT max(recorded_at) FROM revision WHERE issue_id = {issue} AND NOT withdrawn), '-infinity')
"""
"""SQL of since when ``{issue}`` has been withdrawn; NULL for one that counts."""


def counting(session: Session, issue: UUID) -> Revision:
    """Read what counts of an issue now.

    Parameters
    ----------
    session : Session
        Only read.
    issue : UUID
        Id of one that is here.

    Returns
    -------
    Revision
        What was reported, where nothing was edited.
    """
    return Revision(**session.execute(_COUNTING, {"issue": issue}).mappings().one())


def withdrawn_at(session: Session, issue: UUID) -> datetime | None:
    """Tell since when an issue has been withdrawn.

    Parameters
    ----------
    session : Session
        Only read.
    issue : UUID
        Id.

    Returns
    -------
    datetime or None
        None for one that counts.
    """
    query = text(WITHDRAWN_SINCE.format(issue=":issue"))
    since: datetime | None = session.execute(query, {"issue": issue}).scalar_one()
    return since


def append(
    session: Session,
    issue: UUID,
    revision: Revision,
    *,
    at: tuple[float, float] | None,
    edit: UUID,
    recorded_at: datetime,
) -> None:
    """Append what counts of an issue from now on; `follow` is due then.

    Parameters
    ----------
    session : Session
        Not committed.
    issue : UUID
        Id.
    revision : Revision
        What counts.
    at : tuple of float or None
        Where people put it, in EPSG:5179 [m]; None where it was reported.
    edit : UUID
        That brought it about.
    recorded_at : datetime
        By the clock of knowledge.
    """
    point = None if at is None else WKTElement(f"POINT({at[0]!r} {at[1]!r})", srid=KOREA_TM)
    values = {"id": uuid4(), "issue_id": issue, "edit_id": edit, "point": point, "recorded_at": recorded_at}
    session.execute(insert(RevisionRow).values(**values, **asdict(revision)))


def follow(session: Session, issue: UUID) -> None:
    """Bring what is derived of an issue in step, after its revision was appended.

    Parameters
    ----------
    session : Session
        Not committed.
    issue : UUID
        Id.
    """
    issue_state.follow(session, [issue])
    unplaced.follow(session, [issue])
