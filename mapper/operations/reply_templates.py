"""Write, change and end the replies that are written often."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID

from mapper.domain.access import require
from mapper.domain.reader import Reader
from mapper.domain.work import MOST_WORDS
from mapper.errors import InvalidInput, NotFound
from mapper.operations.work_decision import PERMISSION as READING
from mapper.store import reply_templates
from mapper.store.engine import Session
from mapper.store.reply_templates import ReplyTemplate
from mapper.store.write_log import log_write

PERMISSION: Final = "work.template"
"""What writing them needs."""

PLACES: Final = {"유형": "category", "골목": "alley", "동": "district", "처리기한": "due_on"}
"""What a template may name in braces, and which part of an issue is put there."""

_LONGEST_NAME: Final = 60
_NAMED: Final = re.compile(r"\{([^{}]*)\}")


def templates(session: Session, by: Reader) -> list[ReplyTemplate]:
    """Read the templates that are in use.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who asks.

    Returns
    -------
    list of ReplyTemplate
        By name.
    """
    require(READING, by)
    return reply_templates.templates(session)


def save(
    session: Session,
    by: Reader,
    name: str,
    body: str,
    *,
    instead_of: UUID | None,
    now: datetime,
    new_id: Callable[[], UUID],
) -> UUID:
    """Store a template, as a new one or in place of another.

    Parameters
    ----------
    session : Session
        Not committed.
    by : Reader
        Who writes it.
    name, body : str
        What it is chosen by, and its words.
    instead_of : UUID or None
        The template that it takes the place of.
    now : datetime
        When.
    new_id : callable
        Makes its id.

    Returns
    -------
    UUID
        Its id.

    Raises
    ------
    InvalidInput
        When a part is empty or too long, it names in braces what is put in place of nothing, or another one has the name.
    NotFound
        When the one to replace is not in use any more.
    """
    require(PERMISSION, by)
    name, body = name.strip(), body.strip()
    if not (0 < len(name) <= _LONGEST_NAME and 0 < len(body) <= MOST_WORDS):
        message = f"A template has a name of 1 to {_LONGEST_NAME} characters and 1 to {MOST_WORDS} of words."
        raise InvalidInput(message, field="name")
    if unknown := set(_NAMED.findall(body)) - PLACES.keys():
        message = f"Nothing is put in place of {{{min(unknown)}}}; name one of {', '.join(PLACES)}."
        raise InvalidInput(message, field="places")
    if any(one.name == name and one.id != instead_of for one in reply_templates.templates(session)):
        raise InvalidInput(f"Another template is called {name!r}; choose another name.", field="name")
    if instead_of is not None:
        _end(session, instead_of, now=now)
    template = ReplyTemplate(new_id(), name, body)
    reply_templates.add(session, template, user_id=by.user_id, now=now)
    log_write(session, by, "reply_template.save", subject=str(template.id), now=now, template=name)
    return template.id


def end(session: Session, by: Reader, template: UUID, *, now: datetime) -> None:
    """Take a template out of use.

    Parameters
    ----------
    session : Session
        Not committed.
    by : Reader
        Who.
    template : UUID
        Which.
    now : datetime
        When.

    Raises
    ------
    NotFound
        When it is not in use.
    """
    require(PERMISSION, by)
    _end(session, template, now=now)
    log_write(session, by, "reply_template.end", subject=str(template), now=now)


def _end(session: Session, template: UUID, *, now: datetime) -> None:
    if not reply_templates.end(session, template, now=now):
        raise NotFound(f"No template {template} is in use; load the list again.", template=str(template))
