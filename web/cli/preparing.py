"""Make what everyone looks at or takes out first, right after a run, so that nobody waits for it."""

from __future__ import annotations

from mapper.operations import ready_features
from mapper.operations.database import Session
from mapper.operations.public_tiles import prepare
from web.cli.progress import shown_progress
from web.clock import now


def prepare_tiles(session: Session) -> None:
    """Make what is missing of the tiles of the whole city and its districts, and of the text of its segments.

    Parameters
    ----------
    session : Session
        Committed after each tile, and in the end.
    """
    with shown_progress() as told:
        for done, every in prepare(session, now=now()):
            told("tiles", done, every)
        told("texts", 0, 0)
        ready_features.prepare(session, now=now())
        session.commit()
