"""Files taken in, each with its report."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from mapper.store.tables import ImportRow


def add_import(
    session: Session, import_id: UUID, *, kind: str, file_name: str, sha256: str, recorded_at: datetime
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
    recorded_at : datetime
        When its rows became known.
    """
    session.add(
        ImportRow(id=import_id, kind=kind, file_name=file_name, sha256=sha256, report={}, recorded_at=recorded_at)
    )
    session.flush()


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
