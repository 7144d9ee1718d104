"""Whom an account, a device or a time has seen: asked of the access log as it is stored."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from mapper.domain.access_log import UNSEEING, UNSEEN_ENDINGS
from mapper.domain.exposure import Browser, Exposed, Suspect
from mapper.store.tables import AccessRow

_MOMENTS: Final = func.count(), func.min(AccessRow.recorded_at), func.max(AccessRow.recorded_at)
_BROWSERS: Final = 200


def exposed(session: Session, suspect: Suspect) -> list[Exposed]:
    """Read which households were seen.

    Parameters
    ----------
    session : Session
        Reaching the reader's districts; only read.
    suspect : Suspect
        By whom.

    Returns
    -------
    list of Exposed
        By district and id.
    """
    each = (
        select(AccessRow.district_code, func.unnest(AccessRow.subjects).label("subject"), AccessRow.recorded_at)
        .where(*_seen_by(suspect))
        .subquery()
    )
    whom = each.c.district_code, each.c.subject
    moments = func.count(), func.min(each.c.recorded_at), func.max(each.c.recorded_at)
    return [Exposed(*row) for row in session.execute(select(*whom, *moments).group_by(*whom).order_by(*whom))]


def browsers(session: Session, suspect: Suspect) -> list[Browser]:
    """Read by which logins somebody looked, so that one can be asked about alone.

    Parameters
    ----------
    session : Session
        Reaching the reader's districts; only read.
    suspect : Suspect
        Who.

    Returns
    -------
    list of Browser
        The latest first, 200 at most.
    """
    which = AccessRow.login_id, AccessRow.name, AccessRow.origin
    asked = select(*which, *_MOMENTS).where(*_seen_by(suspect)).group_by(*which)
    latest = asked.order_by(func.max(AccessRow.recorded_at).desc()).limit(_BROWSERS)
    return [Browser(*row) for row in session.execute(latest)]


def _seen_by(suspect: Suspect) -> list[ColumnElement[bool]]:
    """Say which entries are meant: what was refused, or showed nothing, exposed nobody."""
    given = {
        AccessRow.user_id: suspect.user_id,
        AccessRow.login_id: suspect.login_id,
        AccessRow.origin: suspect.origin or None,
    }
    conditions = [column == value for column, value in given.items() if value is not None]
    if suspect.since is not None:
        conditions.append(AccessRow.recorded_at >= suspect.since)
    if suspect.until is not None:
        conditions.append(AccessRow.recorded_at < suspect.until)
    return [
        *conditions,
        AccessRow.action.not_in(UNSEEING),
        *(~AccessRow.action.endswith(ending, autoescape=True) for ending in UNSEEN_ENDINGS),
    ]
