"""What is handed in before the issues that it names waits for them, within bounds that no honest phone meets."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final
from uuid import UUID

from mapper.domain.reader import Reader
from mapper.errors import TooMuchAwaited
from mapper.store.awaited import count_awaited, count_too_early, not_arrived, not_here, wait
from mapper.store.engine import Session, hold_alone

MOST_NAMED: Final = 50
"""Issues that have not arrived, in one record."""

MOST_AWAITED: Final = 2000
"""Issues that all the records of one person wait for."""

MOST_TOO_EARLY: Final = 10
"""Records of one person that wait for something to be done on one issue before what they tell."""


def wait_for_missing(session: Session, record: UUID, issues: Collection[UUID], *, by: Reader) -> bool:
    """Have a record wait for those of its issues that have not arrived.

    Parameters
    ----------
    session : Session
        Not committed; it stores the receipt of the record too.
    record : UUID
        Under which it is handed in.
    issues : collection of UUID
        That it names, before any other row is held.
    by : Reader
        Who hands it in.

    Returns
    -------
    bool
        Whether it waits for any.

    Raises
    ------
    TooMuchAwaited
        When it names too many that are not here, or its sender waits for too many.
    """
    missing = not_here(session, issues)
    if not missing:
        return False
    if len(missing) > MOST_NAMED:
        message = f"{len(missing)} of the issues have not arrived; name at most {MOST_NAMED} such, or send them first."
        raise TooMuchAwaited(message, count=len(missing), most=MOST_NAMED)
    hold_alone(session, f"awaited.{by.user_id}")
    count = count_awaited(session, by.user_id) + len(missing)
    if count > MOST_AWAITED:
        message = f"What you handed in waits for {count} issues, {MOST_AWAITED} at most; send those first."
        raise TooMuchAwaited(message, count=count, most=MOST_AWAITED)
    missing = not_arrived(session, missing)
    wait(session, record, missing)
    return bool(missing)


def wait_for_earlier(session: Session, record: UUID, issues: Collection[UUID], *, by: Reader) -> None:
    """Have a record wait for what may have been done before it, on issues of which it tells too much as they stand.

    Parameters
    ----------
    session : Session
        Not committed; it holds the issues and stores the receipt of the record too.
    record : UUID
        Under which it was handed in.
    issues : collection of UUID
        On which nothing was done. For those for which enough of its sender waits it does not: their receipt has said so.
    by : Reader
        Who handed it in.
    """
    waiting = count_too_early(session, issues, by.user_id)
    wait(session, record, [issue for issue in issues if waiting.get(issue, 0) < MOST_TOO_EARLY])
