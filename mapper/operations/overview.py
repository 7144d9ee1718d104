"""What an administrator sees first: how much there is, and what was done last."""

from __future__ import annotations

from dataclasses import dataclass

from mapper.operations.imports.history import PastImport, past_imports
from mapper.store import tallies
from mapper.store.engine import Session
from mapper.store.grades import GradeRun, latest_run
from mapper.store.tallies import Tally


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
    """

    tally: Tally
    last_import: PastImport | None
    last_run: GradeRun | None

    @property
    def needs_grading(self) -> bool:
        """Whether something is stored that the shown grades do not know of."""
        if not self.tally.segments:
            return False
        changed_at = self.tally.changed_at
        return self.last_run is None or (changed_at is not None and changed_at > self.last_run.known_at)


def overview(session: Session) -> Overview:
    """Look at the whole.

    Parameters
    ----------
    session : Session
        Only read.

    Returns
    -------
    Overview
        As of this transaction.
    """
    newest = past_imports(session, page=1, size=1).imports
    return Overview(tallies.tally(session), newest[0] if newest else None, latest_run(session))
