"""Make the tiles that everyone looks at first, right after a run, so that nobody waits for them."""

from __future__ import annotations

from mapper.operations.database import Session
from mapper.operations.public_tiles import prepare
from web.cli.progress import shown_progress
from web.clock import now


def prepare_tiles(session: Session) -> None:
    """Make what is missing of the tiles of the whole city and its districts.

    Parameters
    ----------
    session : Session
        Committed after each tile.
    """
    with shown_progress() as told:
        for done, every in prepare(session, now=now()):
            told("tiles", done, every)
