"""Files taken in, each with its report."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text, update
from sqlalchemy.orm import Session

from mapper.store.tables import ImportRow


def add_import(
    session: Session,
    import_id: UUID,
    *,
    kind: str,
    file_name: str,
    sha256: str,
    user_id: UUID | None,
    recorded_at: datetime,
) -> None:
    """Write down that a file is being taken in.

    Parameters
    ----------
    session : Session
        Not committed.
    import_id : UUID
        New.
    kind, file_name, sha256 : str
        What the file is.
    user_id : UUID or None
        Who takes it in; None for the operator at the machine.
    recorded_at : datetime
        When its rows became known.
    """
    session.add(
        ImportRow(
            id=import_id,
            kind=kind,
            file_name=file_name,
            sha256=sha256,
            report={},
            user_id=user_id,
            recorded_at=recorded_at,
        )
    )
    session.flush()


def taken_in_before(
    session: Session, *, kind: str, sha256: str, options: dict[str, Any], only_newest: bool
) -> tuple[datetime, dict[str, Any]] | None:
    """Find out whether a file was taken in already, whole and read the same way.

    Parameters
    ----------
    session : Session
        Only read.
    kind, sha256 : str
        What the file is.
    options : dict
        How it is read.
    only_newest : bool
        Whether it must be the newest file of its kind: going back to an earlier edition is no repetition.

    Returns
    -------
    tuple or None
        When that was, and its report.
    """
    found = session.execute(
        text(
            """
            SELECT recorded_at, report FROM import AS earlier
            WHERE kind = :kind AND sha256 = :sha256 AND report -> 'options' = CAST(:options AS jsonb)
                AND report -> 'faults' = '[]' AND report -> 'refused' = '[]'
                AND NOT (:only_newest AND EXISTS (
                    SELECT FROM import AS later WHERE later.kind = :kind AND later.recorded_at > earlier.recorded_at
                ))
            ORDER BY recorded_at DESC LIMIT 1
            """
        ),
        {"kind": kind, "sha256": sha256, "options": json.dumps(options), "only_newest": only_newest},
    ).one_or_none()
    return None if found is None else (found[0], found[1])


def add_report(session: Session, import_id: UUID, report: dict[str, Any]) -> None:
    """Write down what came of it.

    Parameters
    ----------
    session : Session
        Not committed.
    import_id : UUID
        From `add_import`.
    report : dict
        For JSON.
    """
    session.execute(update(ImportRow).where(ImportRow.id == import_id).values(report=report))
