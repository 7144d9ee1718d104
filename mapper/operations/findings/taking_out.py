"""Whoever takes a finding out as a file is allowed to, and is written down."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from mapper.domain.access import require_all
from mapper.domain.board import Choice
from mapper.domain.reader import Reader
from mapper.operations.findings.finding import Finding
from mapper.store.engine import Session
from mapper.store.write_log import log_write

PERMISSION: Final = "export.segments"
"""What a file needs, everywhere: it tells where many complained, and what nobody mended."""


def note_taken_out(
    session: Session, key: str, finding: Finding, choice: Choice, *, rows: int, by: Reader, now: datetime, kind: str
) -> None:
    """Write down who takes out a finding, and of what.

    Parameters
    ----------
    session : Session
        Not committed.
    key : str
        Of the finding.
    finding : Finding
        What was found.
    choice : mapping
        What was wanted of it.
    rows : int
        How many that leaves.
    by : Reader
        Who.
    now : datetime
        When.
    kind : str
        Of file.

    Raises
    ------
    NotAllowed
        When their role may not take out what staff see of segments.
    """
    require_all(PERMISSION, by)
    moment = {"as_of": finding.moment.as_of.isoformat(), "known_at": finding.moment.known_at.isoformat()}
    filters = {facet: list(options) for facet, options in choice.items()}
    log_write(session, by, "export", subject=key, now=now, rows=rows, format=kind, filters=filters, **moment)
