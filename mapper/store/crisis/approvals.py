"""What needs a second person: asked, decided, used once."""

from __future__ import annotations

from dataclasses import asdict, fields
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from mapper.domain.approval import Approval, ApprovalKind
from mapper.store.tables import ApprovalRow

_COLUMNS: Final = [getattr(ApprovalRow, field.name) for field in fields(Approval)]
_SHOWN: Final = 200


def add(session: Session, approval: Approval) -> None:
    """Store what somebody asks for.

    Parameters
    ----------
    session : Session
        Reaching its district; not committed.
    approval : Approval
        Not decided yet.
    """
    session.add(ApprovalRow(**asdict(approval)))
    session.flush()


def decide(session: Session, approval_id: UUID, *, granted: bool, by: UUID, name: str, now: datetime) -> None:
    """Store what a second person decided.

    Parameters
    ----------
    session : Session
        Holding the row; not committed.
    approval_id : UUID
        Which.
    granted : bool
        Whether it may be done.
    by : UUID
        Who decides: not whoever asked, which the database sees to as well.
    name : str
        Their name.
    now : datetime
        This moment.
    """
    values = {"granted": granted, "decided_by": by, "decided_name": name, "decided_at": now}
    session.execute(update(ApprovalRow).where(ApprovalRow.id == approval_id).values(values))


def use(session: Session, approval_id: UUID, *, now: datetime) -> None:
    """Store that it was used.

    Parameters
    ----------
    session : Session
        Holding the row; not committed.
    approval_id : UUID
        Which.
    now : datetime
        This moment.
    """
    session.execute(update(ApprovalRow).where(ApprovalRow.id == approval_id).values(used_at=now))


def held(session: Session, approval_id: UUID) -> Approval | None:
    """Read one, which nobody else decides or uses until the transaction ends.

    Parameters
    ----------
    session : Session
        Reaching the reader's districts.
    approval_id : UUID
        Which.

    Returns
    -------
    Approval or None
        None when there is none in reach.
    """
    found = _read(session, select(*_COLUMNS).where(ApprovalRow.id == approval_id).with_for_update())
    return found[0] if found else None


def listed(session: Session, *, asked_by: UUID | None = None) -> list[Approval]:
    """Read the latest.

    Parameters
    ----------
    session : Session
        Reaching the reader's districts; only read.
    asked_by : UUID or None
        By whom; None for everybody.

    Returns
    -------
    list of Approval
        The latest asked first, 200 at most.
    """
    asked = select(*_COLUMNS).order_by(ApprovalRow.asked_at.desc(), ApprovalRow.id).limit(_SHOWN)
    return _read(session, asked if asked_by is None else asked.where(ApprovalRow.asked_by == asked_by))


def _read(session: Session, asked: Select[Any]) -> list[Approval]:
    return [Approval(**{**row, "kind": ApprovalKind(row["kind"])}) for row in session.execute(asked).mappings()]
