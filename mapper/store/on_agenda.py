"""At which meetings a programme was on the agenda, as known at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from mapper.store.meetings import HELD, IN_REACH


@dataclass(frozen=True)
class OnAgenda:
    """An item of an agenda that is about a programme.

    Attributes
    ----------
    item, meeting : UUID
        Of the item, and where it is talked about.
    title, kind : str
        Of the meeting.
    held_at : datetime
        When the meeting begins.
    cancelled : bool
        Whether it is not held after all.
    words : str
        What is to be talked about.
    finding : str
        What was found; empty until somebody writes it down.
    """

    item: UUID
    meeting: UUID
    title: str
    kind: str
    held_at: datetime
    cancelled: bool
    words: str
    finding: str


_READ: Final = f"""
    WITH held AS ({HELD}), latest AS (
        SELECT DISTINCT ON (item_id) * FROM agenda_item
        WHERE recorded_at <= :known AND item_id IN (SELECT item_id FROM agenda_item WHERE programme_id = :programme)
        ORDER BY item_id, recorded_at DESC, id
    )
    SELECT item_id, held.meeting_id, title, kind, held_at, cancelled, words, coalesce(finding, '')
    FROM latest JOIN held ON held.meeting_id = latest.meeting_id
    WHERE programme_id = :programme AND NOT withdrawn AND {IN_REACH} ORDER BY held_at DESC, held.meeting_id, ordinal
"""


def items_about(
    session: Session, programme_id: UUID, codes: Sequence[str] | None, *, known: datetime
) -> list[OnAgenda]:
    """Read the items of agendas that are about a programme.

    Parameters
    ----------
    session : Session
        Only read.
    programme_id : UUID
        Of the programme.
    codes : sequence of str or None
        Codes of the districts of the meetings; None for all.
    known : datetime
        What was recorded later is not known.

    Returns
    -------
    list of OnAgenda
        The latest meeting first.
    """
    asked = {"programme": programme_id, "codes": None if codes is None else list(codes), "known": known}
    return [OnAgenda(*row) for row in session.execute(text(_READ), asked)]
