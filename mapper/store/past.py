"""What was decided of late, about issues or about where they lie, and whether it was taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

ACTS: Final = "act"
REVIEWS: Final = "review"
"""Tables of what one person decided at once."""

_REASON: Final = {ACTS: "reason", REVIEWS: "NULL"}


@dataclass(frozen=True)
class Past:
    """A decision as it is listed.

    Attributes
    ----------
    id : UUID
        Its own.
    kind : str
        A value of ``ActKind`` or of ``ReviewKind``.
    undoes_id : UUID or None
        The decision that it took back.
    undone : bool
        Whether it was taken back itself.
    user_id : UUID or None
        Who decided; None for the operator at the machine.
    by : str
        Their name.
    reason : str or None
        Why, of an act.
    details : dict
        What was decided, about how many issues or which.
    recorded_at : datetime
        When.
    """

    id: UUID
    kind: str
    undoes_id: UUID | None
    undone: bool
    user_id: UUID | None
    by: str
    reason: str | None
    details: dict[str, Any]
    recorded_at: datetime


def past(
    session: Session, table: str, *, only: UUID | None = None, user_id: UUID | None = None, limit: int = 20
) -> list[Past]:
    """Read decisions, the newest first.

    Parameters
    ----------
    session : Session
        Only read.
    table : str
        `ACTS` or `REVIEWS`.
    only : UUID or None
        This one.
    user_id : UUID or None
        Those of one user; None for everybody's.
    limit : int
        How many at most.

    Returns
    -------
    list of Past
        Each with who decided.
    """
    found = session.execute(
        text(
            f"""
            SELECT id, kind, undoes_id, EXISTS (SELECT FROM {table} AS undo WHERE undo.undoes_id = {table}.id), user_id,
                coalesce((SELECT name FROM user_account WHERE user_account.id = user_id), details ->> 'by', ''),
                {_REASON[table]}, details, recorded_at
            FROM {table}
            WHERE (CAST(:only AS uuid) IS NULL OR id = :only) AND (CAST(:user AS uuid) IS NULL OR user_id = :user)
            ORDER BY recorded_at DESC, id LIMIT :limit
            """
        ),
        {"only": only, "user": user_id, "limit": limit},
    )
    return [Past(*row) for row in found]
