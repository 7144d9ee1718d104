"""Which issues somebody wants to see to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Wanted:
    """Which issues are listed; what is None does not narrow.

    Attributes
    ----------
    statuses : tuple of str
        Keys of `mapper.domain.issue.STATUSES`.
    issues : tuple of UUID or None
        These ones.
    district, category : str or None
        Code of where they lie, and id of what they are about.
    team : UUID or None
        The team that they are assigned to.
    sent : UUID or None
        The list of segments with which they were assigned.
    keeping : str or None
        ``mine``: of the reader's teams; ``shortlist`` and ``followed``: of the reader.
    overdue_at : datetime or None
        Open, and due before this.
    unanswered : bool
        A resident added something that nobody has answered.
    news : bool
        The reader follows them, and has not read what others did to them.
    """

    statuses: tuple[str, ...]
    issues: tuple[UUID, ...] | None = None
    district: str | None = None
    category: str | None = None
    team: UUID | None = None
    sent: UUID | None = None
    keeping: str | None = None
    overdue_at: datetime | None = None
    unanswered: bool = False
    news: bool = False
