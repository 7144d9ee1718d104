"""The lists of segments that were sent to teams, for whoever is to look through them."""

from __future__ import annotations

from typing import Final

from mapper.domain.access import Reach, reach
from mapper.domain.reader import Reader
from mapper.operations.segment_lists import PERMISSION
from mapper.store import sent_lists
from mapper.store.engine import Session
from mapper.store.sent_lists import SentList

MOST: Final = 20
"""Lists that a team is shown: what came before is looked up under its issues."""


def sent_to(session: Session, by: Reader) -> list[SentList]:
    """Read what was sent to the teams of a reader; to whoever makes lists, what was sent to any team.

    Parameters
    ----------
    session : Session
        Only read.
    by : Reader
        Who asks.

    Returns
    -------
    list of SentList
        The newest first, without those that were taken back.
    """
    every = reach(PERMISSION, by.role) is Reach.ALL
    if by.user_id is None and not every:
        return []
    return sent_lists.sent(session, user=None if every else by.user_id, limit=MOST)
