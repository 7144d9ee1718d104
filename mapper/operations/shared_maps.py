"""Share a choice of the public map with somebody who has no account, for a while."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any, Final
from uuid import UUID

from mapper.domain.access import own_acts, require
from mapper.domain.board import Choice
from mapper.domain.reader import Reader
from mapper.domain.resident_report import TryKind
from mapper.domain.shared_map import DAYS, LONGEST_PURPOSE
from mapper.errors import InvalidInput, LinkNotFound
from mapper.operations.drawn_area import AREA
from mapper.operations.people.keys import key_hash
from mapper.operations.people.sealing import Seal
from mapper.operations.public_boards import require_public
from mapper.operations.resident_limits import Turnstile
from mapper.store import shared_maps
from mapper.store.engine import Session
from mapper.store.shared_maps import SharedMap
from mapper.store.write_log import log_write

__all__ = ["PERMISSION", "SharedMap", "add", "end", "find", "listed"]

PERMISSION: Final = "map.share"
_KEY_BYTES: Final = 16  # 128 bits: nobody guesses it, and it fits into a message
_LONGEST_KEY: Final = 60


def add(
    session: Session,
    by: Reader,
    *,
    choice: Choice,
    area: str | None,
    axis: str,
    purpose: str,
    days: int,
    now: datetime,
    new_id: Callable[[], UUID],
) -> tuple[str, SharedMap]:
    """Make a link.

    Parameters
    ----------
    session : Session
        Not committed.
    by : Reader
        Who makes it.
    choice : mapping
        What it shows, of what is public alone.
    area : str or None
        Corners of the drawn area of the choice.
    axis : str
        By which segments are coloured at first.
    purpose : str
        What for, in a line; nobody but staff reads it.
    days : int
        One of `DAYS`.
    now : datetime
        This moment.
    new_id : callable
        Makes its id.

    Returns
    -------
    tuple
        The key, known to nobody else from here on, and what is kept of it.

    Raises
    ------
    ChoiceNotPublic
        When the choice speaks about what only staff know, or may tell of it by segments that are picked by name.
    InvalidInput
        When a part is missing or too long.
    """
    require(PERMISSION, by)
    require_public(choice, area)
    purpose = purpose.strip()
    if not (0 < len(purpose) <= LONGEST_PURPOSE and purpose.isprintable()):
        raise InvalidInput(f"A purpose is one line of 1 to {LONGEST_PURPOSE} characters.", field="purpose")
    if days not in DAYS:
        raise InvalidInput(f"A link cannot live {days} days; give one of {DAYS}.", field="days")
    key = token_urlsafe(_KEY_BYTES)
    wanted = {facet: sorted(options) for facet, options in choice.items() if facet != AREA}
    what: dict[str, Any] = {"choice": wanted, "area": area, "axis": axis}
    new = SharedMap(new_id(), by.name, purpose, what, now, now + timedelta(days=days), None, None)
    shared_maps.save(session, new, key_hash=key_hash(key), user_id=by.user_id)
    log_write(session, by, "shared_map.add", subject=str(new.id), now=now, purpose=purpose, days=days, shown=what)
    return key, new


def find(session: Session, key: str, seal: Seal, *, origin: str, now: datetime) -> SharedMap:
    """Return what a link shows, and count keys that open none.

    Parameters
    ----------
    session : Session
        Not committed; to be committed also when there is none, or the count is lost.
    key : str
        What was sent.
    seal : Seal
        Keys the hash of the address.
    origin : str
        Network address.
    now : datetime
        This moment.

    Returns
    -------
    SharedMap
        The link.

    Raises
    ------
    LinkNotFound
        When there is none, or not any more: the answer is the same for both.
    TooManyReports
        When too many wrong ones came from there, whether this one is good or not.
    """
    turnstile = Turnstile(session, seal, origin, now)
    turnstile.require_room(TryKind.SHARED)
    found = shared_maps.find(session, key_hash(key), now=now) if len(key) <= _LONGEST_KEY else None
    if found is None:
        turnstile.count(TryKind.SHARED)
        raise LinkNotFound("No map is shared under this address; ask whoever sent it for a new one.")
    return found


def listed(session: Session, by: Reader) -> list[SharedMap]:
    """List the links of a reader; of an administrator everybody's.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who asks.

    Returns
    -------
    list of SharedMap
        The newest first, those that are over too.
    """
    return shared_maps.listed(session, own_acts(PERMISSION, by))


def end(session: Session, by: Reader, link_id: UUID, *, now: datetime) -> None:
    """End a link, from now on.

    Parameters
    ----------
    session : Session
        Not committed.
    by : Reader
        Who made it, or an administrator.
    link_id : UUID
        Of the link.
    now : datetime
        This moment.

    Raises
    ------
    LinkNotFound
        When there is none that they may end, or it is over already.
    """
    if not shared_maps.end(session, link_id, of=own_acts(PERMISSION, by), by=by.user_id, now=now):
        raise LinkNotFound(f"No living link of yours has the id {link_id}; choose one of the list.")
    log_write(session, by, "shared_map.end", subject=str(link_id), now=now)
