"""Releases of density: made once, approved by two people, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import Session

from mapper.store.tables import DensityApprovalRow, DensityDeclineRow, DensityReleaseRow


@dataclass(frozen=True)
class Kept:
    """A release as it is stored.

    Attributes
    ----------
    id : UUID
        Of the release.
    audience : str
        ``planner`` or ``outbound``.
    period : str
        Such as ``2026H1``.
    year : int
        Of its tree.
    body, digest : bytes
        What it says, as JSON, and the SHA-256 of that.
    recorded_at : datetime
        When it was made.
    approved_by : tuple of str
        Names of those who stand for it, in their order.
    declined : tuple of str
        Name of whoever declined it, and why; empty when nobody did.
    """

    id: UUID
    audience: str
    period: str
    year: int
    body: bytes
    digest: bytes
    recorded_at: datetime
    approved_by: tuple[str, ...] = ()
    declined: tuple[str, ...] = ()

    @property
    def is_released(self) -> bool:
        """Whether two people stand for it."""
        return len(self.approved_by) > 1

    @property
    def is_waiting(self) -> bool:
        """Whether somebody has to decide."""
        return not self.is_released and not self.declined


def add(session: Session, kept: Kept) -> None:
    """Store a release that was made.

    Parameters
    ----------
    session : Session
        Not committed.
    kept : Kept
        New; nobody stands for it yet.
    """
    values = {name: getattr(kept, name) for name in _COLUMNS}
    session.add(DensityReleaseRow(**values))
    session.flush()


def approve(session: Session, release_id: UUID, user_id: UUID, name: str, *, now: datetime) -> None:
    """Store that somebody stands for a release.

    Parameters
    ----------
    session : Session
        Not committed; fails when they do already.
    release_id, user_id : UUID
        Which, and who.
    name : str
        Theirs.
    now : datetime
        This moment.
    """
    session.add(DensityApprovalRow(release_id=release_id, user_id=user_id, name=name, recorded_at=now))
    session.flush()


def decline(session: Session, release_id: UUID, user_id: UUID, name: str, reason: str, *, now: datetime) -> None:
    """Store that somebody declined a release.

    Parameters
    ----------
    session : Session
        Not committed; fails when it is decided.
    release_id, user_id : UUID
        Which, and who.
    name, reason : str
        Theirs.
    now : datetime
        This moment.
    """
    row = DensityDeclineRow(release_id=release_id, user_id=user_id, name=name, reason=reason, recorded_at=now)
    session.add(row)
    session.flush()


def stands_for(session: Session, release_id: UUID, user_id: UUID) -> bool:
    """Tell whether somebody stands for a release already.

    Parameters
    ----------
    session : Session
        Only read.
    release_id, user_id : UUID
        Which, and who.

    Returns
    -------
    bool
        True when they approved it.
    """
    return session.get(DensityApprovalRow, (release_id, user_id)) is not None


def every(session: Session) -> Sequence[Kept]:
    """Read all that was ever made.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    sequence of Kept
        By the time at which they were made; also those that wait, and those that were declined.
    """
    approved = (
        select(func.array_agg(aggregate_order_by(DensityApprovalRow.name, DensityApprovalRow.recorded_at)))
        .where(DensityApprovalRow.release_id == DensityReleaseRow.id)
        .scalar_subquery()
    )
    columns = [getattr(DensityReleaseRow, name) for name in _COLUMNS]
    asked = select(*columns, approved, DensityDeclineRow.name, DensityDeclineRow.reason)
    asked = asked.outerjoin(DensityDeclineRow, DensityDeclineRow.release_id == DensityReleaseRow.id).order_by(
        DensityReleaseRow.recorded_at, DensityReleaseRow.id
    )
    return [_kept(row) for row in session.execute(asked)]


_COLUMNS = ("id", "audience", "period", "year", "body", "digest", "recorded_at")


def _kept(row: Sequence[Any]) -> Kept:
    values = dict(zip(_COLUMNS, row, strict=False))
    *_, approved, name, reason = row
    return Kept(**values, approved_by=tuple(approved or ()), declined=() if name is None else (name, reason))


def new_release(audience: str, period: str, year: int, *, body: bytes, digest: bytes, now: datetime) -> Kept:
    """Return a release with an id of its own.

    Parameters
    ----------
    audience, period : str
        For whom, of whom.
    year : int
        Of its tree.
    body, digest : bytes
        What it says, and the hash of that.
    now : datetime
        This moment.

    Returns
    -------
    Kept
        Not stored.
    """
    return Kept(uuid4(), audience, period, year, body, digest, now)
