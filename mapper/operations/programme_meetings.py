"""What meetings found of a programme, what they decided about it, and what came of that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from mapper.domain.access import districts_for, require
from mapper.domain.calendar import KST
from mapper.domain.decision import Followed
from mapper.domain.reader import Reader
from mapper.operations.meeting_access import PERMISSION as MEETINGS
from mapper.operations.programmes import PERMISSION
from mapper.store.decisions import Known, decisions_on
from mapper.store.engine import Session
from mapper.store.on_agenda import OnAgenda, items_about

__all__ = ["OnAgenda", "TalkedAbout", "talked_about"]


@dataclass(frozen=True)
class TalkedAbout:
    """A programme on the agenda of a meeting.

    Attributes
    ----------
    item : OnAgenda
        Where and when, and what was found.
    is_held : bool
        Whether the meeting has begun.
    decisions : tuple of Followed
        What was decided about it, in order of time.
    """

    item: OnAgenda
    is_held: bool
    decisions: tuple[Followed, ...]


def talked_about(session: Session, programme_id: UUID, *, by: Reader, now: datetime) -> list[TalkedAbout]:
    """List when a programme was on the agenda of a meeting.

    Parameters
    ----------
    session : Session
        Only read.
    programme_id : UUID
        Of the programme.
    by : Reader
        Who asks; meetings that they do not see are not there.
    now : datetime
        When; what is recorded later is not known.

    Returns
    -------
    list of TalkedAbout
        The latest meeting first.
    """
    require(PERMISSION, by)
    require(MEETINGS, by)
    items = items_about(session, programme_id, districts_for(MEETINGS, by), known=now)
    decided = decisions_on(session, [one.item for one in items], Known(now, now.astimezone(KST).date()))
    return [
        TalkedAbout(
            item,
            item.held_at <= now and not item.cancelled,
            tuple(one for one in decided if one.item == item.item),
        )
        for item in items
    ]
