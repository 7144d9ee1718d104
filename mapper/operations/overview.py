"""What an administrator sees first: how much there is, and what was done last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from mapper.operations.imports.history import PastImport, past_imports
from mapper.store import tallies
from mapper.store.awaited import long_awaited
from mapper.store.engine import Session
from mapper.store.grades import GradeRun, latest_run
from mapper.store.tallies import Tally

LONG: Final = timedelta(weeks=1)
"""A phone sends what it has as soon as it can; what has not come after this may have to be looked for."""


@dataclass(frozen=True)
class Overview:
    """How the city stands.

    Attributes
    ----------
    tally : Tally
        How much is stored.
    last_import : PastImport or None
        The newest.
    last_run : GradeRun or None
        The official one that the map shows.
    awaited : dict of str to int
        How many records wait for issues that have not arrived for `LONG`, by the name of who handed them in.
    """

    tally: Tally
    last_import: PastImport | None
    last_run: GradeRun | None
    awaited: dict[str, int]

    @property
    def needs_grading(self) -> bool:
        """Whether something is stored that the shown grades do not know of."""
        if not self.tally.segments:
            return False
        changed_at = self.tally.changed_at
        return self.last_run is None or (changed_at is not None and changed_at > self.last_run.known_at)


def overview(session: Session, *, now: datetime) -> Overview:
    """Look at the whole.

    Parameters
    ----------
    session : Session
        Only read.
    now : datetime
        This moment.

    Returns
    -------
    Overview
        As of this transaction.
    """
    newest = past_imports(session, page=1, size=1).imports
    awaited = long_awaited(session, before=now - LONG)
    return Overview(tallies.tally(session), newest[0] if newest else None, latest_run(session), awaited)
