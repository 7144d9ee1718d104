"""The users as an administrator looks at them: who was here when, and whose name is locked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mapper.domain.login import NAME_WINDOW, lock_after
from mapper.domain.user import User
from mapper.operations.people.sealing import Seal
from mapper.store.engine import Session
from mapper.store.people import activity as user_activity
from mapper.store.people import users as user_rows


@dataclass(frozen=True)
class UserLine:
    """One user in the list.

    Attributes
    ----------
    user : User
        Who.
    seen_at : datetime or None
        When they were last here; None when nobody remembers.
    locked_until : datetime or None
        Until when their name lets nobody in; None when it is not locked.
    """

    user: User
    seen_at: datetime | None
    locked_until: datetime | None


def user_lines(session: Session, seal: Seal, *, now: datetime) -> list[UserLine]:
    """List every user.

    Parameters
    ----------
    session : Session
        Only read.
    seal : Seal
        Knows the names that failures are kept under.
    now : datetime
        This moment.

    Returns
    -------
    list of UserLine
        By name; the disabled ones too.
    """
    seen = user_activity.last_seen(session)
    failures = user_activity.failures_by_name(session, since=now - NAME_WINDOW)
    locks = {key: latest + lock_after(count) for key, (count, latest) in failures.items()}
    lines = []
    for user in user_rows.users(session):
        until = locks.get(seal.fingerprint(user.name))
        lines.append(UserLine(user, seen.get(user.id), until if until is not None and until > now else None))
    return lines
