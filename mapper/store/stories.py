"""Stories that everybody reads."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, fields
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from mapper.domain.story import Story
from mapper.store.tables import StoryRow


def stories(session: Session) -> list[Story]:
    """Read the stories there are.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    list of Story
        The latest month first; within a month by title, so that no order tells when each was published.
    """
    columns = [getattr(StoryRow, one.name) for one in fields(Story)]
    asked = select(*columns).order_by(StoryRow.told_on.desc(), StoryRow.title, StoryRow.id)
    return [Story(*row) for row in session.execute(asked)]


def add(session: Session, story: Story) -> None:
    """Let everybody read a story.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    story : Story
        Approved by a second person.
    """
    session.add(StoryRow(**asdict(story)))
    session.flush()


def take_away(session: Session, ids: Collection[UUID]) -> None:
    """Take stories away; nothing of them stays.

    Parameters
    ----------
    session : Session
        Of the staff role; not committed.
    ids : collection of UUID
        Which; those that are not there are none.
    """
    session.execute(delete(StoryRow).where(StoryRow.id.in_(ids)))
