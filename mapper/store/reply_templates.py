"""Replies that are written often; one that is changed or taken away stays stored as it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from mapper.store.tables import ReplyTemplateRow


@dataclass(frozen=True)
class ReplyTemplate:
    """A reply that is written often.

    Attributes
    ----------
    id : UUID
        Its own.
    name : str
        What it is chosen by.
    body : str
        The words; ``{...}`` names what is put in.
    """

    id: UUID
    name: str
    body: str


def templates(session: Session) -> list[ReplyTemplate]:
    """Read the templates that are in use.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    list of ReplyTemplate
        By name.
    """
    rows = select(ReplyTemplateRow).where(ReplyTemplateRow.superseded_at.is_(None)).order_by(ReplyTemplateRow.name)
    return [ReplyTemplate(row.id, row.name, row.body) for row in session.scalars(rows)]


def add(session: Session, template: ReplyTemplate, *, user_id: UUID | None, now: datetime) -> None:
    """Store a template.

    Parameters
    ----------
    session : Session
        Not committed.
    template : ReplyTemplate
        A new one.
    user_id : UUID or None
        Who wrote it.
    now : datetime
        When.
    """
    session.add(
        ReplyTemplateRow(
            id=template.id,
            name=template.name,
            body=template.body,
            user_id=user_id,
            recorded_at=now,
            superseded_at=None,
        )
    )
    session.flush()


def end(session: Session, template: UUID, *, now: datetime) -> bool:
    """Take a template out of use.

    Parameters
    ----------
    session : Session
        Not committed.
    template : UUID
        Which.
    now : datetime
        When.

    Returns
    -------
    bool
        Whether it was in use.
    """
    in_use = (ReplyTemplateRow.id == template) & ReplyTemplateRow.superseded_at.is_(None)
    ended = update(ReplyTemplateRow).where(in_use).values(superseded_at=now).returning(ReplyTemplateRow.id)
    return session.execute(ended).first() is not None
