"""Rows that acts append to issues, of which the latest holds: who has an issue, and by which deadline it is answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from mapper.store.tables import AssignmentRow, ClassificationRow

Decided = type[AssignmentRow] | type[ClassificationRow]
ASSIGNMENTS: Decided = AssignmentRow
CLASSIFICATIONS: Decided = ClassificationRow
_SAID = {AssignmentRow: ("team_id", "department"), ClassificationRow: ("kind",)}
"""What a row says, beside of which issue it says it, and when."""


def decide(
    session: Session,
    table: Decided,
    act: UUID,
    issues: Sequence[UUID],
    said: dict[str, Any],
    *,
    recorded_at: datetime,
    new_id: Callable[[], UUID],
) -> None:
    """Append the same to issues.

    Parameters
    ----------
    session : Session
        Not committed.
    table : Decided
        `ASSIGNMENTS` or `CLASSIFICATIONS`.
    act : UUID
        That says who decided and why.
    issues : sequence of UUID
        At least one.
    said : dict
        ``team_id`` and ``department``, or ``kind``; where all is None, nobody has them, or each complaint says it.
    recorded_at : datetime
        Of the act.
    new_id : callable
        Makes the ids.
    """
    shared = said | {"act_id": act, "recorded_at": recorded_at}
    session.execute(insert(table), [{"id": new_id(), "issue_id": issue, **shared} for issue in issues])


def put_back(
    session: Session,
    table: Decided,
    act: UUID,
    undoing: UUID,
    *,
    recorded_at: datetime,
    new_id: Callable[[], UUID],
) -> tuple[list[UUID], list[UUID]]:
    """Append what held of the issues of an act before it, but for those of which something was decided since.

    Parameters
    ----------
    session : Session
        Not committed.
    table : Decided
        `ASSIGNMENTS` or `CLASSIFICATIONS`.
    act : UUID
        That is taken back.
    undoing : UUID
        That takes it back.
    recorded_at : datetime
        Of the latter.
    new_id : callable
        Makes the ids.

    Returns
    -------
    tuple of list of UUID
        Issues that are as they were, and issues of which something was decided since.
    """
    name, columns = table.__tablename__, ", ".join(_SAID[table])
    found = session.execute(
        text(
            f"""
            SELECT own.issue_id, {", ".join(f"earlier.{column}" for column in _SAID[table])}, EXISTS (
                SELECT FROM {name} AS later
                WHERE later.issue_id = own.issue_id AND (later.recorded_at, later.id) > (own.recorded_at, own.id)
            ) AS has_changed
            FROM {name} AS own LEFT JOIN LATERAL (
                SELECT {columns} FROM {name} AS one
                WHERE one.issue_id = own.issue_id AND (one.recorded_at, one.id) < (own.recorded_at, own.id)
                ORDER BY recorded_at DESC, id DESC LIMIT 1
            ) AS earlier ON true
            WHERE own.act_id = :act ORDER BY own.issue_id
            """
        ),
        {"act": act},
    )
    back: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for row in (dict(row) for row in found.mappings()):
        (changed if row.pop("has_changed") else back).append(row)
    shared = {"act_id": undoing, "recorded_at": recorded_at}
    if back:
        session.execute(insert(table), [{"id": new_id(), **row, **shared} for row in back])
    return [row["issue_id"] for row in back], [row["issue_id"] for row in changed]
